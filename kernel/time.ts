/**
 * Times as they cross our borders: ISO 8601 with the offset of the civil day, +08:00. Stored and computed as UTC epoch milliseconds.
 * Fixed offset on purpose: China has had no daylight saving since 1991, and a zone name would ask the host for its tables.
 */
export const civilOffset = 8 * 3_600_000;
export const hour = 3_600_000;
export const day = 86_400_000;

/** 1764000000000 → "2025-11-25T00:00:00+08:00"; milliseconds are written only when there are any. */
export function isoTime(epoch: number): string {
  const text = new Date(epoch + civilOffset).toISOString();
  return `${text.endsWith(".000Z") ? text.slice(0, 19) : text.slice(0, 23)}+08:00`;
}

/** 1764000000000 → "2025-11-25 00:00", as a sentence says it. */
export const clockText = (epoch: number): string => isoTime(epoch).slice(0, 16).replace("T", " ");

/** The end of a period or term in a sentence: what ends with a day ends at its 24:00, not at the 00:00 that begins the next. */
export const endText = (epoch: number): string =>
  civilDayStart(epoch) === epoch ? `${civilDate(epoch - 1)} 24:00` : clockText(epoch);

/** 1764000000000 → "2025-11-25" */
export const civilDate = (epoch: number): string => new Date(epoch + civilOffset).toISOString().slice(0, 10);

/** Epoch of the civil midnight that begins the day of `epoch`. */
export const civilDayStart = (epoch: number): number => Math.floor((epoch + civilOffset) / day) * day - civilOffset;
export const hourStart = (epoch: number): number => Math.floor(epoch / hour) * hour;

/** Epoch of an ISO text with offset, or undefined. */
export function parseTime(text: string): number | undefined {
  if (!/T.*(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const epoch = Date.parse(text);
  return Number.isNaN(epoch) ? undefined : epoch;
}
