import { zipSync } from "fflate";
import { sql } from "kysely";
import pg from "pg";
import proj4 from "proj4";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Raw } from "#kernel/identity/route.ts";
import type { ImportReply, ReconciliationReply } from "#kernel/import/contract.ts";
import { toGcj02 } from "#kernel/place/gcj02.ts";
import { defineRegister } from "#kernel/register/define.ts";
import { area, number, text } from "#kernel/register/field.ts";
import { createTableSql } from "#kernel/register/table.ts";
import { systemActor } from "#store/actor.ts";
import { relationalEngines } from "#store/kit.ts";
import { bring, type Desk, fileOf, officer, openDesk, registers, uscc } from "./import-kit.ts";

const zone = defineRegister({
  id: "import.zone",
  path: "zones",
  title: { zh: "分区", en: "Zones" },
  noun: { zh: "分区", en: "zone" },
  work: "base",
  label: "name",
  unique: [["code"]],
  read: ["region", "league", "banner"],
  write: ["region", "league", "banner"],
  fields: {
    name: text({ zh: "名称", en: "Name" }, { required: true }),
    code: text({ zh: "编号", en: "Number" }, { required: true, aliases: ["BH"] }),
    size: number({ zh: "批复面积", en: "Approved area" }, { unit: "hm²", aliases: ["MJ"] }),
    area: area({ zh: "范围", en: "Outline" }, { required: true }),
  },
});

