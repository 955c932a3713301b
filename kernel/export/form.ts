import { z } from "zod";

/**
 * An official form: a workbook as it was issued, and which of its cells carry what. Filled cell for cell, so that what leaves is the form that
 * the recipient knows; read back by the same map.
 *
 * Values of the map are targets of the register ("name", "location.lon", "enterprise.code") or one of `@date`, `@organ`, `@person`, `@rows`.
 */
const cell = z.string().regex(/^[A-Z]{1,3}[1-9]\d{0,6}$/, { message: "应为单元格，如 B3 (a cell such as B3)" });
const column = z.string().regex(/^[A-Z]{1,3}$/, { message: "应为列号，如 C (a column such as C)" });
const carries = z.string().min(1).max(80);

export const formMap = z.strictObject({
  sheet: z.string().min(1).max(31),
  /** Single cells: of a list form its head; of a form of one record everything. */
  cells: z.record(cell, carries).default({}),
  /** Of a list form: the first row of records, and what each column carries. */
  firstRow: z.int().min(2).max(1000).optional(),
  columns: z.record(column, carries).default({}),
});
export type FormMap = z.infer<typeof formMap>;

export const formBody = z.strictObject({
  register: z.string().max(80),
  title: z.string().trim().min(2).max(120),
  /** As the form names its edition, e.g. "环统〔2026〕基101表". */
  edition: z.string().trim().min(1).max(80),
  validFrom: z.iso.date(),
  validTo: z.iso.date().optional(),
  /** The document that issued it. */
  source: z.string().trim().min(2).max(200),
  file: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string().trim().min(1).max(200),
  map: formMap,
});
export const formReply = z.object({
  id: z.uuid(),
  register: z.string(),
  title: z.string(),
  edition: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  source: z.string(),
  /** Somebody has compared the map with the issued form. */
  verified: z.boolean(),
  list: z.boolean(),
});
export type FormReply = z.infer<typeof formReply>;

/** "AB" → 28 */
export const columnNumber = (letters: string): number =>
  [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
