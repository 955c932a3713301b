/**
 * GCJ-02 to CGCS2000. Chinese web maps shift every position by a smooth, irreversible-by-formula offset; the inverse is found by
 * iteration and is good to well under a metre. CGCS2000 and WGS 84 differ by centimetres and are treated as one here.
 * Source of the offset formula: the widely published reconstruction (no official text); used for sample boundaries only.
 */
const semiMajor = 6_378_245;
const eccentricity2 = 0.006_693_421_622_965_943;

function shift(lon: number, lat: number): [number, number] {
  const x = lon - 105;
  const y = lat - 35;
  const wave = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const dy =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    wave +
    (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3) +
    (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * (2 / 3);
  const dx =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    wave +
    (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3) +
    (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
  const radians = (lat / 180) * Math.PI;
  const curve = 1 - eccentricity2 * Math.sin(radians) ** 2;
  const metresLat = ((semiMajor * (1 - eccentricity2)) / (curve * Math.sqrt(curve))) * (Math.PI / 180);
  const metresLon = (semiMajor / Math.sqrt(curve)) * Math.cos(radians) * (Math.PI / 180);
  return [dx / metresLon, dy / metresLat];
}

/** Degrees in, degrees out; WGS 84 / CGCS2000 → GCJ-02. */
export function toGcj02(lon: number, lat: number): [number, number] {
  const [dx, dy] = shift(lon, lat);
  return [lon + dx, lat + dy];
}

/** Degrees in, degrees out; GCJ-02 → CGCS2000. */
export function fromGcj02(lon: number, lat: number): [number, number] {
  let [x, y] = [lon, lat];
  for (let round = 0; round < 4; round++) {
    const [gx, gy] = toGcj02(x, y);
    x += lon - gx;
    y += lat - gy;
  }
  return [x, y];
}
