import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { civilDate, hour as hourMs, hourStart } from "#kernel/time.ts";
import { exceedMultiple } from "#standards/exceedance.ts";
import type { Actor } from "#store/actor.ts";
import { systemActor } from "#store/actor.ts";
import { type Catalogue, catalogueOf, keyOf } from "./catalogue.server.ts";
import { type Limit, limitOn, marksIn, type Series, type Subject } from "./catalogue.ts";
import { type Candidate, chosen, isConverted } from "./choice.ts";
import {
  airFactors,
  airQuality,
  type FactorValue,
  isWaterFactor,
  type Judgement,
  type Quality,
  waterQuality,
} from "./quality.ts";
import { threshold } from "./rules.ts";
import { type Headline, type SubjectState, stateOf } from "./subject-state.ts";
import { readWindows } from "./windows.server.ts";

/** Everything the map, the overview and a subject's page say of a subject at this moment. */
export type State = Readonly<{
  subject: Subject;
  mn: string | undefined;
  state: SubjectState;
  level: number | undefined;
  headline: Headline | undefined;
  judgement: Judgement | undefined;
  /** Time of the newest value. */
  time: number | undefined;
}>;

const actor = systemActor("state");
const keptMs = 4_000;
const heardMs = 600_000;
type Kept = { at: number; states: Promise<Map<string, State>> };
const kept = new WeakMap<Platform, Kept>();
const visible = new WeakMap<Platform, Map<string, { at: number; ids: Promise<Set<string>> }>>();

/** States of the subjects that the actor may see, not older than a few seconds. */
export async function statesOf(platform: Platform, reader: Actor): Promise<State[]> {
  const [states, ids] = await Promise.all([allStates(platform), visibleIds(platform, reader)]);
  return [...states.values()].filter(({ subject }) => ids.has(subject.id));
}

/** State of one subject; the caller has asked whether the reader may see it. */
export async function stateOfOne(platform: Platform, id: string): Promise<State | undefined> {
  return (await allStates(platform)).get(id);
}

function allStates(platform: Platform): Promise<Map<string, State>> {
  const now = platform.now();
  const known = kept.get(platform);
  if (known && Math.abs(now - known.at) < keptMs) return known.states;
  const states = compute(platform, now);
  kept.set(platform, { at: now, states });
  states.catch(() => kept.delete(platform));
  return states;
}

function visibleIds(platform: Platform, reader: Actor): Promise<Set<string>> {
  const now = platform.now();
  const key = reader.kind === "person" ? [...reader.scopes].sort().join() : "system";
  const cache = visible.get(platform) ?? new Map<string, { at: number; ids: Promise<Set<string>> }>();
  visible.set(platform, cache);
  const known = cache.get(key);
  if (known && Math.abs(now - known.at) < keptMs) return known.ids;
  const ids = platform.postgres
    .transact(
      reader,
      (tx) =>
        sql<{
          id: string;
        }>`select id from base.outfall where retired_at is null union all select id from base.air_station where retired_at is null
          union all select id from base.water_section where retired_at is null`.execute(tx),
      { readOnly: true },
    )
    .then(({ rows }) => new Set(rows.map(({ id }) => id)));
  if (cache.size > 500) cache.clear();
  cache.set(key, { at: now, ids });
  ids.catch(() => cache.delete(key));
  return ids;
}

type Newest = { series: number; time: number; value: string | null; flag: string };
type Sight = Readonly<{
  catalogue: Catalogue;
  now: number;
  newest: ReadonlyMap<number, Newest>;
  hours: ReadonlyMap<number, readonly Candidate[]>;
  alarms: ReadonlyMap<string, ReadonlySet<string>>;
  /** When each device was last heard, whatever the time of its data. */
  heard: ReadonlyMap<string, number>;
  maxAge: number;
}>;

