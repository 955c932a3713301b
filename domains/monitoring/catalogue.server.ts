import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Device, Limit, Mark, Series, Subject } from "./catalogue.ts";

/**
 * The registers as judging needs them, kept in memory and brought up to date by what changed since the last look. Readings come a
 * thousand times as often as changes; the registers stay the source.
 */
export type Catalogue = Readonly<{
  series: ReadonlyMap<number, Series>;
  /** By subject and factor, see `keyOf`. */
  bySubject: ReadonlyMap<string, readonly Series[]>;
  ofSubject: ReadonlyMap<string, readonly Series[]>;
  devices: ReadonlyMap<string, Device>;
  subjects: ReadonlyMap<string, Subject>;
  limits: ReadonlyMap<string, readonly Limit[]>;
  marks: ReadonlyMap<string, readonly Mark[]>;
  factorNames: ReadonlyMap<string, string>;
  /** Regions below a region, itself among them, and names. */
  regions: ReadonlyMap<string, Readonly<{ name: string; level: string; path: readonly string[] }>>;
  /** Brings everything up to date. */
  refresh(): Promise<void>;
}>;

export const keyOf = (subject: string, factor: string): string => `${subject}|${factor}`;

const actor = systemActor("judge");
/** Aggregates that windows are made of; minima, maxima and totals of a device are its own. */
export const windowAggregates = ["Rtd", "Avg", "ZsRtd", "ZsAvg"] as const;
/** Rows committed late carry an earlier time; they are looked for again. */
const overlapMs = 15_000;

type Row = Record<string, unknown>;
type Loader = Readonly<{ table: string; select: ReturnType<typeof sql>; take(row: Row): void }>;

const opened = new WeakMap<Platform, Catalogue>();

/** The one catalogue of a process. */
export function catalogueOf(platform: Platform): Catalogue {
  const known = opened.get(platform) ?? openCatalogue(platform);
  opened.set(platform, known);
  return known;
}

function openCatalogue(platform: Platform): Catalogue {
  const series = new Map<number, Series>();
  const bySubject = new Map<string, Series[]>();
  const ofSubject = new Map<string, Series[]>();
  const devices = new Map<string, Device>();
  const subjects = new Map<string, Subject>();
  const limits = new Map<string, Limit[]>();
  const marks = new Map<string, Mark[]>();
  const factorNames = new Map<string, string>();
  const regions = new Map<string, { name: string; level: string; path: string[] }>();
  const since = new Map<string, number>();
  let newest = 0;

  const loaders: Loader[] = [
    {
      table: "observation.device",
      select: sql`id, mn, subject_id, interval_s, retired_at`,
      take: (row) => devices.set(row.id as string, deviceOf(row)),
    },
    {
      table: "base.outfall",
      select: sql`'outfall' as subject_kind, id, name, region, enterprise, kind as medium, status, sample, retired_at,
        st_x(location) as lon, st_y(location) as lat, (select e.name from base.enterprise as e where e.id = t.enterprise) as enterprise_name`,
      take: (row) => subjects.set(row.id as string, subjectOf(row)),
    },
    {
      table: "base.air_station",
      select: sql`'air-station' as subject_kind, id, name, region, zone_class, sample, retired_at,
        st_x(location) as lon, st_y(location) as lat`,
      take: (row) => subjects.set(row.id as string, subjectOf(row)),
    },
    {
      table: "base.water_section",
      select: sql`'water-section' as subject_kind, id, name, region, kind as medium, target_class, sample, retired_at,
        st_x(location) as lon, st_y(location) as lat`,
      take: (row) => subjects.set(row.id as string, subjectOf(row)),
    },
    {
      table: "base.limit",
      select: sql`id, outfall, factor, averaging, upper, lower, unit, standard, clause, valid_from, valid_to, verified, retired_at`,
      take: (row) => put(limits, keyOf(row.outfall as string, row.factor as string), limitOf(row)),
    },
    {
      table: "monitoring.mark",
      select: sql`id, version, outfall, kind, factor, begins, ends, reason, retired_at`,
      take: (row) => put(marks, row.outfall as string, markOf(row)),
    },
    {
      table: "base.pollutant",
      select: sql`code, name`,
      take: (row) => factorNames.set(row.code as string, row.name as string),
    },
  ];

  const addSeries = (row: Row): void => {
    const one = seriesOf(row);
    newest = Math.max(newest, one.id);
    if (series.has(one.id) || !windowAggregates.some((aggregate) => aggregate === one.aggregate)) return;
    series.set(one.id, one);
    if (one.subject === undefined) return;
    append(bySubject, keyOf(one.subject, one.factor), one);
    append(ofSubject, one.subject, one);
  };

  async function refresh(): Promise<void> {
    await platform.postgres.transact(
      actor,
      async (tx) => {
        if (regions.size === 0) {
          const found = await sql<{
            code: string;
            name: string;
            level: string;
            path: string[];
          }>`select code, name, level, path from place.region`.execute(tx);
          for (const { code, ...region } of found.rows) regions.set(code, region);
        }
        for (const loader of loaders) await load(tx, loader);
        const found =
          await sql<Row>`select id, device, mn, subject_id, factor, aggregate, cadence, unit from observation.series
          where id > ${newest} order by id`.execute(tx);
        found.rows.forEach(addSeries);
      },
      { readOnly: true },
    );
  }

  async function load(tx: Tx, { table, select, take }: Loader): Promise<void> {
    const from = since.get(table);
    const behind = from === undefined ? sql`true` : sql`t.updated_at >= ${new Date(from - overlapMs).toISOString()}`;
    const { rows } = await sql<
      Row & { changed: Date }
    >`select ${select}, t.updated_at as changed from ${sql.raw(table)} as t
      where ${behind}`.execute(tx);
    for (const row of rows) {
      take(row);
      since.set(table, Math.max(since.get(table) ?? 0, row.changed.getTime()));
    }
  }

  return { series, bySubject, ofSubject, devices, subjects, limits, marks, factorNames, regions, refresh };
}

