import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { Calendar } from "./calendar.ts";
import { type ClockRow, derive, dueOfRow, pausesOf, readClocks } from "./derive.server.ts";
import { type ClockUnit, dueOf, lightOf, remainingOf } from "./due.ts";
import { explainClock } from "./explain.ts";
import { ladderOf } from "./ladder.ts";
import type { ClockShown, ExtensionRule } from "./shown.ts";

export type { ClockShown } from "./shown.ts";

/** A term as a rule gives it: how long, by what law, and whether anyone confirmed that. */
export type ClockTermRule = Readonly<{
  title: Title;
  unit: ClockUnit;
  amount: number;
  law: string;
  article: string;
  verified: boolean;
  /** Without it the term is never lengthened. */
  extension?: ExtensionRule;
}>;

/** Starts a clock of a case; a running clock of the same kind is ended first, because a restart is a new term. */
export async function startClock(
  tx: Tx,
  clock: Readonly<{ caseId: string; kind: string; rule: ClockTermRule; startedAt: number; calendar: Calendar }>,
): Promise<number> {
  const { caseId, kind, rule, startedAt, calendar } = clock;
  await meetClock(tx, { caseId, kind, at: startedAt });
  const due = dueOf({ ...rule, startedAt, pauses: [] }, calendar, startedAt);
  const { remindAt, escalateAt } = ladderOf({ ...rule, startedAt, dueAt: due.dueAt }, calendar);
  await sql`insert into clock.clock (id, case_id, kind, title_zh, title_en, law, article, verified, unit, amount, extension_rule, started_at,
      due_at, remind_at, escalate_at, state, provisional, counted, updated_at)
    values (${uuidv7()}, ${caseId}, ${kind}, ${rule.title.zh}, ${rule.title.en}, ${rule.law}, ${rule.article}, ${rule.verified}, ${rule.unit},
      ${rule.amount}, ${rule.extension ? JSON.stringify(rule.extension) : null}::jsonb, ${isoTime(startedAt)}, ${isoTime(due.dueAt)},
      ${remindAt === undefined ? null : isoTime(remindAt)}, ${isoTime(escalateAt)}, 'running', ${due.provisional},
      ${due.counted}::date[], ${isoTime(startedAt)})`.execute(tx);
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

/** Ends every clock of a case that has ended, and what was asked of them. */
export async function meetClocks(tx: Tx, { caseId, at }: { caseId: string; at: number }): Promise<void> {
  const { rows } = await sql<{ kind: string }>`select distinct kind from clock.clock
    where case_id = ${caseId} and state <> 'met'`.execute(tx);
  for (const { kind } of rows) await meetClock(tx, { caseId, kind, at });
  await sql`update clock.extension set state = 'refused', decided_at = ${isoTime(at)}, decided_by = 'system:case', decided_by_name = '系统',
    note = '办件已结束' where case_id = ${caseId} and state = 'asked'`.execute(tx);
}

type Stop = Readonly<{ caseId: string; at: number; reason: string; cause: string }>;

/** Stops a running clock of one kind. */
export async function pauseClock(tx: Tx, { kind, ...stop }: Stop & Readonly<{ kind: string }>): Promise<void> {
  await pause(tx, stop, kind);
}

/** Stops every running clock of a case for a cause; `resumeAll` with the same cause lets just those run on. */
export async function pauseAll(tx: Tx, stop: Stop): Promise<void> {
  await pause(tx, stop, null);
}

async function pause(tx: Tx, { caseId, at, reason, cause }: Stop, kind: string | null): Promise<void> {
  const { rows } = await sql<{ id: string }>`update clock.clock set state = 'paused', updated_at = ${isoTime(at)}
    where case_id = ${caseId} and (${kind}::text is null or kind = ${kind}) and state = 'running' returning id`.execute(
    tx,
  );
  for (const { id } of rows)
    await sql`insert into clock.pause (id, clock, case_id, from_at, reason, cause)
      values (${uuidv7()}, ${id}, ${caseId}, ${isoTime(at)}, ${reason}, ${cause})`.execute(tx);
}

type Resume = Readonly<{ caseId: string; at: number; calendar: Calendar }>;

/** Lets a paused clock of one kind run on, whatever stopped it. */
export function resumeClock(tx: Tx, { kind, ...resume }: Resume & Readonly<{ kind: string }>): Promise<void> {
  return run(tx, resume, sql`c.kind = ${kind}`);
}

/** Lets those clocks run on that this cause had stopped. */
export function resumeAll(tx: Tx, { cause, ...resume }: Resume & Readonly<{ cause: string }>): Promise<void> {
  return run(
    tx,
    resume,
    sql`exists (select from clock.pause as p where p.clock = c.id and p.to_at is null and p.cause = ${cause})`,
  );
}

async function run(tx: Tx, { caseId, at, calendar }: Resume, which: ReturnType<typeof sql>): Promise<void> {
  for (const { id } of await readClocks(tx, sql`c.case_id = ${caseId} and c.state = 'paused' and ${which}`)) {
    await sql`update clock.pause set to_at = greatest(from_at, ${isoTime(at)}::timestamptz)
      where to_at is null and clock = ${id}`.execute(tx);
    await sql`update clock.clock set state = 'running', updated_at = ${isoTime(at)} where id = ${id}`.execute(tx);
    for (const row of await readClocks(tx, sql`c.id = ${id}`)) await derive(tx, row, calendar, at);
  }
}

async function endPauses(tx: Tx, caseId: string, kind: string, at: number): Promise<void> {
  await sql`update clock.pause set to_at = greatest(from_at, ${isoTime(at)}::timestamptz) where to_at is null and clock in
    (select id from clock.clock where case_id = ${caseId} and kind = ${kind})`.execute(tx);
}

/** The clocks of cases as a screen shows them, in the order of their start. */
export async function clocksOf(
  tx: Tx,
  cases: readonly string[],
  calendar: Calendar,
  now: number,
): Promise<Map<string, ClockShown[]>> {
  const shown = new Map<string, ClockShown[]>();
  if (cases.length === 0) return shown;
  for (const row of await readClocks(tx, sql`c.case_id = any (${[...cases]}::uuid[])`)) {
    const list = shown.get(row.case_id) ?? [];
    list.push(showClock(row, calendar, now));
    shown.set(row.case_id, list);
  }
  return shown;
}

function showClock(row: ClockRow, calendar: Calendar, now: number): ClockShown {
  const startedAt = row.started_at.getTime();
  const pauses = pausesOf(row);
  // a clock that stands still moves its date with every day that passes
  const dueAt = row.state === "paused" ? dueOfRow(row, calendar, now).dueAt : row.due_at.getTime();
  const ended = row.met_at?.getTime();
  const remainingDays = remainingOf(row.unit, dueAt, ended ?? now, calendar);
  const state = row.state === "running" && dueAt <= now ? "overdue" : row.state;
  const term = { unit: row.unit, amount: row.amount + row.extended };
  return {
    id: row.id,
    kind: row.kind,
    title: { zh: row.title_zh, en: row.title_en },
    started: isoTime(startedAt),
    due: isoTime(dueAt),
    state,
    light: lightOf(state, term, remainingDays, ended !== undefined && ended > dueAt),
    remainingDays,
    provisional: row.provisional,
    unit: row.unit,
    amount: row.amount,
    extended: row.extended,
    extension: row.extension_rule,
    extensions: row.extensions,
    escalated: row.escalated_at ? isoTime(row.escalated_at.getTime()) : null,
    explanation: explainClock({ ...row, startedAt, dueAt, pauses }),
    countedDays: row.counted,
  };
}
