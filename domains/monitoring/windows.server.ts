import { uuidv7 } from "#kernel/id.ts";
import { civilDayStart, day as dayMs, hour as hourMs } from "#kernel/time.ts";
import type { Observe } from "#store/clickhouse.ts";
import type { Catalogue } from "./catalogue.server.ts";
import { markVersionOf, type Series } from "./catalogue.ts";
import { dayWindow, hourWindow, type Span, type Sums, type Window } from "./window.ts";

/**
 * Hours and days are computed again for the buckets that new readings touched: a few questions for all series together, the result
 * written as new versions. What must not change: a window depends on the readings in force and the marks alone, so that computing it
 * again, in whatever order data came, gives the same bits.
 */
export type Touched = Readonly<{ series: number; start: number }>;

/** One number for a series and an hour (or day): much cheaper than text where there are a hundred thousand of them. */
export const bucketKey = (series: number, start: number): number => series * 1_048_576 + Math.floor(start / hourMs);

/** Series of one question: the text of a list of numbers stays well below the engine's limit on a statement. */
const chunkSize = 8_000;

/** The hours in which readings of the batches `from` < batch ≤ `to` lie. */
export function touchedHours(observe: Observe, from: number, to: number): Promise<Touched[]> {
  return observe.query<Touched>(
    `select series, toUnixTimestamp(toStartOfHour(time)) * 1000 as start from reading
     where batch > {from:UInt64} and batch <= {to:UInt64} group by series, start`,
    { from, to },
    { maxSeconds: 120 },
  );
}

const hourBucket = "toUnixTimestamp(toStartOfHour(time)) * 1000";
const dayBucket = (column: string): string =>
  `(intDiv(toUnixTimestamp(${column}) + 28800, 86400) * 86400 - 28800) * 1000`;
const within = (column: string): string =>
  `${column} >= fromUnixTimestamp64Milli({lo:Int64}, 'UTC') and ${column} < fromUnixTimestamp64Milli({hi:Int64}, 'UTC')`;

/** Sums over rows of (series, start, time, v, f), one for each time. `repeats` tells how many times came more than once. */
const sumsOver = (rows: string, conflicts: string): string => `
  select series, start, count() as count, countIf(f = 'N' and isNotNull(v)) as valid, sumIf(v, f = 'N') as sum, minIf(v, f = 'N') as min,
    maxIf(v, f = 'N') as max, ${conflicts} as conflicts, arraySort(groupUniqArrayIf(toString(f), f != 'N')) as marks,
    arrayDifference(arraySort(groupArray(toUInt32(toUnixTimestamp64Milli(time) % 86400000)))) as steps,
    countEqual(steps, 0) - 1 as repeats, intDiv(arrayElement(arraySort(steps), 1 + intDiv(count(), 2)) + 500, 1000) as gap
  from (${rows}) group by series, start`;

/** Without asking whether a time came twice: right where `repeats` is 0, and many times as fast. */
const fromDistinct = (series: string, bucket: string): string =>
  `select * except steps from (${sumsOver(
    `select series, ${bucket} as start, time, value as v, flag as f from reading where series in (${series}) and ${within("time")}`,
    "0",
  )})`;

/** The value in force of a series at a time is the first received; a later different one is counted, never used. */
const fromRepeated = (series: string, bucket: string): string =>
  `select * except steps from (${sumsOver(
    `select series, ${bucket} as start, time, argMin(tuple(value, flag), received) as first, tupleElement(first, 1) as v,
       tupleElement(first, 2) as f, count() > 1 and min(value) != max(value) as conflict
     from reading where series in (${series}) and ${within("time")} group by series, time`,
    "sum(conflict)",
  )})`;

const fromHours = (series: string): string => `
  select h.series as series, ${dayBucket("h.start")} as day, count() as count, countIf(h.flag = 'N') as valid,
    sumIf(h.mean, h.flag = 'N') as sum, minIf(h.mean, h.flag = 'N') as min, maxIf(h.mean, h.flag = 'N') as max,
    sum(h.conflicts) as conflicts, arraySort(groupUniqArrayIf(toString(h.flag), h.flag != 'N' and h.flag != '')) as marks
  from span as h final where h.span = 'hour' and h.count > 0 and h.series in (${series}) and ${within("h.start")} group by series, day`;

