import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Tx } from "#store/postgres.ts";
import type { featureCollection, outlineKinds } from "./layer-contract.ts";

type Collection = z.output<typeof featureCollection>;
type Box = Readonly<{ bbox?: string | undefined; limit: number }>;

const columns: Record<(typeof outlineKinds)[number], { table: string; properties: string }> = {
  "red-line": {
    table: "conservation.red_line",
    properties: "'name', t.name, 'code', t.code, 'functionalType', t.functional_type, 'hectares', t.area_hectares",
  },
  reserve: {
    table: "conservation.reserve",
    properties: "'name', t.name, 'kind', t.kind, 'level', t.level, 'hectares', t.area_hectares",
  },
  zone: {
    table: "conservation.zone",
    properties:
      "'name', t.name, 'kind', t.kind, 'reserve', t.reserve, 'formerZone', t.former_zone, 'hectares', t.area_hectares",
  },
  project: {
    table: "conservation.project",
    properties: "'name', t.name, 'kind', t.kind, 'document', t.document, 'hectares', t.area_hectares",
  },
  clue: {
    table: "conservation.clue",
    properties:
      "'number', t.number, 'activity', t.activity, 'state', t.state, 'confidence', t.confidence, 'severity', t.severity, 'hectares', t.hectares, 'recurrences', t.recurrences, 'firstSeen', t.first_seen",
  },
};

const inBox = (column: RawBuilder<unknown>, bbox: string | undefined, srid: number): RawBuilder<unknown> => {
  if (!bbox) return sql`true`;
  const [west, south, east, north] = bbox.split(",").map(Number);
  const box = sql`st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4490)`;
  return srid === 4490 ? sql`${column} && ${box}` : sql`${column} && conservation.to_plane(${box})`;
};

type Row = { id: string; properties: Record<string, unknown>; geometry: string };
const collection = (rows: readonly Row[], limit: number): Collection => ({
  type: "FeatureCollection",
  features: rows.slice(0, limit).map(({ id, properties, geometry }) => ({
    type: "Feature" as const,
    id,
    properties,
    geometry: JSON.parse(geometry),
  })),
  cut: rows.length > limit,
});

/** Outlines that the reader sees in a box, the largest first, each with what a map shows of it. */
export async function outlines(tx: Tx, kind: (typeof outlineKinds)[number], { bbox, limit }: Box): Promise<Collection> {
  const { table, properties } = columns[kind];
  const { rows } =
    await sql<Row>`select t.id, jsonb_build_object(${sql.raw(properties)}, 'region', t.region, 'sample', t.sample) as properties,
      st_asgeojson(t.area, 6) as geometry
    from ${sql.table(table)} t where t.retired_at is null and ${inBox(sql`t.area`, bbox, 4490)} order by t.area_hectares desc, t.id limit ${limit + 1}`.execute(
      tx,
    );
  return collection(rows, limit);
}

/** Pieces of a cover in a box with their class, for the comparison of two images. */
export async function layerOutlines(tx: Tx, layer: string, { bbox, limit }: Box): Promise<Collection> {
  const { rows } = await sql<{ shapes: Row[] | null }>`
    with wanted as (
      select seq, class, plane, row_number() over (order by seq) as n from (
        select seq, class, plane from conservation.cover_piece t where layer = ${layer} and ${inBox(sql`t.plane`, bbox, 0)}
        order by st_area(plane) desc, seq limit ${limit + 1}) largest
    ), turned as (
      select (d).path[1] as n, (d).geom from (select st_dump(conservation.from_plane(st_collect(plane order by n))) as d from wanted) dumped
    )
    select jsonb_agg(jsonb_build_object('id', w.seq::text, 'properties', jsonb_build_object('class', w.class), 'geometry', st_asgeojson(t.geom, 6)) order by n) as shapes
    from wanted w join turned t using (n)`.execute(tx);
  return collection(rows[0]?.shapes ?? [], limit);
}
