import { type RawBuilder, sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { columnsOf } from "./columns.ts";
import { columnOf, placeFields, type Register, tableOf } from "./define.ts";
import { filterable, type ListQuery } from "./list-query.ts";

type Order = Readonly<{
  expression: RawBuilder<unknown>;
  direction: RawBuilder<unknown>;
  descending: boolean;
  cast: RawBuilder<unknown>;
}>;

const standing: Record<string, { column: string; type: string }> = {
  region: { column: "t.region", type: "text" },
  createdAt: { column: "t.created_at", type: "timestamptz" },
  updatedAt: { column: "t.updated_at", type: "timestamptz" },
};

/** The order asked for, or the register's own; a leading minus turns it round. */
export function orderOf(register: Register, sort: string | undefined): Order {
  const descending = sort?.startsWith("-") ?? false;
  const name = sort?.replace(/^-/, "") ?? register.sort;
  const field = register.fields[name];
  const place = standing[name];
  if (!place && (!field || field.type === "point" || field.type === "texts"))
    refuse("field.unknown", { field: "sort", values: { field: name } });
  const column = place ? place.column : `t.${columnOf(name)}${field?.type === "area" ? "_hectares" : ""}`;
  const type =
    place?.type ??
    {
      number: "numeric",
      area: "numeric",
      integer: "int",
      date: "date",
      datetime: "timestamptz",
      boolean: "boolean",
      ref: "uuid",
    }[field?.type as string] ??
    "text";
  // the sort key travels as the text that the engine makes of it: exact whatever its type, microseconds too
  return {
    expression: sql`${sql.ref(column)}`,
    direction: descending ? sql`desc nulls last` : sql`asc nulls last`,
    descending,
    cast: sql.raw(type),
  };
}

/** Rows behind the cursor in the given order. Null keys stand last in both directions. */
export function after(order: Order, cursor: string | undefined): RawBuilder<boolean> | undefined {
  if (!cursor) return undefined;
  const [key, id] = cursorValues(cursor, 2);
  const beyond = order.descending ? sql`<` : sql`>`;
  if (key === null) return sql`(${order.expression} is null and t.id ${beyond} ${id}::uuid)`;
  return sql`(${order.expression} ${beyond} ${key}::${order.cast} or (${order.expression} = ${key}::${order.cast} and t.id ${beyond} ${id}::uuid) or ${order.expression} is null)`;
}

export function nextOf(row: Record<string, unknown> | undefined): string | null {
  if (!row) return null;
  return cursorText([row.sort_key as string | null, String(row.id)]);
}

/** Search over the texts, equality on each filter, and whether retired rows are wanted. */
export function filterOf(register: Register, query: ListQuery): RawBuilder<boolean> | undefined {
  const parts: RawBuilder<unknown>[] = query.retired ? [] : [sql`t.retired_at is null`];
  if (query.q) {
    const pattern = `%${query.q.replace(/[\\%_]/g, (special) => `\\${special}`)}%`;
    const columns = Object.entries(register.fields).filter(([, field]) => field.type === "text");
    // what came from another system is found by the number that it had there
    const oldNumber = sql`t.id in (select row_id from import.old_number
      where register = ${register.id} and number ilike ${pattern} and ended_at is null)`;
    parts.push(
      sql`(${sql.join(
        [...columns.map(([name]) => sql`${sql.ref(`t.${columnOf(name)}`)} ilike ${pattern}`), oldNumber],
        sql` or `,
      )})`,
    );
  }
  for (const [name, value] of Object.entries(query.filters))
    parts.push(filter(register, name, value, query.basis ?? "now"));
  for (const [name, range] of Object.entries(query.ranges ?? {})) parts.push(...rangeOf(register, name, range));
  if (query.bbox) parts.push(within(register, query.bbox));
  if (query.asOf) parts.push(sql`t.valid @> ${query.asOf}::date`);
  return parts.length > 0 ? sql<boolean>`${sql.join(parts, sql` and `)}` : undefined;
}

function filter(register: Register, name: string, value: string, basis: "now" | "then"): RawBuilder<unknown> {
  if (name === "region" && register.placed)
    return basis === "then"
      ? sql`t.region in (select code from place.region where ${value} = any (path))`
      : sql`t.region in (select r.code from place.region r join place.region s on s.code = place.on_basis(r.code, r.valid_from, current_date)
          where ${value} = any (s.path))`;
  const field = register.fields[name];
  if (!field || !filterable(field)) refuse("field.unknown", { field: `filter.${name}`, values: { field: name } });
  const column = sql.ref(`t.${columnOf(name)}`);
  const wanted = sql`string_to_array(${value}, ',')`;
  // a party that goes on in another counts there
  if (basis === "now" && field.type === "ref" && register.parties.includes(name))
    return sql`(${column}::text = any (${wanted}) or ${column} in (select id from organ.organ
      where successor is not null and organ.on_basis(id, current_date)::text = any (${wanted})))`;
  return sql`${column}::text = any (${wanted})`;
}

function rangeOf(
  register: Register,
  name: string,
  range: Readonly<{ min?: string; max?: string }>,
): RawBuilder<unknown>[] {
  const type = register.fields[name]?.type;
  const column = sql.ref(`t.${columnOf(name)}${type === "area" ? "_hectares" : ""}`);
  const as = sql.raw(type === "date" ? "date" : type === "datetime" ? "timestamptz" : "numeric");
  return [
    ...(range.min === undefined ? [] : [sql`${column} >= ${range.min}::${as}`]),
    ...(range.max === undefined ? [] : [sql`${column} <= ${range.max}::${as}`]),
  ];
}

/** Rows whose outline or position touches the box. A box that crosses 180° is two. */
function within(register: Register, [west, south, east, north]: NonNullable<ListQuery["bbox"]>): RawBuilder<unknown> {
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
  const touching = placeFields(register).flatMap((name) =>
    boxes.map((box) => sql`${sql.ref(`t.${columnOf(name)}`)} && ${box}`),
  );
  return sql`(${sql.join(touching, sql` or `)})`;
}

/**
 * What stands for the table when rows are asked for as they were known at an instant: of each row the highest version that was recorded by
 * then, out of the table and its history. Together with `asOf` this answers "as of day D as known on K".
 */
export function asKnown(register: Register, knownAt: string | undefined): RawBuilder<unknown> {
  const table = tableOf(register);
  if (knownAt === undefined) return sql.table(table);
  const columns = sql.join(columnsOf(register).map(({ name }) => sql.ref(name)));
  // an instant that a reader got from us has milliseconds, the column has microseconds
  const by = sql`date_trunc('milliseconds', updated_at) <= ${knownAt}::timestamptz`;
  return sql`(select distinct on (id) ${columns} from (
      select ${columns} from ${sql.table(table)} where ${by}
      union all select ${columns} from ${sql.table(`${table}_history`)} where ${by}) known
    order by id, version desc)`;
}
