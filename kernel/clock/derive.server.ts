import { type RawBuilder, sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { Calendar } from "./calendar.ts";
import { type ClockState, type ClockUnit, type Due, dueOf, type Pause } from "./due.ts";
import { ladderOf } from "./ladder.ts";
import type { ExtensionRule, ExtensionShown } from "./shown.ts";

export type ClockRow = {
  id: string;
  case_id: string;
  kind: string;
  title_zh: string;
  title_en: string;
  law: string;
  article: string;
  verified: boolean;
  unit: ClockUnit;
  amount: number;
  extended: number;
  extension_rule: ExtensionRule | null;
  started_at: Date;
  due_at: Date;
  state: ClockState;
  met_at: Date | null;
  escalated_at: Date | null;
  provisional: boolean;
  counted: string[];
  pauses: { from: string; to: string | null }[];
  extensions: ExtensionShown[];
};

const columns = sql`c.id, c.case_id, c.kind, c.title_zh, c.title_en, c.law, c.article, c.verified, c.unit, c.amount, c.extended,
  c.extension_rule, c.started_at, c.due_at, c.state, c.met_at, c.escalated_at, c.provisional, c.counted::text[] as counted,
  coalesce((select jsonb_agg(jsonb_build_object('from', p.from_at, 'to', p.to_at) order by p.from_at)
    from clock.pause as p where p.clock = c.id), '[]') as pauses,
  coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'amount', x.amount, 'reason', x.reason, 'law', x.law, 'article', x.article,
      'verified', x.verified, 'state', x.state, 'askedBy', x.asked_by, 'askedByName', x.asked_by_name, 'askedAt', x.asked_at,
      'decidedByName', x.decided_by_name, 'note', x.note) order by x.asked_at)
    from clock.extension as x where x.clock = c.id), '[]') as extensions`;

/** Clocks for which a condition on `c` holds, in the order of their start. */
export async function readClocks(tx: Tx, where: RawBuilder<unknown>): Promise<ClockRow[]> {
  const { rows } = await sql<ClockRow>`select ${columns} from clock.clock as c where ${where}
    order by c.started_at, c.kind, c.id`.execute(tx);
  return rows;
}

export const pausesOf = (row: ClockRow): Pause[] =>
  row.pauses.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? undefined : Date.parse(to) }));

/** When a clock ends as it stands: its term with what was granted, less what it stood still. */
export const dueOfRow = (row: ClockRow, calendar: Calendar, now: number): Due =>
  dueOf(
    {
      unit: row.unit,
      amount: row.amount + row.extended,
      startedAt: row.started_at.getTime(),
      pauses: pausesOf(row),
    },
    calendar,
    now,
  );

/** Counts a clock again and writes its dates; one that is no longer over runs on, and reminds again. Returns when it ends. */
export async function derive(tx: Tx, row: ClockRow, calendar: Calendar, now: number): Promise<number> {
  const due = dueOfRow(row, calendar, now);
  const state = row.state === "overdue" && due.dueAt > now ? "running" : row.state;
  const { remindAt, escalateAt } = ladderOf(
    { unit: row.unit, amount: row.amount + row.extended, startedAt: row.started_at.getTime(), dueAt: due.dueAt },
    calendar,
  );
  const remind = remindAt === undefined ? null : isoTime(remindAt);
  await sql`update clock.clock set due_at = ${isoTime(due.dueAt)}, counted = ${due.counted}::date[], provisional = ${due.provisional},
    state = ${state}, remind_at = ${remind}, escalate_at = ${isoTime(escalateAt)},
    reminded_at = case when ${remind}::timestamptz > ${isoTime(now)} then null else reminded_at end,
    escalated_at = case when ${isoTime(escalateAt)}::timestamptz > ${isoTime(now)} then null else escalated_at end,
    updated_at = ${isoTime(now)} where id = ${row.id}`.execute(tx);
  return due.dueAt;
}

export type Moved = Readonly<{
  case: string;
  title: Readonly<{ zh: string; en: string }>;
  from: number;
  to: number;
}>;

/** Whose date another calendar would move, without writing anything. */
export async function movedBy(tx: Tx, calendar: Calendar, now: number): Promise<Moved[]> {
  return (await openClocks(tx)).flatMap((row) => {
    const from = row.due_at.getTime();
    const to = dueOfRow(row, calendar, now).dueAt;
    return from === to ? [] : [{ case: row.case_id, title: { zh: row.title_zh, en: row.title_en }, from, to }];
  });
}

/** Hours do not look at the calendar. */
const openClocks = (tx: Tx): Promise<ClockRow[]> =>
  readClocks(tx, sql`c.state <> 'met' and (c.unit <> 'hour' or c.escalate_at is null)`);

/** Counts every clock that is not met again, because the calendar changed. Returns the cases whose date moved. */
export async function rederiveClocks(tx: Tx, calendar: Calendar, now: number): Promise<string[]> {
  const moved: string[] = [];
  for (const row of await openClocks(tx)) {
    const dueAt = await derive(tx, row, calendar, now);
    if (dueAt === row.due_at.getTime()) continue;
    moved.push(row.case_id);
    await sql`update "case"."case" set due_at = ${isoTime(dueAt)} where id = ${row.case_id} and due_at = ${row.due_at}`.execute(
      tx,
    );
  }
  return moved;
}
