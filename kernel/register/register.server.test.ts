import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enterprise } from "#base/enterprise.ts";
import { outfall } from "#base/outfall.ts";
import { site } from "#base/site.ts";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { Refusal } from "#kernel/refusal.ts";
import { usccCheckCharacter } from "#standards/uscc.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { openTestEngines, relationalEngines, type TestEngines } from "#store/kit.ts";
import { amendRow, createRow, listRows, readHistory, readRow } from "./store.server.ts";

const registers = new Map([enterprise, site, outfall].map((register) => [register.id, register]));
const officer = (name: string, ...scopes: string[]): Actor => ({
  kind: "person",
  id: `019b7523-3400-7008-8000-00000000000${scopes.length}`,
  name,
  scopes,
  roles: ["banner"],
  organ: undefined,
});
const uscc = (n: number): string => {
  const first = `9115010${"0".repeat(9 - String(n).length)}${n}M`.slice(0, 17);
  return first + usccCheckCharacter(first);
};
const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};

describe.each(relationalEngines)("a register on the %s engine", (kind) => {
  let engines: TestEngines;
  const hohhot = officer("市局", "r:150100");
  const baotou = officer("包头", "r:150200");
  const company = (n: number, more: Record<string, unknown> = {}) => ({
    name: `企业${n}`,
    uscc: uscc(n),
    management: "key",
    status: "running",
    region: "150121",
    ...more,
  });
  const as = <R>(
    actor: Actor,
    work: (tx: Parameters<Parameters<TestEngines["postgres"]["transact"]>[1]>[0]) => Promise<R>,
  ) => engines.postgres.transact(actor, work);

  beforeAll(async () => {
    engines = await openTestEngines(kind);
    await preparePlaces({ postgres: engines.postgres } as Platform);
  });
  afterAll(() => engines?.close());

  test("all of Inner Mongolia stands: one region, 12 leagues, 103 banners, each with an outline", async () => {
    const counted = await as(systemActor("test"), (tx) =>
      sql`select level, count(*)::int as n, count(b.code)::int as outlines from place.region r left join place.boundary b on b.code = r.code
        where not statistical group by level order by n`.execute(tx),
    );
    expect(counted.rows).toEqual([
      { level: "region", n: 1, outlines: 1 },
      { level: "league", n: 12, outlines: 12 },
      { level: "banner", n: 103, outlines: 103 },
    ]);
  });

  test("a row is seen in its territory, by its party, and by nobody else", async () => {
    const { row } = await as(hohhot, (tx) => createRow(tx, registers, enterprise, hohhot, company(1)));
    const ownPeople = officer("企业", `o:${row.id}`);
    expect((await as(ownPeople, (tx) => readRow(tx, registers, enterprise, row.id))).name).toBe("企业1");
    expect((await as(officer("厅", "r:150000"), (tx) => readRow(tx, registers, enterprise, row.id))).name).toBe(
      "企业1",
    );
    const refusal = await refusalOf(as(baotou, (tx) => readRow(tx, registers, enterprise, row.id)));
    expect(refusal.code).toBe("not-found");
    expect(
      (await as(baotou, (tx) => listRows(tx, registers, enterprise, { limit: 10, filters: {}, retired: false }))).items,
    ).toEqual([]);
    const { made } = await as(hohhot, (tx) =>
      createRow(tx, registers, enterprise, hohhot, { ...company(1), id: row.id }),
    );
    expect(made).toBe(false);
  });

  test("a person cannot place a row in another territory, and nothing is stored", async () => {
    const refusal = await refusalOf(as(baotou, (tx) => createRow(tx, registers, enterprise, baotou, company(2))));
    expect([refusal.code, refusal.detail.field, refusal.detail.values?.place]).toEqual([
      "access.place",
      "region",
      "土默特左旗",
    ]);
    const stored = await as(systemActor("test"), (tx) =>
      sql`select from base.enterprise where uscc = ${uscc(2)}`.execute(tx),
    );
    expect(stored.rows).toEqual([]);
  });

  test("a row that moves to another league leaves the sight of the first", async () => {
    const region = officer("厅", "r:150000");
    const { row } = await as(region, (tx) => createRow(tx, registers, enterprise, region, company(3)));
    await as(region, (tx) =>
      amendRow(tx, registers, enterprise, region, row.id, { baseVersion: 1, reason: "迁址", region: "150221" }),
    );
    expect((await refusalOf(as(hohhot, (tx) => readRow(tx, registers, enterprise, row.id)))).code).toBe("not-found");
    expect((await as(baotou, (tx) => readRow(tx, registers, enterprise, row.id))).region).toEqual({
      code: "150221",
      name: "土默特右旗",
    });
  });

  test("an amendment needs the version that was read and a reason; history keeps who, why and before", async () => {
    const { row } = await as(hohhot, (tx) => createRow(tx, registers, enterprise, hohhot, company(4)));
    expect(
      (
        await refusalOf(
          as(hohhot, (tx) => amendRow(tx, registers, enterprise, hohhot, row.id, { reason: "更名", name: "新名" })),
        )
      ).code,
    ).toBe("version.missing");
    expect(
      (
        await refusalOf(
          as(hohhot, (tx) => amendRow(tx, registers, enterprise, hohhot, row.id, { baseVersion: 1, name: "新名" })),
        )
      ).code,
    ).toBe("reason.required");
    const amended = await as(hohhot, (tx) =>
      amendRow(tx, registers, enterprise, hohhot, row.id, { baseVersion: 1, reason: "工商更名", name: "新名" }),
    );
    expect([amended.version, amended.name]).toEqual([2, "新名"]);
    const late = await refusalOf(
      as(hohhot, (tx) =>
        amendRow(tx, registers, enterprise, hohhot, row.id, { baseVersion: 1, reason: "也想改", name: "别名" }),
      ),
    );
    expect([late.code, (late.detail.extra?.current as { name: string } | undefined)?.name]).toEqual([
      "version.conflict",
      "新名",
    ]);
    const history = await as(hohhot, (tx) => readHistory(tx, registers, enterprise, row.id));
    expect(history.items.map((item) => [item.version, item.row.name, item.reason])).toEqual([
      [2, "新名", "工商更名"],
      [1, "企业4", null],
    ]);
  });

  test("a taken credit code and a dangling reference are said at their field", async () => {
    await as(hohhot, (tx) => createRow(tx, registers, enterprise, hohhot, company(5)));
    const taken = await refusalOf(as(hohhot, (tx) => createRow(tx, registers, enterprise, hohhot, company(5))));
    expect([taken.code, taken.detail.field]).toEqual(["field.taken", "uscc"]);
    const dangling = await refusalOf(
      as(hohhot, (tx) =>
        createRow(tx, registers, site, hohhot, {
          name: "厂区",
          region: "150121",
          enterprise: "019b7523-3400-7002-8000-00000000ffff",
        }),
      ),
    );
    expect([dangling.code, dangling.detail.field]).toEqual(["field.reference", "enterprise"]);
  });

  test("key-set paging gives every row once, in either direction, also over equal keys", async () => {
    const region = officer("厅", "r:150000");
    await as(region, async (tx) => {
      for (let n = 100; n < 137; n++)
        await createRow(tx, registers, enterprise, region, company(n, { industry: `行业${n % 4}` }));
    });
    for (const sort of ["industry", "-industry", "name", "-createdAt"]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const cursor: string | undefined = after;
        const page = await as(region, (tx) =>
          listRows(tx, registers, enterprise, {
            sort,
            limit: 10,
            filters: {},
            retired: false,
            ...(cursor ? { after: cursor } : {}),
          }),
        );
        seen.push(...page.items.map((item) => item.id));
        after = page.next ?? undefined;
      } while (after);
      const all = await as(region, (tx) =>
        listRows(tx, registers, enterprise, { sort, limit: 1000, filters: {}, retired: false }),
      );
      expect(seen).toEqual(all.items.map((item) => item.id));
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  test("a store call that forgets its role sees nothing; nobody may delete", async () => {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: engines.appUrl });
    await client.connect();
    await expect(client.query("select * from base.enterprise")).rejects.toThrow(/permission denied/);
    await client.query("begin");
    await client.query("set local role saihan_actor");
    expect((await client.query("select * from base.enterprise")).rows).toEqual([]);
    await expect(client.query("delete from base.enterprise")).rejects.toThrow(/permission denied/);
    await client.query("rollback");
    await client.end();
  });
});
