import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import type { Actor } from "#store/actor.ts";

/**
 * The fence around the observation store, which has none of its own: a question there takes only series and devices that the same reader
 * can see in PostgreSQL. Every route builds its filter here and nowhere else; no row there, no question.
 */
export type SeriesRow = {
  id: number;
  mn: string;
  subject_kind: string | null;
  subject_id: string | null;
  factor: string;
  name: string;
  aggregate: string;
  cadence: string;
  unit: string;
};

export type SeriesFilter = Readonly<{
  subject?: string;
  subjects?: readonly string[];
  mn?: string;
  factor?: string;
  cadence?: string;
  aggregate?: string;
  id?: number;
}>;

/** Series that the reader may see. */
export async function readableSeries(platform: Platform, actor: Actor, filter: SeriesFilter): Promise<SeriesRow[]> {
  const {
    subject = null,
    subjects = null,
    mn = null,
    factor = null,
    cadence = null,
    aggregate = null,
    id = null,
  } = filter;
  const { rows } = await platform.postgres.transact(
    actor,
    (tx) =>
      sql<SeriesRow>`select id, mn, subject_kind, subject_id, factor, name, aggregate, cadence, unit from observation.series
        where (${subject}::uuid is null or subject_id = ${subject}) and (${subjects}::uuid[] is null or subject_id = any (${subjects}::uuid[]))
          and (${mn}::text is null or mn = ${mn}) and (${factor}::text is null or factor = ${factor})
          and (${cadence}::text is null or cadence = ${cadence}) and (${aggregate}::text is null or aggregate = ${aggregate})
          and (${id}::int is null or id = ${id})
        order by factor, cadence, aggregate, id`.execute(tx),
    { readOnly: true },
  );
  return rows;
}

/** MNs of the devices that the reader may see; with `mn`, that one or none. */
export async function readableMns(platform: Platform, actor: Actor, mn?: string): Promise<string[]> {
  const { rows } = await platform.postgres.transact(
    actor,
    (tx) =>
      sql<{
        mn: string;
      }>`select mn from observation.device where (${mn ?? null}::text is null or mn = ${mn ?? null})`.execute(tx),
    { readOnly: true },
  );
  return rows.map((row) => row.mn);
}

/** Packets of strangers belong to nobody: who supervises the whole region may see them. */
export function seesStrangers(actor: Actor): boolean {
  return actor.kind === "system" || actor.roles.includes("sysadmin") || actor.scopes.includes("r:150000");
}
