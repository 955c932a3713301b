import { type RawBuilder, sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";

/** A clock that came to a rung of its ladder. */
export type Rung = Readonly<{ id: string; caseId: string; title: Title; dueAt: number }>;

/**
 * Each takes at most so many clocks in one transaction and leaves rows that another process has in hand to it. A rung is marked in the
 * transaction that takes it, so that none is taken twice.
 */
const most = 500;

/** Running clocks that end soon. */
export const remindClocks = (tx: Tx, now: number): Promise<Rung[]> =>
  take(
    tx,
    sql`reminded_at = ${isoTime(now)}`,
    sql`state = 'running' and reminded_at is null and remind_at <= ${isoTime(now)}
    and due_at > ${isoTime(now)}`,
  );

/** Running clocks whose time is over. */
export const expireClocks = (tx: Tx, now: number): Promise<Rung[]> =>
  take(tx, sql`state = 'overdue', updated_at = ${isoTime(now)}`, sql`state = 'running' and due_at <= ${isoTime(now)}`);

/** Clocks that have been over for as long as the rule allows. */
export const escalateClocks = (tx: Tx, now: number): Promise<Rung[]> =>
  take(
    tx,
    sql`escalated_at = ${isoTime(now)}`,
    sql`state = 'overdue' and escalated_at is null and escalate_at <= ${isoTime(now)}`,
  );

async function take(tx: Tx, change: RawBuilder<unknown>, where: RawBuilder<unknown>): Promise<Rung[]> {
  const { rows } = await sql<{ id: string; case_id: string; title_zh: string; title_en: string; due_at: Date }>`
    update clock.clock set ${change} where id in
      (select id from clock.clock where ${where} order by due_at limit ${most} for update skip locked)
    returning id, case_id, title_zh, title_en, due_at`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    caseId: row.case_id,
    title: { zh: row.title_zh, en: row.title_en },
    dueAt: row.due_at.getTime(),
  }));
}
