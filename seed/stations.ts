import type { Point } from "./boundaries.ts";
import { nearestInside, pointNearSeat } from "./boundaries.ts";
import { bannersOf, divisionOf, leagues, shortName } from "./divisions.ts";
import { seedId } from "./ids.ts";
import type { Draw } from "./random.ts";
import { drawFrom } from "./random.ts";
import { waters } from "./waters.ts";

export type AirStationSeed = Readonly<{
  id: string;
  code: string;
  name: string;
  region: string;
  location: Point;
  control: "national" | "region";
  zoneClass: "I" | "II";
}>;

export type WaterSectionSeed = Readonly<{
  id: string;
  code: string;
  name: string;
  river: string;
  kind: "river" | "lake";
  targetClass: number;
  region: string;
  location: Point;
  control: "national" | "region";
}>;

/** Automatic air stations of each league: how many, and in how many of its first banners (the urban ones) the national ones stand. */
const airStations: Readonly<Record<string, Readonly<{ count: number; urban: number }>>> = {
  "150100": { count: 8, urban: 4 },
  "150200": { count: 7, urban: 4 },
  "150300": { count: 4, urban: 3 },
  "150400": { count: 6, urban: 3 },
  "150500": { count: 5, urban: 1 },
  "150600": { count: 6, urban: 2 },
  "150700": { count: 5, urban: 2 },
  "150800": { count: 4, urban: 1 },
  "150900": { count: 4, urban: 1 },
  "152200": { count: 4, urban: 1 },
  "152500": { count: 4, urban: 2 },
  "152900": { count: 3, urban: 1 },
};

const sites = ["环保大楼", "第一小学", "人民公园", "体育场", "气象台", "水厂", "图书馆", "青少年宫"] as const;

function placeOf(draw: Draw, banner: string): Point {
  return pointNearSeat(draw, banner, 0.06);
}

/** Sixty stations in all twelve leagues; two thirds national, the rest of the region's own net. */
export function airStationSeeds(seed: number): AirStationSeed[] {
  const stations: AirStationSeed[] = [];
  for (const league of leagues) {
    const wanted = airStations[league.code];
    if (!wanted) continue;
    const inside = bannersOf(league.code);
    const national = Math.ceil((wanted.count * 2) / 3);
    for (let i = 0; i < wanted.count; i++) {
      const rural = i >= national && inside.length > wanted.urban;
      const banner = rural
        ? inside[wanted.urban + ((i - national) % (inside.length - wanted.urban))]
        : inside[i % wanted.urban];
      if (!banner) continue;
      const n = stations.length + 1;
      stations.push({
        id: seedId("air-station", n),
        code: `15${String(n).padStart(4, "0")}A`,
        name: `${shortName(banner)}${sites[i % sites.length]}站`,
        region: banner.code,
        location: placeOf(drawFrom(seed, "air-station", n), banner.code),
        control: rural ? "region" : "national",
        // 阿尔山 stands in for a nature park; everything else is class II.
        zoneClass: banner.code === "152202" ? "I" : "II",
      });
    }
  }
  return stations;
}

/** Sections of rivers and lakes; the positions are near the water, the names of sections are invented. */
export function waterSectionSeeds(): WaterSectionSeed[] {
  const used = new Map<string, number>();
  return waters.map(([river, banner, lon, lat, targetClass, kind], index) => {
    const stem = `${river}${shortName(divisionOf(banner))}`;
    const times = (used.get(stem) ?? 0) + 1;
    used.set(stem, times);
    return {
      id: seedId("water-section", index + 1),
      code: `15${String(index + 1).padStart(4, "0")}W`,
      name: `${stem}${times > 1 ? (["", "", "二", "三"][times] ?? times) : ""}${kind === "lake" ? "点位" : "断面"}`,
      river,
      kind: kind ?? "river",
      targetClass,
      region: banner,
      location: nearestInside(banner, { lon, lat }),
      control: index % 3 === 2 ? "region" : "national",
    };
  });
}
