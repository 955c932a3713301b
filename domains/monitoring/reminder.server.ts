import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDate } from "#kernel/time.ts";
import { exceeds } from "#standards/permit-limit.ts";
import { type Alarm, alarmOf, boundOf } from "./alarm.ts";
import { type Catalogue, keyOf } from "./catalogue.server.ts";
import { type Limit, limitOn, marksIn, permitLimitOf, type Series, type Subject } from "./catalogue.ts";
import { isConverted } from "./choice.ts";
import { explainReminder } from "./explanation.ts";
import { threshold } from "./rules.ts";
import { chunked } from "./windows.server.ts";

type Value = { series: number; time: number; value: string; flag: string };
type Judged = Readonly<{
  series: Series;
  subject: Subject;
  limit: Limit;
  time: number;
  value: number;
  side: "over" | "under" | undefined;
  multiple: number | undefined;
}>;

/**
 * Real-time values over the limit, told to the enterprise while something can still be done. Values older than a quarter of an hour remind
 * nobody: hours judge them. One reminder for each factor; a new exceedance soon after the last joins it.
 */
export async function judgeRealtime(
  platform: Platform,
  catalogue: Catalogue,
  { from, to, now, open }: Readonly<{ from: number; to: number; now: number; open: readonly Alarm[] }>,
): Promise<Alarm[]> {
  const day = civilDate(now);
  const since = now - threshold("reminder-age-minutes", day) * 60_000;
  const join = threshold("reminder-join-minutes", day) * 60_000;
  const current = new Map(
    open
      .filter(({ rule }) => rule === "realtime-over")
      .map((alarm) => [keyOf(alarm.subject, alarm.factor ?? ""), alarm]),
  );
  const changed = new Map<string, Alarm>();
  const series = limitedSeries(catalogue);
  const judgedValues = (await newValues(platform, { series, from, to, since })).flatMap(
    (value) => judge(catalogue, value) ?? [],
  );
  const over = judgedValues.filter(({ side }) => side !== undefined);
  const known = await knownBefore(platform, {
    series: [...new Set(over.map(({ series: { id } }) => id))],
    from,
    since,
  });
  for (const judged of judgedValues) {
    if (known.has(`${judged.series.id} ${judged.time}`)) continue;
    const key = keyOf(judged.subject.id, judged.series.factor);
    const before = current.get(key);
    const after = step(catalogue, before, judged, join);
    if (!after || after === before) continue;
    current.set(key, after);
    changed.set(after.id, after);
  }
  return [...changed.values()];
}

/** Real-time series that a limit is for, converted ones before measured ones. */
function limitedSeries(catalogue: Catalogue): number[] {
  const found: number[] = [];
  for (const [key, limits] of catalogue.limits) {
    const all = limits.some(({ retired }) => !retired) ? (catalogue.bySubject.get(key) ?? []) : [];
    const realtime = all.filter(({ cadence }) => cadence === "realtime");
    // where converted values are sent, they are what the limit is for
    const judged = realtime.some(isConverted) ? realtime.filter(isConverted) : realtime;
    for (const { id } of judged) found.push(id);
  }
  return found;
}

type Question = Readonly<{ series: readonly number[]; from: number; since: number }>;

/** Valid values that came with the batches, in order of their time; of two for one time the first received. */
async function newValues(
  platform: Platform,
  { series, from, to, since }: Question & Readonly<{ to: number }>,
): Promise<Value[]> {
  const found: Value[] = [];
  for (const part of chunked(series)) {
    const rows = await platform.observe.query<Value>(
      `select r.series as series, toUnixTimestamp64Milli(r.time) as time, r.value as value, toString(r.flag) as flag from reading as r
       where r.series in (${part.join(",")}) and r.time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
         and r.batch > {from:UInt64} and r.batch <= {to:UInt64}
       order by r.time, r.series, r.received limit 1 by r.time, r.series`,
      { from, to, since },
    );
    for (const row of rows) found.push(row);
  }
  return found
    .filter(({ value, flag }) => value !== null && flag === "N")
    .sort((a, b) => a.time - b.time || a.series - b.series);
}

/** Times for which a series had a value before these batches: that one is in force. */
async function knownBefore(platform: Platform, { series, from, since }: Question): Promise<Set<string>> {
  const known = new Set<string>();
  for (const part of chunked(series)) {
    const rows = await platform.observe.query<{ series: number; time: number }>(
      `select r.series as series, toUnixTimestamp64Milli(r.time) as time from reading as r
       where r.series in (${part.join(",")}) and r.time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') and r.batch <= {from:UInt64}`,
      { from, since },
    );
    for (const row of rows) known.add(`${row.series} ${row.time}`);
  }
  return known;
}

function judge(catalogue: Catalogue, { series: id, time, value }: Value): Judged | undefined {
  const series = catalogue.series.get(id);
  if (series?.cadence !== "realtime" || series.subject === undefined) return undefined;
  const subject = catalogue.subjects.get(series.subject);
  const key = keyOf(series.subject, series.factor);
  const limits = catalogue.limits.get(key);
  if (!limits || !subject || subject.retired) return undefined;
  const date = civilDate(time);
  const limit = limitOn(limits, "hour", date) ?? limitOn(limits, "day", date);
  if (!limit || marksIn(catalogue.marks.get(subject.id), series.factor, time, time + 1).length > 0) return undefined;
  const verdict = exceeds({ value, unit: series.unit || limit.unit, averaging: limit.averaging }, permitLimitOf(limit));
  if (!verdict.judged) return undefined;
  const { side, multiple } = verdict;
  return { series, subject, limit, time, value: verdict.value, side, multiple };
}

/** The reminder after one more value; the same object when nothing changes. Values not newer than what it knows change nothing. */
function step(catalogue: Catalogue, before: Alarm | undefined, judged: Judged, join: number): Alarm | undefined {
  const { subject, series, time, side } = judged;
  if (before && time <= Math.max(before.last, before.ended ?? 0)) return before;
  if (side === undefined) {
    if (!before || before.ended !== undefined) return before;
    return { ...before, ended: time, explanation: explain(catalogue, judged, before, time) };
  }
  const joined = before && (before.ended === undefined || time - before.ended <= join) ? before : undefined;
  const worse = !joined?.value || Math.abs(judged.value) > Math.abs(Number(joined.value));
  const alarm: Alarm = {
    ...alarmOf(subject, "realtime-over"),
    id: joined?.id ?? uuidv7(),
    mn: series.mn,
    factor: series.factor,
    series: series.id,
    started: joined?.started ?? time,
    last: time,
    ended: undefined,
    value: worse ? String(judged.value) : joined?.value,
    valueAt: worse ? time : joined?.valueAt,
    limit: boundOf(judged.limit, side),
    multiple: worse ? judged.multiple : joined?.multiple,
    hours: undefined,
    explanation: { zh: "", en: "" },
    caseId: undefined,
    withdrawn: undefined,
  };
  return { ...alarm, explanation: explain(catalogue, judged, alarm, undefined) };
}

function explain(catalogue: Catalogue, { series, limit, side }: Judged, alarm: Alarm, ended: number | undefined) {
  const bound = alarm.limit?.value;
  const lower = side === "under" || (side === undefined && bound === limit.lower && bound !== limit.upper);
  return explainReminder(
    {
      factorName: catalogue.factorNames.get(series.factor) ?? series.factor,
      converted: isConverted(series),
      value: alarm.value ?? "",
      limit,
      side: lower ? "under" : "over",
      multiple: alarm.multiple,
    },
    { time: alarm.valueAt ?? alarm.started, mn: series.mn, ended },
  );
}
