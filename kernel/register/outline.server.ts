import { type RawBuilder, sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import { columnOf, placeFields, type Register, tableOf } from "./define.ts";
import type { ListQuery } from "./list-query.ts";
import { asKnown, filterOf } from "./listing.server.ts";
import type { MultiPolygon } from "./polygon.ts";

export type Outline = Readonly<{
  type: "Feature";
  id: string;
  geometry: MultiPolygon | Readonly<{ type: "Point"; coordinates: readonly number[] }> | null;
  properties: Readonly<Record<string, unknown>>;
}>;

type Found = Readonly<{ id: string; version: number; label: unknown; hectares: string | null; shape: string | null }>;

/** Seven decimals of a degree are a centimetre: what was given is given back. */
const decimals = 7;

/** The whole outline or position of a row as GeoJSON, of the version in force or of a recorded one. */
export async function readOutline(
  tx: Tx,
  register: Register,
  asked: Readonly<{ id: string; field?: string | undefined; version?: number | undefined }>,
): Promise<Outline> {
  const name = asked.field ?? placeFields(register)[0] ?? "";
  if (!placeFields(register).includes(name)) refuse("field.unknown", { field: "field", values: { field: name } });
  const area = register.fields[name]?.type === "area";
  const columns = sql`id, version, ${sql.ref(columnOf(register.label))} as label, ${sql.ref(columnOf(name))} as place,
    ${area ? sql.ref(`${columnOf(name)}_hectares`) : sql`null`} as hectares`;
  const found = await sql<Found>`
    select id, version, label, hectares, st_asgeojson(place, ${decimals}::int, 0) as shape from (
      select ${columns} from ${sql.table(tableOf(register))}
      union all select ${columns} from ${sql.table(`${tableOf(register)}_history`)}) t
    where id = ${asked.id} and (${asked.version ?? null}::int is null or version = ${asked.version ?? null})
    order by version desc limit 1`.execute(tx);
  const row = found.rows[0];
  if (!row) return refuse("not-found", { values: { what: register.noun } });
  return {
    type: "Feature",
    id: row.id,
    geometry: row.shape === null ? null : JSON.parse(row.shape),
    properties: {
      version: row.version,
      label: row.label,
      ...(row.hectares === null ? {} : { hectares: Number(row.hectares) }),
    },
  };
}

export type MapFeatures = Readonly<{
  type: "FeatureCollection";
  features: readonly Readonly<{
    type: "Feature";
    id: string;
    geometry: unknown;
    properties: Readonly<Record<string, unknown>>;
  }>[];
  /** More lie in the box than are drawn; the largest are. */
  truncated: boolean;
  /** West, south, east, north of everything that the list shows, wherever the box is. */
  extent: readonly number[] | null;
}>;

/** More than this in one view is a cloud in which nobody finds anything; the reader comes nearer. */
const mostDrawn = 2000;

/**
 * What a list shows as a map draws it at a zoom (512-pixel tiles): outlines simplified to half a pixel, those smaller than a few pixels as
 * a point read from the kept columns, positions as they are.
 */
export async function readMapFeatures(
  tx: Tx,
  register: Register,
  query: ListQuery,
  zoom: number,
): Promise<MapFeatures> {
  const pixel = 360 / (512 * 2 ** zoom);
  const kept = (name: string, suffix: string) => sql.ref(`t.${columnOf(name)}${suffix}`);
  const isArea = (name: string) => register.fields[name]?.type === "area";
  const places = placeFields(register);
  const boxes = places.map((name) => kept(name, isArea(name) ? "_box" : ""));
  const drawn = places.map((name) => (isArea(name) ? outlineAt(name, pixel) : kept(name, "")));
  const size = places.filter(isArea).map((name) => kept(name, "_hectares"));
  const from = sql`${asKnown(register, query.knownAt)} t`;
  const where = filterOf(register, query) ?? sql`true`;
  const found = await sql<{ id: string; label: unknown; sample: boolean; hectares: string | null; shape: string }>`
    select t.id, ${sql.ref(`t.${columnOf(register.label)}`)} as label, t.sample,
      ${size.length > 0 ? sql`coalesce(${sql.join(size)})` : sql`null::numeric`} as hectares,
      st_asgeojson(coalesce(${sql.join(drawn)}), 6, 0) as shape
    from ${from} where ${where} and coalesce(${sql.join(boxes)}) is not null
    order by hectares desc nulls last, t.id limit ${mostDrawn + 1}`.execute(tx);
  const { bbox: _, ...anywhere } = query;
  const extent = await sql<{ box: readonly number[] | null }>`
    select case when box is not null then array[st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)] end as box
    from (select st_extent(coalesce(${sql.join(boxes)})) as box from ${from} where ${filterOf(register, anywhere) ?? sql`true`}) whole`.execute(
    tx,
  );
  return {
    type: "FeatureCollection",
    features: found.rows.slice(0, mostDrawn).map(({ id, shape, label, sample, hectares }) => ({
      type: "Feature",
      id,
      geometry: JSON.parse(shape),
      properties: { id, label, sample, ...(hectares === null ? {} : { hectares: Number(hectares) }) },
    })),
    truncated: found.rows.length > mostDrawn,
    extent: extent.rows[0]?.box ?? null,
  };
}

function outlineAt(name: string, pixel: number): RawBuilder<unknown> {
  const column = columnOf(name);
  const box = sql.ref(`t.${column}_box`);
  return sql`case when st_xmax(${box}) - st_xmin(${box}) < ${4 * pixel}::float8 and st_ymax(${box}) - st_ymin(${box}) < ${4 * pixel}::float8
    then ${sql.ref(`t.${column}_center`)}::geometry else st_simplifypreservetopology(${sql.ref(`t.${column}`)}, ${pixel / 2}::float8) end`;
}