async function compute(platform: Platform, now: number): Promise<Map<string, State>> {
  const catalogue = catalogueOf(platform);
  await catalogue.refresh();
  const maxAge = threshold("value-age-hours", civilDate(now)) * hourMs;
  const wanted: number[] = [];
  const stations: number[] = [];
  for (const series of catalogue.series.values()) {
    const subject = series.subject === undefined ? undefined : catalogue.subjects.get(series.subject);
    if (!subject || subject.retired) continue;
    if (subject.kind === "outfall") {
      if (
        series.cadence === "realtime" ||
        series.cadence === "minute" ||
        catalogue.limits.has(keyOf(subject.id, series.factor))
      )
        wanted.push(series.id);
    } else if (airFactors.includes(series.factor) || isWaterFactor(series.factor)) {
      wanted.push(series.id);
      stations.push(series.id);
    }
  }
  const lo = hourStart(now) - maxAge;
  const [newest, windows, alarms, heard] = await Promise.all([
    newestOf(platform, wanted),
    readWindows(platform.observe, { series: stations, span: "hour", lo, hi: hourStart(now) }),
    openRules(platform),
    lastHeard(platform),
  ]);
  const hours = new Map<number, Candidate[]>();
  for (const window of windows) {
    const series = catalogue.series.get(window.series);
    if (series)
      hours.set(series.id, [
        ...(hours.get(series.id) ?? []),
        { window, cadence: series.cadence, aggregate: series.aggregate },
      ]);
  }
  const sight: Sight = { catalogue, now, newest, hours, alarms, heard, maxAge };
  const devices = new Map(
    [...catalogue.devices.values()].filter(({ retired }) => !retired).map((device) => [device.subject, device.mn]),
  );
  const states = new Map<string, State>();
  for (const subject of catalogue.subjects.values())
    if (!subject.retired) states.set(subject.id, stateFrom(sight, subject, devices.get(subject.id)));
  return states;
}

async function newestOf(platform: Platform, series: readonly number[]): Promise<Map<number, Newest>> {
  const found = new Map<number, Newest>();
  for (let at = 0; at < series.length; at += 8_000) {
    const rows = await platform.observe.query<Newest>(
      `select series, toUnixTimestamp64Milli(tupleElement(n, 1)) as time, tupleElement(n, 2) as value, tupleElement(n, 3) as flag from (
         select l.series as series, argMaxMerge(l.newest) as n from latest as l
         where l.series in (${series.slice(at, at + 8_000).join(",")}) group by l.series)`,
    );
    for (const row of rows) found.set(row.series, row);
  }
  return found;
}

async function lastHeard(platform: Platform): Promise<Map<string, number>> {
  const rows = await platform.observe.query<{ mn: string; heard: number }>(
    "select m.mn as mn, toInt64(toUnixTimestamp(max(m.received))) * 1000 as heard from device_mark as m group by m.mn",
  );
  return new Map(rows.map(({ mn, heard }) => [mn, heard]));
}

async function openRules(platform: Platform): Promise<Map<string, Set<string>>> {
  const { rows } = await platform.postgres.transact(
    actor,
    (tx) =>
      sql<{
        subject_id: string;
        rule: string;
        factor: string | null;
      }>`select distinct subject_id, rule, factor from monitoring.alarm
        where ended is null and withdrawn_at is null`.execute(tx),
    { readOnly: true },
  );
  const open = new Map<string, Set<string>>();
  for (const { subject_id, rule, factor } of rows) {
    const set = open.get(subject_id) ?? new Set<string>();
    open.set(subject_id, set.add(rule === "silence" && factor !== null ? "silence-of-a-factor" : rule));
  }
  return open;
}

function stateFrom(sight: Sight, subject: Subject, mn: string | undefined): State {
  const { catalogue, now, newest, maxAge } = sight;
  const series = catalogue.ofSubject.get(subject.id) ?? [];
  const values = series.flatMap((one) => newest.get(one.id) ?? []);
  const time = values.length === 0 ? undefined : Math.max(...values.map((one) => one.time));
  const quality = subject.kind === "outfall" ? undefined : qualityOf(sight, subject, series);
  const rules = sight.alarms.get(subject.id) ?? new Set();
  const level = quality?.level;
  // a device that catches up after a break sends old values, and is not silent
  const isOld = time === undefined || now - time > maxAge;
  const isHeard = mn !== undefined && now - (sight.heard.get(mn) ?? 0) <= heardMs;
  const state = stateOf({
    hasDevice: mn !== undefined,
    marks: [
      ...new Set(
        (catalogue.marks.get(subject.id) ?? [])
          .filter((mark) => marksIn([mark], mark.factor ?? "", now, now + 1).length > 0)
          .map(({ kind }) => kind),
      ),
    ],
    stopped: subject.stopped,
    alarm: rules.has("hour-over") || rules.has("day-over") || rules.has("constant"),
    over:
      rules.has("realtime-over") ||
      (level !== undefined && (subject.kind === "air-station" ? level >= 3 : level > (subject.targetClass ?? 6))),
    silent: rules.has("silence") || (isOld && !isHeard),
    flags: values.filter((one) => now - one.time <= maxAge).map(({ flag }) => flag),
  });
  return {
    subject,
    mn,
    state,
    level,
    headline: quality?.headline ?? headlineOf(sight, subject, series),
    judgement: quality?.judgement,
    time,
  };
}

