import { type RawBuilder, sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { clocksOf } from "#kernel/clock/clock.server.ts";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { actingAs } from "./acting.server.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { caseItem, columns, type Listed, tables } from "./item.server.ts";
import { participantsOf } from "./participants.server.ts";
import { caseKind } from "./registry.server.ts";
import { actsFor, gatesOf, linked, timelineOf } from "./story.server.ts";
import { supervisionOf } from "./supervision.server.ts";

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

/** One case with its facts, timeline, clocks, who takes part, its sub-cases, and what the actor may do now or what that still waits for. */
export async function readCase(tx: Tx, actor: Actor, id: string, now: number) {
  const { rows } = await sql<Listed>`select ${columns} from ${tables} where c.id = ${id}`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
  const kind = caseKind(row.definition);
  const clocks = (await clocksOf(tx, [id], await readCalendar(tx), now)).get(id) ?? [];
  const related = await kind.related(tx, id);
  const as = await actingAs(tx, actor, row);
  const participants = await participantsOf(tx, id);
  const supervision = await supervisionOf(tx, actor, row);
  const over = isEnd(row.category as StateCategory);
  return {
    ...caseItem(row, clocks),
    /** The organ that supervises it (督办). */
    supervisedBy: supervision.by,
    facts: related.facts,
    alarms: related.alarms,
    timeline: await timelineOf(tx, kind.definition, id),
    clocks,
    acts: await actsFor(tx, { kind, row, as, actor, now }),
    participants,
    gates: over ? [] : gatesOf(kind.definition, row.state, participants),
    parent: await linked(tx, sql`c.id = ${row.parent}::uuid`).then(([one]) => one ?? null),
    children: await linked(tx, sql`c.parent = ${id}`),
    /** What the actor may do beside the acts of the definition. */
    may: {
      ask: !over && as.handler === true ? (kind.definition.asks ?? []) : [],
      answer:
        over || actor.kind === "system"
          ? []
          : participants
              .filter(({ organ, state, role }) => organ === actor.organ && role !== "lead" && state !== "withdrawn")
              .map(({ role }) => role),
      extend: !over && as.handler === true && isOfficer(actor),
      supervision: supervision.may,
    },
  };
}

const isOfficer = (actor: Actor): boolean =>
  actor.kind === "person" && actor.roles.some((role) => ["region", "league", "banner", "partner"].includes(role));
