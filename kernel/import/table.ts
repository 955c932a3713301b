/**
 * A file as a table, whatever it was: a header and rows of texts, with a geometry where the format has one. Readers make it, and nothing
 * later knows the format.
 */
export type Geometry = Readonly<{ type: string; coordinates?: unknown; geometries?: unknown }>;
export type SourceRow = Readonly<{
  /** As a person finds it: the line of the sheet or the number of the feature, from 1. */
  line: number;
  cells: readonly string[];
  geometry?: Geometry | null;
}>;
export type SourceFormat = "csv" | "xlsx" | "geojson" | "shapefile";
export type Source = Readonly<{
  format: SourceFormat;
  header: readonly string[];
  /** Names of all sheets of a workbook, the read one first in `sheet`. */
  sheets?: readonly string[];
  sheet?: string;
  /** Text of the .prj of a shapefile, or the name of the system that a GeoJSON says. */
  prj?: string;
  /** What was decided while reading, e.g. the encoding. */
  encoding?: string;
  geometry: boolean;
  rows(): AsyncIterable<SourceRow>;
}>;

/** What stops a file from being read at all; said to the person, nothing stored. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  readonly zh: string;
  readonly en: string;
  constructor(zh: string, en: string) {
    super(en);
    this.zh = zh;
    this.en = en;
  }
}
