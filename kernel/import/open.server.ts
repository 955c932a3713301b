import { sql } from "kysely";
import type { FormMap } from "#kernel/export/form.ts";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Register } from "#kernel/register/define.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { degrees } from "./coerce.ts";
import type { ImportReply } from "./contract.ts";
import { type Detected, datumOfNumbers, datumOfPrj } from "./datum.ts";
import { readSource } from "./read.server.ts";
import { readForm } from "./read-form.server.ts";
import type { ImportRecord } from "./record.server.ts";
import { type Source, type SourceRow, UnreadableFile } from "./table.ts";
import { matchHeaders } from "./target.ts";

/** A file larger than this is refused before it is read. */
export const mostFileBytes = 200 * 1024 * 1024;
const sampleRows = 50;

export type Opening = Readonly<{
  register: Register;
  file: string;
  name: string;
  sheet?: string;
  form?: Readonly<{ id: string; map: FormMap }>;
}>;
type Look = Readonly<{ source: ImportReply["source"] & { prj?: string; map?: FormMap }; size: number }>;

/** The bytes of an import's file as a table. */
export async function readImported(
  platform: Platform,
  record: Pick<ImportRecord, "file_hash" | "file_name" | "source">,
): Promise<Source> {
  const bytes = await platform.files.read(record.file_hash);
  if (record.source.map) return readForm(bytes, record.source.map);
  return readSource(bytes, record.file_name, record.source.sheet ? { sheet: record.source.sheet } : {});
}

/** Reads header and first rows: what the columns seem to carry and what the coordinates seem to be. */
export async function lookInto(platform: Platform, opening: Opening): Promise<Look> {
  const size = await platform.files.size(opening.file);
  if (size === undefined) refuse("file.missing", { field: "file" });
  if (size > mostFileBytes) refuse("too-large", { field: "file", values: { limit: "200 MB" } });
  try {
    const bytes = await platform.files.read(opening.file);
    const source = opening.form
      ? await readForm(bytes, opening.form.map)
      : await readSource(bytes, opening.name, opening.sheet ? { sheet: opening.sheet } : {});
    const seen = await described(opening.register, source, bytes);
    return { size, source: opening.form ? { ...seen, map: opening.form.map } : seen };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return refuse("import.unreadable", { field: "file", values: { problem: { zh: error.zh, en: error.en } } });
  }
}

async function described(register: Register, source: Source, bytes: Uint8Array): Promise<Look["source"]> {
  const rows: SourceRow[] = [];
  for await (const row of source.rows()) {
    rows.push(row);
    if (rows.length >= sampleRows) break;
  }
  const matched = matchHeaders(register, source.header);
  const datum = detect(matched, source, rows);
  const columns = source.header.map((header, index) => ({
    header: header.slice(0, 200),
    target: matched[index] ?? null,
    samples: rows.slice(0, 3).map((row) => (row.cells[index] ?? "").slice(0, 60)),
  }));
  return {
    format: source.format,
    encoding: source.encoding ?? null,
    sheets: [...(source.sheets ?? [])],
    sheet: source.sheet ?? null,
    columns: datum?.exchanged ? exchanged(columns) : columns,
    geometry: source.geometry,
    lines: source.format === "csv" ? bytes.reduce((sum, byte) => sum + Number(byte === 10), 0) : null,
    datum: datum ? { id: datum.datum ?? null, because: datum.because, sure: datum.sure } : null,
    ...(source.prj ? { prj: source.prj } : {}),
  };
}

type Column = ImportReply["source"]["columns"][number];
/** X is north in a survey: the two columns change places. */
const exchanged = (columns: Column[]): Column[] =>
  columns.map((column) => ({
    ...column,
    target: column.target?.endsWith(".lon")
      ? column.target.replace(/lon$/, "lat")
      : (column.target?.replace(/\.lat$/, ".lon") ?? null),
  }));

function detect(
  matched: readonly (string | undefined)[],
  source: Source,
  rows: readonly SourceRow[],
): (Detected & { exchanged?: boolean }) | undefined {
  if (source.format === "shapefile" && source.prj) return datumOfPrj(source.prj);
  if (source.format === "geojson") return datumOfGeoJson(source.prj);
  const [lon, lat] = [".lon", ".lat"].map((end) => matched.findIndex((name) => name?.endsWith(end)));
  if (source.geometry) return datumOfNumbers(rows.flatMap((row) => corner(row.geometry?.coordinates)));
  if (lon === undefined || lat === undefined || lon < 0 || lat < 0) return undefined;
  const pairs = rows.map((row) => [degrees(row.cells[lon] ?? ""), degrees(row.cells[lat] ?? "")] as const);
  return datumOfNumbers(pairs.filter((pair): pair is [number, number] => pair.every((value) => value !== undefined)));
}

/** RFC 7946 knows WGS 84 alone; an older file names its system. */
function datumOfGeoJson(system: string | undefined): Detected {
  const code = Number(/(\d{4})$/.exec(system ?? "")?.[1] ?? 4326);
  const because = system
    ? { zh: `文件注明 ${system}`, en: `the file says ${system}` }
    : { zh: "GeoJSON（RFC 7946）规定为 WGS 84", en: "RFC 7946 says WGS 84" };
  if (code >= 4513 && code <= 4533) return { datum: `gk3-${code - 4513 + 25}`, because, sure: true };
  if (code >= 4534 && code <= 4554) return { datum: `gk3-${75 + (code - 4534) * 3}e`, because, sure: true };
  return code === 4490 || code === 4326
    ? { datum: code === 4490 ? "cgcs2000" : "wgs84", because, sure: true }
    : { because, sure: false };
}

function corner(part: unknown): [number, number][] {
  if (!Array.isArray(part)) return [];
  return typeof part[0] === "number" ? [[part[0], Number(part[1])]] : corner(part[0]);
}

/** Begins an import: its line with what was seen of the file. Nothing is read into staging yet. */
export async function openImport(tx: Tx, actor: Actor, opening: Opening, look: Look): Promise<string> {
  if (actor.kind !== "person") throw new Error("only a person imports");
  const id = uuidv7();
  await sql`insert into import.import (id, register, person, person_name, organ, file_hash, file_name, file_size, form, state, source)
    values (${id}, ${opening.register.id}, ${actor.id}, ${actor.name}, ${actor.organ ?? null}, ${opening.file}, ${opening.name},
      ${look.size}, ${opening.form?.id ?? null}, 'opened', ${JSON.stringify(look.source)}::jsonb)`.execute(tx);
  return id;
}
