import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";

const tester = systemActor("test");

describe.each(relationalEngines)("numbers of cases, with PostgreSQL %s", (kind) => {
  let opened: KitPlatform;
  beforeAll(async () => {
    opened = await openKitPlatform({ kind });
    await sowPlaces(opened.platform);
  });
  afterAll(() => opened?.close());

  const next = (organ: string, year = 2026) =>
    opened.platform.postgres.transact(tester, async (tx) => {
      const { rows } = await sql<{
        code: string;
        seq: number;
      }>`select code, seq from "case".next_number(${organ}::uuid, 'monitoring.exceedance', ${year}::int)`.execute(tx);
      return `${rows[0]?.code} ${rows[0]?.seq}`;
    });

  test("organs of one region never share a number: each signs with a code of its own, for good", async () => {
    const [branch, park, station] = [uuidv7(), uuidv7(), uuidv7()];
    await opened.platform.postgres.transact(tester, (tx) =>
      sql`insert into organ.organ (id, name, kind, region, parent) values (${branch}, '土默特左旗分局', 'branch', '150121', null),
        (${park}, '某园区管委会', 'park', '150121', null), (${station}, '派出机构', 'branch', '150121', null)`.execute(
        tx,
      ),
    );
    const organs = [branch, park, station, park, branch, station, branch];
    const given = await Promise.all(organs.map((organ) => next(organ)));
    expect(new Set(given).size).toBe(organs.length);
    const codes = new Set(given.map((number) => number.split(" ")[0]));
    expect([...codes].sort()).toEqual(["150121", "150121-2", "150121-3"]);
    const before = given[0]?.split(" ")[0];
    expect(await next(branch, 2027)).toBe(`${before} 1`);
  });
});
