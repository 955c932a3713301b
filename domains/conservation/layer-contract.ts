import { z } from "zod";
import { shape } from "#kernel/register/shape.ts";
import { day, regionCode, title } from "./contract-parts.ts";

/** Covers of one day, and outlines for a map: what their routes take and give. */
export const layerBody = z.strictObject({
  id: z.uuid().optional(),
  region: regionCode,
  name: z.string().trim().min(1).max(120),
  coveredOn: day,
  source: z.string().trim().min(1).max(200),
  format: z.enum(["vector", "raster"]),
  /** Metres. */
  resolution: z.number().positive().max(10_000).optional(),
  /** Position error of the layer, metres. */
  rmse: z.number().min(0).max(1_000),
  edition: z.string().max(40),
  /** SM3 of an uploaded GeoTIFF. */
  fileHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  sample: z.boolean().optional(),
});
export type LayerBody = z.output<typeof layerBody>;

export const layerFeature = z.object({
  type: z.literal("Feature"),
  properties: z.looseObject({ class: z.union([z.string().max(40), z.number()]) }),
  geometry: shape,
});
export type LayerFeature = z.output<typeof layerFeature>;
export const featuresBody = z.strictObject({
  features: z.array(layerFeature).min(1).max(5_000),
  /** Number of the first feature in the sender's file, for a refusal that names one. */
  first: z.int().positive().default(1),
});
export const layerReply = z.object({
  id: z.string(),
  state: z.string(),
  pieces: z.int(),
  hectares: z.number().nullable(),
});
export const editionsReply = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title,
      source: z.string(),
      verified: z.boolean(),
      values: z.record(z.string(), z.string()),
    }),
  ),
});

export const outlineKinds = ["red-line", "reserve", "zone", "project", "clue"] as const;
export const outlinesQuery = z.object({
  kind: z.enum(outlineKinds),
  /** West, south, east, north in degrees. */
  bbox: z
    .string()
    .regex(/^-?[\d.]+(,-?[\d.]+){3}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(2_000),
});
export const layerOutlinesQuery = outlinesQuery.omit({ kind: true });
export const featureCollection = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(
    z.object({
      type: z.literal("Feature"),
      id: z.string(),
      properties: z.record(z.string(), z.unknown()),
      geometry: z.unknown(),
    }),
  ),
  /** True when more lie in the box than were given. */
  cut: z.boolean(),
});
