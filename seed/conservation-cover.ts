import type { ChangeSeed } from "./conservation-changes.ts";
import { chance } from "./random.ts";
import { box, cell, cellOf, cellRing, hole, offset, type PolygonShape, polygon, type Ring } from "./shapes.ts";

/** Land cover of the watched places on three days: cells of nature, and the patches that people made cut out of them. */
export type CoverFeature = Readonly<{
  type: "Feature";
  properties: Readonly<{ class: string }>;
  geometry: PolygonShape;
}>;
export const coverDates = ["2024-08-15", "2025-08-20", "2026-08-18"] as const;

type Place = Readonly<{ banner: string; centre: readonly [number, number] }>;

/** Everything that covers a place on the day of the nth image; the pieces neither overlap nor leave a gap. */
export function coverOf(place: Place, changes: readonly ChangeSeed[], image: 0 | 1 | 2): CoverFeature[] {
  const here = new Map(
    changes
      .filter(({ banner }) => banner === place.banner)
      .map((change) => [cellOf(place.centre, change.centre).key, change]),
  );
  const features: CoverFeature[] = [];
  for (let row = 0; row < cell.count; row++)
    for (let column = 0; column < cell.count; column++) {
      const ring = cellRing(place.centre, column, row);
      const change = here.get(`${column}-${row}`);
      const nature = natureAt(place.banner, column, row, change !== undefined);
      const patch = image === 0 ? undefined : patchAt(place, column, row, change, image);
      if (!patch) {
        features.push(feature(nature, polygon(ring)));
        continue;
      }
      features.push(feature(nature, polygon(ring, hole(patch.ring))), feature(patch.cover, polygon(patch.ring)));
    }
  return features;
}

const feature = (cover: string, geometry: PolygonShape): CoverFeature => ({
  type: "Feature",
  properties: { class: cover },
  geometry,
});

/** Grass with woods to the north, fields in flat places, wetland along a line: smooth, and the same on every day. */
function natureAt(banner: string, column: number, row: number, natural: boolean): string {
  const wave = Math.sin(column / 5.3 + banner.length) + Math.cos(row / 4.1 + Number(banner.slice(-1)));
  const grain = chance("cover", banner, column, row) * 0.7;
  if (row > 27 && wave + grain > 0.2) return "forest";
  if (wave + grain > 1.5) return "shrub";
  if (Math.abs(row - 9 - 3 * Math.sin(column / 6)) < 1) return "wetland";
  if (!natural && wave + grain < -1.1) return "cropland";
  return grain < 0.03 ? "bare" : "grass";
}

type Patch = Readonly<{ ring: Ring; cover: string }>;

/** The change of a cell, or here and there the thin strip by which two images do not quite fit: no activity, and to be recognised as none. */
function patchAt(
  place: Place,
  column: number,
  row: number,
  change: ChangeSeed | undefined,
  image: 1 | 2,
): Patch | undefined {
  if (change) return { ring: image === 1 ? change.patch : change.later, cover: change.to };
  if (chance("strip", place.banner, column, row) > 0.006) return undefined;
  const { centre } = cellOf(place.centre, offset(cellRing(place.centre, column, row)[0] ?? place.centre, 100, 100));
  return { ring: box(centre, 6, 420, chance("turn", column, row) * 3), cover: "built" };
}
