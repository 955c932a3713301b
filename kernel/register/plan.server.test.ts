import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { openTestEngines, relationalEngines, type TestEngines } from "#store/kit.ts";

/**
 * A row policy is evaluated before any condition whose operator is not marked leakproof; then no index serves and every map and search
 * query reads the whole table. Proved by what the planner may do, not by time: sequential scans are made unattractive, and the index must
 * appear with the condition.
 */
describe.each(relationalEngines)("under row policies, on the %s engine", (kind) => {
  let engines: TestEngines;
  const reader: Actor = {
    kind: "person",
    id: "reader",
    name: "市局",
    scopes: ["r:150100"],
    roles: ["league"],
    organ: undefined,
  };

  beforeAll(async () => {
    engines = await openTestEngines(kind);
    await preparePlaces(engines);
    await engines.postgres.transact(systemActor("test"), (tx) =>
      sql`insert into base.air_station (id, region, name, code, control, zone_class, location, created_by, updated_by)
        select gen_random_uuid(), case when n % 2 = 0 then '150121' else '150221' end, '空气站' || n, 'A' || n, 'national', 'II',
          st_setsrid(st_makepoint(106 + (n % 50) * 0.2, 38 + (n / 50) * 0.2), 4490), 'test', 'test'
        from generate_series(1, 600) as n`.execute(tx),
    );
  });
  afterAll(() => engines?.close());

  const planOf = (query: ReturnType<typeof sql>): Promise<string> =>
    engines.postgres.transact(reader, async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx);
      const plan = await sql<{ "QUERY PLAN": string }>`explain ${query}`.execute(tx);
      return plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
    });

  test("a map query finds its rows by the spatial index", async () => {
    const plan = await planOf(
      sql`select id from base.air_station where location && st_makeenvelope(111, 40, 111.5, 40.5, 4490)`,
    );
    expect(plan).toMatch(/air_station_location_idx/);
    expect(plan).toMatch(/Index Cond: \(location &&/);
  });

  test("a search finds its rows by the trigram index", async () => {
    const plan = await planOf(sql`select id from base.air_station where name ilike '%空气站59%'`);
    expect(plan).toMatch(/air_station_name_idx/);
    expect(plan).toMatch(/Index Cond: \(name ~~\*/);
  });

  test("what is visible is looked up by the scopes of the reader", async () => {
    expect(await planOf(sql`select id from base.air_station order by name, id limit 20`)).toMatch(/visible_to/);
    const seen = await engines.postgres.transact(reader, (tx) =>
      sql<{ n: number }>`select count(*)::int as n from base.air_station`.execute(tx),
    );
    expect(seen.rows).toEqual([{ n: 300 }]);
  });
});
