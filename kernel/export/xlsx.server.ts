import { PassThrough } from "node:stream";
import exceljs from "exceljs";

/** A cell as it is written; a link has an address. */
export type Cell = string | number | boolean | null;
export type Sheet = Readonly<{
  name: string;
  header: readonly string[];
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
  /** Columns (from 0) whose header stands out. */
  mark?: readonly number[];
  widths?: readonly number[];
  /** What a column may hold, by its index: offered as a list by the spreadsheet. */
  choices?: ReadonlyMap<number, readonly string[]>;
}>;

const headFill: exceljs.Fill = { type: "pattern", pattern: "solid", fgColor: { argb: "FFE8EEF2" } };
const markFill: exceljs.Fill = { type: "pattern", pattern: "solid", fgColor: { argb: "FFFBE9D9" } };
/** More than this a cell of a workbook does not hold. */
export const mostCellText = 32_767;

/** A workbook as a stream of bytes: rows are written as they are read, and never stand in memory together. */
export async function* xlsxStream(sheets: readonly Sheet[]): AsyncGenerator<Uint8Array> {
  const out = new PassThrough({ highWaterMark: 256 * 1024 });
  const workbook = new exceljs.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true, useSharedStrings: false });
  const writing = write(workbook, sheets, out).catch((error: Error) => out.destroy(error));
  yield* out as AsyncIterable<Uint8Array>;
  await writing;
}

/** A small workbook whole. */
export async function xlsxOf(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of xlsxStream(sheets)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function write(
  workbook: exceljs.stream.xlsx.WorkbookWriter,
  sheets: readonly Sheet[],
  out: PassThrough,
): Promise<void> {
  for (const sheet of sheets) {
    const worksheet = workbook.addWorksheet(sheet.name, { views: [{ state: "frozen", ySplit: 1 }] });
    worksheet.columns = sheet.header.map((header, index) => ({
      width:
        sheet.widths?.[index] ??
        Math.min(
          40,
          Math.max(
            10,
            [...header].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 2),
          ),
        ),
    }));
    const head = worksheet.addRow([...sheet.header]);
    head.font = { bold: true };
    head.eachCell((cell, column) => {
      cell.fill = sheet.mark?.includes(column - 1) ? markFill : headFill;
    });
    head.commit();
    offerChoices(worksheet, sheet.choices);
    let written = 0;
    for await (const row of sheet.rows) {
      worksheet.addRow(row.map(fitting)).commit();
      if (++written % 500 === 0 && out.writableNeedDrain) await new Promise((resolve) => out.once("drain", resolve));
    }
    worksheet.commit();
  }
  await workbook.commit();
}

/** Text stays text, also where it looks like a formula; what is too long for a cell is cut and says so. */
const fitting = (cell: Cell): Cell =>
  typeof cell === "string" && cell.length > mostCellText ? `${cell.slice(0, mostCellText - 1)}…` : cell;

/** A list in a cell may have 255 characters. */
function offerChoices(worksheet: exceljs.Worksheet, choices: Sheet["choices"]): void {
  for (const [column, words] of choices ?? []) {
    const list = `"${words.map((word) => word.replaceAll(",", "，")).join(",")}"`;
    if (list.length > 255) continue;
    const letter = worksheet.getColumn(column + 1).letter;
    (worksheet as unknown as { dataValidations: { add(range: string, rule: object): void } }).dataValidations.add(
      `${letter}2:${letter}5000`,
      { type: "list", allowBlank: true, formulae: [list], showErrorMessage: true },
    );
  }
}
