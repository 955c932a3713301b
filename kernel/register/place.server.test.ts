import { sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { officers, roleIds } from "#kernel/identity/role.ts";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import { Refusal } from "#kernel/refusal.ts";
import type { Actor } from "#store/actor.ts";
import { openTestEngines, relationalEngines, type TestEngines } from "#store/kit.ts";
import type { Tx } from "#store/postgres.ts";
import { defineRegister } from "./define.ts";
import { schemaDifference } from "./difference.server.ts";
import { provideRegisterEffect } from "./effects.server.ts";
import { area, choice, point, text, within } from "./field.ts";
import { listQueryOf } from "./list-query.ts";
import { readMapFeatures, readOutline } from "./outline.server.ts";
import { amendRow, createRow, createRows, readHistory, readRow } from "./store.server.ts";

/** Registers of this test alone: their tables are made from their declarations, as a migration would make them. */
const common = { work: "quality", label: "name", read: roleIds, write: officers } as const;
const name = text({ zh: "名称", en: "Name" }, { required: true, list: true });
const reserve = defineRegister({
  ...common,
  id: "trial.reserve",
  path: "trial/reserves",
  title: { zh: "保护地", en: "Reserves" },
  noun: { zh: "保护地", en: "reserve" },
  fields: { name, boundary: area({ zh: "范围", en: "Boundary" }, { required: true }) },
});
const clue = defineRegister({
  ...common,
  id: "trial.clue",
  path: "trial/clues",
  title: { zh: "线索", en: "Clues" },
  noun: { zh: "线索", en: "clue" },
  fields: {
    name,
    kind: choice({ zh: "类型", en: "Kind" }, { road: { zh: "道路", en: "Road" }, pit: { zh: "采坑", en: "Pit" } }),
    location: point({ zh: "位置", en: "Position" }),
    shape: area({ zh: "图斑", en: "Patch" }),
    inReserve: within({ zh: "所在保护地", en: "Reserve" }, "trial.reserve", { list: true }),
  },
});
const registers = new Map([reserve, clue].map((register) => [register.id, register]));

const officer = (scope: string): Actor => ({
  kind: "person",
  id: "019b7523-3400-7008-8000-000000000001",
  name: "市局",
  scopes: [scope],
  roles: ["league"],
  organ: undefined,
});
const hohhot = officer("r:150100");
const baotou = officer("r:150200");
/** A square with its south-west corner at a position of 土默特左旗, `size` degrees wide. */
const square = (lon: number, lat: number, size: number) => ({
  type: "Polygon" as const,
  coordinates: [
    [
      [lon, lat],
      [lon + size, lat],
      [lon + size, lat + size],
      [lon, lat + size],
      [lon, lat],
    ],
  ],
});
const refusalOf = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
};

