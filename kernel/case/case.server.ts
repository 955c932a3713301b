import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { deviceLine } from "#kernel/field/device-time.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { setClock } from "./case-clocks.server.ts";
import { caseKind } from "./registry.server.ts";

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
  sample: boolean;
  assignee: string | null;
  assignee_name: string | null;
  parent: string | null;
  opened_by: string | null;
  opened_by_name: string | null;
  previous_state: string | null;
  supervised_at: Date | null;
  supervised_by: string | null;
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
  /** The case that this one is a part of. */
  parent?: string;
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
      subject_name, concern, region, organ, party, opened_at, sample, updated_at, updated_by, updated_by_name,
      parent, opened_by, opened_by_name)
    values (${id}, ${definition.id}, ${definition.version}, ${number}, ${opening.title}, ${state}, ${category}, ${opening.subject.kind},
      ${opening.subject.id}, ${opening.subject.name}, ${opening.concern}, ${opening.region}, ${opening.organ}, ${opening.party}, ${at},
      ${opening.sample}, ${at}, ${by.id}, ${by.name}, ${opening.parent ?? null}, ${by.id}, ${by.name})`.execute(tx);
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

/** How the rows of a case name who did something. */
export const byOf = (actor: Actor) =>
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
  const { onBehalfOf = undefined, device = undefined } = line.actor.kind === "person" ? line.actor : {};
  const detail = {
    ...line.detail,
    ...(onBehalfOf ? { onBehalfOf } : {}),
    ...(device ? { recorded: deviceLine(device) } : {}),
  };
  await sql`insert into "case".event (id, case_id, version, at, actor, actor_name, organ_name, act, act_zh, act_en, from_state, to_state,
      note, detail)
    values (${uuidv7()}, ${line.caseId}, ${line.version}, ${isoTime(line.at)}, ${by.id}, ${by.name},
      (select name from organ.organ where id = ${organ}::uuid), ${line.act}, ${line.title.zh}, ${line.title.en}, ${line.fromState ?? null},
      ${line.toState ?? null}, ${line.note ?? null}, ${JSON.stringify(detail)}::jsonb)`.execute(tx);
}

/** The case as it stands; refused as not found when the actor does not see it. */
export async function seenCase(tx: Tx, id: string): Promise<CaseRow> {
  const { rows } = await sql<CaseRow>`select * from "case"."case" where id = ${id}`.execute(tx);
  return rows[0] ?? refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
}

/** The case, locked until the transaction ends; refused as not found when the actor does not see it. */
export async function lockCase(tx: Tx, id: string): Promise<CaseRow> {
  const { rows } = await sql<CaseRow>`select * from "case"."case" where id = ${id} for update`.execute(tx);
  return rows[0] ?? refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
}

/** Who may hear that a case changed. */
export async function caseScopes(tx: Tx, id: string): Promise<string[]> {
  const { rows } = await sql<{ scope: string }>`select scope from identity.visible_to where row_id = ${id}`.execute(tx);
  return rows.map(({ scope }) => scope);
}

/**
 * Gives a case to another handling organ, e.g. because it took over a transfer. The one before keeps it in sight; the person who had it
 * does not keep it. Raises the version; what the timeline says of it is the caller's. Returns the new version.
 */
export async function setHandler(
  tx: Tx,
  caseId: string,
  organ: string,
  { actor, now }: Readonly<{ actor: Actor; now: number }>,
): Promise<number> {
  const row = await lockCase(tx, caseId);
  if (row.organ === organ) return row.version;
  const by = byOf(actor);
  await sql`select identity.share_with(${caseId}::uuid, ${row.organ}::uuid, 'handled before'),
    identity.share_with(${caseId}::uuid, ${organ}::uuid, 'handles')`.execute(tx);
  await sql`update "case"."case" set organ = ${organ}, assignee = null, assignee_name = null, version = version + 1,
    updated_at = ${isoTime(now)}, updated_by = ${by.id}, updated_by_name = ${by.name} where id = ${caseId}`.execute(tx);
  await sql`update "case".participant set state = 'withdrawn' where case_id = ${caseId} and role = 'lead' and state <> 'withdrawn'`.execute(
    tx,
  );
  await recordAct(tx, actor, {
    act: "case.handler",
    object: `case.case/${caseId}`,
    detail: { number: row.number, from: row.organ, to: organ },
  });
  return row.version + 1;
}
