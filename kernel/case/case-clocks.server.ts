import { sql } from "kysely";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { meetClock, pauseAll, pauseClock, resumeAll, resumeClock, startClock } from "#kernel/clock/clock.server.ts";
import { civilDate } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { ClockEffect } from "./define.ts";
import { type CaseKind, caseKind } from "./registry.server.ts";

export type ClockChange = Readonly<{ caseId: string; at: number; calendar: Calendar; reason?: string }> & ClockEffect;

/** Does to a clock what an act says; the date of the case follows its due clock. */
export async function setClock(tx: Tx, kind: CaseKind, change: ClockChange): Promise<void> {
  const { caseId, clock, does, at, calendar, reason = "" } = change;
  const which = { caseId, kind: clock, at };
  if (does === "start") {
    const rule = kind.term(clock, civilDate(at));
    await startClock(tx, { caseId, kind: clock, rule, startedAt: at, calendar });
  } else if (does === "meet") await meetClock(tx, which);
  else if (does === "pause") await pauseClock(tx, { ...which, reason, cause: "act" });
  else await resumeClock(tx, { ...which, calendar });
  await followDue(tx, kind, caseId);
}

/** The date of a case is that of its due clock; once that is met, the first of those that still run. */
export async function followDue(tx: Tx, { definition }: CaseKind, caseId: string): Promise<void> {
  await sql`with unmet as (select kind, due_at, started_at from clock.clock where case_id = ${caseId} and state <> 'met'),
      found as (select coalesce((select due_at from unmet where kind = ${definition.due} order by started_at desc limit 1),
        (select min(due_at) from unmet)) as due_at)
    update "case"."case" as c set due_at = found.due_at from found
      where c.id = ${caseId} and found.due_at is not null and c.due_at is distinct from found.due_at`.execute(tx);
}

/** Stops every running clock of a case for a cause, e.g. `transfer:<id>`; `resumeClocks` with the same cause lets just those run on. */
export const pauseClocks = (
  tx: Tx,
  caseId: string,
  stop: Readonly<{ at: number; reason: string; cause: string }>,
): Promise<void> => pauseAll(tx, { caseId, ...stop });

/** Lets those clocks of a case run on that the cause had stopped, with the days that they stood still added. */
export async function resumeClocks(
  tx: Tx,
  caseId: string,
  resume: Readonly<{ at: number; calendar: Calendar; cause: string }>,
): Promise<void> {
  await resumeAll(tx, { caseId, ...resume });
  const { rows } = await sql<{ definition: string }>`select definition from "case"."case" where id = ${caseId}`.execute(
    tx,
  );
  if (rows[0]) await followDue(tx, caseKind(rows[0].definition), caseId);
}
