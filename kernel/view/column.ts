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
  /** What may be done with a row; it never leaves a narrow page. */
  always?: boolean;
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

/**
 * The first columns that stand side by side within a width in px; at least two, and those that are always there. One without a width
 * of its own takes 160.
 */
export function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const widthOf = (column: Column<Row>): number => column.width ?? 160;
  let used = columns.filter((column) => column.always).reduce((sum, column) => sum + widthOf(column), 0);
  let full = false;
  return columns.filter((column, place) => {
    if (column.always) return true;
    used += widthOf(column);
    // What comes after the first that does not fit is less important than that one.
    full ||= place > 1 && used > width;
    return !full;
  });
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
