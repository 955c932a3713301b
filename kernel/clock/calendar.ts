import { type CalendarYear, calendarDay } from "#standards/working-days.ts";

/**
 * The official calendar. Which days are worked cannot be computed: the State Council moves some every year, so those days are data.
 * A day that no row names follows the week; in a year without any row that is a guess, and everything counted through it is provisional.
 */
export type CalendarRow = Readonly<{
  /** Civil day, YYYY-MM-DD. */
  day: string;
  /** holiday: off; make-up: a weekend that is worked (调休); workday: worked by an order of its own. */
  kind: "workday" | "holiday" | "make-up";
  source?: string;
  verified?: boolean;
}>;

export type Calendar = Readonly<{
  isWorkday(day: string): boolean;
  /** Whether the year of the day has an official calendar. */
  isOfficial(day: string): boolean;
}>;

export function calendarOf(rows: readonly CalendarRow[]): Calendar {
  const years = new Map<number, CalendarYear & { holidays: string[]; makeUpWorkdays: string[] }>();
  for (const { day, kind, source = "", verified = false } of rows) {
    const number = Number(day.slice(0, 4));
    const year = years.get(number) ?? { year: number, source, verified, holidays: [], makeUpWorkdays: [] };
    years.set(number, year);
    (kind === "holiday" ? year.holidays : year.makeUpWorkdays).push(day);
  }
  const one = (day: string) => {
    const year = years.get(Number(day.slice(0, 4)));
    return calendarDay(day, year ? [year] : []);
  };
  return { isWorkday: (day) => one(day).working, isOfficial: (day) => !one(day).provisional };
}
