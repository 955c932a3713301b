import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { meetClock, pauseClock, resumeClock, startClock } from "#kernel/clock/clock.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, clockText, isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type CaseDefinition, isEnd } from "./define.ts";
import { type CaseKind, caseKind } from "./registry.server.ts";
import { type ActCommand, type ActingAs, stepCase } from "./step.ts";

export type CaseRow = {
  id: string;
  definition: string;
  definition_version: number;
  number: string;
  title: string;
  state: string;
  category: string;
  subject_kind: string;
  subject_id: string;
  subject_name: string;
  concern: string;
  region: string;
  organ: string;
  party: string | null;
  opened_at: Date;
  due_at: Date | null;
  closed_at: Date | null;
  version: number;
  updated_at: Date;
  updated_by_name: string;
};

export type Opening = Readonly<{
  definition: string;
  title: string;
  subject: Readonly<{ kind: string; id: string; name: string }>;
  concern: string;
  region: string;
  organ: string;
  party: string | null;
  at: number;
  sample: boolean;
  /** What the timeline says of the opening. */
  note: string;
  detail: Readonly<Record<string, unknown>>;
  calendar: Calendar;
}>;

/** Opens a case with its number, its clocks and the first line of its timeline, in the caller's transaction. */
export async function openCase(tx: Tx, actor: Actor, opening: Opening): Promise<{ id: string; number: string }> {
  const kind = caseKind(opening.definition);
  const { definition } = kind;
  const id = uuidv7();
  const year = Number(civilDate(opening.at).slice(0, 4));
  const given = await sql<{ code: string; seq: number }>`
    select code, seq from "case".next_number(${opening.organ}::uuid, ${definition.id}, ${year}::int)`.execute(tx);
  const { code, seq } = given.rows[0] as { code: string; seq: number };
  const number = definition.number({ code, year, seq });
  const { state } = definition.opens;
  const category = definition.states[state]?.category;
  const at = isoTime(opening.at);
  const by = byOf(actor);
  await sql`insert into "case"."case" (id, definition, definition_version, number, title, state, category, subject_kind, subject_id,
      subject_name, concern, region, organ, party, opened_at, sample, updated_at, updated_by, updated_by_name)
    values (${id}, ${definition.id}, ${definition.version}, ${number}, ${opening.title}, ${state}, ${category}, ${opening.subject.kind},
      ${opening.subject.id}, ${opening.subject.name}, ${opening.concern}, ${opening.region}, ${opening.organ}, ${opening.party}, ${at},
      ${opening.sample}, ${at}, ${by.id}, ${by.name})`.execute(tx);
  for (const clock of definition.opens.clocks)
    await setClock(tx, kind, { caseId: id, clock, does: "start", at: opening.at, calendar: opening.calendar });
  await addEvent(tx, {
    caseId: id,
    version: 1,
    at: opening.at,
    actor,
    act: "open",
    title: { zh: "立案", en: "Opened" },
    toState: state,
    note: opening.note,
    detail: opening.detail,
  });
  await recordAct(tx, actor, {
    act: "case.open",
    object: `case.case/${id}`,
    detail: { number, subject: opening.subject.id },
  });
  return { id, number };
}

const byOf = (actor: Actor) =>
  actor.kind === "system" ? { id: `system:${actor.name}`, name: "系统" } : { id: actor.id, name: actor.name };

export type Line = Readonly<{
  caseId: string;
  version: number;
  at: number;
  actor: Actor;
  act: string;
  title: Title;
  fromState?: string;
  toState?: string;
  note?: string;
  detail?: Readonly<Record<string, unknown>>;
}>;

/** Adds a line to the timeline of a case. */
export async function addEvent(tx: Tx, line: Line): Promise<void> {
  const by = byOf(line.actor);
  const organ = line.actor.kind === "person" ? (line.actor.organ ?? null) : null;
  await sql`insert into "case".event (id, case_id, version, at, actor, actor_name, organ_name, act, act_zh, act_en, from_state, to_state,
      note, detail)
    values (${uuidv7()}, ${line.caseId}, ${line.version}, ${isoTime(line.at)}, ${by.id}, ${by.name},
      (select name from organ.organ where id = ${organ}::uuid), ${line.act}, ${line.title.zh}, ${line.title.en}, ${line.fromState ?? null},
      ${line.toState ?? null}, ${line.note ?? null}, ${JSON.stringify(line.detail ?? {})}::jsonb)`.execute(tx);
}

