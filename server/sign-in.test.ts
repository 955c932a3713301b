import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInRules } from "#kernel/identity/session.server.ts";
import { seedId } from "#seed/ids.ts";
import { demoUsers } from "#seed/organs.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openTestPlatform, type TestPlatform, testPassword } from "./kit.ts";

/** Who comes in, for how long, and what the three administrators keep apart. */
const minute = 60_000;
const hour = 60 * minute;
const idOf = (username: string): string =>
  seedId("user", demoUsers().findIndex((user) => user.username === username) + 1);

describe.each(relationalEngines)("signing in, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let turned = 0;
  beforeAll(async () => {
    saihan = await openTestPlatform(kind, () => Date.now() + turned);
  });
  afterAll(() => saihan?.close());

  const attempt = (username: string, password: string) =>
    saihan.anonymous.send("POST", "/api/v1/session", { username, password });
  const count = async (from: ReturnType<typeof sql>): Promise<number> => {
    const { rows } = await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
      sql<{ n: number }>`select count(*)::int as n from ${from}`.execute(tx),
    );
    return rows[0]?.n ?? 0;
  };
  const present = async (client: Client) => (await client.send("GET", "/api/v1/session")).status;
  const versionOf = async (secadmin: Client, username: string): Promise<number> => {
    const { json } = await secadmin.send("GET", `/api/v1/users?q=${username}`);
    return (json as { items: { username: string; version: number }[] }).items.find((one) => one.username === username)
      ?.version as number;
  };
  const amend = async (secadmin: Client, username: string, change: object) =>
    secadmin.send("PATCH", `/api/v1/users/${idOf(username)}`, {
      baseVersion: await versionOf(secadmin, username),
      reason: "测试账号管理",
      ...change,
    });

  test("a wrong name and a wrong password are refused with the same words", async () => {
    const [name, password] = [await attempt("nobody", testPassword), await attempt("league", "not-the-one-1")];
    const said = ({ json }: typeof name) => ({ ...(json as object), request: undefined });
    expect([name.status, name.code]).toEqual([401, "sign-in.wrong"]);
    expect(said(password)).toEqual(said(name));
    expect(password.headers["set-cookie"]).toBeUndefined();
  });

  test("the audit names whose account signed in, and whose was refused", async () => {
    await saihan.signIn("league");
    const { rows } = await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
      sql`select actor, actor_name, act, peer from audit.line where act like 'session.%' and actor = ${idOf("league")} order by seq`.execute(
        tx,
      ),
    );
    const name = demoUsers().find(({ username }) => username === "league")?.name;
    const who = { actor: idOf("league"), actor_name: name, peer: "127.0.0.1" };
    expect(rows).toEqual([
      { ...who, act: "session.refuse" },
      { ...who, act: "session.open" },
    ]);
  });

  test("five wrong attempts lock the account for a while, whoever has the password; each leaves a line", async () => {
    const lines = sql`audit.line where act = 'session.refuse' and object = ${`identity.person/${idOf("banner")}`}`;
    for (let n = 1; n < signInRules.attempts; n++)
      expect((await attempt("banner", `wrong-${n}-password`)).code).toBe("sign-in.wrong");
    const last = await attempt("banner", "wrong-5-password");
    expect([last.status, last.code]).toEqual([429, "sign-in.locked"]);
    expect(await count(lines)).toBe(signInRules.attempts);
    expect((await attempt("banner", testPassword)).code).toBe("sign-in.locked");
    turned += (signInRules.lockMinutes - 1) * minute;
    expect((await attempt("banner", testPassword)).code).toBe("sign-in.locked");
    turned += 2 * minute;
    expect((await attempt("banner", testPassword)).status).toBe(204);
  });

  test("the security administrator unlocks at once; a right password forgets earlier failures", async () => {
    for (let n = 0; n < signInRules.attempts; n++) await attempt("banner", "wrong-again-1");
    expect((await attempt("banner", testPassword)).code).toBe("sign-in.locked");
    const secadmin = await saihan.signIn("secadmin");
    expect((await amend(secadmin, "banner", { unlock: true })).status).toBe(200);
    for (let round = 0; round < 2; round++) {
      for (let n = 1; n < signInRules.attempts; n++) await attempt("banner", "wrong-again-1");
      expect((await attempt("banner", testPassword)).status).toBe(204);
    }
  });

  test("a disabled account loses its sessions and comes in no more, until it is enabled", async () => {
    const [secadmin, enterprise] = [await saihan.signIn("secadmin"), await saihan.signIn("enterprise")];
    expect(await present(enterprise)).toBe(200);
    expect((await amend(secadmin, "enterprise", { disabled: true })).status).toBe(200);
    expect(await present(enterprise)).toBe(401);
    const right = await attempt("enterprise", testPassword);
    expect([right.status, right.code]).toEqual([403, "sign-in.disabled"]);
    // who does not know the password learns nothing of the account
    expect((await attempt("enterprise", "not-the-one-1")).code).toBe("sign-in.wrong");
    expect((await amend(secadmin, "enterprise", { disabled: false })).status).toBe(200);
    expect((await attempt("enterprise", testPassword)).status).toBe(204);
    expect(await present(enterprise)).toBe(401);
  });

  test("a session ends when nobody uses it for long, and at the end of its life even when somebody does", async () => {
    const [used, unused] = [await saihan.signIn("region"), await saihan.signIn("region")];
    const step = (signInRules.idleHours - 1) * hour;
    turned += step;
    expect([await present(used), await present(unused)]).toEqual([200, 200]);
    const leisurely = await saihan.signIn("region");
    turned += signInRules.idleHours * hour + minute;
    expect([await present(leisurely), await present(unused)]).toEqual([401, 401]);

    const busy = await saihan.signIn("region");
    let lived = 0;
    for (; lived + step < signInRules.lifeHours * hour; lived += step) {
      turned += step;
      expect(await present(busy)).toBe(200);
    }
    turned += signInRules.lifeHours * hour - lived + minute;
    expect(await present(busy)).toBe(401);
  });

  test("leaving ends the session for whoever kept its cookie", async () => {
    const region = await saihan.signIn("region");
    expect((await region.send("DELETE", "/api/v1/session")).status).toBe(204);
    expect(await present(region)).toBe(401);
  });

  test("a write without the token of the session is refused and nothing is written", async () => {
    const [region, other] = [await saihan.signIn("region"), await saihan.signIn("region")];
    const station = {
      name: "空气站",
      code: "CSRF1",
      control: "national",
      zoneClass: "II",
      region: "150121",
      location: { lon: 111, lat: 40 },
    };
    for (const token of ["", "wrong", "x".repeat(5_000)]) {
      const reply = await region.send("POST", "/api/v1/air-stations", station, { "x-csrf-token": token });
      expect([reply.status, reply.code]).toEqual([403, "csrf.missing"]);
    }
    expect(await count(sql`base.air_station where code = 'CSRF1'`)).toBe(0);
    expect((await other.send("POST", "/api/v1/air-stations", station)).status).toBe(201);
  });

  describe("三员分立", () => {
    const person = (username: string, ...given: string[]) => ({
      username,
      name: "示例·新人",
      organ: demoUsers()[0]?.organ,
      password: "a-password-12",
      grants: given.map((role) => ({ role, regions: ["150000"] })),
    });

    test.each([
      ["two of the three", ["sysadmin", "secadmin"], 409, "grant.conflict"],
      ["all three", ["auditadmin", "secadmin", "sysadmin"], 409, "grant.conflict"],
      ["one of them and work", ["auditadmin", "region"], 422, "field.invalid"],
    ])("nobody is made with %s, and nothing is written", async (_, roles, status, code) => {
      const secadmin = await saihan.signIn("secadmin");
      const reply = await secadmin.send("POST", "/api/v1/users", person("doubled", ...roles));
      expect([reply.status, reply.code, (reply.json as { field: string }).field]).toEqual([status, code, "grants"]);
      expect(await count(sql`identity.person where username = 'doubled'`)).toBe(0);
    });

    test("who holds one is not given another, nor work, until the first has ended", async () => {
      const secadmin = await saihan.signIn("secadmin");
      const { id } = (await secadmin.send("POST", "/api/v1/users", person("keeper", "sysadmin"))).json as {
        id: string;
      };
      const grants = `/api/v1/users/${id}/grants`;
      const give = (role: string) => secadmin.send("POST", grants, { role, regions: ["150000"], reason: "换岗" });
      for (const [role, code] of [
        ["auditadmin", "grant.conflict"],
        ["secadmin", "grant.conflict"],
        ["league", "field.invalid"],
      ] as const)
        expect((await give(role)).code).toBe(code);
      expect(await count(sql`identity."grant" where person = ${id}`)).toBe(1);
      const listed = (await secadmin.send("GET", "/api/v1/users?q=keeper")).json as {
        items: { grants: { id: string }[] }[];
      };
      const ended = await secadmin.send("POST", `${grants}/${listed.items[0]?.grants[0]?.id}/end`, { reason: "换岗" });
      expect(ended.status).toBe(200);
      expect((await give("auditadmin")).status).toBe(201);
    });

    test("none of them does another's work", async () => {
      const status = async (username: string, path: string) =>
        (await (await saihan.signIn(username)).send("GET", `/api/v1/${path}`)).status;
      expect([await status("secadmin", "users"), await status("auditadmin", "audit")]).toEqual([200, 200]);
      for (const [username, path] of [
        ["sysadmin", "users"],
        ["auditadmin", "users"],
        ["sysadmin", "audit"],
        ["secadmin", "audit"],
      ] as const)
        expect([username, path, await status(username, path)]).toEqual([username, path, 403]);
    });
  });
});
