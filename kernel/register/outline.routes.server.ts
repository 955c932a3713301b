import { z } from "zod";
import { type Route, route } from "#kernel/identity/route.ts";
import { placeFields, type Register } from "./define.ts";
import { listQueryOf, listQuerySchema } from "./list-query.ts";
import { readMapFeatures, readOutline } from "./outline.server.ts";
import { mapReply, outlineReply } from "./outline.ts";

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
    route({
      id: `${register.id}.map`,
      method: "GET",
      path: `/api/v1/${register.path}/map`,
      title: { zh: `${register.title.zh}·地图`, en: `${register.title.en}: map` },
      access: register.read,
      query: listQuerySchema(register).extend({ zoom: z.coerce.number().min(0).max(24).default(8) }),
      reply: mapReply,
      handle: ({ platform, actor, query }) =>
        platform.postgres.transact(
          actor,
          (tx) => readMapFeatures(tx, register, listQueryOf(register, query, ["zoom"]), query.zoom),
          { readOnly: true },
        ) as never,
    }),
  ];
}
