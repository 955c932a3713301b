import { sql } from "kysely";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import type { Tx } from "#store/postgres.ts";
import type { ReconciliationReply } from "./contract.ts";
import type { ImportRecord } from "./record.server.ts";

const mostListed = 200;

/**
 * What the file had against what the register has of it, for whoever gives up an old system: rows and sums of every matched number, and what
 * stands on one side only. The file's sums take every line that holds a number, bad lines too, so that what was left out shows.
 */
export async function reconcile(tx: Tx, record: ImportRecord, register: Register): Promise<ReconciliationReply> {
  const columns = record.options?.columns ?? [];
  const numbers = Object.entries(register.fields).flatMap(([name, field]) => {
    const index = columns.indexOf(name);
    return (field.type === "number" || field.type === "integer") && index >= 0 ? [{ name, field, index }] : [];
  });
  const table = sql.table(tableOf(register));
  const mine = sql`(select coalesce(match, row_id) from import.staged where import = ${record.id} and kind <> 'bad')`;
  const cell = (index: number) => sql`regexp_replace(raw[${sql.lit(index + 1)}], '[,\\s]', '', 'g')`;
  const fileSums = numbers.map(
    ({ name, index }) =>
      sql`sum(case when ${cell(index)} ~ '^[+-]?[0-9]+([.][0-9]+)?$' then ${cell(index)}::numeric end) as ${sql.ref(name)}`,
  );
  const file = await sql<
    Record<string, string | null>
  >`select ${sql.join([sql`count(*)::int as lines, count(*) filter (where kind = 'bad')::int as bad`, ...fileSums])}
    from import.staged where import = ${record.id}`.execute(tx);
  const rowSums = numbers.map(({ name }) => sql`sum(${sql.ref(`t.${columnOf(name)}`)}) as ${sql.ref(name)}`);
  const stored = await sql<Record<string, string | null>>`select ${sql.join([sql`count(*)::int as rows`, ...rowSums])}
    from ${table} t where t.retired_at is null and t.id in ${mine}`.execute(tx);
  const others = await sql<{
    id: string;
    name: string;
    n: number;
  }>`select t.id, ${sql.ref(`t.${columnOf(register.label)}`)} as name,
      count(*) over ()::int as n from ${table} t
    where t.retired_at is null and t.id not in ${mine} order by 2 limit ${mostListed}`.execute(tx);
  const [inFile, inRegister] = [file.rows[0] ?? {}, stored.rows[0] ?? {}];
  return {
    file: { rows: Number(inFile.lines), unmatched: Number(inFile.bad) },
    register: {
      rows: Number(inRegister.rows),
      unmatched: others.rows[0]?.n ?? 0,
      unmatchedRows: others.rows.map(({ id, name }) => ({ id, name })),
    },
    sums: numbers.map(({ name, field }) => ({
      field: name,
      title: { zh: field.title.zh, en: field.title.en },
      unit: field.unit ?? null,
      file: Number(inFile[name] ?? 0),
      register: Number(inRegister[name] ?? 0),
    })),
  };
}
