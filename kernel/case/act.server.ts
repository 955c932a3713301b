import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import { actingAs } from "./acting.server.ts";
import { addEvent, byOf, type CaseRow, lockCase } from "./case.server.ts";
import { pauseClocks, resumeClocks, setClock } from "./case-clocks.server.ts";
import { isEnd } from "./category.ts";
import { missingFor } from "./conditions.server.ts";
import { runEffects } from "./effects.server.ts";
import { endCase } from "./ending.server.ts";
import { bringFiles } from "./files.server.ts";
import { labelled } from "./labels.server.ts";
import { type CaseKind, caseKind } from "./registry.server.ts";
import { type ActCommand, type Step, stepCase } from "./step.ts";

export type ActContext = Readonly<{
  actor: Actor;
  now: number;
  calendar: Calendar;
  /** Where the files of an act with a field of type `files` have arrived. */
  files?: Files;
}>;
type Allowed = Extract<Step, { ok: true }>;

/**
 * Does an act. The row is locked, the version compared, state, role and fields are asked first, then what must be there: other eyes,
 * evidence, papers, answers, sub-cases, the domain's guard. State, clocks, timeline, effects and audit line are written in the caller's one
 * transaction. Throws the first refusal; nothing is written then.
 */
export async function actOnCase(tx: Tx, id: string, command: ActCommand, context: ActContext): Promise<CaseRow> {
  const { actor, now } = context;
  const row = await lockCase(tx, id);
  checkVersion(row, command.baseVersion);
  const kind = caseKind(row.definition);
  const instance = { state: row.state, version: row.version, previous: row.previous_state };
  const step = stepCase(kind.definition, instance, command, await actingAs(tx, actor, row));
  if (!step.ok) refuse(step.code, step.detail);
  const { transition, values } = step;
  const detail = await labelled(tx, transition, values);
  await bringFiles(tx, actor, { caseId: id, transition, values, files: context.files, now });
  const missing = await missingFor(tx, { kind, row, transition, actor, now, values });
  if (missing[0]) refuse(missing[0].code, missing[0].detail);
  const after = await moveTo(tx, row, step, context);
  await moveClocks(tx, kind, { row, after, step, context });
  await addEvent(tx, {
    caseId: id,
    version: after.version,
    at: now,
    actor,
    act: command.act,
    title: transition.title,
    fromState: row.state,
    toState: step.to,
    ...(typeof values.note === "string" ? { note: values.note } : {}),
    detail: { ...detail, ...(transition.basis ? { basis: transition.basis } : {}) },
  });
  await recordAct(tx, actor, {
    act: `case.${command.act}`,
    object: `case.case/${id}`,
    detail: { number: row.number, from: row.state, to: step.to },
  });
  await runEffects(tx, { kind, row: after, act: command.act, ...step, ...context });
  if (isEnd(step.category)) await endCase(tx, after, now);
  return after;
}

async function moveTo(tx: Tx, row: CaseRow, { to, category }: Allowed, { actor, now }: ActContext): Promise<CaseRow> {
  const by = byOf(actor);
  const at = new Date(now);
  const after: CaseRow = {
    ...row,
    state: to,
    category,
    version: row.version + 1,
    closed_at: isEnd(category) ? at : null,
    previous_state: to === row.state ? row.previous_state : row.state,
    updated_at: at,
    updated_by_name: by.name,
  };
  await sql`update "case"."case" set state = ${to}, category = ${category}, version = ${after.version}, updated_at = ${isoTime(now)},
    updated_by = ${by.id}, updated_by_name = ${by.name}, closed_at = ${isEnd(category) ? isoTime(now) : null},
    previous_state = ${after.previous_state} where id = ${row.id}`.execute(tx);
  return after;
}

type Move = Readonly<{ row: CaseRow; after: CaseRow; step: Allowed; context: ActContext }>;
const suspension = "suspension";

/** Leaving a suspended state lets its clocks run on, entering one stops all that run; then comes what the act itself says. */
async function moveClocks(tx: Tx, kind: CaseKind, { row, after, step, context }: Move): Promise<void> {
  const { now: at, calendar } = context;
  const { states } = kind.definition;
  const moves = row.state !== after.state;
  const reason = step.transition.title.zh;
  if (moves && states[row.state]?.suspends) await resumeClocks(tx, row.id, { at, calendar, cause: suspension });
  if (moves && states[after.state]?.suspends) await pauseClocks(tx, row.id, { at, reason, cause: suspension });
  if (isEnd(step.category)) return;
  for (const effect of step.transition.clocks)
    await setClock(tx, kind, { caseId: row.id, ...effect, at, calendar, reason });
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
