import { sql } from "kysely";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { extendClock } from "#kernel/clock/extension.server.ts";
import { emit } from "#kernel/outbox/outbox.server.ts";
import { drawUp } from "#kernel/paper/draw-up.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { amendRow, readRow } from "#kernel/register/store.server.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { ActValue } from "./act-field.ts";
import { addEvent, type CaseRow, openCase } from "./case.server.ts";
import { followDue } from "./case-clocks.server.ts";
import type { Effect, Transition } from "./define.ts";
import { askOrgan } from "./joint.server.ts";
import { type CaseKind, caseKind } from "./registry.server.ts";
import { tell } from "./telling.server.ts";

export type Done = Readonly<{
  kind: CaseKind;
  /** As the act left it. */
  row: CaseRow;
  act: string;
  transition: Transition;
  values: Readonly<Record<string, ActValue>>;
  actor: Actor;
  now: number;
  calendar: Calendar;
}>;

/** Runs the effects of an act one after the other, in its transaction: either all of it holds or nothing. They write PostgreSQL alone. */
export async function runEffects(tx: Tx, done: Done): Promise<void> {
  for (const effect of done.transition.effects ?? []) await run(tx, done, effect);
}

function run(tx: Tx, done: Done, effect: Effect): Promise<unknown> {
  const { row, actor, now } = done;
  switch (effect.does) {
    case "notify":
      return tell(tx, row, effect.to, {
        title: effect.title ?? done.transition.title,
        at: now,
        key: `${row.version}:${done.act}`,
      });
    case "spawn":
      return spawn(tx, done, effect);
    case "set":
      return setField(tx, done, effect);
    case "paper":
      return drawUp(tx, actor, { caseId: row.id, kind: effect.kind, at: now });
    case "publish":
      return emit(tx, "case.publish", { case: row.id, what: effect.what });
    case "extend":
      return extend(tx, done, effect);
    case "assign":
      return assign(tx, done, effect.field);
    case "ask":
      return askOrgan(
        tx,
        row,
        { organ: String(done.values[effect.field]), role: effect.role, note: noteOf(done) },
        done,
      );
    default:
      return effect satisfies never;
  }
}

const noteOf = ({ values }: Done): string | undefined => (typeof values.note === "string" ? values.note : undefined);

/** Opens a sub-case; where an open one about the same concern stands already, that one becomes a part of this case. */
async function spawn(
  tx: Tx,
  { row, actor, now, calendar, transition }: Done,
  { definition, concern }: Extract<Effect, { does: "spawn" }>,
): Promise<void> {
  const child = caseKind(definition).definition;
  const standing = await sql<{ id: string; number: string; parent: string | null; version: number }>`
    select id, number, parent, version from "case"."case" where definition = ${definition} and subject_id = ${row.subject_id}
      and concern = ${concern} and category not in ('closed', 'void')`.execute(tx);
  const found = standing.rows[0];
  if (found && found.parent === null && found.id !== row.id)
    await sql`update "case"."case" set parent = ${row.id}, version = version + 1 where id = ${found.id}`.execute(tx);
  const { number } =
    found ??
    (await openCase(tx, actor, {
      definition,
      title: `${row.title} ${child.title.zh}`,
      subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
      concern,
      region: row.region,
      organ: row.organ,
      party: row.party,
      at: now,
      sample: row.sample,
      note: `由 ${row.number}“${transition.title.zh}”转立`,
      detail: {},
      calendar,
      parent: row.id,
    }));
  await addEvent(tx, {
    caseId: row.id,
    version: row.version,
    at: now,
    actor,
    act: "spawn",
    title: found ? { zh: "并入子案", en: "Sub-case joined" } : { zh: "立子案", en: "Sub-case opened" },
    detail: { child: { title: child.title, value: number } },
  });
}

async function setField(
  tx: Tx,
  { kind, row, values, actor, transition, now }: Done,
  effect: Extract<Effect, { does: "set" }>,
): Promise<void> {
  const subject = await kind.subject?.(tx, row.id);
  if (!subject)
    throw new Error(`case ${kind.definition.id}: ${effect.field} cannot be set, the case has no register row`);
  const { register, id } = subject;
  const registers = new Map([[register.id, register]]);
  const current = await readRow(tx, registers, register, id);
  const value = "from" in effect ? values[effect.from] : effect.to;
  if (value === undefined) return;
  const reason = `${row.number} ${transition.title.zh}`;
  const change = { baseVersion: current.version, reason, [effect.field]: value };
  await amendRow(tx, registers, register, actor, id, change, now);
}

async function assign(tx: Tx, { row, actor, now, act, values }: Done, field: string): Promise<void> {
  const person = String(values[field]);
  const { rows } = await sql<{ name: string | null; organ: string | null }>`
    select name, organ from "case".person_named(${person}::uuid)`.execute(tx);
  const found = rows[0];
  if (!found?.name || found.organ !== row.organ)
    refuse("field.invalid", {
      field,
      values: { problem: { zh: "经办人须为承办单位的在岗人员。", en: "The person must work in the handling organ." } },
    });
  await sql`update "case"."case" set assignee = ${person}, assignee_name = ${found.name} where id = ${row.id}`.execute(
    tx,
  );
  if (actor.kind === "person" && actor.id === person) return;
  await tell(tx, { ...row, assignee: person }, "assignee", {
    title: { zh: "交您办理", en: "Given to you" },
    at: now,
    key: `${row.version}:${act}:assigned`,
  });
}

/** The act itself approves it: who may not be the same person says the act's own four eyes. */
async function extend(
  tx: Tx,
  { kind, row, values, actor, now, calendar, transition }: Done,
  { clock, field }: Extract<Effect, { does: "extend" }>,
): Promise<void> {
  const reason = typeof values.note === "string" ? values.note : transition.title.zh;
  const asked = { caseId: row.id, kind: clock, amount: Number(values[field]), reason };
  await extendClock(tx, asked, { actor, now, calendar }, true);
  await followDue(tx, kind, row.id);
}
