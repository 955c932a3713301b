import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, raw, route } from "#kernel/identity/route.ts";

const regionReply = z.object({
  code: z.string(),
  name: z.string(),
  level: z.enum(["region", "league", "banner"]),
  parent: z.string().nullable(),
  reportingUnit: z.boolean(),
});

/** Boundaries change with a migration or an import only: the answer is made once and kept with its tag. */
let boundaries: { etag: string; body: string } | undefined;

export const placeRoutes: Route[] = [
  route({
    id: "place.regions",
    method: "GET",
    path: "/api/v1/regions",
    title: { zh: "行政区划", en: "Regions" },
    access: roleIds,
    query: z.object({
      parent: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
    }),
    reply: z.object({ items: z.array(regionReply) }),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const found = await sql<z.infer<typeof regionReply>>`
          select code, name, level, parent, reporting_unit as "reportingUnit" from place.region
          where not statistical and valid_to is null and (${query.parent ?? null}::text is null or parent = ${query.parent ?? null}) order by code`.execute(
            tx,
          );
          return { items: found.rows };
        },
        { readOnly: true },
      ),
  }),
  route({
    id: "place.map",
    method: "GET",
    path: "/api/v1/map/regions",
    title: { zh: "行政区划边界（示例）", en: "Boundaries (sample)" },
    access: roleIds,
    handle: async ({ platform, actor }) => {
      boundaries ??= await platform.postgres.transact(
        actor,
        async (tx) => {
          const found = await sql<{
            code: string;
            name: string;
            level: string;
            parent: string | null;
            shape: string;
            lon: number;
            lat: number;
          }>`
          select r.code, r.name, r.level, r.parent, st_asgeojson(st_simplifypreservetopology(b.area, 0.004), 4, 0) as shape,
            st_x(st_pointonsurface(b.area)) as lon, st_y(st_pointonsurface(b.area)) as lat
          from place.boundary b join place.region r on r.code = b.code order by r.code`.execute(tx);
          const features = found.rows.map(
            ({ shape, lon, lat, ...properties }) =>
              `{"type":"Feature","properties":${JSON.stringify({ ...properties, label: [Number(lon.toFixed(4)), Number(lat.toFixed(4))], sample: true })},"geometry":${shape}}`,
          );
          const body = `{"type":"FeatureCollection","features":[${features.join(",")}]}`;
          return { body, etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"` };
        },
        { readOnly: true },
      );
      return raw({
        headers: {
          "content-type": "application/geo+json",
          etag: boundaries.etag,
          "cache-control": "private, max-age=3600",
        },
        body: boundaries.body,
      });
    },
  }),
];
