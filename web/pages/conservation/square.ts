/** Metres of one degree of latitude, near enough for a square that stands for a project not yet drawn. */
const degree = 111_320;

/** A square of so many hectares around "longitude,latitude", for a project of which only the centre and the size are known. */
export function squareAround(place: string, hectares: number): { type: "Polygon"; coordinates: number[][][] } {
  const [lon = 0, lat = 0] = place.split(/[,，\s]+/).map(Number);
  const half = Math.sqrt(hectares * 10_000) / 2;
  const dy = half / degree;
  const dx = half / (degree * Math.cos((lat * Math.PI) / 180));
  return {
    type: "Polygon",
    coordinates: [
      [
        [lon - dx, lat - dy],
        [lon + dx, lat - dy],
        [lon + dx, lat + dy],
        [lon - dx, lat + dy],
        [lon - dx, lat - dy],
      ],
    ],
  };
}
