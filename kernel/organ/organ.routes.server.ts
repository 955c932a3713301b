import { sql } from "kysely";
import { z } from "zod";
import { named, page, pageQuery, regionName } from "#kernel/identity/contract.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";

const organReply = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  region: regionName,
  parent: named.nullable(),
  sample: z.boolean(),
});

/** Organs are public knowledge inside the platform: whom to send something to is asked by everyone. */
export const organRoutes: Route[] = [
  route({
    id: "organ.list",
    method: "GET",
    path: "/api/v1/organs",
    title: { zh: "单位", en: "Organs" },
    access: roleIds,
    query: pageQuery.extend({ kind: z.string().optional() }),
    reply: page(organReply),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const [region, id] = query.after?.split("/") ?? [null, null];
          const found = await sql<{
            id: string;
            name: string;
            kind: string;
            region: string;
            region_name: string;
            parent: string | null;
            parent_name: string | null;
            sample: boolean;
          }>`
          select o.id, o.name, o.kind, o.region, r.name as region_name, o.parent, p.name as parent_name, o.sample
          from organ.organ o join place.region r on r.code = o.region left join organ.organ p on p.id = o.parent
          where (${query.kind ?? null}::text is null or o.kind = ${query.kind ?? null})
            and (${query.q ?? null}::text is null or o.name ilike '%' || ${query.q ?? null} || '%')
            and (${region}::text is null or (o.region, o.id) > (${region}, ${id}::uuid))
          order by o.region, o.id limit ${query.limit + 1}`.execute(tx);
          const rows = found.rows.slice(0, query.limit);
          const last = rows.at(-1);
          return {
            items: rows.map((row) => ({
              id: row.id,
              name: row.name,
              kind: row.kind,
              region: { code: row.region, name: row.region_name },
              parent: row.parent ? { id: row.parent, name: row.parent_name ?? "" } : null,
              sample: row.sample,
            })),
            next: found.rows.length > query.limit && last ? `${last.region}/${last.id}` : null,
          };
        },
        { readOnly: true },
      ),
  }),
];
