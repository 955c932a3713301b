import { refuse } from "./refusal.ts";

/**
 * The place in a list behind which the next page begins: the values that the list is ordered by, of the last row shown. Opaque to who
 * carries it; a value that is null in the store stays null.
 */
export const cursorText = (values: readonly (string | null)[]): string =>
  Buffer.from(JSON.stringify(values)).toString("base64url");

/** The values again; refused when it is not a cursor of so many parts. */
export function cursorValues(cursor: string, parts: number): (string | null)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const fits = (value: unknown): boolean => value === null || typeof value === "string";
    if (Array.isArray(values) && values.length === parts && values.every(fits)) return values;
  } catch {
    // falls through to the refusal
  }
  const problem = {
    zh: "翻页位置无效，请从第一页开始。",
    en: "The paging position is not valid; start from the first page.",
  };
  return refuse("field.invalid", { field: "after", values: { problem } });
}
