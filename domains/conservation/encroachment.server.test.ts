import { writeArrayBuffer } from "geotiff";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { type KitPlatform, openKitPlatform } from "#kernel/kit.server.ts";
import { relationalEngines } from "#store/kit.ts";
import { openWaitingCases } from "./clue-cases.server.ts";
import { box, type Cover, conservationKit, polygon, tester } from "./kit.server.ts";
import { lockLayer, openLayer } from "./layer.server.ts";
import { readRasterLayer } from "./raster.server.ts";

/** A kilometre of red line on grass, as in the golden cases of encroachment. */
const square = box(0, 0, 1000, 1000);
const grass = (hole?: ReturnType<typeof box>): Cover => ["grass", box(-2000, -2000, 5000, 5000, hole)];

describe.each(relationalEngines)("encroachment on the %s engine", (kind) => {
  let opened: KitPlatform;
  let kit: ReturnType<typeof conservationKit>;
  let now = Date.parse("2026-11-24T10:00:00+08:00");

  beforeAll(async () => {
    opened = await openKitPlatform({ kind, now: () => now });
    kit = conservationKit(opened.platform);
    await kit.prepare();
  });
  afterAll(() => opened?.close());
  beforeEach(async () => {
    now = Date.parse("2026-11-24T10:00:00+08:00");
    // each case has its own ground
    await opened.engines.postgres.transact({ kind: "system", name: "test" }, async (tx) => {
      await sql`update conservation.red_line set retired_at = now()`.execute(tx);
      await sql`update conservation.zone set retired_at = now()`.execute(tx);
      await sql`update conservation.project set retired_at = now()`.execute(tx);
      await sql`update conservation.clue set retired_at = now(), state = 'unfounded'`.execute(tx);
      await sql`update conservation.clue_shape set plane = st_translate(plane, 9e6, 0)`.execute(tx);
    });
  });
  const fresh = async () => (await kit.clues()).filter(({ metres, state }) => state !== "unfounded" && metres > 0);

  test("a pit of 100 m × 100 m half inside a red line is half a hectare", async () => {
    const line = await kit.redLine(square);
    const pit = box(950, 400, 100, 100);
    const done = await kit.compare(
      await kit.layer("2024-06-01", [grass()], 10),
      await kit.layer("2025-06-01", [grass(pit), ["mine", pit]], 10),
    );
    expect([done.state, done.problem]).toEqual(["done", null]);
    expect(done.result.findings).toEqual({ new: { count: 1, hectares: 0.5 } });
    const [clue] = await fresh();
    expect(clue).toMatchObject({
      activity: "mining",
      confidence: "possible",
      state: "open",
      zone_kind: "red-line",
      red_line: line,
      zone: null,
      first_seen: "2025-06-01",
      from_class: "grass",
      to_class: "mine",
      approved_share: 0,
      recurrences: 0,
    });
    expect(clue?.hectares).toBeCloseTo(0.5, 3);
    // the same on the ellipsoid itself
    expect(clue?.metres).toBeGreaterThan(5000 * 0.999);
    expect(clue?.metres).toBeLessThan(5000 * 1.001);
  });

  test("a layer that was shifted by one pixel makes no clue", async () => {
    await kit.redLine(square);
    const [before, after] = [box(300, 300, 200, 200), box(310, 310, 200, 200)];
    const done = await kit.compare(
      await kit.layer("2024-06-01", [grass(before), ["mine", before]], 10),
      await kit.layer("2025-06-01", [grass(after), ["mine", after]], 10),
    );
    expect(done.result.findings).toEqual({ strip: { count: 1, hectares: 0.39 } });
    expect(await fresh()).toEqual([]);
  });

  test("an approved project over 30 % leaves 0.35 ha and says so; over all of it nothing", async () => {
    await kit.redLine(square);
    await kit.project(box(900, 400, 100, 30));
    const pit = box(950, 400, 100, 100);
    const [from, to] = [
      await kit.layer("2024-06-01", [grass()], 10),
      await kit.layer("2025-06-01", [grass(pit), ["mine", pit]], 10),
    ];
    expect((await kit.compare(from, to)).result.findings).toEqual({ new: { count: 1, hectares: 0.35 } });
    const [clue] = await fresh();
    expect(clue?.hectares).toBeCloseTo(0.35, 3);
    expect(clue?.approved_share).toBeCloseTo(30, 1);
    await kit.project(box(900, 390, 200, 120));
    expect(
      (await kit.compare(from, await kit.layer("2025-07-01", [grass(pit), ["mine", pit]], 10))).result.findings,
    ).toEqual({
      approved: { count: 1, hectares: 0.5 },
    });
    // what is approved from a later day on was not when the image was taken
    await kit.redLine(box(2000, 0, 500, 500));
    await kit.project(box(2000, 0, 500, 500), { validFrom: "2025-09-01" });
    const late = box(2100, 100, 100, 100);
    expect(
      (await kit.compare(from, await kit.layer("2025-08-01", [grass(late), ["mine", late]], 10))).result.findings.new
        ?.count,
    ).toBe(1);
  });

  test("a patch lies in the zone that holds most of it, in the reserve of that zone; smaller than the least area it is none", async () => {
    const line = await kit.redLine(square);
    const reserve = await kit.reserve(box(0, 0, 500, 1000));
    const core = await kit.zone(reserve, "core", box(0, 0, 300, 1000));
    await kit.zone(reserve, "general", box(300, 0, 200, 1000));
    await kit.zone(reserve, "core", box(500, 0, 500, 1000), { validTo: "2022-01-01" });
    const [pit, hut, outside] = [box(230, 500, 100, 100), box(700, 700, 12, 12), box(-900, 0, 100, 100)];
    const done = await kit.compare(
      await kit.layer("2024-06-01", [grass()]),
      await kit.layer("2025-06-01", [grass(), ["mine", pit], ["built", hut], ["mine", outside]]),
    );
    expect(done.result.findings).toMatchObject({ new: { count: 1, hectares: 1 }, small: { count: 1 } });
    expect(await fresh()).toMatchObject([{ zone_kind: "core", zone: core, reserve, red_line: line, hectares: 1 }]);
    const basis = await kit.run((tx) =>
      sql<{ severity: { value: number; terms: { factor: number }[] } }>`select b.severity from conservation.clue_basis b
      join conservation.clue c on c.id = b.clue where c.state <> 'unfounded'`.execute(tx),
    );
    const { value = 0, terms = [] } = basis.rows[0]?.severity ?? {};
    expect(terms).toHaveLength(4);
    expect(value).toBeCloseTo(
      terms.reduce((product, { factor }) => product * factor, 1),
      3,
    );
  });

  test("no area is lost: the transitions add up to the ground that both layers cover", async () => {
    await kit.redLine(square);
    const wedge = polygon([
      [0, 0],
      [1700, 300],
      [900, 1500],
      [100, 900],
      [0, 0],
    ]);
    const other = polygon([
      [0, 0],
      [1700, 300],
      [2500, -100],
      [1200, -400],
      [0, 0],
    ]);
    const done = await kit.compare(
      await kit.layer("2024-06-01", [
        ["grass", wedge],
        ["forest", other],
      ]),
      await kit.layer("2025-06-01", [
        [
          "mine",
          polygon([
            [200, 200],
            [1400, 350],
            [800, 1200],
            [200, 200],
          ]),
        ],
        [
          "grass",
          polygon([
            [200, 200],
            [1400, 350],
            [1500, -300],
            [300, -300],
            [200, 200],
          ]),
        ],
      ]),
      { matrix: true },
    );
    expect(done.problem).toBeNull();
    expect(done.result.matrix?.relativeError).toBeLessThan(1e-6);
    expect(done.result.matrix?.rows.map(({ from, to }) => `${from}→${to}`)).toEqual([
      "forest→grass",
      "grass→grass",
      "grass→mine",
    ]);
  });

  test("a clue keeps its name while it grows, climbs the ladder, and comes back after it was struck off", async () => {
    await kit.redLine(square);
    const base = await kit.layer("2024-06-01", [grass()]);
    const image = (on: string, size: number) => {
      const pit = box(300, 300, size, 100);
      return kit.layer(on, [grass(pit), ["mine", pit]]);
    };
    await kit.compare(base, await image("2025-01-01", 100));
    const [first] = await fresh();
    expect((await kit.compare(base, await image("2026-01-01", 150))).result.findings).toEqual({
      seen: { count: 1, hectares: 1.5 },
    });
    expect((await fresh())[0]).toMatchObject({
      id: first?.id,
      hectares: 1.5,
      confidence: "possible",
      growth: expect.closeTo(0.5, 2),
    });
    expect((await fresh())[0]?.severity).toBeGreaterThan(first?.severity ?? 0);
    // an image that covers the place between two others, compared with its neighbour: no change, and yet it is seen
    const between = await image("2026-03-01", 150);
    const quiet = await kit.compare(await image("2026-02-01", 150), between);
    expect(quiet.result).toMatchObject({ findings: {}, observed: { seen: 1, notSeen: 0 } });
    expect((await fresh())[0]?.confidence).toBe("confirmed");

    expect(await openWaitingCases(opened.platform)).toBe(false);
    const [withCase] = await fresh();
    expect(withCase).toMatchObject({ state: "checking" });
    await kit.run(async (tx) => {
      await sql`update "case"."case" set state = 'closed', category = 'closed', closed_at = '2026-06-01T00:00:00+08:00' where id::text = ${withCase?.case_id}`.execute(
        tx,
      );
      await sql`update conservation.clue set state = 'closed' where id = ${withCase?.id}`.execute(tx);
    });
    // an image of before it was struck off proves nothing
    expect((await kit.compare(base, await image("2026-05-01", 150))).result.findings.seen?.count).toBe(1);
    expect((await kit.compare(base, await image("2026-08-01", 150))).result.findings.recurred?.count).toBe(1);
    expect((await fresh())[0]).toMatchObject({ id: first?.id, state: "open", recurrences: 1, case_id: null });
    await openWaitingCases(opened.platform);
    const cases = await kit.run((tx) =>
      sql<{
        id: string;
        parent: string | null;
      }>`select id, parent from "case"."case" where subject_id = ${first?.id} order by opened_at, id`.execute(tx),
    );
    expect(cases.rows).toHaveLength(2);
    expect(cases.rows[1]?.parent).toBe(cases.rows[0]?.id);
  });

  test("pieces that touch over seams are one patch, and what a run gives does not depend on how it was cut into chunks", async () => {
    await kit.redLine(square);
    const pits: Cover[] = Array.from({ length: 10 }, (_, n) => ["mine", box(100 + n * 40, 100, 40, 60)]);
    const done = await kit.compare(
      await kit.layer("2024-06-01", [grass()]),
      await kit.layer("2025-06-01", [grass(), ...pits]),
    );
    expect(done.result.findings).toEqual({ new: { count: 1, hectares: 2.4 } });
  });

  test("a layer whose outline crosses itself is refused by number, a class that nobody knows too", async () => {
    const bowtie = polygon([
      [0, 0],
      [100, 100],
      [100, 0],
      [0, 100],
      [0, 0],
    ]);
    await expect(kit.layer("2025-06-01", [grass(), ["mine", bowtie]])).rejects.toMatchObject({
      code: "field.invalid",
      detail: { field: "features.1" },
    });
    await expect(kit.layer("2025-06-01", [["moon", square]])).rejects.toMatchObject({
      detail: { field: "features.0.properties.class" },
    });
  });

  test("a classified GeoTIFF is read by windows and keeps its ground to the last cell; one in an unknown class fails and says which", async () => {
    const [width, height] = [300, 270];
    const cells = Uint8Array.from(
      { length: width * height },
      (_, n) => [10, 20, 30, 80, 0][((n % width) * 7 + Math.floor(n / width / 3) * 5) % 5] as number,
    );
    const read = async (values: Uint8Array, named: string) => {
      const bytes = writeArrayBuffer(values, {
        height,
        width,
        GTModelTypeGeoKey: 1,
        ProjectedCSTypeGeoKey: 5070,
        ModelPixelScale: [10, 10, 0],
        ModelTiepoint: [0, 0, 0, 1_200_000, 1_300_000, 0],
      });
      const { hash } = await opened.platform.files.put(new Uint8Array(bytes));
      const row = await kit.run(async (tx) => {
        const body = {
          id: uuidv7(),
          region: "150000",
          name: named,
          coveredOn: "2024-06-01",
          source: "test",
          format: "raster" as const,
          rmse: 10,
          edition: "globeland30",
          fileHash: hash,
        };
        return lockLayer(tx, await openLayer(tx, tester, body), ["open"]);
      });
      await readRasterLayer(opened.platform, row);
      const { rows } = await kit.run((tx) =>
        sql<{
          state: string;
          problem: string | null;
          metres: number;
          united: number;
          built: number;
        }>`select l.state, l.problem,
          sum(st_area(p.plane)) as metres, st_area(st_union(p.plane, 0.001)) as united, sum(st_area(p.plane)) filter (where p.class = 'built') as built
        from conservation.cover_layer l left join conservation.cover_piece p on p.layer = l.id where l.id = ${row.id} group by l.id`.execute(
          tx,
        ),
      );
      return rows[0];
    };
    const count = (wanted: (value: number) => boolean) => cells.filter(wanted).length * 100;
    const layer = await read(cells, "栅格");
    expect(layer).toMatchObject({ state: "ready", problem: null });
    expect(Math.abs((layer?.metres ?? 0) / count((value) => value > 0) - 1)).toBeLessThan(1e-6);
    expect(Math.abs((layer?.united ?? 0) / (layer?.metres ?? 1) - 1)).toBeLessThan(1e-6);
    expect(Math.abs((layer?.built ?? 0) / count((value) => value === 80) - 1)).toBeLessThan(1e-6);
    cells[5] = 77;
    expect(await read(cells, "未知类")).toMatchObject({ state: "failed", problem: expect.stringContaining("77") });
  });
});
