import type { ReactNode } from "react";
import { csvCell } from "./format.ts";

/** One column of a dense list. `value` is what is exported and, without `render`, what is shown. */
export type Column<Row> = Readonly<{
  id: string;
  title: string;
  value: (row: Row) => string | number | null | undefined;
  render?: (row: Row) => ReactNode;
  /** Width in px; columns without one share what is left. */
  width?: number;
  align?: "right" | "center";
  /** Starts hidden; the reader may choose it. */
  optional?: boolean;
  /** Name of the field that the server sorts by. */
  sort?: string;
}>;

/** The rows that are loaded as CSV for a spreadsheet: byte order mark, CRLF, every column that is shown. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map((column) => csvCell(column.title)).join(",")];
  for (const row of rows) lines.push(columns.map((column) => csvCell(column.value(row))).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** The first columns that stand side by side within a width in px; at least two. One without a width of its own takes 160. */
export function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  let used = 0;
  const fits = columns.findIndex((column) => {
    used += column.width ?? 160;
    return used > width;
  });
  return fits < 0 ? columns : columns.slice(0, Math.max(2, fits));
}

/** Which rows to draw: those in sight and a few around them. Heights in px. */
export function visibleRange(
  input: Readonly<{
    scrollTop: number;
    viewHeight: number;
    rowHeight: number;
    count: number;
  }>,
): {
  from: number;
  to: number;
} {
  const around = 8;
  const first = Math.floor(input.scrollTop / input.rowHeight);
  const from = Math.max(0, Math.min(first - around, Math.max(0, input.count - 1)));
  const to = Math.min(input.count, Math.ceil((input.scrollTop + input.viewHeight) / input.rowHeight) + around);
  return { from, to: Math.max(from, to) };
}
