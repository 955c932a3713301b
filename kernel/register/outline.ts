import { z } from "zod";
import { shape } from "./shape.ts";

/** What the routes of a row's geometry and of a list's map answer. */
export const outlineReply = z
  .object({
    type: z.literal("Feature"),
    id: z.uuid(),
    geometry: z.union([shape, z.object({ type: z.literal("Point"), coordinates: z.array(z.number()) })]).nullable(),
    properties: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Outline" });

export const mapReply = z
  .object({
    type: z.literal("FeatureCollection"),
    features: z.array(
      z.object({
        type: z.literal("Feature"),
        id: z.uuid(),
        geometry: z.looseObject({ type: z.string() }),
        properties: z.object({
          id: z.uuid(),
          label: z.string().nullable(),
          sample: z.boolean(),
          hectares: z.number().optional(),
        }),
      }),
    ),
    /** More lie in the box than were given; the largest were. */
    truncated: z.boolean(),
    extent: z.array(z.number()).nullable(),
  })
  .meta({ id: "RegisterMap" });
export type RegisterMapReply = z.infer<typeof mapReply>;
export type OutlineReply = z.infer<typeof outlineReply>;
