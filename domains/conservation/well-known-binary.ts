/**
 * Polygons as little-endian WKB in hexadecimal: what PostGIS takes as a geometry without parsing text. Rings are closed; coordinates as they
 * are given.
 */
export type Rings = readonly (readonly (readonly [x: number, y: number])[])[];

export function polygonHex(rings: Rings): string {
  const size = 9 + rings.reduce((sum, ring) => sum + 4 + ring.length * 16, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  view.setUint32(1, 3, true);
  view.setUint32(5, rings.length, true);
  let at = 9;
  for (const ring of rings) {
    view.setUint32(at, ring.length, true);
    at += 4;
    for (const [x, y] of ring) {
      view.setFloat64(at, x, true);
      view.setFloat64(at + 8, y, true);
      at += 16;
    }
  }
  return hexOf(bytes);
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
function hexOf(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += digits[byte];
  return out;
}
