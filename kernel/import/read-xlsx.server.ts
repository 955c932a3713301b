import { Readable } from "node:stream";
import exceljs from "exceljs";
import type { Source, SourceRow } from "./table.ts";
import { UnreadableFile } from "./table.ts";

/**
 * A sheet of a workbook, read as a stream: a hundred thousand rows never stand in memory as cell objects. Every cell becomes the text that a
 * person sees; a formula its last result.
 */
export async function readXlsx(
  bytes: Uint8Array,
  wanted: { sheet?: string; headerRow?: number } = {},
): Promise<Source> {
  const sheets: string[] = [];
  let header: string[] | undefined;
  let sheet: string | undefined;
  for await (const worksheet of reader(bytes)) {
    const name = nameOf(worksheet);
    sheets.push(name);
    if (header || (wanted.sheet !== undefined && name !== wanted.sheet)) continue;
    for await (const row of rowsOf(worksheet)) {
      if (row.line < (wanted.headerRow ?? 1)) continue;
      header = row.cells.map((cell) => cell.trim());
      sheet = name;
      break;
    }
  }
  if (!header || sheet === undefined)
    throw new UnreadableFile("工作簿里没有可读的内容。", "There is nothing to read in the workbook.");
  const [headerRow, chosen] = [wanted.headerRow ?? 0, sheet];
  return {
    format: "xlsx",
    header,
    sheets,
    sheet,
    geometry: false,
    rows: async function* () {
      for await (const worksheet of reader(bytes)) {
        if (nameOf(worksheet) !== chosen) continue;
        let begun = false;
        for await (const row of rowsOf(worksheet)) {
          if (begun) yield row;
          else begun = row.line >= headerRow;
        }
      }
    },
  };
}

async function* reader(bytes: Uint8Array): AsyncGenerator<exceljs.stream.xlsx.WorksheetReader> {
  const workbook = new exceljs.stream.xlsx.WorkbookReader(Readable.from(pieces(bytes)), {
    worksheets: "emit",
    sharedStrings: "cache",
    styles: "cache",
    hyperlinks: "ignore",
    entries: "ignore",
  });
  try {
    yield* workbook as AsyncIterable<exceljs.stream.xlsx.WorksheetReader>;
  } catch (error) {
    if (error instanceof UnreadableFile) throw error;
    throw new UnreadableFile(
      "不是可读的 XLSX 文件（可能已损坏，或是旧版 .xls）。请另存为 .xlsx 后再试。",
      "Not a readable XLSX file (damaged, or an old .xls). Save it as .xlsx.",
    );
  }
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}

const nameOf = (worksheet: exceljs.stream.xlsx.WorksheetReader): string =>
  (worksheet as unknown as { name: string }).name;

async function* rowsOf(worksheet: exceljs.stream.xlsx.WorksheetReader): AsyncGenerator<SourceRow> {
  for await (const row of worksheet) {
    const values = row.values as exceljs.CellValue[];
    const cells = Array.from({ length: Math.max(values.length - 1, 0) }, (_, at) => textOf(values[at + 1]));
    if (cells.some((cell) => cell.trim() !== "")) yield { line: row.number, cells };
  }
}

/** The text of a cell. A day without a time is a day; the workbook's clock has no zone, so it is not moved. */
export function textOf(value: exceljs.CellValue): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return "";
    const text = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
    return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
  }
  // 0.1 + 0.2 of a formula is 0.3 to whoever reads the sheet, which shows 15 digits
  if (typeof value === "number") return String(Number(value.toPrecision(15)));
  if (typeof value !== "object") return String(value);
  if ("richText" in value) return value.richText.map(({ text }) => text).join("");
  if ("error" in value) return String(value.error);
  if ("result" in value) return textOf(value.result as exceljs.CellValue);
  if ("text" in value) return typeof value.text === "string" ? value.text : textOf(value.text as exceljs.CellValue);
  return "";
}
