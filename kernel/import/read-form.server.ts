import exceljs from "exceljs";
import { columnNumber, type FormMap } from "#kernel/export/form.ts";
import { textOf } from "./read-xlsx.server.ts";
import type { Source, SourceRow } from "./table.ts";
import { UnreadableFile } from "./table.ts";

/** A filled form as a table: its columns carry what the map says, so that nobody matches anything. A list ends at its first empty row. */
export async function readForm(bytes: Uint8Array, map: FormMap): Promise<Source> {
  const workbook = new exceljs.Workbook();
  try {
    await workbook.xlsx.load(Buffer.from(bytes) as never);
  } catch {
    throw new UnreadableFile("不是可读的 XLSX 文件。", "Not a readable XLSX file.");
  }
  const sheet = workbook.getWorksheet(map.sheet);
  if (!sheet)
    throw new UnreadableFile(
      `文件里没有“${map.sheet}”表，不是这份表式。`,
      `There is no sheet “${map.sheet}”; another form.`,
    );
  const carried = Object.entries(map.firstRow === undefined ? map.cells : map.columns).filter(
    ([, name]) => !name.startsWith("@"),
  );
  const rows = map.firstRow === undefined ? [oneRecord(sheet, carried)] : listed(sheet, carried, map.firstRow);
  return {
    format: "xlsx",
    header: carried.map(([, name]) => name),
    sheets: workbook.worksheets.map(({ name }) => name),
    sheet: map.sheet,
    geometry: false,
    rows: async function* () {
      yield* rows;
    },
  };
}

type Carried = readonly (readonly [string, string])[];

const oneRecord = (sheet: exceljs.Worksheet, carried: Carried): SourceRow => ({
  line: 1,
  cells: carried.map(([address]) => textOf(sheet.getCell(address).value)),
});

function listed(sheet: exceljs.Worksheet, carried: Carried, firstRow: number): SourceRow[] {
  const rows: SourceRow[] = [];
  for (let line = firstRow; line <= sheet.rowCount; line++) {
    const cells = carried.map(([letters]) => ownText(sheet.getCell(line, columnNumber(letters))));
    // a foot below the table fills some cell of its row, seldom the most
    if (cells.filter((cell) => cell.trim() !== "").length < Math.min(2, cells.length)) break;
    rows.push({ line, cells });
  }
  return rows;
}

/** A merged cell repeats the text of its first: it has none of its own. */
const ownText = (cell: exceljs.Cell): string => (cell.isMerged && cell.master !== cell ? "" : textOf(cell.value));
