import type pg from "pg";
import { columnsOf, createTableSql } from "./columns.ts";
import { type Register, tableOf } from "./define.ts";

/**
 * What a migrated database lacks of the declarations, as SQL for a new migration. Only adds: a column that a declaration no longer
 * names, or whose type changed, is said as a comment for a person to decide, since nothing stored may be lost.
 */
export async function schemaDifference(client: pg.Client, registers: readonly Register[]): Promise<string[]> {
  const { rows } = await client.query<{ table: string; column: string; type: string; required: boolean }>(`
    select n.nspname || '.' || c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as required
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_'`);
  const tables = new Map<string, Map<string, { type: string; required: boolean }>>();
  for (const row of rows) {
    const columns = tables.get(row.table) ?? new Map();
    columns.set(row.column, row);
    tables.set(row.table, columns);
  }
  const schemas = new Set(rows.map((row) => row.table.split(".")[0]));
  const statements: string[] = [];
  for (const register of registers) {
    const table = tableOf(register);
    const schema = table.split(".")[0] as string;
    if (!schemas.has(schema)) {
      schemas.add(schema);
      statements.push(
        `create schema if not exists ${schema};\ngrant usage on schema ${schema} to saihan_actor, saihan_system;`,
      );
    }
    const present = tables.get(table);
    if (!present) statements.push(createTableSql(register));
    else statements.push(...columnDifference(register, present, tables.get(`${table}_history`)));
  }
  return statements;
}

function columnDifference(
  register: Register,
  present: Map<string, { type: string; required: boolean }>,
  history: Map<string, unknown> | undefined,
): string[] {
  const table = tableOf(register);
  const wanted = columnsOf(register);
  const statements: string[] = [];
  for (const column of wanted) {
    const found = present.get(column.name);
    if (!found) {
      const required = column.required ? " not null /* give what stands already a value first */" : "";
      statements.push(`alter table ${table} add column ${column.name} ${column.type}${required};`);
      if (history) statements.push(`alter table ${table}_history add column ${column.name} ${column.type};`);
    } else if (found.type !== column.type)
      statements.push(`-- ${table}.${column.name} is ${found.type}, declared ${column.type}`);
    else if (found.required !== (column.required || column.name === "id"))
      statements.push(`alter table ${table} alter column ${column.name} ${column.required ? "set" : "drop"} not null;`);
  }
  for (const name of present.keys())
    if (!wanted.some((column) => column.name === name)) statements.push(`-- ${table}.${name} is no longer declared`);
  return statements;
}
