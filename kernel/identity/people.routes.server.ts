import { z } from "zod";
import { systemActor } from "#store/actor.ts";
import { grantBody, page, pageQuery, personAmendment, personBody, personReply } from "./contract.ts";
import { once } from "./idempotency.server.ts";
import { addGrant, amendPerson, createPerson, endGrant, listPeople } from "./people.server.ts";
import { type Route, route } from "./route.ts";

const idParams = z.object({ id: z.uuid() });
const grantParams = z.object({ id: z.uuid(), grant: z.uuid() });
const identity = systemActor("identity");

/** Accounts and grants are the security administrator's alone; the tables are closed to every person's role in the store. */
export const peopleRoutes: Route[] = [
  route({
    id: "person.list",
    method: "GET",
    path: "/api/v1/users",
    title: { zh: "用户", en: "Users" },
    access: ["secadmin"],
    query: pageQuery,
    reply: page(personReply),
    handle: ({ platform, query }) =>
      platform.postgres.transact(identity, (tx) => listPeople(tx, query, platform.now()), { readOnly: true }),
  }),
  route({
    id: "person.create",
    method: "POST",
    path: "/api/v1/users",
    title: { zh: "新建用户", en: "Create a user" },
    access: ["secadmin"],
    body: personBody,
    status: 201,
    reply: z.object({ id: z.string() }),
    handle: (call) => once(call, "person.create", 201, (tx) => createPerson(tx, call.actor, call.body), identity),
  }),
  route({
    id: "person.amend",
    method: "PATCH",
    path: "/api/v1/users/:id",
    title: { zh: "修改用户", en: "Amend a user" },
    access: ["secadmin"],
    params: idParams,
    body: personAmendment,
    reply: z.object({ id: z.string() }),
    handle: (call) =>
      once(
        call,
        "person.amend",
        200,
        async (tx) => {
          await amendPerson(tx, call.actor, call.params.id, call.body);
          return { id: call.params.id };
        },
        identity,
      ),
  }),
  route({
    id: "grant.give",
    method: "POST",
    path: "/api/v1/users/:id/grants",
    title: { zh: "授权", en: "Give a grant" },
    access: ["secadmin"],
    params: idParams,
    body: grantBody,
    status: 201,
    reply: z.object({ id: z.string() }),
    handle: (call) =>
      once(call, "grant.give", 201, (tx) => addGrant(tx, call.actor, call.params.id, call.body), identity),
  }),
  route({
    id: "grant.end",
    method: "POST",
    path: "/api/v1/users/:id/grants/:grant/end",
    title: { zh: "终止授权", en: "End a grant" },
    access: ["secadmin"],
    params: grantParams,
    body: z.strictObject({ reason: z.string().trim().min(2).max(500) }),
    reply: z.object({ id: z.string() }),
    handle: (call) =>
      once(
        call,
        "grant.end",
        200,
        async (tx) => {
          await endGrant(tx, call.actor, call.params.id, call.params.grant, call.body.reason);
          return { id: call.params.grant };
        },
        identity,
      ),
  }),
];
