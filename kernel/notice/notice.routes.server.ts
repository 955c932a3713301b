import { z } from "zod";
import { page } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { personOf } from "#kernel/identity/session.server.ts";
import { noticeReply, portReply, readBody } from "./contract.ts";
import { portsOf } from "./ports.server.ts";
import { countUnread, listNotices, markRead } from "./reading.server.ts";

export const noticeRoutes: Route[] = [
  route({
    id: "notice.list",
    method: "GET",
    path: "/api/v1/notices",
    title: { zh: "通知", en: "Notices" },
    access: roleIds,
    query: z.object({
      unread: z
        .enum(["true", "false"])
        .transform((value) => value === "true")
        .optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: page(noticeReply),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listNotices(tx, personOf(actor), query, platform.now()), {
        readOnly: true,
      }),
  }),
  route({
    id: "notice.count",
    method: "GET",
    path: "/api/v1/notices/count",
    title: { zh: "未读通知数", en: "Unread notices" },
    access: roleIds,
    reply: z.object({ unread: z.int() }),
    handle: async ({ platform, actor }) => ({
      unread: await platform.postgres.transact(actor, (tx) => countUnread(tx, personOf(actor), platform.now()), {
        readOnly: true,
      }),
    }),
  }),
  route({
    id: "notice.ports",
    method: "GET",
    path: "/api/v1/notices/ports",
    title: { zh: "通知送达方式", en: "Ways out of the platform" },
    access: roleIds,
    reply: z.object({ items: z.array(portReply) }),
    handle: async ({ platform }) => ({ items: portsOf(platform.settings.notice ?? {}) }),
  }),
  route({
    id: "notice.read",
    method: "POST",
    path: "/api/v1/notices/read",
    title: { zh: "标为已读", en: "Mark as read" },
    access: roleIds,
    body: readBody,
    reply: z.object({ marked: z.int() }),
    handle: (call) =>
      once(call, "notice.read", 200, async (tx) => ({
        marked: await markRead(tx, personOf(call.actor), call.body, call.platform.now()),
      })),
  }),
];