/** Buckets of one question: how far apart their begins may lie before they are asked separately. */
const farMs = 3 * hourMs;

type Repeatable = Sums & { repeats: number };
type Job = Readonly<{ series: readonly number[]; lo: number; hi: number }>;

/** Splits touched buckets into questions over few series and short periods: a late hour of one device must not read a week of all. */
export function jobsOf(touched: Iterable<Touched>, length: number, newest: number): Job[] {
  const near: Touched[] = [];
  const late = new Map<number, { lo: number; hi: number }>();
  for (const one of touched) {
    if (one.start >= newest - farMs) near.push(one);
    else {
      const known = late.get(one.series);
      if (!known) late.set(one.series, { lo: one.start, hi: one.start + length });
      else {
        known.lo = Math.min(known.lo, one.start);
        known.hi = Math.max(known.hi, one.start + length);
      }
    }
  }
  const jobs = chunked([...new Set(near.map(({ series }) => series))]).map((series) => ({
    series,
    ...rangeOf(near, length),
  }));
  return [...jobs, ...rangeJobs(late)];
}

/** Questions for a period of each series; series with about the same period are asked together. */
export function rangeJobs(ranges: ReadonlyMap<number, Readonly<{ lo: number; hi: number }>>): Job[] {
  const byRange = new Map<string, { series: number[]; lo: number; hi: number }>();
  for (const [series, { lo, hi }] of ranges) {
    const key = `${civilDayStart(lo)}-${civilDayStart(hi - 1)}`;
    const job = byRange.get(key);
    if (!job) byRange.set(key, { series: [series], lo, hi });
    else {
      job.series.push(series);
      job.lo = Math.min(job.lo, lo);
      job.hi = Math.max(job.hi, hi);
    }
  }
  return [...byRange.values()].flatMap(({ series, lo, hi }) =>
    chunked(series).map((part) => ({ series: part, lo, hi })),
  );
}

function rangeOf(touched: readonly Touched[], length: number): { lo: number; hi: number } {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { start } of touched) {
    lo = Math.min(lo, start);
    hi = Math.max(hi, start + length);
  }
  return { lo, hi };
}

/** Lists short enough for one question. */
export function chunked<T>(list: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < list.length; at += chunkSize) parts.push(list.slice(at, at + chunkSize));
  return parts;
}

/** Computes and stores the hours of touched buckets, and the days that devices reported themselves. Returns what was stored. */
export async function recomputeHours(
  observe: Observe,
  catalogue: Catalogue,
  touched: readonly Touched[],
  version: number,
): Promise<Window[]> {
  const hours: Touched[] = [];
  const days: Touched[] = [];
  for (const one of touched) {
    const series = catalogue.series.get(one.series);
    if (series?.cadence === "day") days.push({ ...one, start: civilDayStart(one.start) });
    else if (series) hours.push(one);
  }
  const asked = async (list: readonly Touched[], length: number, bucket: string): Promise<Sums[]> => {
    const newest = list.reduce((max, { start }) => Math.max(max, start), 0);
    const wanted = new Set(list.map(({ series, start }) => bucketKey(series, start)));
    const found: Sums[] = [];
    for (const { series, lo, hi } of jobsOf(list, length, newest)) {
      const rows = await observe.query<Repeatable>(
        fromDistinct(series.join(","), bucket),
        { lo, hi },
        { maxSeconds: 120 },
      );
      const repeated = new Set<number>();
      for (const row of rows) {
        if (!wanted.has(bucketKey(row.series, row.start))) continue;
        if (row.repeats > 0) repeated.add(row.series);
        else found.push(row);
      }
      if (repeated.size === 0) continue;
      const again = await observe.query<Repeatable>(
        fromRepeated([...repeated].join(","), bucket),
        { lo, hi },
        { maxSeconds: 120 },
      );
      const known = new Set(rows.filter(({ repeats }) => repeats === 0).map((row) => bucketKey(row.series, row.start)));
      for (const row of again)
        if (wanted.has(bucketKey(row.series, row.start)) && !known.has(bucketKey(row.series, row.start)))
          found.push(row);
    }
    return found;
  };
  const sums = [...(await asked(hours, hourMs, hourBucket)), ...(await asked(days, dayMs, dayBucket("time")))];
  const windows = sums.flatMap((row) => {
    const series = catalogue.series.get(row.series);
    if (!series) return [];
    const length = series.cadence === "day" ? dayMs : hourMs;
    const intervalSeconds = catalogue.devices.get(series.device)?.interval ?? 600;
    return [
      hourWindow(row, series.cadence, {
        intervalSeconds,
        markVersion: marksOf(catalogue, series, row.start, length),
        wasteWater: isWasteWater(catalogue, series),
      }),
    ];
  });
  await store(observe, windows, version);
  return windows;
}

