import { civilOffset } from "#kernel/time.ts";

/**
 * How numbers, times and sizes are written. Civil time is +08:00 whatever zone the reader's machine is in, so that two people who
 * look at the same value read the same time.
 */

function civil(at: string | number): Date | null {
  const ms = typeof at === "number" ? at : Date.parse(at);
  return Number.isFinite(ms) ? new Date(ms + civilOffset) : null;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** 2026-11-23 */
export function dayText(at: string | number): string {
  const d = civil(at);
  return d ? `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}` : "";
}

/** 14:05, or 14:05:09 with seconds. */
export function clockText(at: string | number, part: "minute" | "second" = "minute"): string {
  const d = civil(at);
  if (!d) return "";
  const base = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`;
  return part === "second" ? `${base}:${two(d.getUTCSeconds())}` : base;
}

/** 2026-11-23 14:05 */
export function timeText(at: string | number, part: "minute" | "second" = "minute"): string {
  return civil(at) ? `${dayText(at)} ${clockText(at, part)}` : "";
}

/** 11-23 14:05: for lists in which the year is plain; another year is written out. */
export function shortTimeText(at: string | number, now: number): string {
  const text = timeText(at);
  return text.slice(0, 4) === dayText(now).slice(0, 4) ? text.slice(5) : text;
}

/**
 * A number as people read it: thousands grouped, never in exponents. Without `digits` the decimals stay as sent, up to `atMost`
 * (a mean of readings may carry more than anyone measured).
 */
export function numberText(value: number, options: Readonly<{ digits?: number; atMost?: number }> = {}): string {
  if (!Number.isFinite(value)) return "";
  const { digits, atMost = 4 } = options;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? atMost,
  });
}

/** Decimals that a column needs so that its numbers stand under each other: the most that any value has, at most `atMost`. */
export function decimalsOf(values: readonly (number | null | undefined)[], atMost = 3): number {
  let most = 0;
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    const text = Number(value.toFixed(atMost)).toString();
    const point = text.indexOf(".");
    if (point >= 0) most = Math.max(most, text.length - point - 1);
  }
  return Math.min(most, atMost);
}

/** Length of a period in the largest fitting units: 3 天 4 小时, 12 分. */
export function durationText(ms: number, language: "zh" | "en"): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const words = language === "zh" ? [" 天", " 小时", " 分"] : [" d", " h", " min"];
  if (days > 0) return `${days}${words[0]}${hours ? ` ${hours}${words[1]}` : ""}`;
  if (hours > 0) return `${hours}${words[1]}${minutes % 60 ? ` ${minutes % 60}${words[2]}` : ""}`;
  return `${minutes}${words[2]}`;
}

/** One CSV cell: quoted when it must be, and never a formula when a spreadsheet opens it. */
export function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
