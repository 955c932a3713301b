import { z } from "zod";

const time = z.iso.datetime({ offset: true });
export const periodQuery = z.object({
  from: time.optional(),
  to: time.optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
});
export const readingQuery = periodQuery.extend({
  mn: z.string(),
  factor: z.string().optional(),
  cadence: z.string().optional(),
  aggregate: z.string().optional(),
});
export const spanQuery = z.object({ span: z.enum(["hour", "day"]), from: time.optional(), to: time.optional() });

/** A value as a page draws it: the exact decimal stands in the store and in exports. */
export const readingItem = z.object({ time, value: z.number().nullable(), flag: z.string(), received: z.string() });
export const factorReading = readingItem.extend({
  series: z.number(),
  factor: z.string(),
  name: z.string(),
  aggregate: z.string(),
  cadence: z.string(),
  unit: z.string(),
});

export const limitOf = z.object({
  upper: z.number().nullable(),
  lower: z.number().nullable(),
  unit: z.string(),
  standard: z.string(),
  edition: z.string(),
  averaging: z.string(),
  verified: z.boolean(),
});
export const seriesItem = z.object({
  id: z.number(),
  factor: z.string(),
  name: z.string(),
  aggregate: z.string(),
  cadence: z.string(),
  unit: z.string(),
  latest: readingItem.nullable(),
  limit: limitOf.nullable(),
});
export type SeriesItem = z.infer<typeof seriesItem>;

export const spanItem = z.object({
  start: time,
  mean: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  expected: z.number(),
  count: z.number(),
  valid: z.number(),
  coverage: z.number(),
  isValid: z.boolean(),
  flag: z.string(),
  over: z.boolean(),
  mark: z.object({ kind: z.string(), reason: z.string(), by: z.string() }).nullable(),
  version: z.number(),
});
