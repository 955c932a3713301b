import { fixedHolidays } from "./calendar-years.ts";
import { addDays, dayNumber, weekday } from "./civil-date.ts";
import { oneInForce, type Sourced } from "./edition.ts";

/** The announced calendar of one year: days off (weekend days inside a holiday may be listed) and 调休 working days. */
export type CalendarYear = Readonly<{
  year: number;
  source: string;
  verified: boolean;
  holidays: readonly string[];
  makeUpWorkdays: readonly string[];
}>;

export type DayKind = "workday" | "make-up workday" | "weekend" | "holiday";

export type CalendarDay = Readonly<{
  date: string;
  kind: DayKind;
  working: boolean;
  /** True when the year was not announced: weekends and the fixed holidays only. */
  provisional: boolean;
  source: string;
  verified: boolean;
}>;

/**
 * What a civil day (YYYY-MM-DD) is in a calendar. In a year without data a weekday counts as working unless it is a
 * fixed holiday of the 放假办法, and the answer is provisional. With several entries for one year the last wins.
 */
export function calendarDay(date: string, calendar: readonly CalendarYear[]): CalendarDay {
  const weekend = weekday(date) > 5;
  const year = calendar.findLast((y) => y.year === Number(date.slice(0, 4)));
  if (!year) {
    const fixed = oneInForce(fixedHolidays, date);
    const holiday = fixed?.monthDays.includes(date.slice(5)) ?? false;
    const kind = holiday ? "holiday" : weekend ? "weekend" : "workday";
    const source = "no announced calendar of this year: weekends and fixed holidays only";
    return { date, kind, working: kind === "workday", provisional: true, source, verified: false };
  }
  const kind = year.makeUpWorkdays.includes(date)
    ? "make-up workday"
    : year.holidays.includes(date)
      ? "holiday"
      : weekend
        ? "weekend"
        : "workday";
  const working = kind === "workday" || kind === "make-up workday";
  return { date, kind, working, provisional: false, source: year.source, verified: year.verified };
}

/** Whether a civil day is a working day. Ask `calendarDay` when it matters that the year may not be announced. */
export function isWorkingDay(date: string, calendar: readonly CalendarYear[]): boolean {
  return calendarDay(date, calendar).working;
}

export type CountedDays = Readonly<{
  start: string;
  due: string;
  /** The days that were counted, in order: what an explanation shows. */
  counted: readonly string[];
  /** Days off that were passed over. */
  skipped: readonly CalendarDay[];
  /** A year that was passed has no announced calendar: count again when it has. */
  provisional: boolean;
  /** Every year that was passed is confirmed against its notice. */
  verified: boolean;
}>;

/**
 * The day that is `n` working days after `start` (before, when n is negative: "30 working days before expiry"). The
 * start day itself is not counted. n = 0 is the start day as it is. Throws RangeError when n is not a whole number.
 */
export function addWorkingDays(start: string, n: number, calendar: readonly CalendarYear[]): CountedDays {
  if (!Number.isSafeInteger(n)) throw new RangeError(`not a whole number of days: ${n}`);
  const step = n < 0 ? -1 : 1;
  const counted: string[] = [];
  const passed: CalendarDay[] = [];
  let date = start;
  while (counted.length < Math.abs(n)) {
    date = addDays(date, step);
    const day = calendarDay(date, calendar);
    passed.push(day);
    if (day.working) counted.push(date);
  }
  return result(start, date, counted, passed, calendar);
}

/**
 * The day that is `n` natural days after `start`, start day not counted; a due day that is not a working day moves to
 * the next one. Moving follows the practice of procedure law and is not confirmed for every deadline (`rollRule`).
 */
export function addNaturalDays(start: string, n: number, calendar: readonly CalendarYear[]): CountedDays {
  const nominal = addDays(start, n);
  const counted = Array.from({ length: Math.max(0, n) }, (_, i) => addDays(start, i + 1));
  const passed: CalendarDay[] = [calendarDay(nominal, calendar)];
  while (passed.at(-1)?.working === false) passed.push(calendarDay(addDays(nominal, passed.length), calendar));
  return result(start, passed.at(-1)?.date ?? nominal, counted, passed, calendar);
}

/** Working days d with `from` ≤ d < `to` (half-open), and whether a year without data was touched. */
export function workingDaysBetween(
  from: string,
  to: string,
  calendar: readonly CalendarYear[],
): Readonly<{ days: number; provisional: boolean }> {
  const length = Math.max(0, dayNumber(to) - dayNumber(from));
  const days = Array.from({ length }, (_, i) => calendarDay(addDays(from, i), calendar));
  return { days: days.filter((d) => d.working).length, provisional: days.some((d) => d.provisional) };
}

/** 行政处罚法 Art. 85: 二日, 三日, 五日 and 七日 of that law are working days; other periods are natural days. */
export const penaltyLawWorkingDays: Sourced<{ days: readonly number[] }> = {
  days: [2, 3, 5, 7],
  source: "行政处罚法 Art. 85",
  verified: true,
};

/** A due day on a day off moves to the next working day. Practice, not confirmed. */
export const rollRule = { source: "practice under 民事诉讼法 and 行政处罚法", verified: false } as const;

/** How a period of so many days written in 行政处罚法 is counted (Art. 85). */
export function penaltyLawUnit(days: number): "working-day" | "natural-day" {
  return penaltyLawWorkingDays.days.includes(days) ? "working-day" : "natural-day";
}

function result(
  start: string,
  due: string,
  counted: readonly string[],
  passed: readonly CalendarDay[],
  calendar: readonly CalendarYear[],
): CountedDays {
  dayNumber(start);
  const days = passed.length > 0 ? passed : [calendarDay(due, calendar)];
  return {
    start,
    due,
    counted,
    skipped: passed.filter((d) => !d.working),
    provisional: days.some((d) => d.provisional),
    verified: days.every((d) => d.verified),
  };
}
