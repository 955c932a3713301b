/**
 * The projection of a GeoTIFF from its keys, as a PROJ text; undefined where the keys name one that is not known here. Covers what land
 * covers of China and the world come in: degrees, UTM, the Gauss–Krüger zones of CGCS2000, Web Mercator, and Albers, Lambert and sinusoidal by
 * their own parameters.
 */
export type GeoKeys = Readonly<Record<string, unknown>>;

const cgcs = "+ellps=GRS80 +units=m +no_defs";
const transverse = (meridian: number, easting: number, scale = 1): string =>
  `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=${scale} +x_0=${easting} +y_0=0 ${cgcs}`;
export const degrees = "+proj=longlat +ellps=GRS80 +no_defs";

export function projectionOf(keys: GeoKeys): string | undefined {
  const model = number(keys.GTModelTypeGeoKey);
  if (model === 2) return degrees;
  if (model !== 1) return undefined;
  return byCode(number(keys.ProjectedCSTypeGeoKey)) ?? byParameters(keys);
}

function byCode(code: number): string | undefined {
  if (code >= 32601 && code <= 32660) return `+proj=utm +zone=${code - 32600} +ellps=WGS84 +units=m +no_defs`;
  if (code >= 32701 && code <= 32760) return `+proj=utm +zone=${code - 32700} +south +ellps=WGS84 +units=m +no_defs`;
  if (code === 3857 || code === 900913)
    return "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +units=m +no_defs";
  // 高斯—克吕格: six-degree zones 13–23 and three-degree zones 25–45, with the zone before the easting or without
  if (code >= 4491 && code <= 4501) return transverse(6 * (code - 4478) - 3, (code - 4478) * 1_000_000 + 500_000);
  if (code >= 4502 && code <= 4512) return transverse(75 + 6 * (code - 4502), 500_000);
  if (code >= 4513 && code <= 4533) return transverse(3 * (code - 4488), (code - 4488) * 1_000_000 + 500_000);
  if (code >= 4534 && code <= 4554) return transverse(75 + 3 * (code - 4534), 500_000);
  if (code === 5070) return albers({ lat1: 29.5, lat2: 45.5, lat0: 23, lon0: -96, x0: 0, y0: 0 });
  if (code === 3035) return "+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs";
  return undefined;
}

function byParameters(keys: GeoKeys): string | undefined {
  const of = (name: string): number => number(keys[`Proj${name}GeoKey`]);
  const first = (...names: string[]): number => names.map(of).find((value) => !Number.isNaN(value)) ?? 0;
  const x0 = first("FalseEasting", "FalseOriginEasting", "CenterEasting");
  const y0 = first("FalseNorthing", "FalseOriginNorthing", "CenterNorthing");
  const lon0 = first("NatOriginLong", "CenterLong", "FalseOriginLong");
  const lat0 = first("NatOriginLat", "CenterLat", "FalseOriginLat");
  switch (number(keys.ProjCoordTransGeoKey)) {
    case 1:
      return `+proj=tmerc +lat_0=${lat0} +lon_0=${lon0} +k=${first("ScaleAtNatOrigin", "ScaleAtCenter") || 1} +x_0=${x0} +y_0=${y0} ${cgcs}`;
    case 8:
      return `+proj=lcc +lat_1=${of("StdParallel1")} +lat_2=${of("StdParallel2")} +lat_0=${lat0} +lon_0=${lon0} +x_0=${x0} +y_0=${y0} ${cgcs}`;
    case 10:
      return `+proj=laea +lat_0=${lat0} +lon_0=${lon0} +x_0=${x0} +y_0=${y0} ${cgcs}`;
    case 11:
      return albers({ lat1: of("StdParallel1"), lat2: of("StdParallel2"), lat0, lon0, x0, y0 });
    case 24:
      return `+proj=sinu +lon_0=${lon0} +x_0=${x0} +y_0=${y0} +a=6371007.181 +b=6371007.181 +units=m +no_defs`;
    default:
      return undefined;
  }
}

type Albers = Readonly<{ lat1: number; lat2: number; lat0: number; lon0: number; x0: number; y0: number }>;
const albers = ({ lat1, lat2, lat0, lon0, x0, y0 }: Albers): string | undefined =>
  Number.isNaN(lat1) || Number.isNaN(lat2)
    ? undefined
    : `+proj=aea +lat_1=${lat1} +lat_2=${lat2} +lat_0=${lat0} +lon_0=${lon0} +x_0=${x0} +y_0=${y0} ${cgcs}`;

const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
