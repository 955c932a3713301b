import { sql } from "kysely";
import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { resealOwnKey } from "#kernel/signature/key.server.ts";
import { systemActor } from "#store/actor.ts";
import { ownPasswordBody, sessionReply, signInBody } from "./contract.ts";
import { principalsOf } from "./delegation.server.ts";
import { hashPassword, passwordIsWeak, passwordMatches } from "./password.server.ts";
import { roleIds } from "./role.ts";
import { type Route, raw, route } from "./route.ts";
import { personOf, signIn, signInRules, signOut } from "./session.server.ts";

export const sessionCookie = "saihan_session";
export const csrfCookie = "saihan_csrf";
/** Kept by the browser: the id of the person in whose name its user acts. Read by pages too. */
export const onBehalfCookie = "saihan_for";

const cookie = (name: string, value: string, { hidden, age }: { hidden: boolean; age: number }): string =>
  `${name}=${value}; Path=/; SameSite=Strict; Max-Age=${age}${hidden ? "; HttpOnly" : ""}`;

const lifeSeconds = signInRules.lifeHours * 3600;

export const sessionRoutes: Route[] = [
  route({
    id: "session.open",
    method: "POST",
    path: "/api/v1/session",
    title: { zh: "登录", en: "Sign in" },
    access: "public",
    body: signInBody,
    status: 204,
    handle: async ({ platform, body, peer }) => {
      const { token, csrf } = await signIn(platform, { ...body, peer });
      return raw({
        status: 204,
        headers: {
          "set-cookie": [
            cookie(sessionCookie, token, { hidden: true, age: lifeSeconds }),
            cookie(csrfCookie, csrf, { hidden: false, age: lifeSeconds }),
            cookie(onBehalfCookie, "", { hidden: false, age: 0 }),
          ],
        },
      });
    },
  }),
  route({
    id: "session.read",
    method: "GET",
    path: "/api/v1/session",
    title: { zh: "当前登录", en: "Current session" },
    access: roleIds,
    reply: sessionReply,
    handle: async ({ platform, actor }) => {
      const person = personOf(actor);
      const found = await platform.postgres.transact(systemActor("identity"), async (tx) => {
        const regions = person.scopes.filter((scope) => scope.startsWith("r:")).map((scope) => scope.slice(2));
        return {
          person: (
            await sql<{ username: string; name: string; organ: string; organ_name: string; kind: string }>`
            select p.username, p.name, o.id as organ, o.name as organ_name, o.kind from identity.person p
              join organ.organ o on o.id = ${person.organ ?? null}::uuid where p.id = ${person.id}`.execute(tx)
          ).rows[0],
          mayActFor: await principalsOf(tx, person.id, new Date(platform.now())),
          regions: (
            await sql<{
              code: string;
              name: string;
            }>`select code, name from place.region where code = any (${regions}) order by code`.execute(tx)
          ).rows,
        };
      });
      if (!found.person) refuse("sign-in.required");
      const { demo, mapApproval, version, hj212Port } = platform.settings;
      return {
        user: {
          id: person.id,
          username: found.person.username,
          name: found.person.name,
          organ: { id: found.person.organ, name: found.person.organ_name, kind: found.person.kind },
          roles: [...person.roles],
          regions: found.regions,
          onBehalfOf: person.onBehalfOf ?? null,
          mayActFor: found.mayActFor,
        },
        settings: { demo, version, hj212Port, mapApproval: mapApproval ?? null },
      };
    },
  }),
  route({
    id: "session.close",
    method: "DELETE",
    path: "/api/v1/session",
    title: { zh: "退出", en: "Sign out" },
    access: roleIds,
    status: 204,
    handle: async ({ platform, cookies }) => {
      await signOut(platform, cookies[sessionCookie] ?? "");
      const gone = { age: 0, hidden: true };
      return raw({
        status: 204,
        headers: {
          "set-cookie": [
            cookie(sessionCookie, "", gone),
            cookie(csrfCookie, "", { ...gone, hidden: false }),
            cookie(onBehalfCookie, "", { ...gone, hidden: false }),
          ],
        },
      });
    },
  }),
  route({
    id: "session.password",
    method: "PUT",
    path: "/api/v1/session/password",
    title: { zh: "修改本人密码", en: "Change own password" },
    access: roleIds,
    body: ownPasswordBody,
    reply: z.object({ changed: z.literal(true) }),
    handle: async ({ platform, actor, body }) => {
      const person = personOf(actor);
      if (person.onBehalfOf) refuse("delegation.chain");
      if (passwordIsWeak(body.next)) refuse("password.weak", { field: "next" });
      const system = systemActor("identity");
      const known = await platform.postgres.transact(
        system,
        async (tx) =>
          (
            await sql<{
              password_hash: string | null;
            }>`select password_hash from identity.person where id = ${person.id}`.execute(tx)
          ).rows[0],
      );
      if (!(await passwordMatches(body.current, known?.password_hash ?? "")))
        refuse("sign-in.wrong", { field: "current" });
      const hash = await hashPassword(body.next);
      await platform.postgres.transact(system, async (tx) => {
        await sql`update identity.person set password_hash = ${hash}, version = version + 1 where id = ${person.id}`.execute(
          tx,
        );
        await resealOwnKey(tx, person.id, { old: body.current, next: body.next });
        await recordAct(tx, actor, { act: "person.password", object: `identity.person/${person.id}` });
      });
      return { changed: true as const };
    },
  }),
];
