import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { addEvent, type CaseRow, lockCase } from "./case.server.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { mustBeOpen } from "./joint.server.ts";
import { tell } from "./telling.server.ts";

/** Supervising (督办) is for the department and the bureaus. */
export const supervisors = ["region", "league"] as const;
export type SupervisionAct = "supervise" | "lift";

type Held = Pick<CaseRow, "organ" | "category" | "supervised_at" | "supervised_by">;

/** Which organ supervises a case, and what the actor may do about it: an organ above the handling one sets it; who set it, or one above, lifts it. */
export async function supervisionOf(
  tx: Tx,
  actor: Actor,
  row: Held,
): Promise<{ by: { id: string; name: string } | null; may: SupervisionAct | null }> {
  const { rows } = await sql<{
    name: string;
  }>`select name from organ.organ where id = ${row.supervised_by}::uuid`.execute(tx);
  const by = row.supervised_at && row.supervised_by ? { id: row.supervised_by, name: rows[0]?.name ?? "" } : null;
  if (isEnd(row.category as StateCategory)) return { by, may: null };
  const act = row.supervised_at ? "lift" : "supervise";
  return { by, may: (await maySupervise(tx, actor, row, act)) ? act : null };
}

async function maySupervise(tx: Tx, actor: Actor, row: Held, act: SupervisionAct): Promise<boolean> {
  if (actor.kind !== "person" || !actor.roles.some((role) => supervisors.some((one) => one === role))) return false;
  const below = act === "lift" ? row.supervised_by : row.organ;
  const { rows } = await sql<{ above: boolean }>`with recursive up (id, parent) as (
      select id, parent from organ.organ where id = ${below}::uuid
      union select o.id, o.parent from organ.organ as o join up on o.id = up.parent
    ) select exists (select from up where id = ${actor.organ ?? null}::uuid
      and (${act === "lift"} or id <> ${below}::uuid)) as above`.execute(tx);
  return rows[0]?.above ?? false;
}

const titles: Readonly<Record<SupervisionAct, Title>> = {
  supervise: { zh: "督办", en: "Supervised" },
  lift: { zh: "解除督办", en: "Supervision lifted" },
};

/** Sets or lifts the supervision of an open case. The case itself does not move; its timeline keeps who did it and why, and its handler is told. */
export async function superviseCase(
  tx: Tx,
  id: string,
  { act, note }: Readonly<{ act: SupervisionAct; note: string }>,
  { actor, now }: Readonly<{ actor: Actor; now: number }>,
): Promise<void> {
  const row = await lockCase(tx, id);
  mustBeOpen(row);
  if (act === "lift" && !row.supervised_at) refuse("case.not-supervised");
  if (!(await maySupervise(tx, actor, row, act)))
    refuse("access.role", { values: { roles: act === "lift" ? lifters : setters } });
  if (act === "supervise" && row.supervised_at) {
    const { by } = await supervisionOf(tx, actor, row);
    refuse("case.supervised", { values: { organ: by?.name ?? "" } });
  }
  const organ = actor.kind === "person" ? (actor.organ ?? null) : null;
  const [since, by] = act === "lift" ? [null, null] : [isoTime(now), organ];
  await sql`update "case"."case" set supervised_at = ${since}::timestamptz, supervised_by = ${by}::uuid where id = ${id}`.execute(
    tx,
  );
  const title = titles[act];
  await addEvent(tx, { caseId: id, version: row.version, at: now, actor, act: `supervision-${act}`, title, note });
  await recordAct(tx, actor, {
    act: `case.supervision.${act}`,
    object: `case.case/${id}`,
    detail: { number: row.number, organ: by ?? row.supervised_by ?? undefined },
  });
  await tell(tx, row, "handler", { title, body: { zh: note, en: note }, at: now, key: `supervision:${act}:${now}` });
}

const setters: Title = { zh: "承办单位的上级生态环境部门", en: "an environment organ above the handling one" };
const lifters: Title = { zh: "督办单位或其上级", en: "the organ that supervises or one above it" };
