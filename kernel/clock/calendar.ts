import { weekday } from "#standards/civil-date.ts";
import { calendarDay } from "#standards/working-days.ts";

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

/** The calendar that these days make. `announced`: the years whose notice was taken over; by default every year that has a day. */
export function calendarOf(rows: readonly CalendarRow[], announced?: readonly number[]): Calendar {
  const marked = new Map(rows.map(({ day, kind }) => [day, kind]));
  const official = new Set(announced ?? rows.map(({ day }) => yearOf(day)));
  return {
    isWorkday: (day) => {
      const kind = marked.get(day);
      if (kind !== undefined) return kind !== "holiday";
      return official.has(yearOf(day)) ? weekday(day) <= 5 : calendarDay(day, []).working;
    },
    isOfficial: (day) => official.has(yearOf(day)),
  };
}

const yearOf = (day: string): number => Number(day.slice(0, 4));
