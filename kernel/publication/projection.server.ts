import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type PublicationKind, publicationKind } from "./registry.server.ts";

export const publisher = systemActor("publication");

type Standing = {
  id: string;
  number: string;
  state: string;
  category: string;
  previous_state: string | null;
  region: string;
  organ_name: string;
  closed_at: Date | null;
  sample: boolean;
  clock: string | null;
  due_at: Date | null;
};

/**
 * Brings what is published of a case to what the case is now: before the public in the state of its kind, ended once it was closed from there,
 * withdrawn in every other. It reads the case and not the event, so that it may run again, late or twice. Where nobody says what may be
 * shown, nothing is.
 */
export async function projectCase(tx: Tx, what: string, caseId: string, now: number): Promise<void> {
  const kind = publicationKind(what);
  if (!kind) return;
  const row = await standingOf(tx, kind, caseId);
  if (!row) return;
  const isOpen = row.state === kind.state;
  const isEnded = row.category === "closed" && row.previous_state === kind.state;
  const shown = (isOpen || isEnded) && row.clock ? row.clock : undefined;
  await withdrawOthers(tx, kind, { caseId, but: shown, now });
  if (!shown || !row.due_at) return;
  const known = await sql<{ id: string; state: string }>`select id, state from publication.item
    where what = ${what} and clock = ${shown} for update`.execute(tx);
  const found = known.rows[0];
  // what was taken down or has ended is not put up again
  if (found && found.state !== "open") return;
  const id = found?.id ?? uuidv7();
  const { title, facts } = await kind.compose(tx, caseId);
  const left = isEnded ? isoTime(row.closed_at?.getTime() ?? now) : null;
  await sql`insert into publication.item (id, case_id, what, clock, number, title_zh, title_en, region, organ_name, facts, published_at, ends_at,
      state, left_at, sample)
    values (${id}, ${caseId}, ${what}, ${shown}, ${row.number}, ${title.zh}, ${title.en}, ${row.region}, ${row.organ_name},
      ${JSON.stringify(facts)}::jsonb, ${isoTime(now)}, ${isoTime(row.due_at.getTime())}, ${isEnded ? "ended" : "open"}, ${left}, ${row.sample})
    on conflict (id) do update set title_zh = excluded.title_zh, title_en = excluded.title_en, organ_name = excluded.organ_name,
      facts = excluded.facts, ends_at = excluded.ends_at, state = excluded.state, left_at = excluded.left_at`.execute(
    tx,
  );
  if (!found) await leaveLine(tx, "open", { id, caseId, what });
  if (isEnded) await leaveLine(tx, "end", { id, caseId, what });
}

/** The case, locked, so that two that project it do so one after the other; with the clock that was last started for its publicity. */
async function standingOf(tx: Tx, kind: PublicationKind, caseId: string): Promise<Standing | undefined> {
  await sql`select from "case"."case" where id = ${caseId} for update`.execute(tx);
  const { rows } =
    await sql<Standing>`select c.id, c.number, c.state, c.category, c.previous_state, c.region, o.name as organ_name,
      c.closed_at, c.sample, k.id as clock, k.due_at
    from "case"."case" c join organ.organ o on o.id = c.organ
      left join lateral (select id, due_at from clock.clock where case_id = c.id and kind = ${kind.clock}
        order by started_at desc, id desc limit 1) k on true
    where c.id = ${caseId}`.execute(tx);
  return rows[0];
}

async function withdrawOthers(
  tx: Tx,
  kind: PublicationKind,
  { caseId, but, now }: Readonly<{ caseId: string; but: string | undefined; now: number }>,
): Promise<void> {
  const { what, withdrawn } = kind;
  const { rows } = await sql<{
    id: string;
  }>`update publication.item set state = 'withdrawn', left_at = ${isoTime(now)}, facts = '[]',
      tombstone_zh = ${withdrawn.zh}, tombstone_en = ${withdrawn.en}
    where case_id = ${caseId} and what = ${what} and state = 'open' and clock is distinct from ${but ?? null}::uuid returning id`.execute(
    tx,
  );
  for (const { id } of rows) await leaveLine(tx, "withdraw", { id, caseId, what });
}

const leaveLine = (
  tx: Tx,
  verb: "open" | "end" | "withdraw",
  { id, caseId, what }: Readonly<{ id: string; caseId: string; what: string }>,
): Promise<void> =>
  recordAct(tx, publisher, {
    act: `publication.${verb}`,
    object: `publication.item/${id}`,
    detail: { case: caseId, what },
  });
