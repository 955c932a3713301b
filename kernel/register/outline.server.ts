import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import { columnOf, placeFields, type Register, tableOf } from "./define.ts";
import type { MultiPolygon } from "./shape.ts";

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