describe.each(relationalEngines)("a row's place on the %s engine", (kind) => {
  let engines: TestEngines;
  const as = <R>(actor: Actor, work: (tx: Tx) => Promise<R>) => engines.postgres.transact(actor, work);
  const make = (register: typeof clue, input: Record<string, unknown>, actor = hohhot) =>
    as(actor, (tx) => createRow(tx, registers, register, actor, input)).then(({ row }) => row);
  const look = (register: typeof clue, id: string, actor = hohhot) =>
    as(actor, (tx) => readRow(tx, registers, register, id));

  beforeAll(async () => {
    engines = await openTestEngines(kind);
    await preparePlaces(engines);
    const owner = new pg.Client({ connectionString: engines.ownerUrl });
    await owner.connect();
    for (const statement of await schemaDifference(owner, [...registers.values()])) await owner.query(statement);
    expect(await schemaDifference(owner, [...registers.values()])).toEqual([]);
    await owner.end();
  });
  afterAll(() => engines?.close());

  test("an area is read as hectares on the ellipsoid, centre and box; its outline by itself", async () => {
    const row = await make(reserve, { name: "甲", boundary: square(111, 40.7, 0.01), region: "150121" });
    // 0.01° at 40.7° N on the CGCS2000 ellipsoid: 845.0 m by 1110.5 m
    expect(row.boundary).toEqual({
      hectares: expect.closeTo(93.85, 1),
      center: { lon: expect.closeTo(111.005, 6), lat: expect.closeTo(40.705, 6) },
      bbox: [111, 40.7, 111.01, 40.71],
    });
    const outline = await as(hohhot, (tx) => readOutline(tx, reserve, { id: row.id }));
    expect(outline.geometry).toEqual({
      type: "MultiPolygon",
      coordinates: [expect.arrayContaining([expect.arrayContaining([[111.01, 40.71]])])],
    });
    expect((await refusalOf(as(baotou, (tx) => readOutline(tx, reserve, { id: row.id })))).code).toBe("not-found");
  });

  test("a map draws what a list shows: outlines simplified, specks as points, and where everything lies", async () => {
    const far = await make(reserve, { name: "丙", boundary: square(111.04, 40.7, 0.001), region: "150121" });
    const draw = (query: Record<string, unknown>, zoom: number, actor = hohhot) =>
      as(actor, (tx) => readMapFeatures(tx, reserve, listQueryOf(reserve, query), zoom));
    const near = await draw({ bbox: [111.03, 40.6, 111.06, 40.8] }, 16);
    expect(near.features.map(({ id, geometry }) => [id, (geometry as { type: string }).type])).toEqual([
      [far.id, expect.stringMatching(/Polygon$/)],
    ]);
    const wide = await draw({}, 5);
    expect(wide.features.find(({ id }) => id === far.id)?.geometry).toMatchObject({ type: "Point" });
    expect(wide.extent).toEqual([
      expect.closeTo(111),
      expect.closeTo(40.7),
      expect.closeTo(111.041),
      expect.closeTo(40.71),
    ]);
    expect((await draw({}, 5, baotou)).features).toEqual([]);
  });

  test("an outline that crosses itself is refused with the place, and nothing is stored", async () => {
    const bow = {
      type: "Polygon",
      coordinates: [
        [
          [111, 40],
          [111.1, 40.1],
          [111.1, 40],
          [111, 40.1],
          [111, 40],
        ],
      ],
    };
    const refusal = await refusalOf(make(reserve, { name: "结", boundary: bow, region: "150121" }));
    expect([refusal.code, refusal.detail.field, refusal.message]).toEqual([
      "field.invalid",
      "boundary",
      expect.stringMatching(/111\.05\d*°E 40\.05/),
    ]);
    const stored = await as(hohhot, (tx) => sql`select from trial.reserve where name = '结'`.execute(tx));
    expect(stored.rows).toEqual([]);
  });

  test("the region is told by the place where nobody gives it, and follows it", async () => {
    const row = await make(clue, { name: "无区划", location: { lon: 111.15, lat: 40.72 } });
    expect(row.region).toEqual({ code: "150121", name: "土默特左旗" });
    const patch = await make(clue, { name: "图斑", shape: square(111.15, 40.72, 0.01) });
    expect(patch.region).toMatchObject({ code: "150121" });
    const lost = await refusalOf(make(clue, { name: "海上", location: { lon: 125, lat: 30 } }));
    expect([lost.code, lost.detail.field]).toEqual(["field.invalid", "region"]);
    const nowhere = await refusalOf(make(clue, { name: "不知何处" }));
    expect([nowhere.code, nowhere.detail.field]).toEqual(["field.required", "region"]);
    const away = await refusalOf(make(clue, { name: "界外", location: { lon: 111.15, lat: 40.72 } }, baotou));
    expect([away.code, away.detail.values?.place]).toEqual(["access.place", "土默特左旗"]);
    const moved = await as(hohhot, (tx) =>
      amendRow(tx, registers, clue, hohhot, row.id, {
        baseVersion: 1,
        reason: "坐标更正",
        location: { lon: 111.18, lat: 40.28 },
      }),
    );
    expect(moved.region).toMatchObject({ code: "150122" });
  });

  test("a point lies in the smallest reserve that covers it, a patch in the one it overlaps most", async () => {
    const large = await make(reserve, { name: "大", boundary: square(111.2, 40.6, 0.1), region: "150121" });
    const small = await make(reserve, { name: "小", boundary: square(111.22, 40.62, 0.02), region: "150121" });
    const inBoth = await make(clue, { name: "点", location: { lon: 111.23, lat: 40.63 } });
    expect(inBoth.inReserve).toEqual({ id: small.id, name: "小" });
    const patch = await make(clue, { name: "面", shape: square(111.235, 40.63, 0.02) });
    expect(patch.inReserve).toEqual({ id: large.id, name: "大" });
    const outside = await make(clue, { name: "外", location: { lon: 111.5, lat: 40.65 } });
    expect(outside.inReserve).toBeNull();
    const walked = await as(hohhot, (tx) =>
      amendRow(tx, registers, clue, hohhot, outside.id, {
        baseVersion: 1,
        reason: "更正",
        location: { lon: 111.29, lat: 40.69 },
      }),
    );
    expect(walked.inReserve).toEqual({ id: large.id, name: "大" });
  });

  test("when a boundary moves, is drawn or is given up, every row it concerns follows at once, with its history", async () => {
    const at = { lon: 111.35, lat: 40.55 };
    const rows = [await make(clue, { name: "一", location: at }), await make(clue, { name: "二", location: at })];
    expect(rows.map((row) => row.inReserve)).toEqual([null, null]);
    const drawn = await make(reserve, { name: "新", boundary: square(111.3, 40.5, 0.1), region: "150121" });
    for (const { id } of rows)
      expect(await look(clue, id)).toMatchObject({ inReserve: { id: drawn.id, name: "新" }, version: 2 });
    await as(hohhot, (tx) =>
      amendRow(tx, registers, reserve, hohhot, drawn.id, {
        baseVersion: 1,
        reason: "调整边界",
        boundary: square(111.38, 40.58, 0.1),
      }),
    );
    const first = rows[0]?.id as string;
    expect(await look(clue, first)).toMatchObject({ inReserve: null, version: 3, updatedBy: "系统" });
    const history = await as(hohhot, (tx) => readHistory(tx, registers, clue, first));
    expect(history.items.map(({ version, reason }) => [version, reason])).toEqual([
      [3, "所在区域有变动，自动重新判定"],
      [2, "所在区域有变动，自动重新判定"],
      [1, null],
    ]);
    // the reason of the boundary's own amendment is its own again
    const boundary = await as(hohhot, (tx) => readHistory(tx, registers, reserve, drawn.id));
    expect(boundary.items[0]?.reason).toBe("调整边界");
    const inside = await make(clue, { name: "三", location: { lon: 111.4, lat: 40.6 } });
    await as(hohhot, (tx) =>
      amendRow(tx, registers, reserve, hohhot, drawn.id, { baseVersion: 2, reason: "撤销", retired: true }),
    );
    expect((await look(clue, inside.id)).inReserve).toBeNull();
  });

  test("rows and boundaries outside the author's sight are kept true, and not told", async () => {
    const department = officer("r:150000");
    const hidden = await make(
      clue,
      { name: "右旗", location: { lon: 110.6, lat: 40.6 }, region: "150221" },
      department,
    );
    // drawn by a league that does not see the clue; the clue's own league does not see the reserve
    const drawn = await make(reserve, { name: "跨市", boundary: square(110.55, 40.55, 0.1), region: "150121" });
    expect((await refusalOf(look(clue, hidden.id))).code).toBe("not-found");
    expect((await look(clue, hidden.id, department)).inReserve).toEqual({ id: drawn.id, name: "跨市" });
    expect((await look(clue, hidden.id, baotou)).inReserve).toBeNull();
  });

  test("nobody sets what is derived by hand", async () => {
    const large = await make(reserve, { name: "别处", boundary: square(111.9, 40.1, 0.01), region: "150121" });
    const row = await make(clue, { name: "手", location: { lon: 111.6, lat: 40.9 }, inReserve: large.id });
    await as(hohhot, (tx) => sql`update trial.clue set in_reserve = ${large.id} where id = ${row.id}`.execute(tx));
    expect((await look(clue, row.id)).inReserve).toBeNull();
  });

  test("effects run once for all rows written together, in the same transaction", async () => {
    const seen: unknown[] = [];
    provideRegisterEffect("trial.clue", async (tx, { ids, how, now }) => {
      const found = await sql<{
        name: string;
      }>`select name from trial.clue where id = any (${[...ids]}) order by name`.execute(tx);
      seen.push([how, now, found.rows.map((row) => row.name)]);
      if (found.rows.some((row) => row.name === "坏")) throw new Error("the effect fails");
    });
    const items = ["乙", "甲"].map((each) => ({ name: each, location: { lon: 111.15, lat: 40.72 } }));
    await as(hohhot, (tx) => createRows(tx, registers, clue, hohhot, items, 1_000));
    expect(seen).toEqual([["create", 1_000, expect.arrayContaining(["乙", "甲"])]]);
    await expect(make(clue, { name: "坏", location: { lon: 111.15, lat: 40.72 } })).rejects.toThrow("the effect fails");
    const stored = await as(hohhot, (tx) => sql`select from trial.clue where name = '坏'`.execute(tx));
    expect(stored.rows).toEqual([]);
  });
});