type ClockChange = Readonly<{
  caseId: string;
  clock: string;
  does: "start" | "meet" | "pause" | "resume";
  at: number;
  calendar: Calendar;
  reason?: string;
}>;

async function setClock(
  tx: Tx,
  kind: CaseKind,
  { caseId, clock, does, at, calendar, reason = "" }: ClockChange,
): Promise<void> {
  const which = { caseId, kind: clock, at };
  let dueAt: number | undefined;
  if (does === "start")
    dueAt = await startClock(tx, {
      caseId,
      kind: clock,
      rule: kind.term(clock, civilDate(at)),
      startedAt: at,
      calendar,
    });
  else if (does === "meet") await meetClock(tx, which);
  else if (does === "pause") await pauseClock(tx, { ...which, reason });
  else dueAt = await resumeClock(tx, { ...which, calendar });
  if (clock === kind.definition.due && dueAt !== undefined)
    await sql`update "case"."case" set due_at = ${isoTime(dueAt)} where id = ${caseId}`.execute(tx);
}

export type ActContext = Readonly<{ actor: Actor; now: number; calendar: Calendar }>;

/**
 * Does an act: the row is locked, the version compared, the guard asked, and state, clocks, timeline and audit line are written in one
 * transaction. Throws the refusal that stepCase found.
 */
export async function actOnCase(tx: Tx, id: string, command: ActCommand, context: ActContext): Promise<CaseRow> {
  const { actor, now, calendar } = context;
  const locked = await sql<CaseRow>`select * from "case"."case" where id = ${id} for update`.execute(tx);
  const row = locked.rows[0];
  if (!row) refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
  if (command.baseVersion === undefined) refuse("version.missing", { field: "baseVersion" });
  if (command.baseVersion !== row.version)
    refuse("version.conflict", {
      field: "baseVersion",
      values: {
        who: row.updated_by_name,
        at: clockText(row.updated_at.getTime()),
        current: row.version,
        base: command.baseVersion,
      },
      extra: { current: row.version },
    });
  const kind = caseKind(row.definition);
  const step = stepCase(kind.definition, row, command, await actingAs(tx, actor, row));
  if (!step.ok) refuse(step.code, step.detail);
  const by = byOf(actor);
  const closed = isEnd(step.category);
  await sql`update "case"."case" set state = ${step.to}, category = ${step.category}, version = version + 1, updated_at = ${isoTime(now)},
    updated_by = ${by.id}, updated_by_name = ${by.name}, closed_at = ${closed ? isoTime(now) : null} where id = ${id}`.execute(
    tx,
  );
  const effects = closed ? kind.definition.clocks.map((clock) => ({ clock, does: "meet" as const })) : step.clocks;
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
    note,
    detail: labelled(kind.definition, command.act, detail),
  });
  await recordAct(tx, actor, {
    act: `case.${command.act}`,
    object: `case.case/${id}`,
    detail: { number: row.number, from: row.state, to: step.to },
  });
  return { ...row, state: step.to, category: step.category, version: row.version + 1 };
}

/** Values with their Chinese titles, so that a timeline stays readable when the definition has moved on. */
function labelled(
  definition: CaseDefinition,
  act: string,
  values: Readonly<Record<string, string>>,
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

/** In which capacity a person stands to a case: its party, or an officer of the handling organ or of one above it. */
export async function actingAs(tx: Tx, actor: Actor, row: Pick<CaseRow, "organ" | "party">): Promise<ActingAs> {
  if (actor.kind === "system") return { roles: [], handler: false, party: false };
  if (actor.organ === undefined) return { roles: actor.roles, handler: false, party: false };
  const above = await sql<{ id: string }>`with recursive up (id, parent) as (
      select id, parent from organ.organ where id = ${row.organ}
      union select o.id, o.parent from organ.organ as o join up on o.id = up.parent
    ) select id from up where id = ${actor.organ}::uuid`.execute(tx);
  return { roles: actor.roles, handler: above.rows.length > 0, party: row.party !== null && row.party === actor.organ };
}
