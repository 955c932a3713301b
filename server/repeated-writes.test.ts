import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { linksOf } from "#kernel/observation/links.server.ts";
import { seedId } from "#seed/ids.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform } from "./kit.ts";

/** A write that is sent twice with one key happens once; a write on an old version is refused with what now stands. */
const mn = "REPEAT0000000000000001";
const tester = systemActor("test");
describe.each(relationalEngines)("repeated and late writes, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let league: Client;
  let banner: Client;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    league = await saihan.signIn("league");
    banner = await saihan.signIn("banner");
  });
  afterAll(() => saihan?.close());

  const count = async (what: ReturnType<typeof sql>): Promise<number> => {
    const { rows } = await saihan.platform.postgres.transact(tester, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from ${what}`.execute(tx),
    );
    return rows[0]?.n ?? 0;
  };
  const key = (value: string) => ({ "idempotency-key": value });

  test("an act on a case with a key is done once, and its repeat gets the first answer", async () => {
    const id = await openExceedance(saihan.platform, { subject: seedId("outfall", 1), concern: "repeat" });
    const path = `/api/v1/cases/${id}/acts/verify`;
    const body = { baseVersion: 1, finding: "confirmed", note: "现场核实属实" };
    const first = await banner.send("POST", path, body, key("verify-1"));
    expect([first.status, first.text]).toEqual([200, expect.stringContaining('"version":2')]);
    const again = await banner.send("POST", path, body, key("verify-1"));
    expect([again.status, again.json, again.headers["idempotent-replay"]]).toEqual([200, first.json, "true"]);
    expect(await count(sql`"case".event where case_id = ${id}`)).toBe(2);
    const other = await banner.send("POST", path, { ...body, note: "另一个说法" }, key("verify-1"));
    expect([other.status, other.code]).toEqual([422, "idempotency.reused"]);
    const without = await banner.send("POST", path, body);
    expect([without.status, without.code]).toEqual([409, "version.conflict"]);
  });

  test("a device is amended once for a key, and a change of an old version is answered with who, when and what now stands", async () => {
    const made = await league.send("POST", "/api/v1/devices", { mn, region: "150100", interval: 60 }, key("device-1"));
    expect(made.status).toBe(201);
    const path = `/api/v1/devices/${mn}`;
    const change = { baseVersion: 1, reason: "改为每两分钟", interval: 120 };
    const first = await league.send("PATCH", path, change, key("amend-1"));
    expect([first.status, first.json]).toMatchObject([200, { version: 2, interval: 120 }]);
    const again = await league.send("PATCH", path, change, key("amend-1"));
    expect([again.status, again.json]).toEqual([200, first.json]);
    const late = await league.send("PATCH", path, { ...change, interval: 30 });
    expect([late.status, late.code]).toEqual([409, "version.conflict"]);
    expect(late.json).toMatchObject({
      field: "baseVersion",
      current: {
        mn,
        version: 2,
        interval: 120,
        updatedBy: expect.any(String),
        updatedAt: expect.stringMatching(/\+08:00$/),
      },
    });
    const { current, zh } = late.json as { current: { updatedBy: string }; zh: string };
    expect(zh).toContain(`已被 ${current.updatedBy} 于 20`);
    expect(
      await count(sql`observation.device_history as h join observation.device as d on d.id = h.id where d.mn = ${mn}`),
    ).toBe(1);
  });

  test("a request to a device that is not connected is refused, leaves no line, and does not use up its key", async () => {
    const send = () => league.send("POST", `/api/v1/devices/${mn}/requests`, { command: "time-sync" }, key("sync-1"));
    const lines = () => count(sql`audit.line where act = 'observation.request.create'`);
    const refused = await send();
    expect([refused.status, refused.code, await lines()]).toEqual([409, "device.offline", 0]);
    let sent = 0;
    linksOf(saihan.platform).ask = () => ({ id: `request-${++sent}`, saved: () => Promise.resolve() });
    expect([(await send()).json, (await send()).json, sent, await lines()]).toEqual([
      { id: "request-1" },
      { id: "request-1" },
      1,
      1,
    ]);
  });
});