/** Files of the trade: shapefiles of a surveying office with GBK names and metres, maps of the web, numbers of old systems. */
describe.each(relationalEngines)("an import of other formats on the %s engine", (kind) => {
  let desk: Desk;
  const region = officer("厅", "r:150000");
  const square = (lon: number, lat: number): [number, number][] => [
    [lon, lat],
    [lon, lat + 0.01],
    [lon + 0.01, lat + 0.01],
    [lon + 0.01, lat],
    [lon, lat],
  ];
  const stored = async (code: string) => {
    const { rows } = await desk.platform.postgres.transact(systemActor("test"), (tx) =>
      sql<{
        name: string;
        region: string;
        hectares: number;
        west: number;
        south: number;
      }>`select name, region, area_hectares::float8 as hectares,
        st_xmin(area) as west, st_ymin(area) as south from import.zone where code = ${code} and retired_at is null`.execute(
        tx,
      ),
    );
    return rows[0];
  };

  beforeAll(async () => {
    desk = await openDesk(kind, [...registers, zone]);
    const owner = new pg.Client({ connectionString: desk.engines.ownerUrl });
    await owner.connect();
    await owner.query(createTableSql(zone));
    await owner.end();
  });
  afterAll(() => desk?.close());

  test("a zipped shapefile in GBK and 3-degree zone 37 lies where it lay, with its names, its region told by its place", async () => {
    const plane = proj4("+proj=tmerc +lat_0=0 +lon_0=111 +k=1 +x_0=37500000 +y_0=0 +ellps=GRS80");
    const ring = square(111.15, 40.71).map((at) => plane.forward(at) as [number, number]);
    const zip = zipSync({
      "红线.shp": shp([ring]),
      "红线.dbf": dbf(["名称", "BH", "MJ"], [["大青山核心区", "HX01", "94.5"]]),
      "红线.prj": Buffer.from(
        'PROJCS["CGCS2000_3_Degree_GK_Zone_37",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",37500000.0],PARAMETER["Central_Meridian",111.0]]',
      ),
    });
    const shown = await desk.checked(region, "import.zone", "红线.zip", zip);
    expect([shown.source.encoding, shown.source.datum?.id, shown.source.datum?.sure]).toEqual([
      "gb18030",
      "gk3-37",
      true,
    ]);
    expect(shown.counts).toEqual({ new: 1, changed: 0, same: 0, bad: 0 });
    const done = await desk.committed(region, shown.id);
    const row = await stored("HX01");
    expect([row?.name, row?.region, done.datum?.zh]).toEqual([
      "大青山核心区",
      "150121",
      "CGCS2000 高斯-克吕格 3 度带 37 带",
    ]);
    expect([row?.west, row?.south].map((value) => Number(value?.toFixed(7)))).toEqual([111.15, 40.71]);
    expect(row?.hectares).toBeCloseTo(93.8, 0);
    const sums = await desk.ask<ReconciliationReply>(region, "import.reconciliation", { params: { id: done.id } });
    expect(sums).toMatchObject({
      file: { rows: 1, unmatched: 0 },
      register: { rows: 1 },
      sums: [{ field: "size", file: 94.5, register: 94.5 }],
    });
    for (const format of ["csv", "geojson"]) {
      const back = await fileOf(await desk.ask<Raw>(region, "import.zone.export", { query: { format } }));
      expect((await desk.checked(region, "import.zone", `回.${format}`, back)).counts).toMatchObject({
        same: 1,
        changed: 0,
        new: 0,
        bad: 0,
      });
    }
  });

  test("an outline that crosses itself is one bad row, and says where", async () => {
    const bow = [
      [
        [111.1, 40.7],
        [111.2, 40.8],
        [111.2, 40.7],
        [111.1, 40.8],
        [111.1, 40.7],
      ],
    ];
    const feature = (code: string, coordinates: unknown) => ({
      type: "Feature",
      properties: { name: code, code },
      geometry: { type: "Polygon", coordinates },
    });
    const file = JSON.stringify({
      type: "FeatureCollection",
      features: [feature("B1", bow), feature("B2", [square(111.2, 40.7)])],
    });
    const shown = await desk.checked(region, "import.zone", "图斑.geojson", file);
    expect(shown.counts).toEqual({ new: 1, changed: 0, same: 0, bad: 1 });
    const [row] = await desk.rows(region, shown.id, "bad");
    expect(row?.faults[0]?.reason.zh).toMatch(/边界自相交或不闭合：Self-intersection\[111.15 40.75/);
  });

  test("a place without a datum is not taken; one in GCJ-02 comes back to where it is, and the record says so", async () => {
    const [lon, lat] = toGcj02(111.15, 40.71);
    const file = `名称,统一社会信用代码,管理类别,生产状态,经度,纬度,旧编号\n高德企业,${uscc(900)},重点管理,在产,${lon},${lat},W-0471-0009\n`;
    const hash = await bring(desk.platform, region, file);
    const opened = await desk.ask<ImportReply>(region, "import.open", {
      body: { register: "base.enterprise", file: hash, name: "高德.csv" },
    });
    expect(opened.source.datum).toMatchObject({ id: null, sure: false });
    const columns = opened.source.columns.map(({ target }) => target);
    await expect(
      desk.ask(region, "import.check", { params: { id: opened.id }, body: { columns } }),
    ).rejects.toMatchObject({ code: "import.datum" });
    const shown = await desk.checked(region, "base.enterprise", "高德.csv", file, {
      datum: "gcj02",
      oldSystem: "旧监控平台",
    });
    const done = await desk.committed(region, shown.id);
    expect(done.datum?.zh).toBe("GCJ-02（高德、腾讯等）");
    const found = await desk.ask<{
      items: { name: string; region: { code: string }; location: { lon: number; lat: number } }[];
    }>(region, "base.enterprise.list", { query: { q: "W-0471-0009" } });
    expect(found.items.map(({ name, region: { code } }) => [name, code])).toEqual([["高德企业", "150121"]]);
    expect(found.items[0]?.location.lon).toBeCloseTo(111.15, 6);
    await desk.ask(region, "import.undo", { params: { id: done.id }, body: { reason: "测试撤销" } });
    expect(
      (
        await desk.ask<{ items: unknown[] }>(region, "base.enterprise.list", {
          query: { q: "W-0471-0009", retired: "true" },
        })
      ).items,
    ).toEqual([]);
  });
});

/** A polygon shapefile, as much of it as a reader needs. */
function shp(rings: readonly (readonly [number, number][])[]): Uint8Array {
  const records = rings.map((ring, index) => {
    const content = Buffer.alloc(44 + 4 + ring.length * 16);
    content.writeInt32LE(5, 0);
    const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
    for (const [at, value] of [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)].entries())
      content.writeDoubleLE(value, 4 + at * 8);
    content.writeInt32LE(1, 36);
    content.writeInt32LE(ring.length, 40);
    content.writeInt32LE(0, 44);
    for (const [at, [x, y]] of ring.entries()) {
      content.writeDoubleLE(x, 48 + at * 16);
      content.writeDoubleLE(y, 56 + at * 16);
    }
    const head = Buffer.alloc(8);
    head.writeInt32BE(index + 1, 0);
    head.writeInt32BE(content.length / 2, 4);
    return Buffer.concat([head, content]);
  });
  const body = Buffer.concat(records);
  const head = Buffer.alloc(100);
  head.writeInt32BE(9994, 0);
  head.writeInt32BE((100 + body.length) / 2, 24);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(5, 32);
  return Buffer.concat([head, body]);
}

const gbk: Readonly<Record<string, string>> = { 名称: "c3fbb3c6", 大青山核心区: "b4f3c7e0c9bdbacbd0c4c7f8" };
const bytesOf = (word: string): Buffer => (gbk[word] ? Buffer.from(gbk[word], "hex") : Buffer.from(word, "latin1"));

/** A .dbf of text columns, 32 bytes each. */
function dbf(names: readonly string[], rows: readonly (readonly string[])[]): Uint8Array {
  const head = Buffer.alloc(32 + names.length * 32 + 1);
  head[0] = 3;
  head.writeUInt32LE(rows.length, 4);
  head.writeUInt16LE(head.length, 8);
  head.writeUInt16LE(1 + names.length * 32, 10);
  for (const [at, name] of names.entries()) {
    bytesOf(name).copy(head, 32 + at * 32);
    head[32 + at * 32 + 11] = 0x43;
    head[32 + at * 32 + 16] = 32;
  }
  head[head.length - 1] = 0x0d;
  const lines = rows.map((row) =>
    Buffer.concat([
      Buffer.from(" "),
      ...row.map((cell) => {
        const field = Buffer.alloc(32, 0x20);
        bytesOf(cell).copy(field);
        return field;
      }),
    ]),
  );
  return Buffer.concat([head, ...lines, Buffer.from([0x1a])]);
}
