import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmbeddedPostgres } from "./postgres.ts";
import { client, openTestEngine, refusal, type TestEngine } from "./testkit.ts";

let kit: TestEngine;
let engine: EmbeddedPostgres;
let owner: pg.Pool;
let app: pg.Pool;

beforeAll(async () => {
  kit = await openTestEngine();
  ({ engine, owner, app } = kit);
});

afterAll(() => kit.close());

describe("identity", () => {
  it("is the URL's user, for every statement of every client", async () => {
    const names = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 ? app : owner).query("select session_user as s, current_user as c")),
    );
    names.forEach(({ rows }, n) => {
      const name = n % 2 ? "saihan_app" : "saihan_owner";
      expect(rows).toEqual([{ s: name, c: name }]);
    });
    expect((await refusal(app.query("create table test.mine (a int)"))).code).toBe("42501");
    expect((await refusal(app.query("select * from test.note"))).code).toBe("42501");
  });

  it("is refused when unknown, when it may not log in, and for another database", async () => {
    const as = (user: string, database = "saihan") =>
      refusal(client(engine.appUrl.replace("saihan_app@", `${user}@`).replace("/saihan?", `/${database}?`)));
    expect(await as("nobody")).toMatchObject({ code: "28000", message: expect.stringContaining('"nobody"') });
    expect((await as("saihan_actor")).code).toBe("28000");
    expect((await as("saihan_app", "other")).code).toBe("3D000");
  });

  it("cannot be changed by the client", async () => {
    for (const text of [
      "set session authorization postgres",
      "set session /* x */ authorization 'postgres'",
      "select set_config('session_authorization', 'postgres', false)",
      "reset session authorization",
    ]) {
      expect(await refusal(app.query(text)), text).toMatchObject({ code: "42501" });
    }
    const byParameter = app.query("select set_config($1, 'postgres', false)", ["session_authorization"]);
    expect((await refusal(byParameter)).code).toBe("42501");
    const one = await client(engine.appUrl);
    await one.query("discard all");
    expect((await one.query("select session_user as s")).rows).toEqual([{ s: "saihan_app" }]);
    await one.end();
  });

  it("shows rows only to a role with a claim, inside its transaction, and refuses a foreign row", async () => {
    const one = await client(engine.appUrl);
    const see = async (claim: string | undefined): Promise<number> => {
      await one.query("begin");
      await one.query("set local role saihan_actor");
      if (claim) await one.query("select set_config('saihan.region', $1, true)", [claim]);
      const { rows } = await one.query("select id from test.note");
      await one.query("commit");
      return rows.length;
    };
    expect(await see("1501")).toBe(1);
    expect(await see(undefined)).toBe(0);
    const after = await one.query("select current_user as u, current_setting('saihan.region', true) as c");
    expect(after.rows[0].u).toBe("saihan_app");
    expect(after.rows[0].c || "").toBe("");
    await one.query("begin");
    await one.query("set local role saihan_actor");
    await one.query("select set_config('saihan.region', '1501', true)");
    expect((await refusal(one.query("insert into test.note values (7, '1502', 'x')"))).code).toBe("42501");
    await one.query("rollback");
    await one.end();
    expect((await owner.query("select count(*)::int as n from test.note")).rows).toEqual([{ n: 2 }]);
  });

  it("leaves nothing to the next client: role, settings, temporary tables, locks", async () => {
    const [a, b] = await Promise.all([client(engine.appUrl), client(engine.appUrl)]);
    await a.query("set role saihan_actor");
    await a.query("select set_config('saihan.region', '1501', false)");
    const seen = await b.query("select current_user as u, coalesce(current_setting('saihan.region', true), '') as c");
    expect(seen.rows).toEqual([{ u: "saihan_app", c: "" }]);
    await owner.query("select 1");
    await a.query("select pg_advisory_lock(42)");
    expect((await b.query("select pg_try_advisory_lock(42) as got")).rows).toEqual([{ got: true }]);
    await Promise.all([a.end(), b.end()]);
  });

  it("keeps a client's own settings although others come between", async () => {
    const one = await client(engine.appUrl, { application_name: "console", options: "-c search_path=test" });
    await one.query("set timezone to 'Asia/Shanghai'");
    await one.query("set role saihan_actor");
    await app.query("select 1");
    const { rows } = await one.query(
      "select current_setting('timezone') as tz, current_setting('search_path') as path, current_user as u, current_setting('application_name') as name",
    );
    expect(rows).toEqual([{ tz: "Asia/Shanghai", path: "test", u: "saihan_actor", name: "console" }]);
    expect((await app.query("select current_setting('timezone') as tz")).rows).toEqual([{ tz: "UTC" }]);
    await one.query("reset role");
    await app.query("select 1");
    expect((await one.query("select current_user as u")).rows).toEqual([{ u: "saihan_app" }]);
    await one.end();
  });
});
