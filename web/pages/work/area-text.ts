import type { MultiPolygon, Polygon, Shape } from "#kernel/register/polygon.ts";

/** What people bring as an outline: GeoJSON, WKT, or no outline at all but a place and how large it is. Degrees, CGCS2000. */
type Positions = number[][];
type Rings = Positions[];

/** The outline in a text, or nothing where the text is none. Several polygons become one outline of several parts. */
export function shapeFromText(text: string): Shape | undefined {
  const trimmed = text.trim();
  return trimmed.startsWith("{") ? fromGeoJson(trimmed) : fromWkt(trimmed);
}

function fromGeoJson(text: string): Shape | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return several(polygonsIn(value));
}

/** Every polygon in a geometry, feature or collection of them. */
function polygonsIn(value: unknown): Rings[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, coordinates, geometry, geometries, features } = value as Record<string, unknown>;
  if (type === "Polygon") return [coordinates as Rings];
  if (type === "MultiPolygon") return coordinates as Rings[];
  if (type === "Feature") return polygonsIn(geometry);
  const parts = type === "FeatureCollection" ? features : type === "GeometryCollection" ? geometries : [];
  return Array.isArray(parts) ? parts.flatMap(polygonsIn) : [];
}

/** POLYGON and MULTIPOLYGON of OGC 06-103r4, with `SRID=4490;` before and heights inside where somebody wrote them. */
function fromWkt(text: string): Shape | undefined {
  const found = /^(?:SRID=\d+;)?\s*(MULTIPOLYGON|POLYGON)\s*(?:Z|M|ZM)?\s*(\(.*\))\s*$/is.exec(text);
  if (!found?.[1] || !found[2]) return undefined;
  const nested = found[2]
    .replace(/[^()]+/g, (numbers) => positionsText(numbers))
    .replaceAll("(", "[")
    .replaceAll(")", "]");
  try {
    const value = JSON.parse(nested) as Rings | Rings[];
    return several(found[1].toUpperCase() === "POLYGON" ? [value as Rings] : (value as Rings[]));
  } catch {
    return undefined;
  }
}

/** "111 40, 111.1 40" → "[111,40],[111.1,40]"; what only separates brackets stays. */
function positionsText(text: string): string {
  if (/^[\s,]*$/.test(text)) return text;
  return text
    .split(",")
    .map((position) => `[${position.trim().split(/\s+/).join(",")}]`)
    .join(",");
}

function several(polygons: readonly Rings[]): Shape | undefined {
  const sound = polygons.every(
    (rings) =>
      Array.isArray(rings) &&
      rings.length > 0 &&
      rings.every(
        (ring) =>
          Array.isArray(ring) &&
          ring.length >= 4 &&
          ring.every((at) => Array.isArray(at) && at.length >= 2 && at.every(Number.isFinite)),
      ),
  );
  if (!sound || polygons.length === 0) return undefined;
  const [first] = polygons;
  if (polygons.length === 1 && first) return { type: "Polygon", coordinates: first } satisfies Polygon;
  return { type: "MultiPolygon", coordinates: polygons } satisfies MultiPolygon;
}

const corners = 64;
/** CGCS2000: semi-major axis in metres and the square of the first eccentricity. */
const semiMajor = 6_378_137;
const eccentricity2 = 0.006_694_380_022_901;

/** Who cannot draw says where and how large: a regular polygon of that size about the place, in hectares, good to a thousandth. */
export function circleOf({ lon, lat }: Readonly<{ lon: number; lat: number }>, hectares: number): Polygon {
  const radians = (lat / 180) * Math.PI;
  const curve = 1 - eccentricity2 * Math.sin(radians) ** 2;
  const metresLat = ((semiMajor * (1 - eccentricity2)) / curve ** 1.5) * (Math.PI / 180);
  const metresLon = (semiMajor / Math.sqrt(curve)) * Math.cos(radians) * (Math.PI / 180);
  const radius = Math.sqrt((hectares * 10_000) / ((corners / 2) * Math.sin((2 * Math.PI) / corners)));
  const at = (index: number): number[] => {
    const angle = (2 * Math.PI * index) / corners;
    return [round(lon + (radius * Math.cos(angle)) / metresLon), round(lat + (radius * Math.sin(angle)) / metresLat)];
  };
  const ring = Array.from({ length: corners }, (_, index) => at(index));
  return { type: "Polygon", coordinates: [[...ring, ring[0] as number[]]] };
}

const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
