import { dayNumber } from "./civil-date.ts";

/**
 * A row that the law or a standard may change. It holds on days d with `validFrom` ≤ d < `validTo` (half-open; no
 * `validTo` = until further notice). `source` names the clause or the document. `verified` is true only when the value
 * was read in the text of the standard or recomputed from it; a secondary source is named and stays false.
 */
export type Dated<T> = Readonly<T & { validFrom: string; validTo?: string; source: string; verified: boolean }>;

/** Where a value comes from, for tables that need no period of their own. */
export type Sourced<T> = Readonly<T & { source: string; verified: boolean }>;

type Period = Readonly<{ validFrom: string; validTo?: string }>;

/** The rows in force on a civil day (YYYY-MM-DD): the day of the observation or of the act, not of the calculation. */
export function inForce<Row extends Period>(rows: readonly Row[], date: string): readonly Row[] {
  dayNumber(date);
  return rows.filter((row) => row.validFrom <= date && (row.validTo === undefined || date < row.validTo));
}

/**
 * The one row in force on a civil day, undefined when there is none. Throws when two overlap: the table is wrong, and
 * choosing one of them silently would be worse.
 */
export function oneInForce<Row extends Period>(rows: readonly Row[], date: string): Row | undefined {
  const found = inForce(rows, date);
  if (found.length > 1) throw new Error(`${found.length} rows are in force on ${date}: ${JSON.stringify(found)}`);
  return found[0];
}
