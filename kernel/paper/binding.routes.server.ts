import { z } from "zod";
import { type Audience, audiences } from "#kernel/evidence/exhibit.ts";
import { dispositionOf } from "#kernel/file/serve.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, raw, route } from "#kernel/identity/route.ts";
import { bindCase } from "./binding.server.ts";

/** The bound file of a case. */
export const bindingRoutes: Route[] = [
  route({
    id: "case.file",
    method: "GET",
    path: "/api/v1/cases/:id/file.pdf",
    title: { zh: "装订案卷", en: "The bound file of a case" },
    access: [...officers, "partner", "enterprise"],
    params: z.object({ id: z.uuid() }),
    /** An officer may have the copy made that somebody else is to get. */
    query: z.object({ for: z.enum(Object.keys(audiences) as [Audience]).optional() }),
    row: "case.case",
    handle: async ({ platform, actor, params, query }) => {
      const { bytes, name } = await bindCase(platform, actor, params.id, query.for);
      return raw({
        headers: {
          "content-type": "application/pdf",
          "content-length": String(bytes.length),
          "cache-control": "no-store",
          "content-disposition": dispositionOf(false, name),
        },
        body: bytes,
      });
    },
  }),
];
