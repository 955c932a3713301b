import { z } from "zod";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { actOnCase } from "./act.server.ts";
import { definitionShown } from "./catalogue.ts";
import { caseParams, changeCase } from "./change.server.ts";
import { extensionRoutes } from "./extension.routes.server.ts";
import { jointRoutes } from "./joint.routes.server.ts";
import { onTime } from "./on-time.server.ts";
import { listCases, readCase } from "./reading.server.ts";
import { caseKinds } from "./registry.server.ts";
import { supervisionRoutes } from "./supervision.routes.server.ts";

const flag = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");
const regionCode = z.string().regex(/^\d{6}$/);
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
      region: regionCode.optional(),
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
    handle: (call) =>
      changeCase(call, "case.act", async (tx, by) => {
        const { params, body } = call;
        const { baseVersion, ...values } = body;
        await actOnCase(tx, params.id, { act: params.act, baseVersion, values }, by);
      }),
  }),
  route({
    id: "case.on-time",
    method: "GET",
    path: "/api/v1/cases-on-time",
    title: { zh: "按时办结率", en: "Done on time" },
    access,
    query: z.object({
      definition: z.string().optional(),
      region: regionCode.optional(),
      organ: z.uuid().optional(),
      from: z.iso.datetime({ offset: true }).optional(),
      to: z.iso.datetime({ offset: true }).optional(),
    }),
    handle: ({ platform, actor, query: { from, to, ...query } }) =>
      platform.postgres.transact(
        actor,
        (tx) =>
          onTime(tx, {
            ...query,
            from: from === undefined ? undefined : Date.parse(from),
            to: to === undefined ? undefined : Date.parse(to),
            now: platform.now(),
          }),
        { readOnly: true },
      ),
  }),
  ...jointRoutes,
  ...extensionRoutes,
  ...supervisionRoutes,
];
