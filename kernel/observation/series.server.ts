import { sql } from "kysely";
import { systemActor } from "#store/actor.ts";
import type { Postgres } from "#store/postgres.ts";
import type { Profile } from "./profile.server.ts";

/**
 * The numbers of the series: given by PostgreSQL on the first sight of factor × aggregate × cadence of a device, then kept in memory.
 * A series is never renumbered, and a device that moves to another outfall starts new ones.
 */
export type SeriesRegistry = Readonly<{
  /** Known series of a device: by cadence, then factor, then aggregate; undefined until `load` brought the device. */
  of(profile: Profile): DeviceSeries | undefined;
  /** Brings the known series of several devices with one query. */
  load(profiles: readonly Profile[]): Promise<void>;
  /** Creates what is missing, one transaction for all, and remembers it. */
  create(wanted: readonly NewSeries[]): Promise<void>;
}>;

export type NewSeries = Readonly<{
  profile: Profile;
  factor: string;
  aggregate: string;
  cadence: string;
  name: string;
  unit: string;
}>;

/** Nested by interned strings: the hot path looks twelve of these up for a packet and must not build keys. */
export type DeviceSeries = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;
type Growing = Map<string, Map<string, Map<string, number>>>;

const actor = systemActor("gateway");
type Row = {
  id: number;
  device: string;
  subject_id: string | null;
  factor: string;
  aggregate: string;
  cadence: string;
};

export function openSeriesRegistry(postgres: Postgres): SeriesRegistry {
  const known = new Map<string, Growing>();
  const home = (device: string, subject: string | null | undefined): string => `${device}/${subject ?? ""}`;
  const remember = (row: Row): void => {
    const device = known.get(home(row.device, row.subject_id));
    if (device) within(within(device, row.cadence), row.factor).set(row.aggregate, row.id);
  };

  return {
    of: (profile) => known.get(home(profile.id, profile.subjectId)),
    load: async (profiles) => {
      const wanted = profiles.filter((profile) => !known.has(home(profile.id, profile.subjectId)));
      if (wanted.length === 0) return;
      const rows = await postgres.transact(actor, (tx) =>
        sql<Row>`select id, device, subject_id, factor, aggregate, cadence from observation.series
          where device = any (${wanted.map(({ id }) => id)}::uuid[])`.execute(tx),
      );
      for (const profile of wanted) known.set(home(profile.id, profile.subjectId), new Map());
      rows.rows.forEach(remember);
    },
    create: async (wanted) => {
      const list = wanted.map(({ profile, factor, aggregate, cadence, name, unit }) => ({
        device: profile.id,
        mn: profile.mn,
        subject_kind: profile.subjectKind ?? null,
        subject_id: profile.subjectId ?? null,
        factor,
        aggregate,
        cadence,
        name,
        unit,
        region: profile.region,
        party: profile.party ?? null,
      }));
      const text = JSON.stringify(list);
      const rows = await postgres.transact(actor, async (tx) => {
        await sql`insert into observation.series (device, mn, subject_kind, subject_id, factor, aggregate, cadence, name, unit, region, party)
          select device, mn, subject_kind, subject_id, factor, aggregate, cadence, name, unit, region, party
          from jsonb_to_recordset(${text}::jsonb) as wanted (device uuid, mn text, subject_kind text, subject_id uuid, factor text,
            aggregate text, cadence text, name text, unit text, region text, party uuid)
          on conflict do nothing`.execute(tx);
        return sql<Row>`select s.id, s.device, s.subject_id, s.factor, s.aggregate, s.cadence from observation.series as s
          where s.device in (select device from jsonb_to_recordset(${text}::jsonb) as wanted (device uuid))`.execute(
          tx,
        );
      });
      for (const { profile } of wanted) {
        const at = home(profile.id, profile.subjectId);
        if (!known.has(at)) known.set(at, new Map());
      }
      rows.rows.forEach(remember);
    },
  };
}

function within<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let inner = map.get(key);
  if (!inner) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}
