import { sql } from "kysely";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import type { Tx } from "#store/postgres.ts";
import type { DuplicateRule } from "./rule.ts";

/** A column that holds ids of the rule's register; of a register's own table the version rises with a change. */
export type Reference = Readonly<{ table: string; column: string; key: string; register?: Register }>;

export const referencesOf = (rule: DuplicateRule, registers: Registers): Reference[] => [
  ...[...registers.values()].flatMap((other) =>
    Object.entries(other.fields)
      .filter(([, field]) => field.type === "ref" && field.ref === rule.register.id && !field.derived)
      .map(([name]) => ({ table: tableOf(other), column: columnOf(name), key: "id", register: other })),
  ),
  ...rule.references,
];

const tableSql = (table: string) => {
  const [schema = "", name = ""] = table.split(".");
  return sql.id(schema, name);
};

/** Turns every reference of this column from one row to another, and writes down which they were. */
export async function turn(
  tx: Tx,
  merge: string,
  reference: Reference,
  { from, to, by }: Readonly<{ from: string; to: string; by: string }>,
): Promise<string[]> {
  const [table, column, key] = [tableSql(reference.table), sql.id(reference.column), sql.id(reference.key)];
  const found = await sql<{ key: string }>`insert into merge.moved (merge, table_name, column_name, row_key)
    select ${merge}, ${reference.table}, ${reference.column}, ${key}::text from ${table} where ${column} = ${from}::uuid
    returning row_key as key`.execute(tx);
  if (found.rows.length > 0)
    await sql`update ${table} set ${column} = ${to}::uuid ${raised(reference, by)} where ${column} = ${from}::uuid`.execute(
      tx,
    );
  return found.rows.map(({ key: row }) => row);
}

/** Turns back what was turned, except where somebody has pointed it elsewhere since. */
export async function turnBack(
  tx: Tx,
  merge: string,
  reference: Reference,
  { from, to, by }: Readonly<{ from: string; to: string; by: string }>,
): Promise<{ returned: string[]; left: number }> {
  const [table, column, key] = [tableSql(reference.table), sql.id(reference.column), sql.id(reference.key)];
  const keys = await sql<{ row_key: string }>`select row_key from merge.moved
    where merge = ${merge} and table_name = ${reference.table} and column_name = ${reference.column}`.execute(tx);
  if (keys.rows.length === 0) return { returned: [], left: 0 };
  const back = await sql<{ key: string }>`update ${table} set ${column} = ${from}::uuid ${raised(reference, by)}
    where ${column} = ${to}::uuid and ${key}::text = any (${keys.rows.map(({ row_key }) => row_key)}) returning ${key}::text as key`.execute(
    tx,
  );
  return { returned: back.rows.map((row) => row.key), left: keys.rows.length - back.rows.length };
}

const raised = (reference: Reference, by: string) =>
  reference.register ? sql`, version = version + 1, updated_at = clock_timestamp(), updated_by = ${by}` : sql``;
