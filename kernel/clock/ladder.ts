import { civilDate, day as dayMs } from "#kernel/time.ts";
import { addDays } from "#standards/civil-date.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";
import type { Calendar } from "./calendar.ts";
import { type ClockUnit, dueOf } from "./due.ts";

/**
 * The ladder of a clock: it reminds before it ends, turns red when it is over, and goes to the organ above when nothing happens then. No
 * law fixes these distances: they are rules of the platform, dated so that an office can change them from a day on.
 */
export type LadderRule = Dated<{
  unit: ClockUnit;
  /** Units before the end; of a short term at most half of it. */
  remindBefore: number;
  /** Units after the end. */
  escalateAfter: number;
}>;

const platformRule = { validFrom: "2020-01-01", source: "平台规则，非法定", verified: false } as const;

export const ladderRules: readonly LadderRule[] = [
  { unit: "working-day", remindBefore: 2, escalateAfter: 3, ...platformRule },
  { unit: "natural-day", remindBefore: 5, escalateAfter: 5, ...platformRule },
  { unit: "hour", remindBefore: 4, escalateAfter: 24, ...platformRule },
];

export type Ladder = Readonly<{
  /** Epoch milliseconds; undefined for a term too short to be reminded of. */
  remindAt: number | undefined;
  escalateAt: number;
}>;

/** When a term that ends at `dueAt` reminds and goes up. A reminder in days comes with the beginning of its day. */
export function ladderOf(
  { unit, amount, startedAt, dueAt }: Readonly<{ unit: ClockUnit; amount: number; startedAt: number; dueAt: number }>,
  calendar: Calendar,
): Ladder {
  const date = civilDate(startedAt);
  const rule = oneInForce(
    ladderRules.filter((one) => one.unit === unit),
    date,
  );
  if (!rule) throw new Error(`no ladder for clocks in ${unit} on ${date}`);
  const before = Math.min(rule.remindBefore, Math.floor(amount / 2));
  const escalateAt = dueOf(
    { unit, amount: rule.escalateAfter, startedAt: dueAt - 1, pauses: [] },
    calendar,
    dueAt,
  ).dueAt;
  if (before === 0) return { remindAt: undefined, escalateAt };
  if (unit === "hour") return { remindAt: dueAt - before * 3_600_000, escalateAt };
  return { remindAt: Math.max(startedAt, dayBefore(civilDate(dueAt - 1), before, unit, calendar)), escalateAt };
}

/** The beginning of the day after which `count` days of the unit are left until `last`; a day on which people work, when they count so. */
function dayBefore(last: string, count: number, unit: ClockUnit, calendar: Calendar): number {
  let day = last;
  for (let left = count; left > 0; day = addDays(day, -1))
    if (unit === "natural-day" || calendar.isWorkday(day)) left--;
  while (unit === "working-day" && !calendar.isWorkday(day)) day = addDays(day, -1);
  return Date.parse(`${day}T12:00:00+08:00`) - dayMs / 2;
}
