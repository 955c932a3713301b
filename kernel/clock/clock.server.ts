import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { Calendar } from "./calendar.ts";
import { type ClockState, type ClockUnit, dueOf, type Light, lightOf, type Pause, remainingOf } from "./due.ts";
import { explainClock } from "./explain.ts";

/** A term as a rule gives it: how long, by what law, and whether anyone confirmed that. */
export type ClockTermRule = Readonly<{
  title: Title;
  unit: ClockUnit;
  amount: number;
  law: string;
  article: string;
  verified: boolean;
}>;

type Row = {
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
  started_at: Date;
  due_at: Date;
  state: ClockState;
  met_at: Date | null;
  provisional: boolean;
  counted: string[];
  pauses: { from: string; to: string | null }[];
};

const columns = sql`c.id, c.case_id, c.kind, c.title_zh, c.title_en, c.law, c.article, c.verified, c.unit, c.amount, c.started_at, c.due_at,
  c.state, c.met_at, c.provisional, c.counted::text[] as counted,
  coalesce((select jsonb_agg(jsonb_build_object('from', p.from_at, 'to', p.to_at) order by p.from_at)
    from clock.pause as p where p.clock = c.id), '[]') as pauses`;

const pausesOf = (row: Row): Pause[] =>
  row.pauses.map(({ from, to }) => ({ from: Date.parse(from), to: to === null ? undefined : Date.parse(to) }));

/** Starts a clock of a case; a running clock of the same kind is ended first, because a restart is a new term. */
export async function startClock(
  tx: Tx,
  clock: Readonly<{ caseId: string; kind: string; rule: ClockTermRule; startedAt: number; calendar: Calendar }>,
): Promise<number> {
  const { caseId, kind, rule, startedAt, calendar } = clock;
  await meetClock(tx, { caseId, kind, at: startedAt });
  const due = dueOf({ ...rule, startedAt, pauses: [] }, calendar, startedAt);
  await sql`insert into clock.clock (id, case_id, kind, title_zh, title_en, law, article, verified, unit, amount, started_at, due_at, state,
      provisional, counted, updated_at)
    values (${uuidv7()}, ${caseId}, ${kind}, ${rule.title.zh}, ${rule.title.en}, ${rule.law}, ${rule.article}, ${rule.verified}, ${rule.unit},
      ${rule.amount}, ${isoTime(startedAt)}, ${isoTime(due.dueAt)}, 'running', ${due.provisional}, ${due.counted}::date[], ${isoTime(startedAt)})`.execute(
    tx,
  );
  return due.dueAt;
}

/** Ends a clock because what it waited for was done; done late, it stays visible as late by its time of being met. */
export async function meetClock(
  tx: Tx,
  { caseId, kind, at }: { caseId: string; kind: string; at: number },
): Promise<void> {
  await endPauses(tx, caseId, kind, at);
  await sql`update clock.clock set state = 'met', met_at = ${isoTime(at)}, updated_at = ${isoTime(at)}
    where case_id = ${caseId} and kind = ${kind} and state <> 'met'`.execute(tx);
}

export async function pauseClock(
  tx: Tx,
  { caseId, kind, at, reason }: { caseId: string; kind: string; at: number; reason: string },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`update clock.clock set state = 'paused', updated_at = ${isoTime(at)}
    where case_id = ${caseId} and kind = ${kind} and state = 'running' returning id`.execute(tx);
  for (const { id } of rows)
    await sql`insert into clock.pause (id, clock, case_id, from_at, reason)
      values (${uuidv7()}, ${id}, ${caseId}, ${isoTime(at)}, ${reason})`.execute(tx);
}

/** Lets a paused clock run on; returns its new due time, undefined when none of that kind stood still. */
export async function resumeClock(
  tx: Tx,
  { caseId, kind, at, calendar }: { caseId: string; kind: string; at: number; calendar: Calendar },
): Promise<number | undefined> {
  await endPauses(tx, caseId, kind, at);
  await sql`update clock.clock set state = 'running', updated_at = ${isoTime(at)}
    where case_id = ${caseId} and kind = ${kind} and state = 'paused'`.execute(tx);
  const rows = await read(tx, sql`c.case_id = ${caseId} and c.kind = ${kind} and c.state = 'running'`);
  let dueAt: number | undefined;
  for (const row of rows) dueAt = await derive(tx, row, calendar, at);
  return dueAt;
}

