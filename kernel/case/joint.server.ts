import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { actingAs } from "./acting.server.ts";
import { addEvent, byOf, type CaseRow } from "./case.server.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { caseKind } from "./registry.server.ts";
import { whoMay } from "./step.ts";
import { tell, tellOne } from "./telling.server.ts";

/**
 * 会办 and 会签: the handling organ asks other organs for help or for agreement. An answer is the other organ's own act; it does not change
 * the version of the case, so that nobody's half-written act is lost by it. What a gate counts is read when the act is tried.
 */
export type AskedRole = "supporter" | "countersigner";
export type Answer = "agreed" | "refused" | "done";
type By = Readonly<{ actor: Actor; now: number }>;

export const askedTitles: Readonly<Record<AskedRole, Title>> = {
  supporter: { zh: "会办", en: "joint handling" },
  countersigner: { zh: "会签", en: "countersigning" },
};
const answerTitles: Readonly<Record<Answer, Title>> = {
  agreed: { zh: "同意", en: "agreed" },
  refused: { zh: "不同意", en: "refused" },
  done: { zh: "办结", en: "done" },
};

/** Asks an organ, which sees the case from then on. The one who may ask was checked by the caller. */
export async function askOrgan(
  tx: Tx,
  row: CaseRow,
  { organ, role, note }: Readonly<{ organ: string; role: AskedRole; note: string | undefined }>,
  { actor, now }: By,
): Promise<void> {
  const found = await sql<{ name: string; kind: string }>`select name, kind from organ.organ
    where id = ${organ} and valid_to is null`.execute(tx);
  const asked = found.rows[0];
  if (!asked || asked.kind === "enterprise" || organ === row.organ)
    refuse("field.invalid", {
      field: "organ",
      values: {
        problem: {
          zh: "须选承办单位以外的一个部门。",
          en: "Choose an organ other than the handling one, no enterprise.",
        },
      },
    });
  const before =
    await sql`select from "case".participant where case_id = ${row.id} and organ = ${organ} and role = ${role}
    and state <> 'withdrawn'`.execute(tx);
  if (before.rows.length > 0)
    refuse("case.asked", { field: "organ", values: { organ: asked.name, what: askedTitles[role] } });
  await sql`select identity.share_with(${row.id}::uuid, ${organ}::uuid, ${role})`.execute(tx);
  const by = byOf(actor);
  const at = isoTime(now);
  await sql`insert into "case".participant (id, case_id, organ, role, state, asked_at, asked_by, asked_by_name)
    select ${uuidv7()}, ${row.id}, ${row.organ}, 'lead', 'agreed', ${at}, ${by.id}, ${by.name}
    where not exists (select from "case".participant where case_id = ${row.id} and role = 'lead' and state <> 'withdrawn')`.execute(
    tx,
  );
  await sql`insert into "case".participant (id, case_id, organ, role, state, asked_for, asked_at, asked_by, asked_by_name)
    values (${uuidv7()}, ${row.id}, ${organ}, ${role}, 'asked', ${note ?? null}, ${at}, ${by.id}, ${by.name})`.execute(
    tx,
  );
  await line(
    tx,
    row,
    { actor, now },
    {
      act: `ask-${role}`,
      title: { zh: `请${asked.name}${askedTitles[role].zh}`, en: `${asked.name} was asked: ${askedTitles[role].en}` },
      note,
    },
  );
  await tellOne(
    tx,
    row,
    { organ },
    {
      title: { zh: `请您单位${askedTitles[role].zh}`, en: `Your organ is asked: ${askedTitles[role].en}` },
      ...(note ? { body: { zh: note, en: note } } : {}),
      at: now,
      key: `ask:${role}:${now}`,
    },
  );
}

/** Asks an organ because an officer of the handling organ says so. */
export async function ask(
  tx: Tx,
  row: CaseRow,
  request: Readonly<{ organ: string; role: AskedRole; note?: string | undefined }>,
  by: By,
): Promise<void> {
  await mustHandle(tx, row, by.actor);
  if (!caseKind(row.definition).definition.asks?.includes(request.role))
    refuse("field.invalid", {
      field: "role",
      values: {
        problem: {
          zh: `此类办件没有${askedTitles[request.role].zh}。`,
          en: `Cases of this kind know no ${askedTitles[request.role].en}.`,
        },
      },
    });
  await askOrgan(tx, row, { ...request, note: request.note }, by);
}

