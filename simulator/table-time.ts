/**
 * Times of a table as epoch milliseconds. Without a zone they are civil times of +08:00, as everything that HJ 212 says. Undefined is
 * "not a time", which the caller counts.
 */
const offset = 8 * 3_600_000;

/** Reads a time by a pattern of YYYY, MM or M, DD or D, HH or H, mm or m, ss or s; everything else in the pattern stands for itself. */
export function readTime(text: string, pattern: string | undefined): number | undefined {
  return pattern === undefined ? usual(text.trim()) : byPattern(text.trim(), pattern);
}

/** The pattern of a time given in several columns, joined by blanks: year, month, day and so on. */
export const patternOfColumns = (count: number): string => ["YYYY", "M", "D", "H", "m", "s"].slice(0, count).join(" ");

function usual(text: string): number | undefined {
  if (/(Z|[+-]\d{2}:?\d{2})$/.test(text) && text.includes("T")) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  const parts = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ]?(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?)?$/.exec(
    text,
  );
  return parts ? epoch(parts.slice(1).map(Number)) : undefined;
}

function byPattern(text: string, pattern: string): number | undefined {
  const order: string[] = [];
  const source = pattern.replace(/YYYY|MM?|DD?|HH?|mm?|ss?|[.*+?^${}()|[\]\\]/g, (token) => {
    if (!/^[YMDHms]/.test(token)) return `\\${token}`;
    order.push(token[0] as string);
    return token === "YYYY" ? "(\\d{4})" : token.length === 2 ? "(\\d{2})" : "(\\d{1,2})";
  });
  const found = new RegExp(`^${source}$`).exec(text);
  if (!found) return undefined;
  return epoch(["Y", "M", "D", "H", "m", "s"].map((letter) => Number(found[order.indexOf(letter) + 1] ?? Number.NaN)));
}

function epoch([year, month, day, hour, minute, second]: readonly number[]): number | undefined {
  const whole = (value: number | undefined, absent: number) =>
    value === undefined || Number.isNaN(value) ? absent : value;
  const parts = [
    whole(year, -1),
    whole(month, 1),
    whole(day, 1),
    whole(hour, 0),
    whole(minute, 0),
    whole(second, 0),
  ] as const;
  const time = Date.UTC(parts[0], parts[1] - 1, ...parts.slice(2)) - offset;
  const back = new Date(time + offset);
  // Date.UTC turns 31 February into March: such a time does not exist.
  if (back.getUTCFullYear() !== parts[0] || back.getUTCMonth() !== parts[1] - 1 || back.getUTCDate() !== parts[2])
    return undefined;
  return parts[3] < 24 && parts[4] < 60 && parts[5] < 60 ? time : undefined;
}

/** "10m", "1h", "30s", "1d" in milliseconds; undefined for anything else. */
export function readSpan(text: string): number | undefined {
  const parts = /^(\d+)\s*(s|m|min|h|d)$/.exec(text.trim());
  if (!parts) return undefined;
  const unit = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 }[
    parts[2] as "s" | "m" | "min" | "h" | "d"
  ];
  return Number(parts[1]) * unit;
}
