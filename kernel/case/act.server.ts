import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { ActValue } from "./act-field.ts";
import { actingAs } from "./acting.server.ts";
import { addEvent, byOf, type CaseRow, lockCase } from "./case.server.ts";
import { setClock } from "./case-clocks.server.ts";
import { isEnd } from "./category.ts";
import type { CaseDefinition } from "./define.ts";
import { caseKind } from "./registry.server.ts";
import { type ActCommand, stepCase } from "./step.ts";

export type ActContext = Readonly<{ actor: Actor; now: number; calendar: Calendar }>;

/**
 * Does an act: the row is locked, the version compared, the guard asked, and state, clocks, timeline and audit line are written in one
 * transaction. Throws the refusal that stepCase found.
 */
export async function actOnCase(tx: Tx, id: string, command: ActCommand, context: ActContext): Promise<CaseRow> {
  const { actor, now, calendar } = context;
  const row = await lockCase(tx, id);
  checkVersion(row, command.baseVersion);
  const kind = caseKind(row.definition);
  const instance = { state: row.state, version: row.version, previous: row.previous_state };
  const step = stepCase(kind.definition, instance, command, await actingAs(tx, actor, row));
  if (!step.ok) refuse(step.code, step.detail);
  const by = byOf(actor);
  const closed = isEnd(step.category);
  await sql`update "case"."case" set state = ${step.to}, category = ${step.category}, version = version + 1, updated_at = ${isoTime(now)},
    updated_by = ${by.id}, updated_by_name = ${by.name}, closed_at = ${closed ? isoTime(now) : null},
    previous_state = ${step.to === row.state ? row.previous_state : row.state} where id = ${id}`.execute(tx);
  const effects = closed
    ? kind.definition.clocks.map((clock) => ({ clock, does: "meet" as const }))
    : step.transition.clocks;
  for (const effect of effects)
    await setClock(tx, kind, { caseId: id, ...effect, at: now, calendar, reason: step.transition.title.zh });
  const { note, ...detail } = step.values;
  await addEvent(tx, {
    caseId: id,
    version: row.version + 1,
    at: now,
    actor,
    act: command.act,
    title: step.transition.title,
    fromState: row.state,
    toState: step.to,
    ...(typeof note === "string" ? { note } : {}),
    detail: labelled(kind.definition, command.act, detail),
  });
  await recordAct(tx, actor, {
    act: `case.${command.act}`,
    object: `case.case/${id}`,
    detail: { number: row.number, from: row.state, to: step.to },
  });
  return { ...row, state: step.to, category: step.category, version: row.version + 1 };
}

/** Refuses what was written while looking at another version than the one that stands. */
export function checkVersion(row: CaseRow, base: number | undefined): void {
  if (base === undefined) refuse("version.missing", { field: "baseVersion" });
  if (base !== row.version)
    refuse("version.conflict", {
      field: "baseVersion",
      values: { who: row.updated_by_name, at: clockText(row.updated_at.getTime()), current: row.version, base },
      extra: { current: row.version },
    });
}

/** Values with their Chinese titles, so that a timeline stays readable when the definition has moved on. */
function labelled(
  definition: CaseDefinition,
  act: string,
  values: Readonly<Record<string, ActValue>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = definition.transitions[act]?.fields.find((one) => one.name === name);
      return [
        name,
        { title: field?.title, value, shown: field?.choices?.find((choice) => choice.value === value)?.title ?? value },
      ];
    }),
  );
}
