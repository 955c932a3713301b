import { type RawBuilder, sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import { columnOf, type Register, tableOf } from "./define.ts";
import type { Field } from "./field.ts";
import type { AreaSummary } from "./polygon.ts";

/** All registers of the product, by id: a ref names its target, never imports it. */
export type Registers = ReadonlyMap<string, Register>;
export type Row = Record<string, unknown> & { id: string; version: number };
type Raw = Record<string, unknown>;

/** Selects rows as `present` reads them, from the table or from what stands for it (a reading as of some day), named t. */
export function selectRows(
  registers: Registers,
  register: Register,
  options: Readonly<{ more?: RawBuilder<unknown>; from?: RawBuilder<unknown> }> = {},
): RawBuilder<Raw> {
  const columns: RawBuilder<unknown>[] = [
    sql`t.id, t.version, t.sample, t.retired_at, t.created_at, t.updated_at, t.updated_by`,
    ...(options.more ? [options.more] : []),
  ];
  const joins: RawBuilder<unknown>[] = [];
  if (register.placed) {
    columns.push(sql`t.region, region_of.name as region_name`);
    joins.push(sql`left join place.region region_of on region_of.code = t.region`);
  }
  for (const [name, field] of Object.entries(register.fields)) {
    columns.push(read(name, field));
    const target = field.type === "ref" ? registers.get(field.ref ?? "") : undefined;
    if (!target) continue;
    const other = `${name}_of`;
    columns.push(sql`${sql.ref(`${other}.${columnOf(target.label)}`)} as ${sql.ref(`${name}_label`)}`);
    joins.push(
      sql`left join ${sql.table(tableOf(target))} ${sql.ref(other)} on ${sql.ref(`${other}.id`)} = ${sql.ref(`t.${columnOf(name)}`)}`,
    );
  }
  const from = options.from ?? sql.table(tableOf(register));
  return sql`select ${sql.join(columns)} from ${from} t ${sql.join(joins, sql` `)}`;
}

function read(name: string, field: Field): RawBuilder<unknown> {
  const column = columnOf(name);
  const of = (suffix: string) => sql.ref(`t.${column}${suffix}`);
  const as = (suffix: string) => sql.ref(`${name}_${suffix}`);
  if (field.type === "point") return sql`st_x(${of("")}) as ${as("lon")}, st_y(${of("")}) as ${as("lat")}`;
  if (field.type !== "area") return sql`${of("")} as ${sql.ref(name)}`;
  return sql`${of("_hectares")} as ${as("hectares")}, st_x(${of("_center")}) as ${as("lon")}, st_y(${of("_center")}) as ${as("lat")},
    st_xmin(${of("_box")}) as ${as("west")}, st_ymin(${of("_box")}) as ${as("south")}, st_xmax(${of("_box")}) as ${as("east")},
    st_ymax(${of("_box")}) as ${as("north")}`;
}

/** A selected row as it is given to a reader. */
export function present(register: Register, row: Raw): Row {
  const out: Row = { id: String(row.id), version: Number(row.version) };
  if (register.placed) out.region = { code: row.region, name: row.region_name };
  for (const [name, field] of Object.entries(register.fields)) out[name] = fromColumn(field, name, row);
  out.sample = row.sample;
  out.retired = row.retired_at !== null;
  out.createdAt = isoTime((row.created_at as Date).getTime());
  out.updatedAt = isoTime((row.updated_at as Date).getTime());
  out.updatedBy = row.updated_by;
  return out;
}

function fromColumn(field: Field, name: string, row: Raw): unknown {
  if (field.type === "point")
    return row[`${name}_lon`] === null ? null : { lon: row[`${name}_lon`], lat: row[`${name}_lat`] };
  if (field.type === "area") return areaOf(name, row);
  const value = row[name];
  if (value === null || value === undefined) return null;
  // what was derived may lie outside the reader's sight: then it is not said either
  if (field.derived && row[`${name}_label`] == null) return null;
  if (field.type === "ref") return { id: value, name: row[`${name}_label`] ?? "" };
  if (field.type === "number") return Number(value);
  if (field.type === "datetime") return isoTime((value as Date).getTime());
  return value;
}

function areaOf(name: string, row: Raw): AreaSummary | null {
  if (row[`${name}_hectares`] === null) return null;
  const of = (part: string) => Number(row[`${name}_${part}`]);
  return {
    hectares: of("hectares"),
    center: { lon: of("lon"), lat: of("lat") },
    bbox: [of("west"), of("south"), of("east"), of("north")],
  };
}

/** A given value as its column takes it. */
export function toColumn(field: Field, value: unknown): unknown {
  if (field.type === "area") return shapeSql(value);
  if (field.type !== "point") return value;
  const { lon, lat } = value as { lon: number; lat: number };
  return sql`st_setsrid(st_makepoint(${lon}, ${lat}), 4490)`;
}

/** GeoJSON as a geometry: flat, several, outer rings anticlockwise as RFC 7946 wants them. */
export const shapeSql = (value: unknown): RawBuilder<unknown> =>
  sql`st_multi(st_forcepolygonccw(st_force2d(st_setsrid(st_geomfromgeojson(${JSON.stringify(value)}::text), 4490))))`;
