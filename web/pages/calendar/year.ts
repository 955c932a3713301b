import type { CalendarReply } from "#kernel/clock/contract.ts";
import { addDays, weekday } from "#standards/civil-date.ts";

/** One day of the year as the grid shows it. */
export type GridDay = Readonly<{
  date: string;
  /** Monday 1 … Sunday 7. */
  weekday: number;
  working: boolean;
  /** Differs from the week: 休 on a weekday, 班 at a weekend. */
  moved: boolean;
  name: string | null;
  source: string | null;
}>;

/** What was edited and not saved yet, by day. */
export type Edits = Readonly<Record<string, Readonly<{ working: boolean; name?: string }>>>;

/** The days of a year in order, as the calendar says and the edits change it. */
export function daysOf(calendar: CalendarReply, edits: Edits): GridDay[] {
  const marked = new Map(calendar.days.map((day) => [day.date, day]));
  const fixed = new Set(calendar.fixed);
  const days: GridDay[] = [];
  for (let date = `${calendar.year}-01-01`; date.startsWith(String(calendar.year)); date = addDays(date, 1)) {
    const mark = marked.get(date);
    const number = weekday(date);
    const usual = number <= 5;
    const working = edits[date]?.working ?? (mark ? mark.kind !== "holiday" : usual && !fixed.has(date));
    const name = edits[date]?.name ?? mark?.name ?? null;
    days.push({ date, weekday: number, working, moved: working !== usual, name, source: mark?.source ?? null });
  }
  return days;
}

/** The days of a month in weeks that begin on Monday; empty places before its first day. */
export function weeksOf(days: readonly GridDay[]): (GridDay | undefined)[][] {
  const first = days[0];
  const places: (GridDay | undefined)[] = [...Array.from<undefined>({ length: (first?.weekday ?? 1) - 1 }), ...days];
  const weeks: (GridDay | undefined)[][] = [];
  for (let at = 0; at < places.length; at += 7) weeks.push(places.slice(at, at + 7));
  return weeks;
}
