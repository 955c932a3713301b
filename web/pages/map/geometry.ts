/** What a view must hold. Longitudes and latitudes in degrees. */
export type Bounds = [west: number, south: number, east: number, north: number];
type Ring = readonly (readonly number[])[];
export type Shape = Readonly<{ type: string; coordinates: unknown }>;

function outerRings(shape: Shape): Ring[] {
  if (shape.type === "Polygon") return [(shape.coordinates as Ring[])[0] ?? []];
  if (shape.type === "MultiPolygon") return (shape.coordinates as Ring[][]).map((polygon) => polygon[0] ?? []);
  return [];
}

export function boundsOf(shapes: readonly Shape[]): Bounds | null {
  const bounds: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes) {
    const rings = shape.type === "Point" ? [[shape.coordinates as number[]]] : outerRings(shape);
    for (const ring of rings) {
      for (const [x = 0, y = 0] of ring) {
        bounds[0] = Math.min(bounds[0], x);
        bounds[1] = Math.min(bounds[1], y);
        bounds[2] = Math.max(bounds[2], x);
        bounds[3] = Math.max(bounds[3], y);
      }
    }
  }
  return Number.isFinite(bounds[0]) ? bounds : null;
}
