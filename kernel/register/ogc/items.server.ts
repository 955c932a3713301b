import { type RawBuilder, sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { columnOf, placeFields, type Register, tableOf } from "../define.ts";
import type { Field } from "../field.ts";
import type { Registers } from "../row-sql.server.ts";
import { type Crs, crs84, type ItemsQuery } from "./query.ts";
import type { Reader } from "./reader.server.ts";

export type Feature = Readonly<{
  type: "Feature";
  id: string;
  geometry: unknown;
  properties: Readonly<Record<string, unknown>>;
}>;
type Found = Record<string, unknown> & { id: string; shape: string | null };

/** One page of the features that the reader is given, in the order of their ids. */
export async function readItems(
  tx: Tx,
  registers: Registers,
  register: Register,
  reader: Reader,
  query: ItemsQuery,
): Promise<{ features: Feature[]; next: string | undefined }> {
  const where = [sql`t.retired_at is null`, ...conditions(register, reader, query)];
  const found = await sql<Found>`${selectFeatures(registers, register, reader, query.crs)}
    where ${sql.join(where, sql` and `)} order by t.id limit ${query.limit + 1}`.execute(tx);
  const page = found.rows.slice(0, query.limit);
  return {
    features: page.map((row) => featureOf(registers, register, reader, row)),
    next: found.rows.length > query.limit ? page.at(-1)?.id : undefined,
  };
}

export async function readItem(
  tx: Tx,
  registers: Registers,
  register: Register,
  reader: Reader,
  asked: Readonly<{ id: string; crs: Crs }>,
): Promise<Feature | undefined> {
  const found = await sql<Found>`${selectFeatures(registers, register, reader, asked.crs)}
    where t.retired_at is null and t.id = ${asked.id}`.execute(tx);
  return found.rows[0] && featureOf(registers, register, reader, found.rows[0]);
}

/** West, south, east, north of what the reader is given, or nothing where nothing has a place. */
export async function readExtent(tx: Tx, register: Register, reader: Reader): Promise<readonly number[] | undefined> {
  const places = placesOf(register, reader);
  if (places.length === 0) return undefined;
  const boxes = places.map((name) =>
    sql.ref(`t.${columnOf(name)}${register.fields[name]?.type === "area" ? "_box" : ""}`),
  );
  const found = await sql<{ box: readonly number[] | null }>`
    select case when box is not null then array[st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)] end as box
    from (select st_extent(coalesce(${sql.join(boxes)})) as box from ${sql.table(tableOf(register))} t where t.retired_at is null) all_of_it`.execute(
    tx,
  );
  return found.rows[0]?.box ?? undefined;
}

/** The places that this reader is given: asking by a box must not tell of a place that is not shown. */
export const placesOf = (register: Register, reader: Reader): string[] => {
  const given = new Set(reader.fields(register).map(([name]) => name));
  return placeFields(register).filter((name) => given.has(name));
};

function conditions(register: Register, reader: Reader, query: ItemsQuery): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = [];
  if (query.after) parts.push(sql`t.id > ${query.after}::uuid`);
  for (const [name, value] of Object.entries(query.filters))
    parts.push(
      name === "region"
        ? sql`t.region in (select code from place.region where ${value} = any (path))`
        : sql`${sql.ref(`t.${columnOf(name)}`)}::text = ${value}`,
    );
  if (query.bbox) parts.push(touching(register, reader, query.bbox));
  if (query.days && register.dated)
    parts.push(sql`t.valid && daterange(${query.days.from ?? null}::date, ${query.days.to ?? null}::date, '[]')`);
  return parts;
}

