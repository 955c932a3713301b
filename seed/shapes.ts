import { drawFrom } from "./random.ts";

/** Outlines of the synthetic landscape, in degrees on EPSG:4490: near enough to real ones in size and raggedness, of nowhere in particular. */
export type Ring = (readonly [lon: number, lat: number])[];
export type PolygonShape = Readonly<{ type: "Polygon"; coordinates: Ring[] }>;

/** Metres of a degree of latitude; a degree of longitude shrinks with the cosine. */
const degree = 111_320;
const digits = (value: number): number => Math.round(value * 1e7) / 1e7;

/** A point so many metres east and north of another. */
export function offset([lon, lat]: readonly [number, number], east: number, north: number): [number, number] {
  return [digits(lon + east / (degree * Math.cos((lat * Math.PI) / 180))), digits(lat + north / degree)];
}

/** A ragged closed ring around a centre, counter-clockwise; the same name gives the same ring. */
export function blob(name: string, centre: readonly [number, number], radius: number, corners: number): Ring {
  const draw = drawFrom("blob", name);
  const waves = [2, 3, 5, 9].map((count) => ({
    count,
    height: draw.between(0.05, 0.32) / Math.sqrt(count),
    turn: draw.between(0, 6.28),
  }));
  const ring: Ring = Array.from({ length: corners }, (_, n) => {
    const angle = (n / corners) * 2 * Math.PI;
    const swing = waves.reduce((sum, { count, height, turn }) => sum + height * Math.sin(count * angle + turn), 1);
    return offset(centre, radius * swing * Math.cos(angle), radius * swing * Math.sin(angle));
  });
  return [...ring, ring[0] as Ring[number]];
}

/** A rectangle of metres around a centre, turned by an angle in radians. */
export function box(centre: readonly [number, number], width: number, height: number, angle = 0): Ring {
  const corner = (x: number, y: number) =>
    offset(centre, x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle));
  const [w, h] = [width / 2, height / 2];
  return [corner(-w, -h), corner(w, -h), corner(w, h), corner(-w, h), corner(-w, -h)];
}

export const polygon = (...coordinates: Ring[]): PolygonShape => ({ type: "Polygon", coordinates });
/** A hole runs the other way round than its outer ring. */
export const hole = (ring: Ring): Ring => [...ring].reverse();

/** WKT of a polygon, as the ministry's tables give outlines. */
export const wktOf = ({ coordinates }: PolygonShape): string =>
  `POLYGON(${coordinates.map((ring) => `(${ring.map(([lon, lat]) => `${lon} ${lat}`).join(", ")})`).join(", ")})`;

/** Land cover comes in square cells of so many metres, so many on a side, around the middle of each watched place. */
export const cell = { side: 650, count: 40 } as const;
const half = (cell.side * cell.count) / 2;

/** The ring of a cell; neighbours share their corners to the last digit. */
export function cellRing(origin: readonly [number, number], column: number, row: number): Ring {
  const corner = (x: number, y: number) =>
    offset(origin, (column + x) * cell.side - half, (row + y) * cell.side - half);
  return [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)];
}

/** The cell that a point lies in, with its middle. */
export function cellOf(
  origin: readonly [number, number],
  [lon, lat]: readonly [number, number],
): Readonly<{ key: string; column: number; row: number; centre: [number, number] }> {
  const within = (metres: number) => Math.min(cell.count - 1, Math.max(0, Math.floor((metres + half) / cell.side)));
  const column = within((lon - origin[0]) * degree * Math.cos((origin[1] * Math.PI) / 180));
  const row = within((lat - origin[1]) * degree);
  const middle = (n: number) => (n + 0.5) * cell.side - half;
  return { key: `${column}-${row}`, column, row, centre: offset(origin, middle(column), middle(row)) };
}
