import { sql } from "kysely";
import { csvLine } from "#kernel/export/csv.ts";
import { attachment, csvType, xlsxType } from "#kernel/export/file-head.ts";
import { xlsxOf } from "#kernel/export/xlsx.server.ts";
import { type Raw, raw } from "#kernel/identity/route.ts";
import type { Tx } from "#store/postgres.ts";
import type { Fault } from "./fault.ts";
import type { ImportRecord } from "./record.server.ts";
import { presentFault } from "./rows.server.ts";

const mostRows = 100_000;

/** The bad rows as they came, with their line, what is wrong and what to do: corrected there, the file imports again. */
export async function errorsFile(
  tx: Tx,
  record: ImportRecord,
  format: "csv" | "xlsx",
  language: "zh" | "en",
): Promise<Raw> {
  const found = await sql<{
    line: number;
    raw: string[];
    faults: Fault[] | null;
  }>`select line, raw, faults from import.staged
    where import = ${record.id} and kind = 'bad' order by line limit ${mostRows}`.execute(tx);
  const own = record.source.columns.map(({ header }) => header);
  const header = [...own, ...(language === "zh" ? ["原行号", "错误", "处理办法"] : ["Line", "Error", "Remedy"])];
  const rows = found.rows.map((row) => {
    const faults = (row.faults ?? []).map((fault) => presentFault(record, fault));
    const said = faults.map(
      ({ column, value, reason }) =>
        `${column ?? ""}${value ? `“${value}”` : ""}${column || value ? "：" : ""}${reason[language]}`,
    );
    const remedies = [...new Set(faults.map(({ remedy }) => remedy[language]))];
    return [...own.map((_, index) => row.raw[index] ?? ""), String(row.line), said.join("；"), remedies.join("；")];
  });
  const name = record.file_name.replace(/\.\w+$/, "") + (language === "zh" ? "_不合格行" : "_bad-rows");
  if (format === "csv") {
    const text = `\uFEFF${[header, ...rows].map(csvLine).join("")}`;
    return raw({ headers: attachment(`${name}.csv`, csvType), body: text });
  }
  const body = await xlsxOf([
    { name: language === "zh" ? "不合格行" : "Bad rows", header, rows, mark: [own.length + 1, own.length + 2] },
  ]);
  return raw({ headers: attachment(`${name}.xlsx`, xlsxType), body });
}
