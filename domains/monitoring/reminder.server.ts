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

type Value = { series: number; time: number; value: string };
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
  for (const value of await newValues(platform, { from, to, since })) {
    const judged = judge(catalogue, value);
    if (!judged) continue;
    const key = keyOf(judged.subject.id, judged.series.factor);
    const before = current.get(key);
    const after = step(catalogue, before, judged, join);
    if (!after || after === before) continue;
    current.set(key, after);
    changed.set(after.id, after);
  }
  return [...changed.values()];
}

/** Values in force that came with the batches, in order of their time; a later value for a known time is not in force. */
function newValues(
  platform: Platform,
  { from, to, since }: Readonly<{ from: number; to: number; since: number }>,
): Promise<Value[]> {
  return platform.observe.query<Value>(
    `select series, toUnixTimestamp64Milli(time) as time, tupleElement(first, 1) as value from (
       select series, time, argMin(tuple(value, flag), received) as first, min(batch) as batch_in_force from reading
       where time >= fromUnixTimestamp64Milli({since:Int64}, 'UTC') and batch <= {to:UInt64}
         and series in (select series from reading where batch > {from:UInt64} and batch <= {to:UInt64})
       group by series, time having batch_in_force > {from:UInt64})
     where isNotNull(value) and tupleElement(first, 2) = 'N' order by time, series`,
    { from, to, since },
  );
}

function judge(catalogue: Catalogue, { series: id, time, value }: Value): Judged | undefined {
  const series = catalogue.series.get(id);
  if (series?.cadence !== "realtime" || series.subject === undefined) return undefined;
  const subject = catalogue.subjects.get(series.subject);
  const key = keyOf(series.subject, series.factor);
  const limits = catalogue.limits.get(key);
  if (!limits || !subject || subject.retired) return undefined;
  // where converted values are sent, they are what the limit is for
  if (
    !isConverted(series) &&
    catalogue.bySubject.get(key)?.some((other) => other.cadence === "realtime" && isConverted(other))
  )
    return undefined;
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
