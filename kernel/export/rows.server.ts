import { sql } from "kysely";
import { waysOf } from "#kernel/import/reference.server.ts";
import type { Target } from "#kernel/import/target.ts";
import type { Platform } from "#kernel/platform.ts";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import type { ListQuery } from "#kernel/register/list-query.ts";
import { listRows, type Registers, type Row } from "#kernel/register/store.server.ts";
import { choiceTitle } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Cell } from "./xlsx.server.ts";

/** A row with what its list leaves out: the codes of what it points to, its outlines, its old numbers. */
export type FullRow = Readonly<{
  row: Row;
  codes: Readonly<Record<string, string>>;
  outlines: Readonly<Record<string, string>>;
  oldNumber: string;
}>;
type Reading = Readonly<{
  platform: Platform;
  actor: Actor;
  register: Register;
  registers: Registers;
  query: ListQuery;
  /** How outlines are wanted: none where nobody shows them. */
  outlines: "wkt" | "geojson";
}>;

const pageRows = 1000;

/** Every row that a list would show, page by page, each page a short transaction: others of the engine never wait for a long export. */
export async function* exportedRows(reading: Reading): AsyncGenerator<FullRow> {
  const { platform, actor, register, registers, query } = reading;
  let after: string | undefined;
  do {
    const page = await platform.postgres.transact(
      actor,
      async (tx) => {
        const { items, next } = await listRows(tx, registers, register, { ...query, limit: pageRows, after });
        return { rows: await completed(tx, items, reading), next };
      },
      { readOnly: true },
    );
    yield* page.rows;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

async function completed(
  tx: Tx,
  items: readonly Row[],
  { register, registers, outlines }: Reading,
): Promise<FullRow[]> {
  const ids = items.map(({ id }) => id);
  const codes = new Map<string, Record<string, string>>();
  for (const [name, field] of Object.entries(register.fields)) {
    const target = field.type === "ref" && !field.derived ? registers.get(field.ref ?? "") : undefined;
    const way = target && waysOf(register, name, target)[0];
    if (!target || !way) continue;
    const wanted = [
      ...new Set(items.map((row) => (row[name] as { id: string } | null)?.id).filter((id) => id !== undefined)),
    ];
    const found = await sql<{ id: string; code: string }>`select id, ${sql.ref(columnOf(way.field))} as code
      from ${sql.table(tableOf(target))} where id = any (${wanted})`.execute(tx);
    codes.set(name, Object.fromEntries(found.rows.map(({ id, code }) => [id, code])));
  }
  const drawn = await drawnOf(tx, register, ids, outlines);
  const old = await sql<{
    row_id: string;
    numbers: string;
  }>`select row_id, string_agg(number, '；' order by number) as numbers
    from import.old_number where row_id = any (${ids}) and ended_at is null group by row_id`.execute(tx);
  const numbers = new Map(old.rows.map(({ row_id, numbers: text }) => [row_id, text]));
  return items.map((row) => ({
    row,
    codes: Object.fromEntries(
      [...codes].map(([name, byId]) => [name, byId[(row[name] as { id: string } | null)?.id ?? ""] ?? ""]),
    ),
    outlines: drawn.get(row.id) ?? {},
    oldNumber: numbers.get(row.id) ?? "",
  }));
}

async function drawnOf(tx: Tx, register: Register, ids: readonly string[], how: "wkt" | "geojson") {
  const areas = Object.entries(register.fields).filter(([, field]) => field.type === "area");
  if (areas.length === 0) return new Map<string, Record<string, string>>();
  const columns = areas.map(([name]) => {
    const column = sql.ref(columnOf(name));
    return sql`${how === "wkt" ? sql`st_astext(${column}, 9)` : sql`st_asgeojson(${column}, 9)`} as ${sql.ref(name)}`;
  });
  const found = await sql<Record<string, string>>`select id, ${sql.join(columns)} from ${sql.table(tableOf(register))}
    where id = any (${ids})`.execute(tx);
  return new Map(found.rows.map(({ id, ...drawn }) => [String(id), drawn]));
}

/** What stands in the cell of a target: as a person writes it, and as the import reads it. */
export function cellOf(target: Target, { row, codes, outlines, oldNumber }: FullRow, language: "zh" | "en"): Cell {
  const { name, field } = target;
  const [whole = "", part] = name.split(".");
  if (name === "id") return row.id;
  if (name === "oldNumber") return oldNumber;
  if (name === "region") return (row.region as { name: string }).name;
  const value = row[whole];
  if (!field || value === null || value === undefined) return null;
  if (field.type === "point") return (value as Record<string, number>)[part ?? ""] ?? null;
  if (field.type === "area") return outlines[whole] ?? null;
  if (field.type === "ref") return part === "code" ? (codes[whole] ?? null) : (value as { name: string }).name;
  if (field.type === "choice") return choiceTitle(field.choices, value)?.[language] ?? String(value);
  if (field.type === "boolean") return language === "zh" ? (value ? "是" : "否") : value ? "yes" : "no";
  if (field.type === "texts") return (value as string[]).join("；");
  if (field.type === "datetime") return String(value).slice(0, 19).replace("T", " ");
  return value as Cell;
}