async function endPauses(tx: Tx, caseId: string, kind: string, at: number): Promise<void> {
  await sql`update clock.pause set to_at = greatest(from_at, ${isoTime(at)}::timestamptz) where to_at is null and clock in
    (select id from clock.clock where case_id = ${caseId} and kind = ${kind})`.execute(tx);
}

async function read(tx: Tx, where: ReturnType<typeof sql>): Promise<Row[]> {
  return (
    await sql<Row>`select ${columns} from clock.clock as c where ${where} order by c.started_at, c.kind, c.id`.execute(
      tx,
    )
  ).rows;
}

async function derive(tx: Tx, row: Row, calendar: Calendar, now: number): Promise<number> {
  const due = dueOf({ ...row, startedAt: row.started_at.getTime(), pauses: pausesOf(row) }, calendar, now);
  const state = row.state === "overdue" && due.dueAt > now ? "running" : row.state;
  await sql`update clock.clock set due_at = ${isoTime(due.dueAt)}, counted = ${due.counted}::date[], provisional = ${due.provisional},
    state = ${state}, updated_at = ${isoTime(now)} where id = ${row.id}`.execute(tx);
  return due.dueAt;
}

/**
 * Counts every clock that is not met again, because the calendar changed; a clock that is no longer overdue runs on. Returns the cases
 * whose date moved.
 */
export async function rederiveClocks(tx: Tx, calendar: Calendar, now: number): Promise<string[]> {
  const moved: string[] = [];
  for (const row of await read(tx, sql`c.state <> 'met' and c.unit <> 'hour'`)) {
    const dueAt = await derive(tx, row, calendar, now);
    if (dueAt === row.due_at.getTime()) continue;
    moved.push(row.case_id);
    await sql`update "case"."case" set due_at = ${isoTime(dueAt)} where id = ${row.case_id} and due_at = ${row.due_at}`.execute(
      tx,
    );
  }
  return moved;
}

/** Marks running clocks whose time is over and returns them; rows that another process has in hand are left to it. */
export async function expireClocks(tx: Tx, now: number): Promise<{ caseId: string; title: Title; dueAt: number }[]> {
  const { rows } = await sql<{ case_id: string; title_zh: string; title_en: string; due_at: Date }>`
    update clock.clock set state = 'overdue', updated_at = ${isoTime(now)} where id in
      (select id from clock.clock where state = 'running' and due_at <= ${isoTime(now)} order by due_at limit 500 for update skip locked)
    returning case_id, title_zh, title_en, due_at`.execute(tx);
  return rows.map((row) => ({
    caseId: row.case_id,
    title: { zh: row.title_zh, en: row.title_en },
    dueAt: row.due_at.getTime(),
  }));
}

export type ClockShown = Readonly<{
  id: string;
  kind: string;
  title: Title;
  started: string;
  due: string;
  state: ClockState;
  light: Light;
  remainingDays: number;
  provisional: boolean;
  explanation: Title;
  countedDays: readonly string[];
}>;

/** The clocks of cases as a screen shows them, in the order of their start. */
export async function clocksOf(
  tx: Tx,
  cases: readonly string[],
  calendar: Calendar,
  now: number,
): Promise<Map<string, ClockShown[]>> {
  const shown = new Map<string, ClockShown[]>();
  if (cases.length === 0) return shown;
  for (const row of await read(tx, sql`c.case_id = any (${[...cases]}::uuid[])`)) {
    const list = shown.get(row.case_id) ?? [];
    list.push(showClock(row, calendar, now));
    shown.set(row.case_id, list);
  }
  return shown;
}

function showClock(row: Row, calendar: Calendar, now: number): ClockShown {
  const startedAt = row.started_at.getTime();
  const pauses = pausesOf(row);
  // a clock that stands still moves its date with every day that passes
  const dueAt =
    row.state === "paused" ? dueOf({ ...row, startedAt, pauses }, calendar, now).dueAt : row.due_at.getTime();
  const ended = row.met_at?.getTime();
  const remainingDays = remainingOf(row.unit, dueAt, ended ?? now, calendar);
  const state = row.state === "running" && dueAt <= now ? "overdue" : row.state;
  return {
    id: row.id,
    kind: row.kind,
    title: { zh: row.title_zh, en: row.title_en },
    started: isoTime(startedAt),
    due: isoTime(dueAt),
    state,
    light: lightOf(state, row, remainingDays, ended !== undefined && ended > dueAt),
    remainingDays,
    provisional: row.provisional,
    explanation: explainClock({ ...row, startedAt, dueAt, pauses }),
    countedDays: row.counted,
  };
}
