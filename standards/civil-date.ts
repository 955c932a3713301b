/** Civil days as text, `YYYY-MM-DD`, in the calendar of +08:00. Text compares in date order. No clock, no time zone. */
const pattern = /^\d{4}-\d{2}-\d{2}$/;
const millisecondsPerDay = 86_400_000;

/** Whether the text is a day that exists. */
export function isCivilDate(date: string): boolean {
  return pattern.test(date) && dateOfDay(dayOf(date)) === date;
}

/** Days since 1970-01-01. Throws RangeError when the text is not a day: the caller validates input. */
export function dayNumber(date: string): number {
  if (!isCivilDate(date)) throw new RangeError(`not a civil date: ${date}`);
  return dayOf(date);
}

/** The day `days` after (before, when negative) `date`. */
export function addDays(date: string, days: number): string {
  return dateOfDay(dayNumber(date) + days);
}

/** 1 Monday … 7 Sunday. */
export function weekday(date: string): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay);
}

function dateOfDay(day: number): string {
  return Number.isFinite(day) ? new Date(day * millisecondsPerDay).toISOString().slice(0, 10) : "";
}
