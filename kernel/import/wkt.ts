import type { Geometry } from "./table.ts";

/** POINT, POLYGON and MULTIPOLYGON of Well-Known Text as GeoJSON; heights are dropped. Undefined when it is none of them. */
export function geometryOfWkt(text: string): Geometry | undefined {
  const parts = /^\s*(?:SRID=\d+;)?\s*(POINT|POLYGON|MULTIPOLYGON)\s*(?:Z|M|ZM)?\s*(\(.*\))\s*$/is.exec(text);
  if (!parts) return undefined;
  const numbers = (parts[2] ?? "")
    .replace(/\(/g, "[")
    .replace(/\)/g, "]")
    .replace(/[^[\],]+/g, (position) => {
      const [x, y] = position.trim().split(/\s+/);
      return position.trim() === "" ? "" : `[${x},${y ?? "null"}]`;
    });
  try {
    const coordinates = JSON.parse(numbers) as unknown[];
    const kind = parts[1]?.toUpperCase();
    if (kind === "POINT") return { type: "Point", coordinates: coordinates[0] };
    return { type: kind === "POLYGON" ? "Polygon" : "MultiPolygon", coordinates };
  } catch {
    return undefined;
  }
}

/** The same geometry with every position moved. */
export function moved(geometry: Geometry, transform: (x: number, y: number) => [number, number]): Geometry {
  const move = (part: unknown): unknown => {
    if (!Array.isArray(part)) return part;
    if (typeof part[0] !== "number") return part.map(move);
    const [x, y] = transform(part[0], Number(part[1]));
    return [rounded(x), rounded(y)];
  };
  return { type: geometry.type, coordinates: move(geometry.coordinates) };
}

/** A tenth of a millimetre: what is beyond is noise of the transformation, and would make every second import a change. */
export const rounded = (degree: number): number => Math.round(degree * 1e9) / 1e9;
