import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fromGcj02 } from "#kernel/place/gcj02.ts";
import { outlineFile, outlinePackage } from "#kernel/place/outlines.ts";
import { divisionOf } from "./divisions.ts";
import type { Draw } from "./random.ts";

/** Longitude and latitude in degrees, CGCS2000. */
export type Point = Readonly<{ lon: number; lat: number }>;

type Ring = readonly (readonly [number, number])[];
type Area = Readonly<{ rings: readonly Ring[]; seat: Point }>;

type Feature = {
  properties: { name: string; cp: [number, number] };
  geometry:
    | { type: "Polygon"; coordinates: [number, number][][] }
    | { type: "MultiPolygon"; coordinates: [number, number][][][] };
};

const folder = dirname(createRequire(import.meta.url).resolve(`${outlinePackage}/package.json`));
const read = new Map<string, ReadonlyMap<string, Area>>();

function areasOf(league: string): ReadonlyMap<string, Area> {
  const known = read.get(league);
  if (known) return known;
  const path = join(folder, outlineFile(league));
  const { features } = JSON.parse(readFileSync(path, "utf8")) as { features: Feature[] };
  const areas = new Map(features.map((feature) => [feature.properties.name, areaOf(feature)]));
  read.set(league, areas);
  return areas;
}

function areaOf({ properties, geometry }: Feature): Area {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return {
    rings: polygons.flatMap((rings) => rings.map((ring) => ring.map(([lon, lat]) => fromGcj02(lon, lat)))),
    seat: pointOf(fromGcj02(...properties.cp)),
  };
}

const pointOf = ([lon, lat]: readonly [number, number]): Point => ({ lon, lat });

function areaOfBanner(banner: string): Area {
  const division = divisionOf(banner);
  const area = areasOf(division.parent).get(division.name);
  if (!area) throw new Error(`no boundary for ${division.name} (${banner})`);
  return area;
}

/** Whether a point lies in a banner (even-odd rule over all rings, so holes count as outside). */
export function isInside(banner: string, point: Point): boolean {
  let inside = false;
  for (const ring of areaOfBanner(banner).rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i] ?? [0, 0];
      const [xj, yj] = ring[j] ?? [0, 0];
      if (yi > point.lat !== yj > point.lat && point.lon < ((xj - xi) * (point.lat - yi)) / (yj - yi) + xi)
        inside = !inside;
    }
  }
  return inside;
}

/** Five decimals of a degree are about a metre: enough, and the same on every machine. */
const rounded = (lon: number, lat: number): Point => ({
  lon: Math.round(lon * 1e5) / 1e5,
  lat: Math.round(lat * 1e5) / 1e5,
});

/** A point within `spread` degrees of the seat of a banner and inside its boundary. */
export function pointNearSeat(draw: Draw, banner: string, spread: number): Point {
  const { seat } = areaOfBanner(banner);
  for (let attempt = 0; attempt < 200; attempt++) {
    // Each failed draw comes closer to the seat, which lies inside.
    const reach = spread * 0.98 ** attempt;
    const point = rounded(seat.lon + draw.between(-reach, reach), seat.lat + draw.between(-reach, reach) * 0.76);
    if (isInside(banner, point)) return point;
  }
  return rounded(seat.lon, seat.lat);
}

/** The point itself when it lies in the banner, else the first one inside on the straight way to the seat. */
export function nearestInside(banner: string, point: Point): Point {
  const { seat } = areaOfBanner(banner);
  for (let step = 0; step <= 100; step++) {
    const part = step / 100;
    const moved = rounded(point.lon + (seat.lon - point.lon) * part, point.lat + (seat.lat - point.lat) * part);
    if (isInside(banner, moved)) return moved;
  }
  return rounded(seat.lon, seat.lat);
}
