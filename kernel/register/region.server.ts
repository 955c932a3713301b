import { type RawBuilder, sql } from "kysely";
import { regionOf } from "#kernel/place/region-of.server.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import { codeOf } from "./checks.server.ts";
import { columnOf, placeFields, type Register, tableOf } from "./define.ts";
import { type Row, toColumn } from "./row-sql.server.ts";

type Input = Record<string, unknown>;

/** The place that was given as a geometry: the area before the point. */
function shapeOf(register: Register, input: Input): RawBuilder<unknown> | undefined {
  for (const name of placeFields(register)) {
    const field = register.fields[name];
    if (field && input[name]) return toColumn(field, input[name]) as RawBuilder<unknown>;
  }
  return undefined;
}

/** A new row's region: as given, or by the place that it says; refused where neither tells. */
export async function regionForNew(tx: Tx, register: Register, input: Input): Promise<string> {
  const given = codeOf(input.region);
  if (given) return given;
  const shape = shapeOf(register, input);
  if (!shape) return refuse("field.required", { field: "region", values: { label: { zh: "行政区划", en: "Region" } } });
  return (
    (await regionOf(tx, shape)) ??
    refuse("field.invalid", {
      field: "region",
      values: {
        problem: {
          zh: "所给位置不在任何已知的旗县边界内，请核对坐标，或选定行政区划。",
          en: "The position lies in no known boundary. Check it, or choose the region.",
        },
      },
    })
  );
}

/**
 * The region of a row that moves. A region that agreed with the old place follows to the new one; one that a person had chosen otherwise
 * (a plant that reports to another banner) stays.
 */
export async function regionForMoved(
  tx: Tx,
  register: Register,
  current: Row,
  input: Input,
): Promise<string | undefined> {
  if (!register.placed) return undefined;
  if (input.region !== undefined) return codeOf(input.region);
  if (!placeFields(register).some((name) => input[name])) return undefined;
  const columns = placeFields(register).map((name) => sql.ref(columnOf(name)));
  const before = await regionOf(
    tx,
    sql`(select coalesce(${sql.join(columns)}) from ${sql.table(tableOf(register))} where id = ${current.id})`,
  );
  const shape = shapeOf(register, input);
  if (before !== codeOf(current.region) || !shape) return undefined;
  return regionOf(tx, shape);
}
