import { placeFields, type Register } from "#kernel/register/define.ts";

type Exported = Readonly<{
  row: Record<string, unknown> & { id: string };
  outlines: Readonly<Record<string, string>>;
}>;

/** Rows as a FeatureCollection in CGCS2000 degrees (RFC 7946 order), piece by piece. Properties carry the field names of the interface. */
export async function* geoJsonText(register: Register, rows: AsyncIterable<Exported>): AsyncGenerator<string> {
  const [place] = placeFields(register);
  yield '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[';
  let first = true;
  for await (const { row, outlines } of rows) {
    const { id, version: _v, createdAt: _c, updatedAt: _u, updatedBy: _b, ...properties } = row;
    for (const [name, field] of Object.entries(register.fields))
      if (field.type === "point" || field.type === "area") delete properties[name];
    const geometry = geometryText(register, place, row, outlines);
    const rest = JSON.stringify({ id, ...properties });
    yield `${first ? "" : ","}\n{"type":"Feature","id":"${id}","geometry":${geometry},"properties":${rest}}`;
    first = false;
  }
  yield "\n]}\n";
}

function geometryText(
  register: Register,
  place: string | undefined,
  row: Exported["row"],
  outlines: Exported["outlines"],
): string {
  if (place === undefined) return "null";
  if (register.fields[place]?.type === "area") return outlines[place] ?? "null";
  const point = row[place] as { lon: number; lat: number } | null;
  return point ? `{"type":"Point","coordinates":[${point.lon},${point.lat}]}` : "null";
}
