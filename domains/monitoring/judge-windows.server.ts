import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDate, civilDayStart, day as dayMs, hour as hourMs, isoTime } from "#kernel/time.ts";
import { exceeds } from "#standards/permit-limit.ts";
import { systemActor } from "#store/actor.ts";
import type { Observe } from "#store/clickhouse.ts";
import { readAlarms } from "./alarm.server.ts";
import { type Alarm, alarmOf, boundOf } from "./alarm.ts";
import { type Catalogue, keyOf } from "./catalogue.server.ts";
import { type Limit, limitOn, marksIn, permitLimitOf, type Series, type Subject } from "./catalogue.ts";
import { type Candidate, chosen, isConverted } from "./choice.ts";
import { type Episode, episodesOf, type Judged, reconcile } from "./episode.ts";
import { explainWindow } from "./explanation.ts";
import { type RuleId, threshold } from "./rules.ts";
import { endedBySilence, type Silences } from "./silent.ts";
import type { Span, Window } from "./window.ts";
import { rangeJobs, readWindows, type Touched } from "./windows.server.ts";

const actor = systemActor("judge");

/** A window with its verdict and what it was compared with. */
type Compared = Readonly<{
  window: Window;
  series: Series;
  limit: Limit;
  side: "over" | "under";
  value: number;
  multiple: number | undefined;
}>;
type Group = Readonly<{
  key: string;
  subject: Subject;
  factor: string;
  series: readonly Series[];
  limits: readonly Limit[];
  starts: Set<number>;
}>;

const ruleOf: Readonly<Record<Span, RuleId>> = { hour: "hour-over", day: "day-over" };
const lengthOf: Readonly<Record<Span, number>> = { hour: hourMs, day: dayMs };

/**
 * Brings the alarms over hours or days into line with the windows: every factor that a touched, finished window belongs to is looked at
 * again, from its earliest alarm in question to now. Returns alarms to write; changes nothing itself.
 */
export async function judgeWindows(
  platform: Platform,
  catalogue: Catalogue,
  {
    span,
    touched,
    now,
    silences,
  }: Readonly<{ span: Span; touched: readonly Touched[]; now: number; silences: Silences }>,
): Promise<Alarm[]> {
  const groups = groupsOf(catalogue, span, touched, now);
  if (groups.length === 0) return [];
  const first = await judgedOf(
    platform.observe,
    catalogue,
    groups.map((group) => ({ group, from: Math.min(...group.starts), to: Math.max(...group.starts) })),
    span,
  );
  const reach = gapOf(span, now) + lengthOf[span];
  const stored = await storedOf(platform, ruleOf[span], groups, reach);
  const affected = groups.flatMap((group) => {
    const alarms = (stored.get(group.key) ?? []).filter(
      ({ ended }) => (ended ?? Number.POSITIVE_INFINITY) >= Math.min(...group.starts) - reach,
    );
    const isOver = (first.get(group.key) ?? []).some(
      ({ verdict, start }) => verdict === "over" && group.starts.has(start),
    );
    if (!isOver && alarms.length === 0) return [];
    return [{ group, alarms, from: Math.min(...group.starts, ...alarms.map(({ started }) => started)), to: now }];
  });
  if (affected.length === 0) return [];
  const all = await judgedOf(platform.observe, catalogue, affected, span);
  return affected.flatMap(({ group, alarms, from }) => {
    const windows = (all.get(group.key) ?? []).filter(({ start }) => start >= from && start + lengthOf[span] <= now);
    return settle(
      catalogue,
      { group, span, now, silences },
      alarms,
      episodesOf(windows, {
        length: lengthOf[span],
        gap: gapOf(span, now),
      }),
    );
  });
}

/** How long an exceedance may go without a verdict and still be the same. */
const gapOf = (span: Span, now: number): number => lengthOf[span] * threshold("episode-gap-windows", civilDate(now));

