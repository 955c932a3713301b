import { readCsv } from "./read-csv.server.ts";
import { readGeoJson } from "./read-geojson.server.ts";
import { readShapefile } from "./read-shapefile.server.ts";
import { readXlsx } from "./read-xlsx.server.ts";
import { type Source, UnreadableFile } from "./table.ts";

/** Reads a file by what it is, not by what it is called: a zip with a workbook is XLSX, another a shapefile, braces are GeoJSON. */
export function readSource(
  bytes: Uint8Array,
  name: string,
  wanted: { sheet?: string; headerRow?: number } = {},
): Promise<Source> {
  if (bytes.length === 0) throw new UnreadableFile("文件是空的。", "The file is empty.");
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (isZip) return holds(bytes, "xl/workbook") ? readXlsx(bytes, wanted) : readShapefile(bytes);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    throw new UnreadableFile("这是旧版 .xls 文件，请用表格软件另存为 .xlsx。", "An old .xls file; save it as .xlsx.");
  const begins = new TextDecoder()
    .decode(bytes.subarray(0, 64))
    .replace(/^\uFEFF/, "")
    .trimStart();
  if (begins.startsWith("{") || /\.(geo)?json$/i.test(name)) return readGeoJson(bytes);
  if (/\.(csv|txt|tsv)$/i.test(name) || !bytes.subarray(0, 4096).includes(0)) return readCsv(bytes);
  throw new UnreadableFile(
    "不认识的文件格式。可导入 CSV、XLSX、GeoJSON、Shapefile（zip）。",
    "Unknown format. CSV, XLSX, GeoJSON and zipped shapefiles are imported.",
  );
}

/** Names of a zip stand in clear in its directory. */
const holds = (bytes: Uint8Array, name: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name);