/** Computes and stores the days of touched buckets (`start` is the begin of a civil day) from the hours in the store. */
export async function recomputeDays(
  observe: Observe,
  catalogue: Catalogue,
  touched: readonly Touched[],
  version: number,
): Promise<Window[]> {
  const list = touched.filter(({ series }) => catalogue.series.get(series)?.cadence !== "day");
  const wanted = new Set(list.map(({ series, start }) => bucketKey(series, start)));
  const newest = list.reduce((max, { start }) => Math.max(max, start), 0);
  const windows: Window[] = [];
  for (const { series, lo, hi } of jobsOf(list, dayMs, newest)) {
    const rows = await observe.query<Sums & { day: number }>(
      fromHours(series.join(",")),
      { lo, hi },
      { maxSeconds: 120 },
    );
    for (const row of rows) {
      const one = catalogue.series.get(row.series);
      if (!one || !wanted.has(bucketKey(row.series, row.day))) continue;
      windows.push(dayWindow({ ...row, start: row.day, gap: 0 }, marksOf(catalogue, one, row.day, dayMs)));
    }
  }
  await store(observe, windows, version);
  return windows;
}

function isWasteWater(catalogue: Catalogue, { subject }: Series): boolean {
  const about = subject === undefined ? undefined : catalogue.subjects.get(subject);
  return about?.kind === "outfall" && about.medium === "water";
}

const marksOf = (catalogue: Catalogue, series: Series, start: number, length: number): number =>
  series.subject === undefined
    ? 0
    : markVersionOf(catalogue.marks.get(series.subject), series.factor, start, start + length);

const spanColumns = [
  "series",
  "span",
  "start",
  "expected",
  "count",
  "valid",
  "mean",
  "min",
  "max",
  "flag",
  "conflicts",
  "mark_version",
  "version",
];

async function store(observe: Observe, windows: readonly Window[], version: number): Promise<void> {
  const quoted = (value: string | null): string => (value === null ? "null" : `"${value}"`);
  const token = uuidv7();
  for (const [n, part] of chunked(windows).entries()) {
    let rows = "";
    for (const w of part)
      rows += `[${w.series},"${w.span}",${w.start},${w.expected},${w.count},${w.valid},${quoted(w.mean)},${quoted(w.min)},${quoted(w.max)},${JSON.stringify(w.flag)},${w.conflicts},${w.markVersion},${version}]\n`;
    await observe.insert({ table: "span", columns: spanColumns, rows, token: `${token}-${n}` });
  }
}

type SpanRow = Omit<Window, "markVersion"> & { mark_version: number };

/** Stored windows of several series whose begin lies in lo ≤ start < hi. */
export async function readWindows(
  observe: Observe,
  { series, span, lo, hi }: Readonly<{ series: readonly number[]; span: Span; lo: number; hi: number }>,
): Promise<Window[]> {
  const windows: Window[] = [];
  for (const part of chunked(series)) {
    const rows = await observe.query<SpanRow>(
      `select series, toString(s.span) as span, toUnixTimestamp64Milli(s.start) as start, expected, count, valid, mean, min, max,
         toString(flag) as flag, conflicts, mark_version
       from span as s final where s.span = {span:String} and series in (${part.join(",")}) and ${within("s.start")}`,
      { span, lo, hi },
      { maxSeconds: 120 },
    );
    for (const { mark_version, ...row } of rows) windows.push({ ...row, markVersion: mark_version });
  }
  return windows;
}