function groupsOf(catalogue: Catalogue, span: Span, touched: readonly Touched[], now: number): Group[] {
  const groups = new Map<string, Group>();
  for (const { series: id, start } of touched) {
    if (start + lengthOf[span] > now) continue;
    const one = catalogue.series.get(id);
    if (one?.subject === undefined) continue;
    const key = keyOf(one.subject, one.factor);
    const known = groups.get(key);
    if (known) {
      known.starts.add(start);
      continue;
    }
    const subject = catalogue.subjects.get(one.subject);
    const limits = catalogue.limits.get(key)?.filter(({ averaging }) => averaging === span) ?? [];
    if (!subject || subject.retired || limits.length === 0) continue;
    const series = (catalogue.bySubject.get(key) ?? []).filter(({ cadence }) => span === "day" || cadence !== "day");
    groups.set(key, { key, subject, factor: one.factor, series, limits, starts: new Set([start]) });
  }
  return [...groups.values()];
}

type Range = Readonly<{ group: Group; from: number; to: number }>;

/** The verdict of every window of the groups in their ranges, in order of time. */
async function judgedOf(
  observe: Observe,
  catalogue: Catalogue,
  ranges: readonly Range[],
  span: Span,
): Promise<Map<string, Judged<Compared | undefined>[]>> {
  const byId = new Map<number, Group>();
  const periods = new Map<number, { lo: number; hi: number }>();
  for (const { group, from, to } of ranges)
    for (const { id } of group.series) {
      byId.set(id, group);
      periods.set(id, { lo: from, hi: to + lengthOf[span] });
    }
  const candidates = new Map<string, Map<number, Candidate[]>>();
  for (const { series, lo, hi } of rangeJobs(periods))
    for (const window of await readWindows(observe, { series, span, lo, hi })) {
      const group = byId.get(window.series);
      const one = catalogue.series.get(window.series);
      if (!group || !one) continue;
      const starts = candidates.get(group.key) ?? new Map<number, Candidate[]>();
      candidates.set(group.key, starts);
      const list = starts.get(window.start) ?? [];
      starts.set(window.start, list);
      if (!list.some(({ window: other }) => other.series === window.series))
        list.push({ window, cadence: one.cadence, aggregate: one.aggregate });
    }
  const judged = new Map<string, Judged<Compared | undefined>[]>();
  for (const { group } of ranges) {
    const starts = [...(candidates.get(group.key) ?? [])].sort(([a], [b]) => a - b);
    judged.set(
      group.key,
      starts.map(([start, list]) => verdictOf(catalogue, group, span, start, list)),
    );
  }
  return judged;
}

function verdictOf(
  catalogue: Catalogue,
  group: Group,
  span: Span,
  start: number,
  list: readonly Candidate[],
): Judged<Compared | undefined> {
  const none = { start, verdict: "none", window: undefined } as const;
  if (marksIn(catalogue.marks.get(group.subject.id), group.factor, start, start + lengthOf[span]).length > 0)
    return { start, verdict: "marked", window: undefined };
  const limit = limitOn(group.limits, span, civilDate(start));
  const best = chosen(list);
  const series = best && catalogue.series.get(best.window.series);
  if (!limit || !best || !series || best.window.flag !== "N" || best.window.mean === null) return none;
  const verdict = exceeds(
    { value: best.window.mean, unit: series.unit || limit.unit, averaging: span },
    permitLimitOf(limit),
  );
  if (!verdict.judged) return none;
  if (verdict.side === undefined) return { start, verdict: "normal", window: undefined };
  const { side, value, multiple } = verdict;
  return { start, verdict: "over", window: { window: best.window, series, limit, side, value, multiple } };
}

