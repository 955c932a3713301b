/**
 * A small map without tiles: places within some kilometres, drawn flat around their middle. Good for finding one's way, not for measuring; at
 * 50 km the picture is off by less than its lines are wide.
 */
export type LonLat = readonly [lon: number, lat: number];
export type Outline = Readonly<
  | { type: "Polygon"; coordinates: readonly (readonly LonLat[])[] }
  | { type: "MultiPolygon"; coordinates: readonly (readonly (readonly LonLat[])[])[] }
>;

const earthRadiusM = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const metresPerDegree = radians(1) * earthRadiusM;

/** Great-circle distance in metres on the mean sphere; off by at most 0.5 % of the ellipsoid's. */
export function distanceM(a: LonLat, b: LonLat): number {
  const [dLat, dLon] = [radians(b[1] - a[1]), radians(b[0] - a[0])];
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a[1])) * Math.cos(radians(b[1])) * Math.sin(dLon / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** 83 m, 1.2 km, 35 km. */
export function distanceText(metres: number): string {
  if (metres < 1000) return `${Math.round(metres)} m`;
  return metres < 10_000 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 1000)} km`;
}

export const ringsOf = (outline: Outline): readonly (readonly LonLat[])[] =>
  outline.type === "Polygon" ? outline.coordinates : outline.coordinates.flat();

/** The nearest way from a place to a task: 0 within its outline's box is not claimed; the middle or the nearest corner counts. */
export function distanceTo(from: LonLat, at: LonLat | null, outline: Outline | null): number | undefined {
  const corners = outline ? ringsOf(outline).flat() : [];
  const places = at ? [at, ...corners] : corners;
  return places.length > 0 ? Math.min(...places.map((place) => distanceM(from, place))) : undefined;
}

export type View = Readonly<{
  /** Pixels of a place, x to the right and y downwards. */
  project(place: LonLat): readonly [number, number];
  /** Pixels of a metre. */
  scale: number;
}>;

/** A view of `size` pixels that shows all places with a margin, never closer than `leastM` metres across. */
export function viewOf(
  places: readonly LonLat[],
  size: Readonly<{ width: number; height: number; margin: number; leastM: number }>,
): View {
  const lons = places.map(([lon]) => lon);
  const lats = places.map(([, lat]) => lat);
  const middle: LonLat = [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2];
  const perLon = metresPerDegree * Math.cos(radians(middle[1]));
  const across = Math.max(size.leastM, (Math.max(...lons) - Math.min(...lons)) * perLon);
  const down = Math.max(size.leastM, (Math.max(...lats) - Math.min(...lats)) * metresPerDegree);
  const scale = Math.min((size.width - 2 * size.margin) / across, (size.height - 2 * size.margin) / down);
  return {
    scale,
    project: ([lon, lat]) => [
      size.width / 2 + (lon - middle[0]) * perLon * scale,
      size.height / 2 - (lat - middle[1]) * metresPerDegree * scale,
    ],
  };
}

/** A round length for the scale bar, at most `longestPx` pixels long. */
export function scaleBar(scale: number, longestPx: number): Readonly<{ metres: number; px: number }> {
  const longest = longestPx / scale;
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = ([5, 2, 1].find((step) => step * power <= longest) ?? 1) * power;
  return { metres, px: metres * scale };
}
