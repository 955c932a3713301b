import { type RawBuilder, sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { type ClockShown, clocksOf } from "#kernel/clock/clock.server.ts";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { actingAs } from "./acting.server.ts";
import type { CaseRow } from "./case.server.ts";
import type { StateCategory } from "./category.ts";
import type { CaseDefinition } from "./define.ts";
import { caseKind } from "./registry.server.ts";
import { actsOf } from "./step.ts";

type Listed = CaseRow & { region_name: string; organ_name: string; party_name: string | null; sample: boolean };

const columns = sql`c.*, r.name as region_name, o.name as organ_name, p.name as party_name`;
const tables = sql`"case"."case" as c join place.region as r on r.code = c.region join organ.organ as o on o.id = c.organ
  left join organ.organ as p on p.id = c.party`;

export type CaseQuery = Readonly<{
  state?: string;
  category?: string;
  definition?: string;
  parent?: string;
  mine?: boolean;
  overdue?: boolean;
  subject?: string;
  region?: string;
  sort?: "due";
  after?: string;
  limit: number;
}>;

/** An order of the list: what rows are sorted by, and how the place of a row is said in a cursor. The id comes last in each. */
type Order = Readonly<{
  by: RawBuilder<unknown>;
  behind(cursor: readonly (string | null)[]): RawBuilder<unknown>;
  place(row: Listed): string[];
}>;
const newestFirst: Order = {
  by: sql`c.opened_at desc, c.id desc`,
  behind: ([at, id]) => sql`(c.opened_at, c.id) < (${at}::timestamptz, ${id}::uuid)`,
  place: (row) => [row.opened_at.toISOString(), row.id],
};
/** A case without a date comes after those that have one. While its clock stands still a case keeps the date it had. */
const urgentFirst: Order = {
  by: sql`c.category in ('closed', 'void'), coalesce(c.due_at, 'infinity'), c.id`,
  behind: ([closed, due, id]) =>
    sql`(c.category in ('closed', 'void'), coalesce(c.due_at, 'infinity'), c.id) > (${closed}::boolean, ${due}::timestamptz, ${id}::uuid)`,
  place: (row) => [
    String(row.category === "closed" || row.category === "void"),
    row.due_at?.toISOString() ?? "infinity",
    row.id,
  ],
};

/** Cases that the actor may see, newest or most urgent first, a page behind the cursor. */
export async function listCases(
  tx: Tx,
  actor: Actor,
  query: CaseQuery,
  now: number,
): Promise<{ items: unknown[]; next: string | null }> {
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.state) where.push(sql`c.state = any (string_to_array(${query.state}, ','))`);
  if (query.category) where.push(sql`c.category = any (string_to_array(${query.category}, ','))`);
  if (query.definition) where.push(sql`c.definition = any (string_to_array(${query.definition}, ','))`);
  if (query.parent) where.push(sql`c.parent = ${query.parent}`);
  if (query.subject) where.push(sql`c.subject_id::text = ${query.subject}`);
  if (query.mine) {
    const organ = actor.kind === "person" ? (actor.organ ?? null) : null;
    where.push(sql`(c.organ = ${organ}::uuid or c.party = ${organ}::uuid or exists (select from "case".participant as q
      where q.case_id = c.id and q.organ = ${organ}::uuid and q.role <> 'lead' and q.state in ('asked', 'agreed')))`);
  }
  if (query.overdue)
    where.push(sql`c.category not in ('closed', 'void') and exists (select from clock.clock as k where k.case_id = c.id
      and (k.state = 'overdue' or (k.state = 'running' and k.due_at <= ${isoTime(now)})))`);
  if (query.region) where.push(sql`c.region in (select code from place.region where ${query.region} = any (path))`);
  const order = query.sort === "due" ? urgentFirst : newestFirst;
  if (query.after) where.push(order.behind(cursorValues(query.after, query.sort === "due" ? 3 : 2)));
  const { rows } = await sql<Listed>`select ${columns} from ${tables} where ${sql.join(where, sql` and `)}
    order by ${order.by} limit ${query.limit + 1}`.execute(tx);
  const page = rows.slice(0, query.limit);
  const calendar = await readCalendar(tx);
  const clocks = await clocksOf(
    tx,
    page.map(({ id }) => id),
    calendar,
    now,
  );
  const last = page.at(-1);
  return {
    items: page.map((row) => caseItem(row, clocks.get(row.id) ?? [])),
    next: rows.length > query.limit && last ? cursorText(order.place(last)) : null,
  };
}

