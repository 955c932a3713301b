import exceljs from "exceljs";
import { sql } from "kysely";
import { targetsOf } from "#kernel/import/target.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Register } from "#kernel/register/define.ts";
import { civilDate } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { columnNumber, type FormMap } from "./form.ts";
import { cellOf, type FullRow } from "./rows.server.ts";
import type { Cell } from "./xlsx.server.ts";

export type FormRecord = Readonly<{
  id: string;
  register: string;
  title: string;
  edition: string;
  valid_from: string;
  valid_to: string | null;
  source: string;
  verified: boolean;
  file_hash: string;
  file_name: string;
  map: FormMap;
}>;

export async function formOf(tx: Tx, id: string, register: string): Promise<FormRecord> {
  const found = await sql<FormRecord>`select *, valid_from::text, valid_to::text from import.form
    where id = ${id} and register = ${register}`.execute(tx);
  return found.rows[0] ?? refuse("not-found", { values: { what: { zh: "该表式", en: "This form" } } });
}

export const isList = (map: FormMap): boolean => map.firstRow !== undefined;

/** The forms that are in force on a day, or all. */
export async function readForms(tx: Tx, register: string, day?: string): Promise<FormRecord[]> {
  const found =
    await sql<FormRecord>`select *, valid_from::text, valid_to::text from import.form form where register = ${register}
    ${day ? sql`and form.valid_from <= ${day}::date and (form.valid_to is null or form.valid_to > ${day}::date)` : sql``}
    order by form.valid_from desc, title`.execute(tx);
  return found.rows;
}

/** Refuses a map whose sheet is not in the workbook, or that carries what the register does not have. */
export async function checkForm(register: Register, bytes: Uint8Array, map: FormMap): Promise<void> {
  const workbook = await openWorkbook(bytes);
  const problem = (zh: string, en: string): never =>
    refuse("field.invalid", { field: "map", values: { problem: { zh, en } } });
  if (!workbook.getWorksheet(map.sheet))
    problem(`工作簿里没有“${map.sheet}”表。`, `The workbook has no sheet “${map.sheet}”.`);
  const known = new Set([...targetsOf(register).map(({ name }) => name), "@date", "@organ", "@person", "@rows"]);
  for (const name of [...Object.values(map.cells), ...Object.values(map.columns)])
    if (!known.has(name)) problem(`台账没有“${name}”。`, `The register has no “${name}”.`);
  if (isList(map) !== Object.keys(map.columns).length > 0)
    problem("列表式须同时给出首行与各列。", "A list form gives both its first row and its columns.");
}

async function openWorkbook(bytes: Uint8Array): Promise<exceljs.Workbook> {
  const workbook = new exceljs.Workbook();
  try {
    await workbook.xlsx.load(Buffer.from(bytes) as never);
  } catch {
    refuse("field.invalid", {
      field: "file",
      values: { problem: { zh: "表式须为 .xlsx 文件。", en: "A form is an .xlsx file." } },
    });
  }
  return workbook;
}

export type Filling = Readonly<{ organ: string; person: string; now: number; language: "zh" | "en" }>;

/** The form with the rows in its cells; everything else of it stays as it was issued. A list grows by the look of its first row. */
export async function fillForm(
  register: Register,
  form: Pick<FormRecord, "map">,
  template: Uint8Array,
  rows: readonly FullRow[],
  filling: Filling,
): Promise<Uint8Array> {
  const { map } = form;
  const workbook = await openWorkbook(template);
  const sheet = workbook.getWorksheet(map.sheet);
  if (!sheet) throw new Error(`a form that was checked has lost its sheet ${map.sheet}`);
  const targets = new Map(targetsOf(register).map((target) => [target.name, target]));
  const carriedBy = (name: string, row: FullRow | undefined): Cell => {
    if (name === "@date") return civilDate(filling.now);
    if (name === "@organ") return filling.organ;
    if (name === "@person") return filling.person;
    if (name === "@rows") return rows.length;
    const target = targets.get(name);
    return row && target ? cellOf(target, row, filling.language) : null;
  };
  if (map.firstRow !== undefined) {
    if (rows.length > 1) grow(sheet, map.firstRow, rows.length - 1);
    for (const [index, row] of rows.entries())
      for (const [letters, name] of Object.entries(map.columns))
        sheet.getCell(map.firstRow + index, columnNumber(letters)).value = carriedBy(name, row);
  }
  const grown = map.firstRow === undefined ? 0 : Math.max(0, rows.length - 1);
  for (const [address, name] of Object.entries(map.cells)) {
    const cell = sheet.getCell(address);
    // what stands below the list has moved down with it
    const at =
      map.firstRow !== undefined && Number(cell.row) > map.firstRow
        ? sheet.getCell(Number(cell.row) + grown, Number(cell.col))
        : cell;
    at.value = carriedBy(name, rows[0]);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** Makes room for more rows that look like the first. Merged cells below move down with their rows, which the library leaves behind. */
function grow(sheet: exceljs.Worksheet, firstRow: number, by: number): void {
  const merges = ((sheet.model as unknown as { merges?: string[] }).merges ?? []).map((range) => ({
    range,
    parts: /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(range),
  }));
  const below = merges.filter(({ parts }) => parts !== null && Number(parts[2]) > firstRow);
  for (const { range } of below) sheet.unMergeCells(range);
  sheet.duplicateRow(firstRow, by, true);
  for (const { parts } of below)
    if (parts) sheet.mergeCells(`${parts[1]}${Number(parts[2]) + by}:${parts[3]}${Number(parts[4]) + by}`);
}
