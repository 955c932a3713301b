import { civilOffset, isoTime, parseTime } from "#kernel/time.ts";

/** Receipt has microseconds: 1764000000123456 → "2025-11-25T00:00:00.123456+08:00", the name of a packet within its device. */
export function microTime(us: number): string {
  const ms = Math.floor(us / 1000);
  const text = new Date(ms + civilOffset).toISOString().slice(0, 23);
  return `${text}${String(us - ms * 1000).padStart(3, "0")}+08:00`;
}

/** Microseconds of a text with offset and up to six decimals, or of plain digits; undefined when it is neither. */
export function parseMicro(text: string): number | undefined {
  if (/^\d{16}$/.test(text)) return Number(text);
  const ms = parseTime(text);
  if (ms === undefined) return undefined;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  return Math.floor(ms / 1000) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

export const timeOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : isoTime(ms);
