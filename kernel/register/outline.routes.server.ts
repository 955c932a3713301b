import { z } from "zod";
import { type Route, route } from "#kernel/identity/route.ts";
import { placeFields, type Register } from "./define.ts";
import { readOutline } from "./outline.server.ts";
import { shape } from "./shape.ts";

const outlineReply = z
  .object({
    type: z.literal("Feature"),
    id: z.uuid(),
    geometry: z.union([shape, z.object({ type: z.literal("Point"), coordinates: z.array(z.number()) })]).nullable(),
    properties: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Outline" });

/** The full geometry of a row; lists and rows say only its size and where it is. */
export function outlineRoutes(register: Register): Route[] {
  if (placeFields(register).length === 0) return [];
  return [
    route({
      id: `${register.id}.geometry`,
      method: "GET",
      path: `/api/v1/${register.path}/:id/geometry`,
      title: { zh: `${register.title.zh}·图形`, en: `${register.title.en}: geometry` },
      access: register.read,
      params: z.object({ id: z.uuid() }),
      query: z.object({
        /** A field that says a place; the most telling one unless said. */
        field: z.string().max(60).optional(),
        version: z.coerce.number().int().positive().optional(),
      }),
      reply: outlineReply,
      ...(register.placed ? { row: register.id } : {}),
      handle: ({ platform, actor, params, query }) =>
        platform.postgres.transact(actor, (tx) => readOutline(tx, register, { ...params, ...query }), {
          readOnly: true,
        }) as never,
    }),
  ];
}
