import { z } from "zod";
import { organsOfCase, organsUnder, ownOrgan, peopleOfOrgans } from "#kernel/identity/colleague.server.ts";
import {
  handOverBody,
  handOverPreview,
  named,
  page,
  savedFilterBody,
  savedFilterReply,
} from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers, roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { listSavedFilters, removeFilter, saveFilter } from "#kernel/identity/saved-filter.server.ts";
import { personOf } from "#kernel/identity/session.server.ts";
import { systemActor } from "#store/actor.ts";
import { actOnMany } from "./bulk.server.ts";
import { addComment, listComments, withdrawComment } from "./comment.server.ts";
import { bulkBody, bulkReply, commentBody, commentReply, inboxKind, inboxReply, light } from "./contract.ts";
import { handOver, previewHandOver } from "./hand-over.server.ts";
import { readInbox } from "./inbox.server.ts";

const workers = [...officers, "partner", "enterprise"] as const;
const talkers = [...officers, "partner"] as const;
const idParams = z.object({ id: z.uuid() });
const idReply = z.object({ id: z.string() });
const identity = systemActor("identity");

export const inboxRoutes: Route[] = [
  route({
    id: "inbox.read",
    method: "GET",
    path: "/api/v1/inbox",
    title: { zh: "待办、已办、督办", en: "Inbox" },
    access: workers,
    query: z.object({
      tab: z.enum(["todo", "done", "supervised"]).default("todo"),
      scope: z.enum(["mine", "organ"]).default("mine"),
      light: light.optional(),
      kind: inboxKind.optional(),
      q: z.string().trim().max(60).optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(100),
    }),
    reply: inboxReply,
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => readInbox(tx, personOf(actor), query, platform.now()), {
        readOnly: true,
      }),
  }),
  route({
    id: "inbox.bulk",
    method: "POST",
    path: "/api/v1/inbox/bulk",
    title: { zh: "批量办理", en: "One act on many cases" },
    access: workers,
    body: bulkBody,
    reply: bulkReply,
    handle: actOnMany,
  }),
  route({
    id: "colleague.list",
    method: "GET",
    path: "/api/v1/colleagues",
    title: { zh: "可选择的同事", en: "People who can be chosen" },
    access: talkers,
    query: z.object({
      /** People of the organs that stand to this case; without it those of the reader's organ. */
      case: z.uuid().optional(),
      /** Also those of the organs below. */
      below: z.enum(["true"]).optional(),
      q: z.string().trim().max(40).optional(),
    }),
    reply: page(named.extend({ organ: named })),
    handle: async ({ platform, actor, query }) => {
      const { organ } = personOf(actor);
      const organs = query.case ? organsOfCase(query.case, organ) : query.below ? organsUnder(organ) : ownOrgan(organ);
      const items = await platform.postgres.transact(actor, (tx) => peopleOfOrgans(tx, organs, { q: query.q }), {
        readOnly: true,
      });
      return { items, next: null };
    },
  }),
  route({
    id: "hand-over.preview",
    method: "GET",
    path: "/api/v1/hand-overs/preview",
    title: { zh: "工作移交：预览", en: "What would be handed over" },
    access: [...officers, "secadmin"],
    query: z.object({ leaver: z.uuid() }),
    reply: handOverPreview,
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(identity, (tx) => previewHandOver(tx, personOf(actor), query.leaver)),
  }),
  route({
    id: "hand-over",
    method: "POST",
    path: "/api/v1/hand-overs",
    title: { zh: "工作移交", en: "Hand a leaver's items over" },
    access: [...officers, "secadmin"],
    body: handOverBody,
    status: 201,
    reply: z.object({ id: z.string(), items: z.int() }),
    handle: (call) =>
      once(
        call,
        "hand-over",
        201,
        (tx) => handOver(tx, personOf(call.actor), call.body, call.platform.now()),
        identity,
      ),
  }),
  route({
    id: "comment.list",
    method: "GET",
    path: "/api/v1/comments",
    title: { zh: "案件留言", en: "Comments on a case" },
    access: talkers,
    query: z.object({ case: z.uuid() }),
    reply: page(commentReply),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listComments(tx, personOf(actor), query.case), { readOnly: true }),
  }),
  route({
    id: "comment.add",
    method: "POST",
    path: "/api/v1/comments",
    title: { zh: "留言", en: "Comment on a case" },
    access: talkers,
    body: commentBody,
    status: 201,
    reply: idReply,
    handle: (call) =>
      once(call, "comment.add", 201, (tx) => addComment(tx, personOf(call.actor), call.body, call.platform.now())),
  }),
  route({
    id: "comment.withdraw",
    method: "POST",
    path: "/api/v1/comments/:id/withdraw",
    title: { zh: "撤回留言", en: "Withdraw a comment" },
    access: talkers,
    params: idParams,
    reply: idReply,
    handle: (call) =>
      once(call, "comment.withdraw", 200, async (tx) => {
        await withdrawComment(tx, personOf(call.actor), call.params.id, call.platform.now());
        return { id: call.params.id };
      }),
  }),
  route({
    id: "saved-filter.list",
    method: "GET",
    path: "/api/v1/saved-filters",
    title: { zh: "保存的筛选", en: "Saved filters" },
    access: roleIds,
    query: z.object({ list: z.string().max(60) }),
    reply: page(savedFilterReply),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listSavedFilters(tx, personOf(actor), query.list), { readOnly: true }),
  }),
  route({
    id: "saved-filter.save",
    method: "POST",
    path: "/api/v1/saved-filters",
    title: { zh: "保存筛选", en: "Save a filter" },
    access: roleIds,
    body: savedFilterBody,
    status: 201,
    reply: idReply,
    handle: (call) =>
      once(call, "saved-filter.save", 201, (tx) =>
        saveFilter(tx, personOf(call.actor), call.body, call.platform.now()),
      ),
  }),
  route({
    id: "saved-filter.remove",
    method: "POST",
    path: "/api/v1/saved-filters/:id/remove",
    title: { zh: "删除筛选", en: "Remove a saved filter" },
    access: roleIds,
    params: idParams,
    reply: idReply,
    handle: (call) =>
      once(call, "saved-filter.remove", 200, async (tx) => {
        await removeFilter(tx, personOf(call.actor), call.params.id, call.platform.now());
        return { id: call.params.id };
      }),
  }),
];