function append<T>(map: Map<string, T[]>, key: string, one: T): void {
  const list = map.get(key);
  if (list) list.push(one);
  else map.set(key, [one]);
}

/** Replaces the row of the same id in a list of a map. */
function put<T extends { id: string }>(map: Map<string, T[]>, key: string, row: T): void {
  const list = (map.get(key) ?? []).filter(({ id }) => id !== row.id);
  list.push(row);
  map.set(key, list);
}

const textOf = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : String(value);
const timeOf = (value: unknown): number | undefined => (value instanceof Date ? value.getTime() : undefined);

const seriesOf = (row: Row): Series => ({
  id: row.id as number,
  device: row.device as string,
  mn: row.mn as string,
  subject: textOf(row.subject_id),
  factor: row.factor as string,
  aggregate: row.aggregate as string,
  cadence: row.cadence as Series["cadence"],
  unit: row.unit as string,
});

const deviceOf = (row: Row): Device => ({
  id: row.id as string,
  mn: row.mn as string,
  subject: textOf(row.subject_id),
  interval: row.interval_s as number,
  retired: row.retired_at !== null,
});

const subjectOf = (row: Row): Subject => ({
  id: row.id as string,
  kind: row.subject_kind as Subject["kind"],
  name: row.name as string,
  region: row.region as string,
  enterprise: textOf(row.enterprise),
  enterpriseName: textOf(row.enterprise_name),
  medium: textOf(row.medium),
  stopped: row.status === "stopped",
  zoneClass: textOf(row.zone_class),
  targetClass: row.target_class === undefined ? undefined : Number(row.target_class),
  sample: row.sample === true,
  retired: row.retired_at !== null,
  lon: row.lon === null ? undefined : Number(row.lon),
  lat: row.lat === null ? undefined : Number(row.lat),
});

const limitOf = (row: Row): Limit => ({
  id: row.id as string,
  outfall: row.outfall as string,
  factor: row.factor as string,
  averaging: row.averaging as Limit["averaging"],
  upper: plainDecimal(row.upper),
  lower: plainDecimal(row.lower),
  unit: row.unit as string,
  standard: row.standard as string,
  clause: textOf(row.clause),
  validFrom: row.valid_from as string,
  validTo: textOf(row.valid_to),
  verified: row.verified === true,
  retired: row.retired_at !== null,
});

const markOf = (row: Row): Mark => ({
  id: row.id as string,
  version: row.version as number,
  outfall: row.outfall as string,
  kind: row.kind as string,
  factor: textOf(row.factor),
  begins: timeOf(row.begins) as number,
  ends: timeOf(row.ends),
  reason: row.reason as string,
  retired: row.retired_at !== null,
});

/** "50.000" → "50": a limit is shown as people write it. */
function plainDecimal(value: unknown): string | undefined {
  const text = textOf(value);
  return text?.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
