import { z } from "zod";

/** What a page needs to carry a file into a register. */
const title = z.object({ zh: z.string(), en: z.string() });

export const importOptions = z.strictObject({
  /** For each column of the file what it carries; null leaves it out. */
  columns: z.array(z.string().max(80).nullable()).max(500),
  /** Coordinate system of the file; asked for whenever a place is matched. */
  datum: z.string().max(20).optional(),
  /** What an empty cell does to a row that stands already. */
  empty: z.enum(["keep", "clear"]).default("keep"),
  /** Name of the system from which the old numbers come. */
  oldSystem: z.string().trim().min(1).max(60).optional(),
});
export type ImportOptions = z.infer<typeof importOptions>;

export const importState = z.enum(["opened", "checking", "ready", "committing", "committed", "undone", "failed"]);
const counts = z.object({ new: z.int(), changed: z.int(), same: z.int(), bad: z.int() });

export const importReply = z.object({
  id: z.uuid(),
  register: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  /** The reader may act on it: others of the organ read. */
  own: z.boolean(),
  file: z.object({ name: z.string(), size: z.int(), hash: z.string() }),
  form: z.string().nullable(),
  state: importState,
  /** A step that had begun and whose process is gone; it can be begun again, nothing was left half done. */
  interrupted: z.boolean(),
  source: z.object({
    format: z.enum(["csv", "xlsx", "geojson", "shapefile"]),
    encoding: z.string().nullable(),
    sheets: z.array(z.string()),
    sheet: z.string().nullable(),
    columns: z.array(z.object({ header: z.string(), target: z.string().nullable(), samples: z.array(z.string()) })),
    geometry: z.boolean(),
    lines: z.int().nullable(),
    datum: z.object({ id: z.string().nullable(), because: title, sure: z.boolean() }).nullable(),
  }),
  targets: z.array(z.object({ name: z.string(), title, required: z.boolean() })),
  options: importOptions.nullable(),
  datum: title.nullable(),
  progress: z.int(),
  counts: counts.nullable(),
  problem: title.nullable(),
  result: z
    .object({
      created: z.int(),
      amended: z.int(),
      leftOut: z.int(),
      undone: z.int().optional(),
      refused: z.int().optional(),
    })
    .nullable(),
  createdAt: z.string(),
  committedAt: z.string().nullable(),
  undoneAt: z.string().nullable(),
});
export type ImportReply = z.infer<typeof importReply>;

export const importsReply = z.object({
  items: z.array(
    importReply.pick({
      id: true,
      register: true,
      by: true,
      own: true,
      file: true,
      state: true,
      counts: true,
      result: true,
      createdAt: true,
      committedAt: true,
      undoneAt: true,
    }),
  ),
  next: z.string().nullable(),
});

export const faultReply = z.object({
  /** The header of the file's column, where one is to blame. */
  column: z.string().nullable(),
  target: z.string().nullable(),
  value: z.string().nullable(),
  reason: title,
  remedy: title,
});
export const stagedReply = z.object({
  line: z.int(),
  kind: z.enum(["new", "changed", "same", "bad"]),
  row: z.uuid().nullable(),
  cells: z.array(z.string()),
  given: z.record(z.string(), z.unknown()),
  before: z.record(z.string(), z.unknown()).nullable(),
  faults: z.array(faultReply),
  /** Why the undo left this row as it is. */
  refused: title.nullable(),
});
export type StagedReply = z.infer<typeof stagedReply>;
export const stagedRowsReply = z.object({ items: z.array(stagedReply), next: z.string().nullable() });

export const reconciliationReply = z.object({
  file: z.object({ rows: z.int(), unmatched: z.int() }),
  register: z.object({
    rows: z.int(),
    unmatched: z.int(),
    /** The first of what stands in the register and not in the file. */
    unmatchedRows: z.array(z.object({ id: z.uuid(), name: z.string() })),
  }),
  sums: z.array(
    z.object({ field: z.string(), title, unit: z.string().nullable(), file: z.number(), register: z.number() }),
  ),
});
export type ReconciliationReply = z.infer<typeof reconciliationReply>;
