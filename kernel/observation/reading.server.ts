import { sql } from "kysely";
import type { z } from "zod";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { hour, isoTime, parseTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Observe } from "#store/clickhouse.ts";
import type { SeriesRow } from "./readable.server.ts";
import type { limitOf, SeriesItem } from "./reading.ts";
import { microTime } from "./time-text.ts";

export type Period = Readonly<{ from: number; to: number }>;

/** Half-open; the last 24 hours unless said. */
export function periodOf(
  query: { from?: string | undefined; to?: string | undefined },
  now: number,
  longestDays = 400,
): Period {
  const to = query.to === undefined ? now + hour : parseTime(query.to);
  const from = query.from === undefined ? (to ?? now) - 25 * hour : parseTime(query.from);
  if (from === undefined || to === undefined || from >= to) refuse("period.invalid", { field: "from" });
  if (to - from > longestDays * 24 * hour) refuse("period.long", { field: "from", values: { days: longestDays } });
  return { from, to };
}

export type Newest = Readonly<{ series: number; time: number; value: string | null; flag: string; received: number }>;

/** The newest value of each of these series; one question however many. */
export function newestOf(observe: Observe, series: readonly number[]): Promise<Newest[]> {
  if (series.length === 0) return Promise.resolve([]);
  return observe.query<Newest>(
    `select series, toUnixTimestamp64Milli(n.1) as time, n.2 as value, n.3 as flag, toUnixTimestamp64Micro(n.4) as received
      from (select l.series as series, argMaxMerge(l.newest) as n from latest as l where l.series in {ids:Array(UInt32)} group by l.series)`,
    { ids: series },
  );
}

export const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

export function newestItem(newest: Newest | undefined): SeriesItem["latest"] {
  if (!newest) return null;
  const { time, value, flag, received } = newest;
  return { time: isoTime(time), value: numberOrNull(value), flag, received: microTime(received) };
}

export type StoredReading = { series: number; time: number; value: string | null; flag: string; received: number };

/** Values in force: of several for one time the first received. Ordered by time, then series; paged by both. */
export function readingsOf(
  observe: Observe,
  series: readonly number[],
  { from, to, after, limit }: Period & { after?: string | undefined; limit: number },
  signal?: AbortSignal,
): Promise<StoredReading[]> {
  if (series.length === 0) return Promise.resolve([]);
  const [afterTime, afterSeries] = (after ?? "").split("/").map(Number);
  const paged = after !== undefined && Number.isFinite(afterTime) && Number.isFinite(afterSeries);
  return observe.query<StoredReading>(
    `select r.series as series, toUnixTimestamp64Milli(r.time) as time, r.value as value, r.flag as flag,
        toUnixTimestamp64Micro(r.received) as received
      from reading as r
      where r.series in {ids:Array(UInt32)} and r.time >= fromUnixTimestamp64Milli({from:Int64}) and r.time < fromUnixTimestamp64Milli({to:Int64})
        ${paged ? "and (toUnixTimestamp64Milli(r.time), r.series) > ({afterTime:Int64}, {afterSeries:UInt32})" : ""}
      order by r.time, r.series, r.received limit 1 by r.time, r.series limit {limit:UInt32}`,
    { ids: series, from, to, limit, ...(paged ? { afterTime, afterSeries } : {}) },
    { signal },
  );
}

type LimitItem = z.infer<typeof limitOf>;
type LimitRow = {
  outfall: string;
  factor: string;
  upper: string | null;
  lower: string | null;
  unit: string;
  standard: string;
  averaging: string;
  valid_from: string;
  verified: boolean;
};

/** Limits in force today of these outfalls, by outfall, factor and averaging. */
export async function limitsOf(
  platform: Platform,
  actor: Actor,
  outfalls: readonly string[],
): Promise<Map<string, LimitItem>> {
  if (outfalls.length === 0) return new Map();
  const today = isoTime(platform.now()).slice(0, 10);
  const { rows } = await platform.postgres.transact(
    actor,
    (tx) =>
      sql<LimitRow>`select outfall, factor, upper, lower, unit, standard, averaging, valid_from, verified from base."limit"
        where outfall = any (${outfalls}::uuid[]) and retired_at is null and valid_from <= ${today}::date
          and (valid_to is null or valid_to > ${today}::date) order by valid_from`.execute(tx),
    { readOnly: true },
  );
  const limits = new Map<string, LimitItem>();
  for (const row of rows) {
    const { unit, standard, averaging, verified } = row;
    const item = {
      upper: numberOrNull(row.upper),
      lower: numberOrNull(row.lower),
      unit,
      standard,
      edition: `${row.valid_from}`,
      averaging,
      verified,
    };
    limits.set(`${row.outfall}/${row.factor}/${averaging}`, item);
  }
  return limits;
}

/** Which limit a series is drawn against: a day's mean against the day limit, anything else against the hour limit. */
export function limitFor(limits: ReadonlyMap<string, LimitItem>, series: SeriesRow): LimitItem | null {
  if (series.aggregate === "Cou" || series.subject_id === null) return null;
  const key = `${series.subject_id}/${series.factor}/`;
  const found =
    series.cadence === "day" ? limits.get(`${key}day`) : (limits.get(`${key}hour`) ?? limits.get(`${key}day`));
  return found ?? null;
}

/** Series with their newest value and limit. */
export async function seriesItems(
  platform: Platform,
  actor: Actor,
  series: readonly SeriesRow[],
): Promise<SeriesItem[]> {
  const outfalls = [
    ...new Set(series.filter((one) => one.subject_kind === "outfall").map((one) => one.subject_id as string)),
  ];
  const [newest, limits] = await Promise.all([
    newestOf(
      platform.observe,
      series.map(({ id }) => id),
    ),
    limitsOf(platform, actor, outfalls),
  ]);
  const bySeries = new Map(newest.map((one) => [one.series, one]));
  return series.map((one) => {
    const { id, factor, name, aggregate, cadence, unit } = one;
    return {
      id,
      factor,
      name,
      aggregate,
      cadence,
      unit,
      latest: newestItem(bySeries.get(id)),
      limit: limitFor(limits, one),
    };
  });
}
