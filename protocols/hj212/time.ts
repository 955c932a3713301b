/**
 * Times of HJ 212 are civil times of +08:00 without a zone: YYYYMMDDhhmmss, and QN adds milliseconds.
 * Plain arithmetic on the proleptic Gregorian calendar: no time zone tables, no Date in the hot path.
 */
const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** Epoch milliseconds of 14 digits; undefined when they are not digits or no such time exists. */
export function civilToEpoch(text: string): number | undefined {
  return text.length === 14 ? epochAt(text) : undefined;
}

/** Epoch milliseconds of a QN of 17 digits; undefined when it is none. */
export function qnToEpoch(qn: string): number | undefined {
  if (qn.length !== 17) return undefined;
  const seconds = epochAt(qn);
  const milliseconds = digits(qn, 14, 3);
  return seconds === undefined || milliseconds < 0 ? undefined : seconds + milliseconds;
}

export function isQn(text: string): boolean {
  return qnToEpoch(text) !== undefined;
}

/** YYYYMMDDhhmmss in +08:00 of epoch milliseconds (years 0000 to 9999); parts of a second are cut off. */
export function epochToCivil(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().replace(/\D/g, "").slice(0, 14);
}

/** YYYYMMDDhhmmsszzz in +08:00 of epoch milliseconds (years 0000 to 9999). */
export function epochToQn(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().replace(/\D/g, "").slice(0, 17);
}

function epochAt(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 4, 2);
  const day = digits(text, 6, 2);
  const hour = digits(text, 8, 2);
  const minute = digits(text, 10, 2);
  const second = digits(text, 12, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return undefined;
  const time = (hour * 3600 + minute * 60 + second) * 1000;
  return daysFrom1970(year, month, day) * DAY_MS + time - OFFSET_MS;
}

/** The number written in `count` digits, or -1. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Counts in years that begin in March, so that the leap day is the last of its year. */
function daysFrom1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719_468;
}
