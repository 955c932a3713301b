import { type RawBuilder, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CandidateReply, MergeReply } from "#kernel/merge/contract.ts";
import type { Refusal } from "#kernel/refusal.ts";
import { usccCheckCharacter } from "#standards/uscc.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { type Desk, officer, openDesk } from "./import-kit.ts";

type Row = { id: string; version: number; name: string };

/** Two rows that are one firm: found, made one, taken apart; and what is counted under which name and code. */
describe.each(relationalEngines)("a merge on the %s engine", (kind) => {
  let desk: Desk;
  const region = officer("厅", "r:150000");
  const hohhot = officer("市局", "r:150100");
  const baotou = officer("包头", "r:150200");
  const code = (authority: string, organisation: string): string => {
    const first = `91${authority}${organisation}`;
    return first + usccCheckCharacter(first);
  };
  const enterprise = (name: string, uscc: string, more: object = {}) =>
    desk.ask<Row>(region, "base.enterprise.create", {
      body: {
        name,
        uscc,
        region: "150121",
        management: "key",
        status: "running",
        location: { lon: 111.15, lat: 40.71 },
        ...more,
      },
    });
  const outfall = (owner: string, number: string, at = "150121") =>
    desk.ask<Row>(region, "base.outfall.create", {
      body: {
        name: "总排口",
        code: number,
        enterprise: owner,
        region: at,
        kind: "water",
        status: "in-use",
        location: { lon: 111.1, lat: 40.7 },
      },
    });
  const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
    work.then(
      () => expect.fail("was not refused"),
      (reason) => reason,
    );
  const system = <R>(query: RawBuilder<R>) =>
    desk.platform.postgres.transact(systemActor("test"), async (tx) => (await query.execute(tx)).rows);
  /** Everything that a merge may touch, without what every change raises. */
  const picture = async () => ({
    enterprises: await system(
      sql`select id, name, uscc, contact, phone, industry, retired_at is null as used from base.enterprise order by id`,
    ),
    outfalls: await system(sql`select id, enterprise, name, code from base.outfall order by id`),
    alarms: await system(sql`select id, enterprise from monitoring.alarm order by id`),
    organs: await system(sql`select id, successor, valid_to from organ.organ order by id`),
  });

  beforeAll(async () => {
    desk = await openDesk(kind);
  });
  afterAll(() => desk?.close());

  test("firms with the same organisation code, or alike by name and near, are shown; what was found to be two is not", async () => {
    const one = await enterprise("内蒙古蒙西热电有限公司", code("150121", "MA0AAAA01"));
    const other = await enterprise("蒙西热电厂", code("150100", "MA0AAAA01"), {
      region: "150122",
      location: { lon: 111.5, lat: 40.3 },
    });
    const near = await enterprise("内蒙古蒙西热电有限责任公司", code("150121", "MA0AAAA02"));
    await enterprise("内蒙古蒙西热电有限公司", code("150221", "MA0AAAA03"), {
      region: "150221",
      location: { lon: 110.5, lat: 40.5 },
    });
    const seen = async () => {
      const { items } = await desk.ask<{ items: CandidateReply[] }>(hohhot, "merge.candidates", {
        query: { register: "base.enterprise" },
      });
      return items.map((item) => [[item.one.name, item.other.name].toSorted(), item.sameCode]);
    };
    expect(await seen()).toEqual([
      [["内蒙古蒙西热电有限公司", "蒙西热电厂"].toSorted(), true],
      [["内蒙古蒙西热电有限公司", "内蒙古蒙西热电有限责任公司"].toSorted(), false],
    ]);
    await desk.ask(hohhot, "merge.distinct", {
      body: { register: "base.enterprise", one: near.id, other: one.id, reason: "现场核实为两家" },
    });
    expect(await seen()).toHaveLength(1);
    expect(other.id).toBeDefined();
  });

  test("every reference goes to the row that stays, wherever it stands, and comes back exactly", async () => {
    const stays = await enterprise("北方化工", code("150121", "MA0BBBB01"), { contact: "王工" });
    const goes = await enterprise("北方化工有限公司", code("150121", "MA0BBBB02"), {
      phone: "0471-1",
      industry: "化工",
    });
    await outfall(goes.id, "DW001");
    await outfall(goes.id, "DW002", "150221");
    await system(sql`insert into monitoring.alarm (id, rule, level, kind, subject_kind, subject_id, enterprise, region, mn, started, last, explanation_zh,
      explanation_en, created_at, updated_at) values (gen_random_uuid(), 'silence', 'alarm', 'silence', 'outfall', gen_random_uuid(), ${goes.id}, '150121',
      'M1', now(), now(), '', '', now(), now())`);
    const before = await picture();
    const body = {
      register: "base.enterprise",
      kind: "duplicate",
      survivor: stays.id,
      loser: goes.id,
      survivorVersion: 1,
      loserVersion: 1,
      take: ["name", "uscc", "phone"],
      reason: "同一企业重复建档",
    };
    expect((await refusalOf(desk.ask(baotou, "merge.create", { body }))).code).toBe("not-found");
    const late = await refusalOf(desk.ask(hohhot, "merge.create", { body: { ...body, survivorVersion: 7 } }));
    expect(late.code).toBe("merge.changed");
    expect(await picture()).toEqual(before);

    const merged = await desk.ask<MergeReply>(hohhot, "merge.create", { body });
    expect([merged.moved, merged.by, merged.taken]).toEqual([3, "市局", ["name", "uscc", "phone"]]);
    const after = await picture();
    expect(after.outfalls.filter((row) => (row as { enterprise: string }).enterprise === stays.id)).toHaveLength(2);
    expect(after.enterprises).toContainEqual(
      expect.objectContaining({ id: stays.id, name: "北方化工有限公司", phone: "0471-1", contact: "王工", used: true }),
    );
    expect(after.organs).toContainEqual(expect.objectContaining({ id: goes.id, successor: stays.id }));
    const history = await desk.ask<{ items: { reason: string | null }[] }>(hohhot, "base.enterprise.history", {
      params: { id: stays.id },
    });
    expect(history.items[0]?.reason).toBe("同一企业重复建档");

    const undone = await desk.ask<MergeReply>(hohhot, "merge.undo", {
      params: { id: merged.id },
      body: { reason: "核实有误" },
    });
    expect(undone.undo).toEqual({ returned: 3, left: 0 });
    expect(await picture()).toEqual(before);
    expect(
      (await refusalOf(desk.ask(hohhot, "merge.undo", { params: { id: merged.id }, body: { reason: "再来" } }))).code,
    ).toBe("merge.undone");
  });

  test("two outfalls of one number stop the merge, and nothing is changed; the code that went finds the row that stayed", async () => {
    const stays = await enterprise("南方化工", code("150121", "MA0CCCC01"));
    const goes = await enterprise("南方化工厂", code("150121", "MA0CCCC02"));
    await outfall(stays.id, "DW001");
    const twin = await outfall(goes.id, "DW001");
    const before = await picture();
    const body = {
      register: "base.enterprise",
      kind: "duplicate",
      survivor: stays.id,
      loser: goes.id,
      survivorVersion: 1,
      loserVersion: 1,
      reason: "重复",
    };
    const clash = await refusalOf(desk.ask(hohhot, "merge.create", { body }));
    expect([clash.code, clash.detail.values?.noun]).toEqual(["merge.clash", { zh: "排放口", en: "outfall" }]);
    expect(await picture()).toEqual(before);
    await desk.ask(hohhot, "base.outfall.amend", {
      params: { id: twin.id },
      body: { baseVersion: 1, reason: "重号", code: "DW002" },
    });
    await desk.ask(hohhot, "merge.create", { body });
    const found = await desk.ask<{ items: Row[] }>(hohhot, "base.enterprise.list", {
      query: { q: code("150121", "MA0CCCC02") },
    });
    expect(found.items.map(({ id }) => id)).toEqual([stays.id]);
  });

  test("a firm that goes on in another keeps what it had, and is counted under either", async () => {
    const old = await enterprise("老热电", code("150121", "MA0DDDD01"));
    const next = await enterprise("新能源集团", code("150121", "MA0DDDD02"));
    await outfall(old.id, "DW001");
    await outfall(next.id, "DW001");
    await desk.ask(hohhot, "merge.create", {
      body: {
        register: "base.enterprise",
        kind: "succession",
        survivor: next.id,
        loser: old.id,
        survivorVersion: 1,
        loserVersion: 1,
        from: "2026-01-01",
        reason: "吸收合并",
      },
    });
    const count = async (id: string, basis: string) =>
      (await desk.ask<{ items: Row[] }>(hohhot, "base.outfall.list", { query: { "filter.enterprise": id, basis } }))
        .items.length;
    expect([await count(old.id, "then"), await count(next.id, "then")]).toEqual([1, 1]);
    expect([await count(old.id, "now"), await count(next.id, "now")]).toEqual([1, 2]);
  });

  test("a division that is merged keeps its totals on both bases, and its successor's people see its rows", async () => {
    const total = async (code: string, basis: string, actor = region) =>
      (
        await desk.ask<{ items: Row[] }>(actor, "base.enterprise.list", {
          query: { "filter.region": code, basis, limit: 500 },
        })
      ).items.length;
    await enterprise("撤并旗县企业甲", code("150123", "MA0EEEE01"), { region: "150123" });
    await enterprise("撤并旗县企业乙", code("150123", "MA0EEEE02"), { region: "150123" });
    await enterprise("接收旗县企业", code("150124", "MA0EEEE03"), { region: "150124" });
    const receiving = officer("接收旗县", "r:150124");
    expect(await total("150123", "now", receiving)).toBe(0);
    const league = await total("150100", "then");
    await system(sql`update place.region set valid_to = '2026-01-01', successor = '150124' where code = '150123'`);
    expect([await total("150123", "then"), await total("150124", "then")]).toEqual([2, 1]);
    expect([await total("150123", "now"), await total("150124", "now")]).toEqual([0, 3]);
    expect([await total("150100", "then"), await total("150100", "now")]).toEqual([league, league]);
    expect(await total("150124", "now", receiving)).toBe(3);
    const mapped = await system(sql<{ on: string | null }>`select place.on_basis(c, a::date, b::date) as on from (values
      ('150123', '2025-01-01', '2026-06-01'), ('150123', '2024-01-01', '2025-01-01'), ('150124', '2026-06-01', '2025-01-01'),
      ('999999', '2025-01-01', '2026-01-01')) v (c, a, b)`);
    expect(mapped.map((row) => row.on)).toEqual(["150124", "150123", "150124", "999999"]);
  });
});
