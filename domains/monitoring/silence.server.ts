import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDate } from "#kernel/time.ts";
import { type Alarm, alarmOf } from "./alarm.ts";
import type { Catalogue } from "./catalogue.server.ts";
import { type Device, marksIn, type Series } from "./catalogue.ts";
import { explainSilence } from "./explanation.ts";
import { threshold } from "./rules.ts";
import type { Cadence } from "./window.ts";

/**
 * Data that stop coming: looked for by factor, from the time of the newest value and the interval of the device. A device that is silent
 * as a whole is one alarm. Time in which the platform itself was not running does not count as silence.
 */
export async function judgeSilence(
  platform: Platform,
  catalogue: Catalogue,
  { now, runningSince, open }: Readonly<{ now: number; runningSince: number; open: readonly Alarm[] }>,
): Promise<Alarm[]> {
  const day = civilDate(now);
  const least = threshold("silence-minutes", day) * 60_000;
  const intervals = threshold("silence-intervals", day);
  const silent = open.filter(({ rule, ended }) => rule === "silence" && ended === undefined);
  const newest = await newestTimes(platform, now - least);
  const changed: Alarm[] = [];
  const back: Back[] = [];
  for (const [device, factors] of sentinels(catalogue)) {
    const subject = device.subject === undefined ? undefined : catalogue.subjects.get(device.subject);
    if (!subject || subject.retired) continue;
    const mine = silent.filter(({ mn }) => mn === device.mn);
    const quiet = [...factors].flatMap(([factor, series]) => {
      const since = newest.get(series.id);
      if (since === undefined) return [];
      const allowed = allowedMs(series.cadence, device.interval, { least, intervals });
      const counted = now - Math.max(since, Math.min(runningSince, now));
      const known = mine.some((alarm) => alarm.factor === factor || alarm.factor === undefined);
      if (!(known ? now - since > allowed : counted > allowed)) return [];
      if (marksIn(catalogue.marks.get(subject.id), factor, since, now).length > 0) return [];
      return [{ factor, series, since, allowed }];
    });
    const whole = quiet.length === factors.size && factors.size > 1;
    const wanted = whole ? [{ ...latestOf(quiet), factor: undefined }] : quiet;
    for (const one of wanted) {
      const covered = mine.some((alarm) => alarm.factor === one.factor || alarm.factor === undefined);
      if (covered) continue;
      const factorName = one.factor === undefined ? undefined : (catalogue.factorNames.get(one.factor) ?? one.factor);
      changed.push({
        ...alarmOf(subject, "silence"),
        id: uuidv7(),
        mn: device.mn,
        factor: one.factor,
        series: one.series.id,
        started: one.since,
        last: one.since,
        ended: undefined,
        value: undefined,
        valueAt: undefined,
        limit: undefined,
        multiple: undefined,
        hours: undefined,
        explanation: explainSilence({
          factorName,
          since: one.since,
          limitSeconds: one.allowed / 1000,
          mn: device.mn,
          ended: undefined,
        }),
        caseId: undefined,
        withdrawn: undefined,
      });
    }
    for (const alarm of mine) {
      const still = alarm.factor === undefined ? whole : whole || quiet.some(({ factor }) => factor === alarm.factor);
      if (!still)
        back.push({
          alarm,
          device,
          series: [...factors.values()].filter(({ factor }) => alarm.factor === undefined || factor === alarm.factor),
        });
    }
  }
  const firsts = await firstAfter(platform, back);
  for (const { alarm, device, series } of back) {
    const ended = Math.min(now, ...series.flatMap(({ id }) => firsts.get(id) ?? []));
    const factorName =
      alarm.factor === undefined ? undefined : (catalogue.factorNames.get(alarm.factor) ?? alarm.factor);
    const cadence = catalogue.series.get(alarm.series ?? 0)?.cadence ?? "realtime";
    const limitSeconds = allowedMs(cadence, device.interval, { least, intervals }) / 1000;
    changed.push({
      ...alarm,
      ended,
      explanation: explainSilence({ factorName, since: alarm.started, limitSeconds, mn: device.mn, ended }),
    });
  }
  return changed;
}

const periodMs: Readonly<Record<Cadence, number | undefined>> = {
  realtime: undefined,
  minute: 600_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** How old the newest value may be: some intervals, at least ten minutes; the time of a period is its begin, so its length is added. */
export function allowedMs(
  cadence: Cadence,
  intervalSeconds: number,
  rule: Readonly<{ least: number; intervals: number }>,
): number {
  const period = periodMs[cadence];
  return Math.max(rule.least, rule.intervals * (period ?? intervalSeconds * 1000)) + (period ?? 0);
}

const quickness: readonly Cadence[] = ["realtime", "minute", "hour", "day"];

/** For each device the series by which the silence of a factor is told: the one that comes most often. */
function sentinels(catalogue: Catalogue): Map<Device, Map<string, Series>> {
  const found = new Map<Device, Map<string, Series>>();
  for (const series of catalogue.series.values()) {
    const device = catalogue.devices.get(series.device);
    if (!device || device.retired || device.subject === undefined || device.subject !== series.subject) continue;
    const factors = found.get(device) ?? new Map<string, Series>();
    found.set(device, factors);
    const known = factors.get(series.factor);
    if (!known || quickness.indexOf(series.cadence) < quickness.indexOf(known.cadence))
      factors.set(series.factor, series);
  }
  return found;
}

/** Newest time of each series that has sent nothing since `before`. */
async function newestTimes(platform: Platform, before: number): Promise<Map<number, number>> {
  const rows = await platform.observe.query<{ series: number; newest: number }>(
    `select l.series as series, toUnixTimestamp64Milli(max(l.time)) as newest from latest as l group by l.series
     having newest < {before:Int64}`,
    { before },
  );
  return new Map(rows.map(({ series, newest }) => [series, newest]));
}

type Back = Readonly<{ alarm: Alarm; device: Device; series: readonly Series[] }>;

/** When each series sent again after its alarm began, for all alarms with one question. */
async function firstAfter(platform: Platform, back: readonly Back[]): Promise<Map<number, number>> {
  const after = new Map(back.flatMap(({ alarm, series }) => series.map(({ id }) => [id, alarm.started] as const)));
  if (after.size === 0) return new Map();
  const ids = [...after.keys()];
  const rows = await platform.observe.query<{ series: number; first: number }>(
    `select series, toUnixTimestamp64Milli(min(time)) as first from reading
     where series in (${ids.join(",")}) and time > fromUnixTimestamp64Milli({lo:Int64}, 'UTC')
       and toUnixTimestamp64Milli(time) > transform(series, [${ids.join(",")}], [${[...after.values()].join(",")}], 0)
     group by series`,
    { lo: Math.min(...after.values()) },
  );
  return new Map(rows.map(({ series, first }) => [series, first]));
}

function latestOf<T extends { since: number }>(list: readonly T[]): T {
  return list.reduce((a, b) => (b.since > a.since ? b : a));
}
