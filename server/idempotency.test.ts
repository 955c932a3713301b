import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Client, openTestPlatform, type TestPlatform } from "./kit.ts";

/** A write with a key happens once, however often and however simultaneously it is sent. */
describe.each(relationalEngines)("a write with an idempotency key, with PostgreSQL %s", (kind) => {
  let saihan: TestPlatform;
  let region: Client;
  beforeAll(async () => {
    saihan = await openTestPlatform(kind);
    region = await saihan.signIn("region");
  });
  afterAll(() => saihan?.close());

  const station = (code: string, more: object = {}) => ({
    name: "空气站",
    code,
    control: "national",
    zoneClass: "II",
    region: "150121",
    location: { lon: 111.1, lat: 40.7 },
    ...more,
  });
  const send = (body: object, key: string, client = region) =>
    client.send("POST", "/api/v1/air-stations", body, { "idempotency-key": key });
  const stored = async (code: string): Promise<number> => {
    const { rows } = await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
      sql`select from base.air_station where code = ${code}`.execute(tx),
    );
    return rows.length;
  };

  test("is answered again with its first answer", async () => {
    const [first, again] = [await send(station("I1"), "key-1"), await send(station("I1"), "key-1")];
    expect([first.status, first.headers["idempotent-replay"]]).toEqual([201, undefined]);
    expect([again.status, again.json, again.headers["idempotent-replay"]]).toEqual([201, first.json, "true"]);
    expect(await stored("I1")).toBe(1);
  });

  test("is refused when the key comes back with other content or for another route, and nothing is written", async () => {
    await send(station("I2"), "key-2");
    const other = await send(station("I3"), "key-2");
    expect([other.status, other.code, (other.json as { field: string }).field]).toEqual([
      422,
      "idempotency.reused",
      "idempotency-key",
    ]);
    expect(await stored("I3")).toBe(0);
    const elsewhere = await region.send(
      "POST",
      "/api/v1/water-sections",
      {
        name: "断面",
        code: "I2",
        river: "大黑河",
        kind: "river",
        targetClass: 4,
        control: "national",
        region: "150121",
      },
      { "idempotency-key": "key-2" },
    );
    expect(elsewhere.status).toBe(422);
  });

  test("is another person's own: the same key of somebody else is another write", async () => {
    const league = await saihan.signIn("league");
    const [mine, theirs] = [await send(station("I4"), "key-4"), await send(station("I5"), "key-4", league)];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect([await stored("I4"), await stored("I5")]).toEqual([1, 1]);
  });

  test("that was refused may be sent again, put right, with the same key", async () => {
    expect((await send(station("I6", { region: "999999" }), "key-6")).status).toBe(422);
    expect((await send(station("I6"), "key-6")).status).toBe(201);
  });

  test("covers accounts too, and keeps no hash of a password", async () => {
    const secadmin = await saihan.signIn("secadmin");
    const { rows } = await saihan.platform.postgres.transact(systemActor("test"), (tx) =>
      sql<{ id: string }>`select id from organ.organ where region = '150121' and kind = 'branch'`.execute(tx),
    );
    const create = (password: string) =>
      secadmin.send(
        "POST",
        "/api/v1/users",
        {
          username: "once.only",
          name: "只建一次",
          organ: rows[0]?.id,
          password,
          grants: [{ role: "banner", regions: ["150121"] }],
        },
        { "idempotency-key": "key-8" },
      );
    const [first, again] = [await create("first-pass-1"), await create("other-pass-2")];
    expect([first.status, again.status, again.json]).toEqual([201, 201, first.json]);
    expect(again.headers["idempotent-replay"]).toBe("true");
  });

  // one transaction at a time is all that the embedded engine does
  test.skipIf(kind === "embedded")("sent eight times at once happens once; all get the one answer", async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => send(station("I7"), "key-7")));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(replies.map(({ json }) => (json as { id: string }).id)).size).toBe(1);
    expect(replies.filter(({ headers }) => headers["idempotent-replay"] === "true")).toHaveLength(7);
    expect(await stored("I7")).toBe(1);
  });
});
