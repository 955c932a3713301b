/** A polygon or several as GeoJSON (RFC 7946): longitude, latitude in degrees; a height, where one is given, is dropped. */
export type Polygon = Readonly<{ type: "Polygon"; coordinates: readonly Ring[] }>;
export type MultiPolygon = Readonly<{ type: "MultiPolygon"; coordinates: readonly (readonly Ring[])[] }>;
export type Shape = Polygon | MultiPolygon;
export type Ring = readonly (readonly number[])[];

/** All rings of a shape, outer and inner. */
export const ringsOf = (value: Shape): readonly Ring[] =>
  value.type === "Polygon" ? value.coordinates : value.coordinates.flat();
export const cornersOf = (value: Shape): number => ringsOf(value).reduce((sum, { length }) => sum + length, 0);

/** What a list says of an area: hectares on the ellipsoid, a point inside, and west, south, east, north. */
export type AreaSummary = Readonly<{
  hectares: number;
  center: Readonly<{ lon: number; lat: number }>;
  bbox: readonly number[];
}>;
