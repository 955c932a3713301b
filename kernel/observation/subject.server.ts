import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { SubjectKind } from "./device.ts";
import { readableSeries, type SeriesRow } from "./readable.server.ts";
import { limitFor, limitsOf, type Newest, newestOf } from "./reading.server.ts";
import { airNow, headlineOf, type NewestValue, type SubjectState, stateOf, waterNow } from "./subject.ts";

/** A monitored thing with all that decides how it stands; read with the rights of the reader. */
export type SubjectRow = {
  kind: SubjectKind;
  id: string;
  name: string;
  region: string;
  region_name: string;
  party: string | null;
  party_name: string | null;
  sample: boolean;
  lon: number | null;
  lat: number | null;
  mn: string | null;
  interval_s: number | null;
  water_kind: "river" | "lake" | null;
  alarms: { level: string; kind: string }[];
  marks: string[];
};

export async function readSubjects(
  platform: Platform,
  actor: Actor,
  one?: { kind: SubjectKind; id: string },
): Promise<SubjectRow[]> {
  const { rows } = await platform.postgres.transact(
    actor,
    (tx) =>
      sql<SubjectRow>`select s.kind, s.id, s.name, s.region, r.name as region_name, s.party, o.name as party_name, s.sample,
          st_x(s.location) as lon, st_y(s.location) as lat, d.mn, d.interval_s, w.kind as water_kind,
          coalesce(a.alarms, '[]'::jsonb) as alarms, coalesce(m.kinds, '{}'::text[]) as marks
        from observation.subject as s join place.region as r on r.code = s.region left join organ.organ as o on o.id = s.party
          left join (select distinct on (subject_id) subject_id, mn, interval_s from observation.device where retired_at is null
            order by subject_id, created_at desc) as d on d.subject_id = s.id
          left join base.water_section as w on w.id = s.id
          left join (select subject_id, jsonb_agg(jsonb_build_object('level', level, 'kind', kind)) as alarms from monitoring.alarm
            where ended is null and withdrawn_at is null group by subject_id) as a on a.subject_id = s.id
          left join (select outfall, array_agg(kind) as kinds from monitoring.mark where retired_at is null and factor is null
            and begins <= now() and (ends is null or ends > now()) group by outfall) as m on m.outfall = s.id
        where (${one?.id ?? null}::uuid is null or s.id = ${one?.id ?? null}) and (${one?.kind ?? null}::text is null or s.kind = ${one?.kind ?? null})`.execute(
        tx,
      ),
    { readOnly: true },
  );
  return rows;
}

export type Judged = Readonly<{
  state: SubjectState;
  time: number | undefined;
  level: number | undefined;
  headline: { label: string; value: number; unit: string } | undefined;
  judgement:
    | { aqi?: number | null; class?: number | null; edition: string; primary: string[]; items: unknown[] }
    | undefined;
}>;

/** Beyond this many series one question for all is cheaper than naming each. */
const namedSeries = 20_000;

/** Newest values of these subjects, by subject. */
export async function newestBySubject(
  platform: Platform,
  actor: Actor,
  subjects: readonly SubjectRow[],
): Promise<Map<string, NewestValue[]>> {
  const [only] = subjects;
  const filter = subjects.length === 1 && only ? { subject: only.id } : {};
  const series = (await readableSeries(platform, actor, filter)).filter(
    (one) => one.subject_id !== null && one.aggregate !== "Cou",
  );
  const outfalls = [
    ...new Set(series.filter((one) => one.subject_kind === "outfall").map((one) => one.subject_id as string)),
  ];
  const [newest, limits] = await Promise.all([newestOfMany(platform, series), limitsOf(platform, actor, outfalls)]);
  const byId = new Map(newest.map((one) => [one.series, one]));
  const values = new Map<string, NewestValue[]>();
  for (const one of series) {
    const found = byId.get(one.id);
    if (!found || found.value === null) continue;
    const value = Number(found.value);
    const limit = limitFor(limits, one);
    const over =
      limit !== null &&
      ((limit.upper !== null && value > limit.upper) || (limit.lower !== null && value < limit.lower));
    const { factor, name, aggregate, cadence, unit } = one;
    const list = values.get(one.subject_id as string) ?? [];
    list.push({ factor, name, aggregate, cadence, unit, time: found.time, value, flag: found.flag, over });
    values.set(one.subject_id as string, list);
  }
  return values;
}

function newestOfMany(platform: Platform, series: readonly SeriesRow[]): Promise<Newest[]> {
  if (series.length <= namedSeries)
    return newestOf(
      platform.observe,
      series.map(({ id }) => id),
    );
  return platform.observe.query<Newest>(
    `select series, toUnixTimestamp64Milli(n.1) as time, n.2 as value, n.3 as flag, toUnixTimestamp64Micro(n.4) as received
      from (select l.series as series, argMaxMerge(l.newest) as n from latest as l group by l.series)`,
  );
}

export function judgeSubject(platform: Platform, subject: SubjectRow, values: readonly NewestValue[]): Judged {
  const now = platform.now();
  const last = values.length === 0 ? undefined : Math.max(...values.map(({ time }) => time));
  const { mn, alarms, marks } = subject;
  const state = stateOf({ mn, now, intervalMs: (subject.interval_s ?? 600) * 1000, last, values, alarms, marks });
  if (subject.kind === "air-station") return airJudged(values, now, state, last);
  if (subject.kind === "water-section") return waterJudged(values, now, subject.water_kind ?? "river", state, last);
  const shown = headlineOf(values);
  const headline = shown && { label: shown.name, value: shown.value, unit: shown.unit };
  return { state, time: last, level: undefined, headline, judgement: undefined };
}

function airJudged(values: readonly NewestValue[], now: number, state: SubjectState, last: number | undefined): Judged {
  const air = airNow(values, now, isoTime(now).slice(0, 10));
  const level = air?.level?.rank;
  const headline = air?.aqi === undefined ? undefined : { label: "AQI", value: air.aqi, unit: "" };
  const items = air?.items.map(({ item, concentration, unit, iaqi }) => ({
    factor: item,
    name: item,
    value: concentration ?? null,
    unit,
    index: iaqi ?? null,
  }));
  const judgement = air && {
    aqi: air.aqi ?? null,
    edition: air.edition,
    primary: [...air.primary],
    items: items ?? [],
  };
  return { state, time: last, level, headline, judgement };
}

function waterJudged(
  values: readonly NewestValue[],
  now: number,
  kind: "river" | "lake",
  state: SubjectState,
  last: number | undefined,
): Judged {
  const water = waterNow(values, now, kind);
  const level = water?.level;
  const headline = level === undefined ? undefined : { label: "水质类别", value: level, unit: "类" };
  const items = water?.items.map(({ item, zh, value, unit, class: ofClass }) => ({
    factor: item,
    name: zh,
    value,
    unit,
    class: ofClass ?? null,
  }));
  const judgement = water && {
    class: level ?? null,
    edition: water.edition,
    primary: water.mainPollution.map(({ zh }) => zh),
    items: items ?? [],
  };
  return { state, time: last, level, headline, judgement };
}