function touching(register: Register, reader: Reader, [west, south, east, north]: NonNullable<ItemsQuery["bbox"]>) {
  const places = placesOf(register, reader).map((name) => sql.ref(`t.${columnOf(name)}`));
  // without a place a feature is in every box (Part 1, 7.15.3)
  if (places.length === 0) return sql`true`;
  // a box that crosses 180° is two
  const spans =
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  const boxes = spans.map(
    ([from, to]) => sql`st_makeenvelope(${from}::float8, ${south}::float8, ${to}::float8, ${north}::float8, 4490)`,
  );
  return sql`(${sql.join(
    places.flatMap((place) => boxes.map((box) => sql`st_intersects(${place}, ${box})`)),
    sql` or `,
  )})`;
}

function selectFeatures(registers: Registers, register: Register, reader: Reader, crs: Crs): RawBuilder<Found> {
  const places = placesOf(register, reader).map((name) => sql.ref(`t.${columnOf(name)}`));
  const place = places.length > 0 ? sql`coalesce(${sql.join(places)})` : sql`null::geometry`;
  const columns: RawBuilder<unknown>[] = [
    sql`t.id, t.sample, t.updated_at, st_asgeojson(${crs === crs84 ? place : sql`st_flipcoordinates(${place})`}, 7, 0) as shape`,
  ];
  const joins: RawBuilder<unknown>[] = [];
  if (register.placed) {
    columns.push(sql`t.region, region_of.name as region_name`);
    joins.push(sql`left join place.region region_of on region_of.code = t.region`);
  }
  for (const [name, field] of propertiesOf(registers, register, reader)) {
    const column = sql.ref(`t.${columnOf(name)}${field.type === "area" ? "_hectares" : ""}`);
    columns.push(sql`${column} as ${sql.ref(name)}`);
    const target = targetOf(registers, field);
    if (!target) continue;
    columns.push(sql`${sql.ref(`${name}_of.${columnOf(target.label)}`)} as ${sql.ref(`${name}_label`)}`);
    joins.push(
      sql`left join ${sql.table(tableOf(target))} ${sql.ref(`${name}_of`)} on ${sql.ref(`${name}_of.id`)} = ${column}`,
    );
  }
  return sql`select ${sql.join(columns)} from ${sql.table(tableOf(register))} t ${sql.join(joins, sql` `)}`;
}

const targetOf = (registers: Registers, field: Field): Register | undefined =>
  field.type === "ref" ? registers.get(field.ref ?? "") : undefined;

/** Fields that become properties. A reference is told to everybody only where the name it leads to is public there. */
export function propertiesOf(registers: Registers, register: Register, reader: Reader): (readonly [string, Field])[] {
  return reader.fields(register).filter(([, field]) => {
    if (field.type === "point") return false;
    const target = targetOf(registers, field);
    if (field.type !== "ref" || !reader.anonymous) return true;
    return target?.public === true && target.fields[target.label]?.public === true;
  });
}

function featureOf(registers: Registers, register: Register, reader: Reader, row: Found): Feature {
  const properties: Record<string, unknown> = {};
  for (const [name, field] of propertiesOf(registers, register, reader))
    Object.assign(properties, property(name, field, row));
  if (register.placed) Object.assign(properties, { region: row.region_name, regionCode: row.region });
  properties.sample = row.sample;
  properties.updatedAt = isoTime((row.updated_at as Date).getTime());
  return { type: "Feature", id: row.id, geometry: row.shape === null ? null : JSON.parse(row.shape), properties };
}

/** Flat, as desktop tools read attributes: of a reference the name, and beside it the id. */
function property(name: string, field: Field, row: Found): Record<string, unknown> {
  const value = row[name] ?? null;
  if (field.type === "area") return { [`${name}Hectares`]: value === null ? null : Number(value) };
  if (field.type === "number") return { [name]: value === null ? null : Number(value) };
  if (field.type === "datetime") return { [name]: value === null ? null : isoTime((value as Date).getTime()) };
  if (field.type !== "ref") return { [name]: value };
  const label = row[`${name}_label`] ?? null;
  return { [name]: label, [`${name}Id`]: field.derived && label === null ? null : value };
}
