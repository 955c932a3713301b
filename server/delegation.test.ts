import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { demoUsers } from "#seed/organs.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform, testPassword } from "./kit.ts";

/** AB 角 over HTTP: who may act in whose name, what they then see, and what the audit says. */
/** Grants of the demonstration begin with the database, by its own clock. */
const start = Date.now() + 600_000;
const hour = 3_600_000;
const time = (hours: number) => new Date(start + hours * hour).toISOString();

describe.each(relationalEngines)("acting in another's name, with PostgreSQL %s", (kind) => {
  let now = start;
  let saihan: TestPlatform;
  let banner: Client;
  let colleague: Client;
  let secadmin: Client;
  let [bannerId, colleagueId, caseId] = ["", "", ""];
  const branch = demoUsers().find(({ username }) => username === "banner")?.organ as string;

  const newcomer = async (username: string, name: string, organ: string, role = "banner", regions: string[] = []) =>
    (
      (
        await secadmin.send("POST", "/api/v1/users", {
          username,
          name,
          organ,
          password: testPassword,
          grants: [{ role, regions }],
        })
      ).json as { id: string }
    ).id;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind, () => now);
    secadmin = await saihan.signIn("secadmin");
    banner = await saihan.signIn("banner");
    bannerId = ((await banner.send("GET", "/api/v1/session")).json as { user: { id: string } }).user.id;
    // a colleague of the same branch whose own grant reaches nowhere but the branch itself
    colleagueId = await newcomer("colleague", "乙", branch, "partner");
    colleague = await saihan.signIn("colleague");
    caseId = await openExceedance(saihan.platform, { subject: uuidv7(), concern: "x", at: start });
  });
  afterAll(() => saihan?.close());

  const give = (client: Client, body: Record<string, unknown>) =>
    client.send("POST", "/api/v1/delegations", {
      delegate: colleagueId,
      from: time(0),
      to: time(48),
      reason: "外出培训",
      ...body,
    });
  const asBanner = () => ({ "x-on-behalf-of": bannerId });

  it("is refused until somebody lets them", async () => {
    expect((await colleague.send("GET", `/api/v1/cases/${caseId}`, undefined, asBanner())).code).toBe(
      "delegation.none",
    );
    const own = await colleague.send("POST", `/api/v1/cases/${caseId}/acts/verify`, { baseVersion: 1 });
    expect(own.code).toBe("access.role");
  });

  it("is not given by or to an administrator, across organs, for ever, or in a third person's name", async () => {
    const users = (await secadmin.send("GET", "/api/v1/users?limit=100")).json as {
      items: { id: string; username: string }[];
    };
    const idOf = (username: string) => users.items.find((user) => user.username === username)?.id as string;
    expect((await give(banner, { delegate: idOf("league") })).json).toMatchObject({
      code: "field.invalid",
      field: "delegate",
    });
    expect((await give(banner, { delegate: bannerId })).json).toMatchObject({
      code: "field.invalid",
      field: "delegate",
    });
    expect((await give(secadmin, { principal: idOf("sysadmin"), delegate: idOf("region") })).json).toMatchObject({
      code: "field.invalid",
      field: "delegate",
    });
    expect((await give(banner, { to: time(24 * 200) })).json).toMatchObject({ code: "field.invalid", field: "to" });
    expect((await give(banner, { from: time(2), to: time(1) })).json).toMatchObject({
      code: "field.invalid",
      field: "to",
    });
    expect((await give(colleague, { principal: bannerId, delegate: colleagueId })).code).toBe("access.role");
    expect(((await banner.send("GET", "/api/v1/delegations")).json as { items: unknown[] }).items).toEqual([]);
  });

  it("lets the colleague see and do what the person may, says so in timeline and audit, and no more", async () => {
    expect((await give(banner, {})).status).toBe(201);
    const session = (await colleague.send("GET", "/api/v1/session", undefined, asBanner())).json as {
      user: Record<string, unknown>;
    };
    expect(session.user).toMatchObject({ name: "乙", roles: ["banner"], onBehalfOf: { id: bannerId } });
    const opened = await colleague.send("GET", `/api/v1/cases/${caseId}`, undefined, asBanner());
    const { version } = opened.json as { version: number };
    const done = await colleague.send(
      "POST",
      `/api/v1/cases/${caseId}/acts/verify`,
      { baseVersion: version, finding: "confirmed", result: "confirmed", note: "现场核实" },
      asBanner(),
    );
    expect([done.status, done.text]).toEqual([200, expect.stringContaining("乙（代 示例·旗分局执法员）")]);
    const lines = await saihan.platform.postgres.transact(
      systemActor("test"),
      async (tx) =>
        (
          await sql<{ actor: string; actor_name: string; detail: Record<string, unknown> }>`
            select actor, actor_name, detail from audit.line where act = 'case.verify'`.execute(tx)
        ).rows,
    );
    expect(lines).toEqual([
      {
        actor: colleagueId,
        actor_name: "乙（代 示例·旗分局执法员）",
        detail: expect.objectContaining({ onBehalfOf: { id: bannerId, name: "示例·旗分局执法员" } }),
      },
    ]);
    // neither account nor right can be passed on
    expect(
      (
        await colleague.send(
          "POST",
          "/api/v1/delegations",
          { delegate: bannerId, from: time(0), to: time(9), reason: "再委托" },
          asBanner(),
        )
      ).code,
    ).toBe("delegation.chain");
    expect(
      (
        await colleague.send(
          "PUT",
          "/api/v1/session/password",
          { current: testPassword, next: "another-1234" },
          asBanner(),
        )
      ).code,
    ).toBe("delegation.chain");
    expect((await colleague.send("GET", "/api/v1/users", undefined, asBanner())).code).toBe("access.role");
  });

  it("is told to the colleague", async () => {
    const notices = (await colleague.send("GET", "/api/v1/notices")).json as { items: { title: { zh: string } }[] };
    expect(notices.items.map(({ title }) => title.zh)).toEqual(["示例·旗分局执法员委托您代为办理"]);
    expect((await colleague.send("GET", "/api/v1/notices/count")).json).toEqual({ unread: 1 });
    expect((await colleague.send("POST", "/api/v1/notices/read", { all: true })).json).toEqual({ marked: 1 });
    expect((await colleague.send("GET", "/api/v1/notices/count")).json).toEqual({ unread: 0 });
  });

  it("ends with its time, with its account, or when either says so; a remembered choice is then dropped", async () => {
    now = start + 49 * hour;
    const again = await saihan.signIn("colleague");
    expect((await again.send("GET", "/api/v1/session", undefined, asBanner())).code).toBe("delegation.none");
    expect((await again.send("GET", "/api/v1/session", undefined, { cookie: "" })).code).toBe("sign-in.required");
    const given = (await give(await saihan.signIn("banner"), { from: time(48), to: time(90) })).json as { id: string };
    expect((await again.send("GET", "/api/v1/session", undefined, asBanner())).status).toBe(200);
    expect((await again.send("POST", `/api/v1/delegations/${given.id}/end`, { reason: "已返岗" })).status).toBe(200);
    expect((await again.send("GET", "/api/v1/session", undefined, asBanner())).code).toBe("delegation.none");
  });
});