async function storedOf(
  platform: Platform,
  rule: RuleId,
  groups: readonly Group[],
  reach: number,
): Promise<Map<string, Alarm[]>> {
  const earliest = groups.reduce((min, { starts }) => Math.min(min, ...starts), Number.POSITIVE_INFINITY);
  const subjects = [...new Set(groups.map(({ subject }) => subject.id))];
  const alarms = await platform.postgres.transact(
    actor,
    (tx) =>
      readAlarms(
        tx,
        sql`rule = ${rule} and subject_id = any (${subjects}::uuid[]) and (ended is null or ended >= ${isoTime(earliest - reach)})`,
      ),
    { readOnly: true },
  );
  const byKey = new Map<string, Alarm[]>();
  for (const alarm of alarms) {
    const key = keyOf(alarm.subject, alarm.factor ?? "");
    byKey.set(key, [...(byKey.get(key) ?? []), alarm]);
  }
  return byKey;
}

function settle(
  catalogue: Catalogue,
  { group, span, now, silences }: Readonly<{ group: Group; span: Span; now: number; silences: Silences }>,
  stored: readonly Alarm[],
  episodes: readonly Episode<Compared | undefined>[],
): Alarm[] {
  const { create, keep, withdraw } = reconcile(stored, episodes);
  const draw = (episode: Episode<Compared | undefined>, before: Alarm | undefined) =>
    endedBySilence(alarmFrom(catalogue, group, span, episode, before), silences);
  return [
    ...create.map((episode) => draw(episode, undefined)),
    ...keep
      .map(({ stored: before, episode }) => ({ before, after: draw(episode, before) }))
      .filter(({ before, after }) => !isSame(before, after))
      .map(({ after }) => after),
    ...withdraw.map((alarm) => ({
      ...alarm,
      ended: alarm.ended ?? alarm.last + lengthOf[span],
      withdrawn: { at: now, reason: "补传数据、标记或限值变更后重新判定，不再成立" },
    })),
  ];
}

function alarmFrom(
  catalogue: Catalogue,
  group: Group,
  span: Span,
  episode: Episode<Compared | undefined>,
  before: Alarm | undefined,
): Alarm {
  const over = episode.over.filter((one) => one !== undefined);
  const worst = over.reduce((a, b) => (severity(b) > severity(a) ? b : a));
  const { window, series, limit, side, value, multiple } = worst;
  const factorName = catalogue.factorNames.get(group.factor) ?? group.factor;
  return {
    ...alarmOf(group.subject, ruleOf[span]),
    id: before?.id ?? uuidv7(),
    mn: series.mn,
    factor: group.factor,
    series: series.id,
    started: episode.started,
    last: episode.last,
    ended: episode.ended,
    value: String(value),
    valueAt: window.start,
    limit: boundOf(limit, side),
    multiple,
    hours: over.length * (span === "day" ? 24 : 1),
    explanation: explainWindow(
      { factorName, converted: isConverted(series), value: String(value), limit, side, multiple },
      { window, cadence: series.cadence, mn: series.mn, windows: over.length, ended: episode.ended },
    ),
    caseId: before?.caseId,
    withdrawn: undefined,
  };
}

/** How far beyond its bound a value is, for the choice of the worst; below a lower bound the lowest is the worst. */
const severity = ({ side, value, multiple }: Compared): number => multiple ?? (side === "over" ? value : -value);

const isSame = (a: Alarm, b: Alarm): boolean =>
  a.started === b.started &&
  a.last === b.last &&
  a.ended === b.ended &&
  a.hours === b.hours &&
  a.explanation.zh === b.explanation.zh;

/** Windows of every limited series that lie in lo ≤ start < hi: what the end of an hour or day, a changed mark or limit asks to look at. */
export function limitedWindows(catalogue: Catalogue, span: Span, lo: number, hi: number, outfall?: string): Touched[] {
  const touched: Touched[] = [];
  const begin = span === "day" ? civilDayStart(lo) : Math.floor(lo / hourMs) * hourMs;
  for (const [key, limits] of catalogue.limits) {
    if (
      !limits.some(
        ({ averaging, retired, outfall: of }) =>
          averaging === span && !retired && (outfall === undefined || of === outfall),
      )
    )
      continue;
    const first = catalogue.bySubject.get(key)?.[0];
    if (!first) continue;
    for (let start = begin; start < hi; start += lengthOf[span]) touched.push({ series: first.id, start });
  }
  return touched;
}