/** Gives the answer of the organ that the actor works in. */
export async function answer(
  tx: Tx,
  row: CaseRow,
  { role, state, opinion }: Readonly<{ role: AskedRole; state: Answer; opinion?: string | undefined }>,
  { actor, now }: By,
): Promise<void> {
  mustBeOpen(row);
  const organ = actor.kind === "person" ? actor.organ : undefined;
  const standing = await sql<{
    id: string;
    state: string;
  }>`select id, state from "case".participant where case_id = ${row.id}
    and organ = ${organ ?? null}::uuid and role = ${role} and state <> 'withdrawn' for update`.execute(tx);
  const own = standing.rows[0] ?? refuse("access.role", { values: { roles: whoMay("supporter") } });
  if (role === "countersigner" && state === "done")
    refuse("field.invalid", {
      field: "state",
      values: { problem: { zh: "会签只能同意或不同意。", en: "A countersigner agrees or refuses." } },
    });
  const text = opinion?.trim() ?? "";
  if (text === "" && state !== "agreed")
    refuse("field.required", { field: "opinion", values: { label: { zh: "意见", en: "Opinion" } } });
  const by = byOf(actor);
  await sql`update "case".participant set state = ${state}, opinion = ${text === "" ? null : text}, person = ${by.id},
    person_name = ${by.name}, at = ${isoTime(now)} where id = ${own.id}`.execute(tx);
  const title = {
    zh: `${askedTitles[role].zh}${role === "supporter" && state === "agreed" ? "接办" : answerTitles[state].zh}`,
    en: `${askedTitles[role].en}: ${answerTitles[state].en}`,
  };
  await line(tx, row, { actor, now }, { act: `answer-${role}`, title, note: text === "" ? undefined : text });
  await tell(tx, row, "assignee", { title, at: now, key: `answer:${own.id}:${now}` });
}

/** Takes a request back, e.g. because the wrong organ was asked; the gate no longer waits for it. */
export async function withdraw(
  tx: Tx,
  row: CaseRow,
  { organ, role, reason }: Readonly<{ organ: string; role: AskedRole; reason: string }>,
  by: By,
): Promise<void> {
  await mustHandle(tx, row, by.actor);
  const gone = await sql<{ name: string }>`update "case".participant as p set state = 'withdrawn' from organ.organ as o
    where o.id = p.organ and p.case_id = ${row.id} and p.organ = ${organ} and p.role = ${role} and p.state <> 'withdrawn'
    returning o.name`.execute(tx);
  const name = gone.rows[0]?.name ?? refuse("not-found", { values: { what: { zh: "这项请求", en: "This request" } } });
  const title = {
    zh: `撤回对${name}的${askedTitles[role].zh}`,
    en: `${name} is no longer asked: ${askedTitles[role].en}`,
  };
  await line(tx, row, by, { act: `withdraw-${role}`, title, note: reason });
  await tellOne(
    tx,
    row,
    { organ },
    { title, body: { zh: reason, en: reason }, at: by.now, key: `withdraw:${role}:${by.now}` },
  );
}

async function mustHandle(tx: Tx, row: CaseRow, actor: Actor): Promise<void> {
  mustBeOpen(row);
  const as = await actingAs(tx, actor, row);
  if (!as.handler && !as.lead) refuse("access.role", { values: { roles: whoMay("handler") } });
}

/** Refuses what only an open case can be asked for. */
export function mustBeOpen(row: Pick<CaseRow, "category">): void {
  if (isEnd(row.category as StateCategory)) refuse("case.closed");
}

type Said = Readonly<{ act: string; title: Title; note: string | undefined }>;

async function line(tx: Tx, row: CaseRow, { actor, now }: By, { act, title, note }: Said): Promise<void> {
  await addEvent(tx, {
    caseId: row.id,
    version: row.version,
    at: now,
    actor,
    act,
    title,
    ...(note ? { note } : {}),
  });
  await recordAct(tx, actor, { act: `case.${act}`, object: `case.case/${row.id}`, detail: { number: row.number } });
}
