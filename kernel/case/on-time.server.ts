import { sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { OnTime } from "./on-time.ts";

export type OnTimeQuestion = Readonly<{
  definition?: string | undefined;
  region?: string | undefined;
  organ?: string | undefined;
  /** Cases that were closed in this half-open period; epoch milliseconds. */
  from?: number | undefined;
  to?: number | undefined;
  now: number;
}>;

/**
 * How much is done in time: closed on time ÷ (closed + open overdue). What is overdue and still open counts against the rate, or the
 * laggard who closes nothing would look best. Withdrawn cases count nowhere. A case is on time when none of its clocks was met late.
 */
export async function onTime(tx: Tx, question: OnTimeQuestion): Promise<OnTime> {
  const { definition = null, region = null, organ = null, from, to, now } = question;
  const closedIn = sql`(${from === undefined ? null : isoTime(from)}::timestamptz is null or c.closed_at >= ${from === undefined ? null : isoTime(from)})
    and (${to === undefined ? null : isoTime(to)}::timestamptz is null or c.closed_at < ${to === undefined ? null : isoTime(to)})`;
  const { rows } = await sql<{ closed: number; late: number; overdue: number }>`
    with mine as (select c.id, c.category, c.category = 'closed' and ${closedIn} as counts,
        exists (select from clock.clock as k where k.case_id = c.id and k.state = 'met' and k.met_at > k.due_at) as late,
        c.category not in ('closed', 'void') and exists (select from clock.clock as k where k.case_id = c.id
          and (k.state = 'overdue' or (k.state = 'running' and k.due_at <= ${isoTime(now)}))) as overdue
      from "case"."case" as c
      where (${definition}::text is null or c.definition = ${definition}) and (${organ}::uuid is null or c.organ = ${organ}::uuid)
        and (${region}::text is null or c.region in (select code from place.region where ${region} = any (path))))
    select count(*) filter (where counts)::int as closed, count(*) filter (where counts and late)::int as late,
      count(*) filter (where overdue)::int as overdue from mine`.execute(tx);
  const { closed = 0, late = 0, overdue = 0 } = rows[0] ?? {};
  const closedOnTime = closed - late;
  const all = closed + overdue;
  return {
    closedOnTime,
    closedLate: late,
    openOverdue: overdue,
    rate: all === 0 ? null : closedOnTime / all,
    formula: {
      zh: `按时办结率 = 按时办结 ${closedOnTime} ÷（办结 ${closed} + 逾期未结 ${overdue}）`,
      en: `on time = ${closedOnTime} closed on time / (${closed} closed + ${overdue} open and overdue)`,
    },
  };
}
