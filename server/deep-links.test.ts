import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { seedId } from "#seed/ids.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openExceedance, openTestPlatform, type TestPlatform } from "./kit.ts";

/** One alarm, one packet with its neighbours, and lists of cases in the order of urgency: what a link or a button leads to. */
const mn = "LINKS00000000000000001";
const tester = systemActor("test");
const enterprise = seedId("enterprise", 1);
describe.each(relationalEngines)("what a link leads to, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let banner: Client;
  let region: Client;

  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    banner = await saihan.signIn("banner");
    region = await saihan.signIn("region");
  });
  afterAll(() => saihan?.close());

  const run = (statement: ReturnType<typeof sql>) =>
    saihan.platform.postgres.transact(tester, (tx) => statement.execute(tx));

  test("an alarm is found by its id, where its place may be seen", async () => {
    const id = uuidv7();
    await run(sql`insert into monitoring.alarm (id, rule, level, kind, subject_kind, subject_id, enterprise, region, mn, started, last,
      value, limit_value, limit_unit, multiple, explanation_zh, explanation_en, created_at, updated_at)
    values (${id}, 'hour-over', 'alarm', 'over-limit', 'outfall', ${seedId("outfall", 1)}, ${enterprise}, '150121', 'M1', now(), now(),
      62.345678, 50, 'mg/m3', 0.2469, '', '', now(), now())`);
    const found = await banner.send("GET", `/api/v1/alarms/${id}`);
    expect([found.status, found.json]).toMatchObject([200, { id, state: "open", value: 62.35, multiple: 0.25 }]);
    const none = await banner.send("GET", `/api/v1/alarms/${uuidv7()}`);
    expect([none.status, none.code]).toEqual([404, "not-found"]);
  });

  test("cases come by urgency, open before closed, page by page, and by any place above them", async () => {
    const opened: string[] = [];
    for (const [n, place, daysAgo] of [
      [1, "150121", 1],
      [2, "150122", 20],
      [3, "150121", 9],
      [4, "150121", 30],
    ] as const)
      opened.push(
        await openExceedance(saihan.platform, {
          subject: seedId("outfall", n),
          concern: "links",
          region: place,
          at: saihan.platform.now() - daysAgo * 86_400_000,
        }),
      );
    const [newest, elsewhere, middle, closed] = opened as [string, string, string, string];
    await run(sql`update "case"."case" set category = 'closed', state = 'closed' where id = ${closed}`);
    const seen: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const page = await region.send(
        "GET",
        `/api/v1/cases?sort=due&limit=1&region=150100${after && `&after=${after}`}`,
      );
      expect(page.status).toBe(200);
      const { items, next } = page.json as { items: { id: string }[]; next: string | null };
      seen.push(...items.map((one) => one.id));
      after = next;
    }
    expect(seen).toEqual([elsewhere, middle, newest, closed]);
    const inBanner = await region.send("GET", "/api/v1/cases?region=150122");
    expect((inBanner.json as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual([elsewhere]);
    const mixed = await region.send("GET", `/api/v1/cases?after=${Buffer.from('["x"]').toString("base64url")}`);
    expect([mixed.status, mixed.code]).toEqual([422, "field.invalid"]);
  });

  test("a packet knows the one before and after it, and its password is for those who keep devices", async () => {
    const league = await saihan.signIn("league");
    await league.send("POST", "/api/v1/devices", { mn, region: "150121" });
    const start = Date.parse("2026-11-01T00:00:00+08:00") * 1000;
    const raw = "##0068QN=20261101000000000;ST=31;CN=2011;PW=123456;MN=LINKS;Flag=5;CP=&&&&";
    await saihan.platform.observe.insert({
      table: "packet",
      columns: ["mn", "received", "raw", "encoding", "hash", "verdict"],
      rows: [0, 1, 2].map((n) => [mn, start + n, raw, "text", "hash", "stored"]),
      token: mn,
    });
    const name = (n: number) => `2026-11-01T00:00:00.00000${n}+08:00`;
    const read = async (client: Client, n: number) =>
      (await client.send("GET", `/api/v1/packets/${mn}/${encodeURIComponent(name(n))}`)).json;
    expect(await read(league, 0)).toMatchObject({ previous: null, next: name(1), raw, masked: false });
    expect(await read(league, 2)).toMatchObject({ previous: name(1), next: null });
    expect(await read(banner, 1)).toMatchObject({
      previous: name(0),
      next: name(2),
      raw: raw.replace("PW=123456", "PW=******"),
      masked: true,
      hash: "hash",
    });
  });
});