function caseItem(row: Listed, clocks: readonly ClockShown[]) {
  const { definition } = caseKind(row.definition);
  const due =
    clocks.findLast(({ kind, state }) => kind === definition.due && state !== "met") ??
    clocks.findLast(({ kind }) => kind === definition.due);
  return {
    id: row.id,
    number: row.number,
    definition: { id: definition.id, title: definition.title },
    title: row.title,
    state: stateOf(definition, row.state),
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    region: { code: row.region, name: row.region_name },
    organ: { id: row.organ, name: row.organ_name },
    enterprise: row.party ? { id: row.party, name: row.party_name ?? "" } : null,
    assignee: row.assignee ? { id: row.assignee, name: row.assignee_name ?? "" } : null,
    parent: row.parent,
    supervised: row.supervised_at ? isoTime(row.supervised_at.getTime()) : null,
    opened: isoTime(row.opened_at.getTime()),
    due: due?.due ?? (row.due_at ? isoTime(row.due_at.getTime()) : null),
    closed: row.closed_at ? isoTime(row.closed_at.getTime()) : null,
    clock: due ? { light: worst(clocks), remainingDays: due.remainingDays, state: due.state } : null,
    sample: row.sample,
    version: row.version,
  };
}

const lights = ["green", "yellow", "red"] as const;

/** The light of a case is that of its worst clock that has not been met. */
function worst(clocks: readonly ClockShown[]): (typeof lights)[number] {
  const open = clocks.filter(({ state }) => state !== "met");
  return lights[Math.max(0, ...(open.length > 0 ? open : clocks).map(({ light }) => lights.indexOf(light)))] ?? "green";
}

function stateOf(definition: CaseDefinition, id: string): { id: string; title: Title; category: StateCategory } {
  const state = definition.states[id];
  if (!state) throw new Error(`case ${definition.id} has no state ${id}`);
  return { id, ...state };
}

type EventRow = {
  at: Date;
  actor_name: string;
  organ_name: string | null;
  act: string;
  act_zh: string;
  act_en: string;
  from_state: string | null;
  to_state: string | null;
  note: string | null;
  detail: Record<string, unknown>;
};

/** One case with its facts, timeline, clocks and what the actor may do now. */
export async function readCase(tx: Tx, actor: Actor, id: string, now: number) {
  const { rows } = await sql<Listed>`select ${columns} from ${tables} where c.id = ${id}`.execute(tx);
  const row = rows[0];
  if (!row) refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
  const kind = caseKind(row.definition);
  const calendar = await readCalendar(tx);
  const clocks = (await clocksOf(tx, [id], calendar, now)).get(id) ?? [];
  const events =
    await sql<EventRow>`select at, actor_name, organ_name, act, act_zh, act_en, from_state, to_state, note, detail
    from "case".event where case_id = ${id} order by at, version, id`.execute(tx);
  const related = await kind.related(tx, id);
  const as = await actingAs(tx, actor, row);
  return {
    ...caseItem(row, clocks),
    facts: related.facts,
    alarms: related.alarms,
    timeline: events.rows.map((event) => ({
      at: isoTime(event.at.getTime()),
      by: { name: event.actor_name, organ: event.organ_name },
      act: { zh: event.act_zh, en: event.act_en },
      from: event.from_state ? (kind.definition.states[event.from_state]?.title ?? null) : null,
      to: event.to_state ? (kind.definition.states[event.to_state]?.title ?? null) : null,
      note: event.note,
      detail: event.detail,
    })),
    clocks,
    acts: actsOf(kind.definition, row.state, as).map(({ id: act, transition }) => ({
      id: act,
      title: transition.title,
      fields: transition.fields,
    })),
  };
}
