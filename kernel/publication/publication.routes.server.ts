import { z } from "zod";
import { caseScopes } from "#kernel/case/case.server.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { objectionBody, objectionReceipt, publicationDetail, publicationList, publicationQuery } from "./contract.ts";
import { takeObjection } from "./objection.server.ts";
import { publisher } from "./projection.server.ts";
import { listPublications, readPublication } from "./reading.server.ts";

const params = z.object({ id: z.uuid() });

/** What anybody may read without signing in, and what they may say about it. Every answer comes from the projection, none from a case. */
export const publicationRoutes: Route[] = [
  route({
    id: "publication.list",
    method: "GET",
    path: "/api/v1/public/publications",
    title: { zh: "公示列表", en: "What is made public" },
    access: "public",
    query: publicationQuery,
    reply: publicationList,
    handle: ({ platform, query }) =>
      platform.postgres.transact(publisher, (tx) => listPublications(tx, query, platform.now()), { readOnly: true }),
  }),
  route({
    id: "publication.read",
    method: "GET",
    path: "/api/v1/public/publications/:id",
    title: { zh: "一项公示", en: "One publication" },
    access: "public",
    params,
    reply: publicationDetail,
    handle: ({ platform, params: { id } }) =>
      platform.postgres.transact(publisher, (tx) => readPublication(tx, id, platform.now()), { readOnly: true }),
  }),
  route({
    id: "publication.object",
    method: "POST",
    path: "/api/v1/public/publications/:id/objections",
    title: { zh: "对公示提出异议", en: "Object to a publication" },
    access: "public",
    params,
    body: objectionBody,
    reply: objectionReceipt,
    status: 201,
    handle: async ({ platform, params: { id }, body, peer }) => {
      const now = platform.now();
      const taken = await platform.postgres.transact(publisher, async (tx) => {
        const { caseId, ...receipt } = await takeObjection(tx, { item: id, body, peer, now });
        return { receipt, caseId, scopes: await caseScopes(tx, caseId) };
      });
      platform.live.publish({ topic: "case", ids: [taken.caseId], scopes: taken.scopes, at: now });
      return taken.receipt;
    },
  }),
];
