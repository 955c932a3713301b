import { markRollUp } from "#standards/data-marks.ts";
import { decimalOf, divide, textOf } from "#standards/decimal.ts";
import { periodValidity } from "#standards/validity.ts";

/**
 * What an hour or a day of a series is worth. The window is a function of the readings in force and the marks, and of nothing else:
 * computing it again gives the same bits. Buckets are fixed in +08:00.
 */
export type Span = "hour" | "day";
export type Cadence = "realtime" | "minute" | "hour" | "day";

/** What the store adds up over the readings in force of one window. */
export type Sums = Readonly<{
  series: number;
  /** Epoch milliseconds of the begin. */
  start: number;
  count: number;
  valid: number;
  /** Exact decimals as text; of the valid ones, null when there are none. */
  sum: string | null;
  min: string | null;
  max: string | null;
  conflicts: number;
  /** Median distance of successive values, seconds; 0 when there is only one. */
  gap: number;
  /** Marks of the values that do not count, in alphabetical order. */
  marks: readonly string[];
}>;

export type Window = Readonly<{
  series: number;
  span: Span;
  start: number;
  expected: number;
  count: number;
  valid: number;
  mean: string | null;
  min: string | null;
  max: string | null;
  /** "N" exactly when the window is valid. */
  flag: string;
  conflicts: number;
  markVersion: number;
}>;

/** Decimal places of a stored mean. */
const places = 6;
/** Devices of 2017 send minute data each ten minutes unless told otherwise. */
const usualMinuteGap = 600;

/**
 * How many values an hour should hold: real-time data by the interval of the device (or the shorter one that it keeps to), minute data
 * by the interval that the hour itself shows. A reported hour is one value.
 */
export function expectedInHour(cadence: Cadence, gap: number, intervalSeconds: number): number {
  if (cadence === "hour" || cadence === "day") return 1;
  const seconds =
    cadence === "realtime"
      ? Math.min(gap || intervalSeconds, intervalSeconds)
      : gap || Math.max(usualMinuteGap, intervalSeconds);
  return Math.max(1, Math.floor(3600 / Math.max(1, seconds)));
}

/**
 * The hour of a series (or the day that a device reported), from its readings in force. Of waste water one abnormal value makes the hour
 * abnormal (HJ 212-2017 notes to tables C.16–C.18); of flue gas three quarters of normal values are enough, which annex D asks anyway.
 */
export function hourWindow(
  sums: Sums,
  cadence: Cadence,
  options: Readonly<{ intervalSeconds: number; markVersion: number; wasteWater?: boolean }>,
): Window {
  const expected = expectedInHour(cadence, sums.gap, options.intervalSeconds);
  const enough = expected === 1 ? sums.valid >= 1 : validHour(sums.valid, expected);
  // which marks there are decides for water, not how many: the normal ones stand for themselves once
  const isValid = enough && !(options.wasteWater && !markRollUp(["N", ...sums.marks], "water").normal);
  return windowOf(sums, {
    span: cadence === "day" ? "day" : "hour",
    expected,
    isValid,
    markVersion: options.markVersion,
  });
}

/** The day of a series from its hours: sums over the valid hours. An abnormal hour is one hour less; twenty are enough (annex D). */
export function dayWindow(sums: Sums, markVersion: number): Window {
  return windowOf(sums, { span: "day", expected: 24, isValid: periodValidity("day", sums.valid).valid, markVersion });
}

/** An hour rests on at least 45 valid minutes: the same share of the values that were expected. */
export function validHour(valid: number, expected: number): boolean {
  return periodValidity("hour", Math.floor((Math.min(valid, expected) * 60) / expected)).valid;
}

function windowOf(
  sums: Sums,
  {
    span,
    expected,
    isValid,
    markVersion,
  }: Readonly<{ span: Span; expected: number; isValid: boolean; markVersion: number }>,
): Window {
  const { series, start, count, valid, min, max, conflicts } = sums;
  return {
    series,
    span,
    start,
    expected,
    count,
    valid,
    mean: sums.sum === null || valid === 0 ? null : meanText(sums.sum, valid),
    min,
    max,
    flag: isValid ? "N" : (sums.marks[0] ?? ""),
    conflicts,
    markVersion,
  };
}

/** Divided exactly and rounded once, half-even, to six places. */
export function meanText(sum: string, count: number): string {
  return textOf(divide(decimalOf(sum), { digits: BigInt(count), scale: 0 }, places));
}

/** Valid share of what was expected, 0–1. */
export const coverageOf = ({ valid, expected }: Pick<Window, "valid" | "expected">): number =>
  expected === 0 ? 0 : Math.min(valid, expected) / expected;

/** Whether enough arrived to judge a window by what arrived, valid or not: then a value that the device reported itself is not asked. */
export function covers({ span, count, expected }: Pick<Window, "span" | "count" | "expected">): boolean {
  return span === "hour" ? validHour(count, expected) : periodValidity("day", count).valid;
}
