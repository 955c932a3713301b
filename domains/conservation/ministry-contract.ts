import { z } from "zod";
import { clueStates } from "./clue.ts";
import { day, keys, named, regionCode, regionName } from "./contract-parts.ts";

/** The ministry's batches and their answers. */
const headers = z.array(z.string().trim().max(120)).min(1).max(60);
export const batchBody = z.strictObject({
  id: z.uuid().optional(),
  region: regionCode,
  number: z.string().trim().min(1).max(60),
  issuedOn: day,
  dueOn: day.optional(),
  /** Headers of the ministry's table in its own order. */
  columns: headers,
  rows: z
    .array(z.array(z.string().max(2_000)).max(60))
    .min(1)
    .max(5_000),
  /** Which column holds what; outlines as WKT or GeoJSON, else a point with its hectares. */
  mapping: z.strictObject({
    number: z.string(),
    lon: z.string().optional(),
    lat: z.string().optional(),
    outline: z.string().optional(),
    hectares: z.string().optional(),
    activity: z.string().optional(),
  }),
  sample: z.boolean().optional(),
});
export type BatchBody = z.output<typeof batchBody>;
export const batchReply = z.object({
  id: z.string(),
  number: z.string(),
  region: regionName,
  issuedOn: z.string(),
  dueOn: z.string().nullable(),
  rows: z.int(),
  matched: z.int(),
  new: z.int(),
  unmatched: z.int(),
  answered: z.int(),
  createdAt: z.string(),
  createdBy: z.string(),
  sample: z.boolean(),
});
export type BatchReply = z.output<typeof batchReply>;
export const batchRowReply = z.object({
  position: z.int(),
  ministryNumber: z.string(),
  cells: z.array(z.string()),
  outcome: z.enum(["matched", "new", "unmatched"]),
  problem: z.string().nullable(),
  clue: z.object({ id: z.string(), number: z.string(), state: keys(clueStates) }).nullable(),
  case: named.nullable(),
  /** What the answer says of it. */
  answer: z.array(z.string()),
});
export const batchDetail = z.object({
  ...batchReply.shape,
  columns: z.array(z.string()),
  answerColumns: z.array(z.string()),
  items: z.array(batchRowReply),
});
export type BatchDetail = z.output<typeof batchDetail>;
