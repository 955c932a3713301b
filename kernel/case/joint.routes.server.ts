import { sql } from "kysely";
import { z } from "zod";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { isoTime } from "#kernel/time.ts";
import { lockCase, seenCase } from "./case.server.ts";
import { caseParams, changeCase } from "./change.server.ts";
import { answer, ask, withdraw } from "./joint.server.ts";

const access = [...officers, "partner"] as const;
const role = z.enum(["supporter", "countersigner"]);
const text = z.string().trim().max(5_000);

/** 会办, 会签, and who may be given a case. */
export const jointRoutes: Route[] = [
  route({
    id: "case.ask",
    method: "POST",
    path: "/api/v1/cases/:id/asks",
    title: { zh: "请其他单位会办或会签", en: "Ask another organ" },
    access,
    params: caseParams,
    row: "case.case",
    body: z.object({ organ: z.uuid(), role, note: text.optional() }),
    handle: (call) =>
      changeCase(call, "case.ask", async (tx, by) => ask(tx, await lockCase(tx, call.params.id), call.body, by)),
  }),
  route({
    id: "case.answer",
    method: "POST",
    path: "/api/v1/cases/:id/answers",
    title: { zh: "答复会办或会签", en: "Answer a request" },
    access,
    params: caseParams,
    row: "case.case",
    body: z.object({ role, state: z.enum(["agreed", "refused", "done"]), opinion: text.optional() }),
    handle: (call) =>
      changeCase(call, "case.answer", async (tx, by) => answer(tx, await lockCase(tx, call.params.id), call.body, by)),
  }),
  route({
    id: "case.withdraw-ask",
    method: "POST",
    path: "/api/v1/cases/:id/withdrawals",
    title: { zh: "撤回会办或会签", en: "Withdraw a request" },
    access,
    params: caseParams,
    row: "case.case",
    body: z.object({ organ: z.uuid(), role, reason: text.min(1) }),
    handle: (call) =>
      changeCase(call, "case.withdraw-ask", async (tx, by) =>
        withdraw(tx, await lockCase(tx, call.params.id), call.body, by),
      ),
  }),
  route({
    id: "case.people",
    method: "GET",
    path: "/api/v1/cases/:id/people",
    title: { zh: "承办单位的人员", en: "People of the handling organ" },
    access,
    params: caseParams,
    row: "case.case",
    reply: z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) }),
    handle: ({ platform, actor, params }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const { organ } = await seenCase(tx, params.id);
          const { rows } = await sql<{ id: string; name: string }>`
            select id, name from "case".people_of(${organ}::uuid, ${isoTime(platform.now())})`.execute(tx);
          return { items: rows };
        },
        { readOnly: true },
      ),
  }),
];
