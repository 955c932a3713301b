import { type RawBuilder, sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { columnOf, type Register } from "./define.ts";

export type ListQuery = Readonly<{
  q?: string;
  sort?: string;
  after?: string;
  limit: number;
  filters: Readonly<Record<string, string>>;
  retired: boolean;
}>;

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
  const column = place ? place.column : `t.${columnOf(name)}`;
  const type =
    place?.type ??
    { number: "numeric", integer: "int", date: "date", datetime: "timestamptz", boolean: "boolean", ref: "uuid" }[
      field?.type as string
    ] ??
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
    parts.push(
      sql`(${sql.join(
        columns.map(([name]) => sql`${sql.ref(`t.${columnOf(name)}`)} ilike ${pattern}`),
        sql` or `,
      )})`,
    );
  }
  for (const [name, value] of Object.entries(query.filters)) parts.push(filter(register, name, value));
  return parts.length > 0 ? sql<boolean>`${sql.join(parts, sql` and `)}` : undefined;
}

function filter(register: Register, name: string, value: string): RawBuilder<unknown> {
  if (name === "region" && register.placed)
    return sql`t.region in (select code from place.region where ${value} = any (path))`;
  const field = register.fields[name];
  if (!field || field.type === "point" || field.type === "texts")
    refuse("field.unknown", { field: `filter.${name}`, values: { field: name } });
  const column = sql.ref(`t.${columnOf(name)}`);
  return sql`${column}::text = any (string_to_array(${value}, ','))`;
}
