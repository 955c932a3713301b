import { sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { clockText } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { StagedReply } from "./contract.ts";
import { type Fault, faultText } from "./fault.ts";
import type { ImportRecord } from "./record.server.ts";

type StagedRow = Readonly<{
  line: number;
  kind: StagedReply["kind"];
  raw: string[];
  row: string | null;
  given: Record<string, unknown>;
  before: Record<string, unknown> | null;
  faults: Fault[] | null;
  undo: { done: boolean; why?: string; by?: string; at?: string; noun?: string } | null;
}>;

export type RowsQuery = Readonly<{ kind?: string | undefined; after?: string | undefined; limit: number }>;

/** Staged rows in the order of the file: all, of one kind, or those that an undo left (`refused`). */
export async function readRows(tx: Tx, record: ImportRecord, query: RowsQuery) {
  const after = query.after ? Number(cursorValues(query.after, 1)[0]) : 0;
  const of =
    query.kind === "refused" ? sql`and undo->>'done' = 'false'` : query.kind ? sql`and kind = ${query.kind}` : sql``;
  const found =
    await sql<StagedRow>`select line, kind, raw, coalesce(match, case when done_version is not null then row_id end) as row,
      given, before, faults, undo from import.staged
    where import = ${record.id} and line > ${after} ${of} order by line limit ${query.limit + 1}`.execute(tx);
  const items = found.rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map((row) => presentRow(record, row)),
    next: found.rows.length > query.limit && last ? cursorText([String(last.line)]) : null,
  };
}

function presentRow(record: ImportRecord, row: StagedRow): StagedReply {
  return {
    line: row.line,
    kind: row.kind,
    row: row.row,
    cells: row.raw,
    given: row.given,
    before: row.before,
    faults: (row.faults ?? []).map((fault) => presentFault(record, fault)),
    refused: row.undo?.done === false ? whyNot(row.undo) : null,
  };
}

/** A fault with the header under which the person finds the cell. */
export function presentFault(record: ImportRecord, fault: Fault): StagedReply["faults"][number] {
  const columns = record.options?.columns ?? [];
  const [whole] = (fault.target ?? "").split(".");
  const exact = columns.indexOf(fault.target ?? null);
  const index = exact >= 0 ? exact : columns.findIndex((name) => name !== null && name.split(".")[0] === whole);
  return {
    column: (fault.target !== undefined && record.source.columns[index]?.header) || null,
    target: fault.target ?? null,
    value: fault.value ?? null,
    ...faultText(fault),
  };
}

function whyNot(undo: NonNullable<StagedRow["undo"]>): Title {
  if (undo.why === "changed") {
    const at = clockText(Date.parse(undo.at ?? ""));
    return {
      zh: `${undo.by} 已于 ${at} 修改过这一行，保留现状。`,
      en: `${undo.by} changed this row at ${at}; it stays as it is.`,
    };
  }
  if (undo.why === "used")
    return {
      zh: `已有${undo.noun}引用这一行，保留现状。`,
      en: `Other records point to this row (${undo.noun}); it stays.`,
    };
  return { zh: "这一行已不在您的管辖范围内，保留现状。", en: "This row is no longer in your territory; it stays." };
}
