import { sql } from "kysely";
import type { Calendar } from "#kernel/clock/calendar.ts";
import { meetClock, pauseClock, resumeClock, startClock } from "#kernel/clock/clock.server.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { ClockEffect } from "./define.ts";
import type { CaseKind } from "./registry.server.ts";

export type ClockChange = Readonly<{ caseId: string; at: number; calendar: Calendar; reason?: string }> & ClockEffect;

/** Does to a clock what an act says; the date of the case follows its due clock. */
export async function setClock(tx: Tx, kind: CaseKind, change: ClockChange): Promise<void> {
  const { caseId, clock, does, at, calendar, reason = "" } = change;
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
