import type pg from "pg";
import { columnsOf } from "./columns.ts";
import { columnOf, type Register, tableOf } from "./define.ts";
import { checkOf, createTableSql, partsOf } from "./table.ts";
import { withinOf } from "./within.ts";

type Present = Readonly<{ type: string; required: boolean; generated: boolean; check: string | null }>;
type Catalogue = Readonly<{
  schemas: Set<string>;
  tables: ReadonlyMap<string, ReadonlyMap<string, Present>>;
  /** "<schema>.<name>" of indexes and constraints. */
  parts: ReadonlySet<string>;
  /** Comment of each derivation by its key. */
  within: ReadonlyMap<string, string>;
}>;

/**
 * What a migrated database lacks of the declarations, as SQL for a new migration. Only adds: a column that a declaration no longer
 * names, or whose type changed, is said as a comment for a person to decide, since nothing stored may be lost.
 */
export async function schemaDifference(client: pg.Client, registers: readonly Register[]): Promise<string[]> {
  const found = await readCatalogue(client);
  const statements: string[] = [];
  for (const register of registers) {
    const table = tableOf(register);
    const schema = table.split(".")[0] as string;
    if (!found.schemas.has(schema)) {
      found.schemas.add(schema);
      statements.push(
        `create schema if not exists ${schema};\ngrant usage on schema ${schema} to saihan_actor, saihan_system;`,
      );
    }
    if (!found.tables.has(table)) statements.push(createTableSql(register));
    else statements.push(...tableDifference(register, found));
  }
  // behind all tables: a derivation needs both of its sides
  const byId = new Map(registers.map((register) => [register.id, register]));
  for (const derivation of registers.flatMap((register) => withinOf(register, byId)))
    if (found.within.get(derivation.key) !== derivation.comment) statements.push(derivation.sql);
  return statements;
}

async function readCatalogue(client: pg.Client): Promise<Catalogue> {
  const { rows } = await client.query<Present & { table: string; column: string }>(`
    select n.nspname || '.' || c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as required, a.attgenerated <> '' as generated,
      (select string_agg(pg_get_constraintdef(k.oid), ' ') from pg_constraint k
        where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum]) as check
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_'`);
  const tables = new Map<string, Map<string, Present>>();
  for (const row of rows) {
    const columns = tables.get(row.table) ?? new Map<string, Present>();
    columns.set(row.column, row);
    tables.set(row.table, columns);
  }
  const parts = await client.query<{ name: string }>(`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'i'
    union select n.nspname || '.' || k.conname from pg_constraint k join pg_namespace n on n.oid = k.connamespace`);
  const within = await client.query<{ key: string; comment: string }>(`
    select regexp_replace(p.proname, '_of$', '') as key, coalesce(obj_description(p.oid, 'pg_proc'), '') as comment
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'register' and p.proname ~ '_of$'`);
  return {
    schemas: new Set(rows.map((row) => row.table.split(".")[0] as string)),
    tables,
    parts: new Set(parts.rows.map(({ name }) => name)),
    within: new Map(within.rows.map(({ key, comment }) => [key, comment])),
  };
}

function tableDifference(register: Register, found: Catalogue): string[] {
  const table = tableOf(register);
  const schema = table.split(".")[0];
  const present = found.tables.get(table) ?? new Map<string, Present>();
  const history = found.tables.get(`${table}_history`);
  const statements = columnDifference(register, present, history !== undefined);
  if (!history) statements.push(`select history.${register.placed ? "keep" : "keep_open"}('${table}');`);
  for (const part of partsOf(register)) if (!found.parts.has(`${schema}.${part.name}`)) statements.push(part.sql);
  return statements;
}

function columnDifference(register: Register, present: ReadonlyMap<string, Present>, history: boolean): string[] {
  const table = tableOf(register);
  const wanted = columnsOf(register);
  const statements: string[] = [];
  for (const column of wanted) {
    const { name, type, generated } = column;
    const found = present.get(name);
    if (!found) {
      const required = column.required ? " not null /* give what stands already a value first */" : "";
      const kept = generated ? ` generated always as (${generated}) stored` : "";
      statements.push(
        `alter table ${table} add column ${name} ${type}${required}${kept}${checkOf(register, name)};`,
        ...(history ? [`alter table ${table}_history add column ${name} ${type};`] : []),
      );
    } else if (found.type !== type || found.generated !== (generated !== undefined))
      statements.push(
        `-- ${table}.${name} is ${found.type}${found.generated ? " (kept)" : ""}, declared ${type}${generated ? " (kept)" : ""}`,
      );
    else {
      if (found.required !== (column.required || name === "id"))
        statements.push(`alter table ${table} alter column ${name} ${column.required ? "set" : "drop"} not null;`);
      statements.push(...choiceDifference(register, name, found.check));
    }
  }
  for (const name of present.keys())
    if (!wanted.some((column) => column.name === name)) statements.push(`-- ${table}.${name} is no longer declared`);
  return statements;
}

/** A choice that gained or lost a value gets its check again. */
function choiceDifference(register: Register, column: string, check: string | null): string[] {
  const field = Object.entries(register.fields).find(([name]) => columnOf(name) === column)?.[1];
  if (field?.type !== "choice") return [];
  const wanted = (field.choices ?? []).map(({ value }) => value);
  const stands = [...(check ?? "").matchAll(/'((?:[^']|'')*)'::text/g)].map((match) => match[1]?.replaceAll("''", "'"));
  if (wanted.length === stands.length && wanted.every((value) => stands.includes(value))) return [];
  const table = tableOf(register);
  const name = `${table.split(".")[1]}_${column}_check`;
  return [
    `alter table ${table} drop constraint if exists ${name};\nalter table ${table} add constraint ${name}${checkOf(register, column)};`,
  ];
}