/** The newest value of an outfall that is nearest to its limit, or furthest beyond it. */
function headlineOf(
  { catalogue, newest, now, maxAge }: Sight,
  subject: Subject,
  series: readonly Series[],
): Headline | undefined {
  let best: { ratio: number; headline: Headline } | undefined;
  for (const one of series) {
    const value = newest.get(one.id);
    if (!value || value.value === null || now - value.time > maxAge || one.cadence === "day") continue;
    const same = catalogue.bySubject.get(keyOf(subject.id, one.factor));
    // where converted values are sent, they are what the limit is for
    if (!isConverted(one) && same?.some((other) => isConverted(other) && other.cadence === one.cadence)) continue;
    const limits = catalogue.limits.get(keyOf(subject.id, one.factor));
    const limit = limitOn(limits, "hour", civilDate(value.time)) ?? limitOn(limits, "day", civilDate(value.time));
    const ratio =
      ratioOf(value.value, limit) + (one.cadence === "realtime" ? 0.001 : 0) + (isConverted(one) ? 0.0001 : 0);
    if (limit === undefined && best) continue;
    if (best && best.ratio >= ratio) continue;
    const name = catalogue.factorNames.get(one.factor) ?? one.factor;
    best = {
      ratio,
      headline: { label: `${name}${isConverted(one) ? "（折算）" : ""}`, value: Number(value.value), unit: one.unit },
    };
  }
  return best?.headline;
}

function ratioOf(value: string, limit: Limit | undefined): number {
  if (limit?.upper === undefined || Number(limit.upper) <= 0) return -1;
  return exceedMultiple(value, limit.upper) ?? Number(value) / Number(limit.upper) - 1;
}

/** Air index or water class from the newest finished hour of the last three, or from the newest readings while no hour is there. */
function qualityOf(sight: Sight, subject: Subject, series: readonly Series[]): Quality | undefined {
  const monitored = new Set(series.map(({ factor }) => factor));
  const judge = (values: readonly FactorValue[], basis: "hour" | "latest"): Quality | undefined =>
    subject.kind === "air-station"
      ? airQuality(values, monitored, basis)
      : waterQuality(values, subject.medium === "lake" ? "lake" : "river", basis);
  for (let start = hourStart(sight.now) - hourMs; start >= hourStart(sight.now) - sight.maxAge; start -= hourMs) {
    const values = hourValues(sight, series, start);
    if (values.length > 0) return judge(values, "hour");
  }
  const latest = series.flatMap((one): FactorValue[] => {
    const value = sight.newest.get(one.id);
    if (
      !value ||
      value.value === null ||
      value.flag !== "N" ||
      sight.now - value.time > sight.maxAge ||
      one.cadence === "day"
    )
      return [];
    return [{ factor: one.factor, value: value.value, unit: one.unit, time: value.time }];
  });
  const newestFirst = latest.sort((a, b) => b.time - a.time);
  return judge(
    newestFirst.filter((one, at) => newestFirst.findIndex(({ factor }) => factor === one.factor) === at),
    "latest",
  );
}

function hourValues({ hours, catalogue }: Sight, series: readonly Series[], start: number): FactorValue[] {
  const byFactor = new Map<string, Candidate[]>();
  for (const one of series)
    for (const candidate of hours.get(one.id) ?? [])
      if (candidate.window.start === start) byFactor.set(one.factor, [...(byFactor.get(one.factor) ?? []), candidate]);
  return [...byFactor].flatMap(([factor, candidates]) => {
    const best = chosen(candidates);
    const unit = best && catalogue.series.get(best.window.series)?.unit;
    if (!best || unit === undefined || best.window.flag !== "N" || best.window.mean === null) return [];
    return [{ factor, value: best.window.mean, unit, time: start }];
  });
}
