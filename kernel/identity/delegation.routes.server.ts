import { z } from "zod";
import { systemActor } from "#store/actor.ts";
import { delegationBody, delegationReply, page } from "./contract.ts";
import { endDelegation, giveDelegation, listDelegations } from "./delegation.server.ts";
import { once } from "./idempotency.server.ts";
import { officers } from "./role.ts";
import { type Route, route } from "./route.ts";
import { personOf } from "./session.server.ts";

const identity = systemActor("identity");
/** Who works may let a colleague act; the security administrator may arrange it for them. */
const access = [...officers, "partner", "enterprise", "secadmin"] as const;
const idReply = z.object({ id: z.string() });

export const delegationRoutes: Route[] = [
  route({
    id: "delegation.list",
    method: "GET",
    path: "/api/v1/delegations",
    title: { zh: "委托代办（AB 角）", en: "Delegations" },
    access,
    reply: page(delegationReply),
    handle: ({ platform, actor }) =>
      platform.postgres.transact(identity, (tx) => listDelegations(tx, personOf(actor), platform.now()), {
        readOnly: true,
      }),
  }),
  route({
    id: "delegation.give",
    method: "POST",
    path: "/api/v1/delegations",
    title: { zh: "委托同事代办", en: "Let a colleague act" },
    access,
    body: delegationBody,
    status: 201,
    reply: idReply,
    handle: (call) =>
      once(
        call,
        "delegation.give",
        201,
        (tx) => giveDelegation(tx, personOf(call.actor), call.body, call.platform.now()),
        identity,
      ),
  }),
  route({
    id: "delegation.end",
    method: "POST",
    path: "/api/v1/delegations/:id/end",
    title: { zh: "提前结束委托", en: "End a delegation" },
    access,
    params: z.object({ id: z.uuid() }),
    body: z.strictObject({ reason: z.string().trim().min(2).max(500) }),
    reply: idReply,
    handle: (call) =>
      once(
        call,
        "delegation.end",
        200,
        async (tx) => {
          const { params, body, platform } = call;
          await endDelegation(tx, personOf(call.actor), params.id, body.reason, platform.now());
          return { id: params.id };
        },
        identity,
      ),
  }),
];
