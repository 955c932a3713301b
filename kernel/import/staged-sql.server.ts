import { type RawBuilder, sql } from "kysely";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import type { Field } from "#kernel/register/field.ts";
import { givenFields } from "#kernel/register/validation.ts";
import type { FaultCode } from "./fault.ts";

/** Staged values (`s.given`, jsonb) as the columns of the register's table (`t`). One branch for each type of field, and nowhere else. */
export const importedFields = (register: Register): [string, Field][] => givenFields(register);

export const tableSql = (register: Register): RawBuilder<unknown> => sql.table(tableOf(register));
export const textSql = (name: string): RawBuilder<string> => sql<string>`(s.given->>${sql.lit(name)})`;
export const hasSql = (name: string): RawBuilder<boolean> => sql<boolean>`jsonb_exists(s.given, ${sql.lit(name)})`;
export const columnSql = (name: string): RawBuilder<unknown> => sql.ref(`t.${columnOf(name)}`);

/** The staged value of a field in the type of its column; null where it is not given. */
export function valueSql(name: string, field: Field): RawBuilder<unknown> {
  const text = textSql(name);
  const json = sql`s.given->${sql.lit(name)}`;
  switch (field.type) {
    case "number":
      return sql`${text}::numeric`;
    case "integer":
      return sql`${text}::integer`;
    case "date":
      return sql`${text}::date`;
    case "datetime":
      return sql`${text}::timestamptz`;
    case "boolean":
      return sql`${text}::boolean`;
    case "ref":
      return sql`${text}::uuid`;
    case "texts":
      return sql`(case when jsonb_typeof(${json}) = 'array' then array(select jsonb_array_elements_text(${json})) end)`;
    case "point":
      return sql`(case when ${text} is not null then st_setsrid(st_makepoint((${json}->>'lon')::float8, (${json}->>'lat')::float8), 4490) end)`;
    case "area":
      return shapeOfSql(text);
    default:
      return text;
  }
}

/** As the register's own store makes a shape: flat, several, outer rings anticlockwise. */
const shapeOfSql = (geoJson: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`st_multi(st_forcepolygonccw(st_force2d(st_setsrid(st_geomfromgeojson(${geoJson}), 4490))))`;

/** Whether the staged value says something other than the stored one. */
export function differsSql(name: string, field: Field): RawBuilder<boolean> {
  const [stored, given] = [columnSql(name), valueSql(name, field)];
  const json = sql`s.given->${sql.lit(name)}`;
  if (field.type === "point")
    return sql<boolean>`(round(st_x(${stored})::numeric, 8), round(st_y(${stored})::numeric, 8))
      is distinct from (round((${json}->>'lon')::numeric, 8), round((${json}->>'lat')::numeric, 8))`;
  if (field.type === "area") return sql<boolean>`st_astext(${stored}, 8) is distinct from st_astext(${given}, 8)`;
  return sql<boolean>`${stored} is distinct from ${given}`;
}

/** The stored value as a preview shows it. */
export function shownSql(name: string, field: Field): RawBuilder<unknown> {
  const stored = columnSql(name);
  if (field.type === "point")
    return sql`(case when ${stored} is not null then jsonb_build_object('lon', st_x(${stored}), 'lat', st_y(${stored})) end)`;
  if (field.type === "area") return sql`to_jsonb(${sql.ref(`t.${columnOf(name)}_hectares`)})`;
  return sql`to_jsonb(${stored})`;
}

/** The uuids of the row's parties, where it stands already the stored ones. */
export function partiesSql(register: Register): RawBuilder<unknown> {
  const parts = register.parties.map((name) =>
    name === "id" ? sql`coalesce(s.match, s.row_id)` : sql`coalesce(${textSql(name)}::uuid, ${columnSql(name)})`,
  );
  return sql`array[${parts.length > 0 ? sql.join(parts) : sql``}]::uuid[]`;
}

/** The assignments that write one fault to the rows of an update of `import.staged s`. */
export function faultSql(
  code: FaultCode,
  target: string | undefined,
  more: Readonly<{ value?: RawBuilder<unknown>; values?: RawBuilder<unknown> }> = {},
): RawBuilder<unknown> {
  const value = more.value ?? (target === undefined ? sql`null` : sql`left(s.given->>${sql.lit(target)}, 200)`);
  return sql`kind = 'bad', faults = coalesce(s.faults, '[]') || jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
    'code', ${sql.lit(code)}, 'target', ${target === undefined ? sql`null` : sql.lit(target)}::text, 'value', ${value}::text,
    'values', ${more.values ?? sql`null::jsonb`})))`;
}
