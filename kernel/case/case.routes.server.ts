import { sql } from "kysely";
import { z } from "zod";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { actOnCase } from "./act.server.ts";
import { definitionShown } from "./catalogue.ts";
import { listCases, readCase } from "./reading.server.ts";
import { caseKinds } from "./registry.server.ts";

const flag = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");
const caseParams = z.object({ id: z.uuid() });
const access = [...officers, "partner", "enterprise"] as const;

/** Cases of every kind: list, one with its timeline, and the acts that move it. */
export const caseRoutes: Route[] = [
  route({
    id: "case.definitions",
    method: "GET",
    path: "/api/v1/case-definitions",
    title: { zh: "办件类型", en: "Kinds of case" },
    access: [...access, "sysadmin"],
    handle: async () => ({ items: caseKinds().map(({ definition }) => definitionShown(definition)) }),
  }),
  route({
    id: "case.list",
    method: "GET",
    path: "/api/v1/cases",
    title: { zh: "案件列表", en: "Cases" },
    access,
    query: z.object({
      state: z.string().optional(),
      category: z.string().optional(),
      definition: z.string().optional(),
      /** Sub-cases of one case. */
      parent: z.uuid().optional(),
      mine: flag.optional(),
      overdue: flag.optional(),
      subject: z.string().optional(),
      /** A league or banner; what lies within it too. */
      region: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
      /** By default the newest first; `due`: open ones first, the most urgent at the top. */
      sort: z.enum(["due"]).optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listCases(tx, actor, query, platform.now()), { readOnly: true }),
  }),
  route({
    id: "case.read",
    method: "GET",
    path: "/api/v1/cases/:id",
    title: { zh: "案件", en: "One case" },
    access,
    params: caseParams,
    row: "case.case",
    handle: ({ platform, actor, params }) =>
      platform.postgres.transact(actor, (tx) => readCase(tx, actor, params.id, platform.now()), { readOnly: true }),
  }),
  route({
    id: "case.act",
    method: "POST",
    path: "/api/v1/cases/:id/acts/:act",
    title: { zh: "办理", en: "Act on a case" },
    access,
    params: caseParams.extend({ act: z.string().max(40) }),
    body: z.looseObject({ baseVersion: z.number().int().optional(), note: z.string().max(5_000).optional() }),
    row: "case.case",
    handle: async (call) => {
      const { platform, actor, params, body } = call;
      const now = platform.now();
      let scopes: string[] = [];
      const shown = await once(call, "case.act", 200, async (tx) => {
        const calendar = await readCalendar(tx);
        const { baseVersion, ...values } = body;
        await actOnCase(tx, params.id, { act: params.act, baseVersion, values }, { actor, now, calendar });
        scopes = await caseScopes(tx, params.id);
        return readCase(tx, actor, params.id, now);
      });
      // a repeat changed nothing: there is nothing to tell
      if (scopes.length > 0) platform.live.publish({ topic: "case", ids: [params.id], scopes, at: now });
      return shown;
    },
  }),
];

/** Who may hear of a case. */
export async function caseScopes(tx: Parameters<typeof readCase>[0], id: string): Promise<string[]> {
  const { rows } = await sql<{ scope: string }>`select identity.scopes_of(region, array[organ, party]) as scope
    from "case"."case" where id = ${id}`.execute(tx);
  return rows.map(({ scope }) => scope);
}
