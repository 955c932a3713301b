import { civilDate, civilDayStart, day as dayMs, hour as hourMs } from "#kernel/time.ts";
import { addDays } from "#standards/civil-date.ts";
import type { Calendar } from "./calendar.ts";

/** 工作日, 自然日, 小时. */
export type ClockUnit = "working-day" | "natural-day" | "hour";
export type Pause = Readonly<{ from: number; to: number | undefined }>;

export type ClockTerm = Readonly<{
  unit: ClockUnit;
  /** How many units, a positive whole number. */
  amount: number;
  /** Epoch milliseconds. */
  startedAt: number;
  pauses: readonly Pause[];
}>;

export type Due = Readonly<{
  /** Epoch milliseconds; the end of the last counted day. */
  dueAt: number;
  counted: readonly string[];
  provisional: boolean;
}>;

/** A term that no calendar can end (a pause that never ends is left out, so this is a bug) stops here. */
const longestDays = 4_000;

/**
 * When a term ends. The day of the start is not counted; a term in days ends with the end of its last day; a natural-day term whose last
 * day is not worked ends with the next working day; hours run on the wall clock. A day at whose end the clock stood still is not counted,
 * and hours in which it stood still are added. An open pause counts as ending at `now`.
 * Source: 行政处罚法 art. 85 (2, 3, 5, 7 days are working days: say so by `unit`); start day and roll-over are practice, not yet confirmed.
 */
export function dueOf(term: ClockTerm, calendar: Calendar, now: number): Due {
  if (term.unit === "hour") return hourDue(term, now);
  const stood = (day: string): boolean => {
    const end = civilDayStart(Date.parse(`${day}T12:00:00+08:00`)) + dayMs;
    return term.pauses.some(({ from, to }) => from < end && (to ?? Math.max(now, from + 1)) >= end);
  };
  const counted: string[] = [];
  let day = civilDate(term.startedAt);
  let provisional = false;
  for (let steps = 0; counted.length < term.amount; steps++) {
    if (steps > longestDays) throw new Error(`a term of ${term.amount} ${term.unit} does not end`);
    day = addDays(day, 1);
    if (!calendar.isOfficial(day)) provisional = true;
    if (stood(day)) continue;
    if (term.unit === "natural-day" || calendar.isWorkday(day)) counted.push(day);
  }
  while (term.unit === "natural-day" && !calendar.isWorkday(day)) {
    day = addDays(day, 1);
    if (!calendar.isOfficial(day)) provisional = true;
  }
  return { dueAt: endOf(day), counted, provisional };
}

function hourDue({ amount, startedAt, pauses }: ClockTerm, now: number): Due {
  const stood = pauses.reduce((sum, { from, to }) => sum + Math.max(0, (to ?? now) - Math.max(from, startedAt)), 0);
  return { dueAt: startedAt + amount * hourMs + stood, counted: [], provisional: false };
}

const endOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`) + dayMs;

export type Light = "green" | "yellow" | "red";

/**
 * Units left until `dueAt`: working days after today for a working-day term, natural days, or days of 24 h with one decimal for hours;
 * negative once it is over. 0 = today is the last day.
 */
export function remainingOf(unit: ClockUnit, dueAt: number, now: number, calendar: Calendar): number {
  if (unit === "hour") return Math.round(((dueAt - now) / dayMs) * 10) / 10;
  const today = civilDate(now);
  const last = civilDate(dueAt - 1);
  const count = (from: string, to: string): number => {
    let days = 0;
    for (let day = addDays(from, 1); day <= to; day = addDays(day, 1))
      if (unit === "natural-day" || calendar.isWorkday(day)) days++;
    return days;
  };
  if (now < dueAt) return count(today, last);
  return -Math.max(1, count(last, today));
}

/** 黄灯 when at most a fifth of the term, and at least its last day, is left: a rule of the platform, not of a law. */
export function lightOf(
  state: ClockState,
  term: Readonly<{ unit: ClockUnit; amount: number }>,
  remaining: number,
  metLate: boolean,
): Light {
  if (state === "overdue" || metLate) return "red";
  if (state === "met" || state === "paused") return "green";
  if (remaining < 0) return "red";
  const amountDays = term.unit === "hour" ? term.amount / 24 : term.amount;
  return remaining <= Math.max(term.unit === "hour" ? 0 : 1, amountDays * 0.2) ? "yellow" : "green";
}

export type ClockState = "running" | "paused" | "met" | "overdue";
