/**
 * The plane in which covers are overlaid: Albers equal-area on the ellipsoid of CGCS2000, metres. A planar area in it is the area on the
 * ellipsoid, so areas add up to the last square metre however a patch is cut; a distance in it is true within 0.8 % between 37° and 53.3° N
 * (standard parallels 40° and 50°), which is enough for the widths of slivers. docs/decisions/0015 weighs it against geography and zones.
 */
export const planeProjection =
  "+proj=aea +lat_1=40 +lat_2=50 +lat_0=0 +lon_0=110 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs";

/** Every vertex of the plane stands on this grid, metres: the engine then overlays by snap rounding, which never fails half-way. */
export const planeGrid = 0.001;

/** An edge in degrees is followed at this spacing, degrees (about 200 m): a straight edge of a map is a slight bow in the plane. */
export const edgeStep = 0.002;

export const squareMetresPerHectare = 10_000;

/** A ring in degrees with points added so that no edge is longer than `edgeStep` in longitude or latitude. */
export function followedRing(ring: readonly (readonly number[])[]): [number, number][] {
  const out: [number, number][] = [];
  for (let i = 0; i < ring.length; i++) {
    const [x = 0, y = 0] = ring[i] ?? [];
    const before = out.at(-1);
    if (before) {
      const steps = Math.ceil(Math.max(Math.abs(x - before[0]), Math.abs(y - before[1])) / edgeStep);
      const [fromX, fromY] = before;
      for (let step = 1; step < steps; step++)
        out.push([fromX + ((x - fromX) * step) / steps, fromY + ((y - fromY) * step) / steps]);
    }
    out.push([x, y]);
  }
  return out;
}
