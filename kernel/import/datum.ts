import proj4 from "proj4";
import { fromGcj02, toGcj02 } from "#kernel/place/gcj02.ts";
import type { Title } from "#kernel/title.ts";

/**
 * The coordinate systems in which files come, each turned into CGCS2000 degrees (EPSG:4490). What a file means is said by its .prj, told from
 * the size of its numbers, or asked; it is never assumed in silence, since GCJ-02 numbers look like any others and lie up to 600 m away.
 *
 * An id is "cgcs2000", "wgs84", "gcj02", "bd09", "gk3-37" (CGCS2000, 3-degree Gauss-Krüger, the zone stands before the easting),
 * "gk3-111e" (the same without zone, by central meridian), "gk6-19", "gk6-111e", or "prj" with the text of a .prj.
 */
export type Transform = (x: number, y: number) => [number, number];
type Definition = Readonly<{ title: Title; transform: Transform; epsg?: number }>;

const direct: Readonly<Record<string, Definition>> = {
  cgcs2000: { title: { zh: "CGCS2000 经纬度", en: "CGCS2000 degrees" }, transform: (x, y) => [x, y], epsg: 4490 },
  // centimetres from CGCS2000 (GB/T 42640 treats them alike at this scale)
  wgs84: { title: { zh: "WGS 84 经纬度", en: "WGS 84 degrees" }, transform: (x, y) => [x, y], epsg: 4326 },
  gcj02: { title: { zh: "GCJ-02（高德、腾讯等）", en: "GCJ-02 (Amap, Tencent)" }, transform: fromGcj02 },
  bd09: { title: { zh: "BD-09（百度）", en: "BD-09 (Baidu)" }, transform: fromBd09 },
};

/** What people are asked to choose from, where nothing tells. Zones 35–45 and 13–23 cover the country. */
export const askedDatums: readonly string[] = ["cgcs2000", "wgs84", "gcj02", "bd09"];

const turn = (Math.PI * 3000) / 180;
/** BD-09 → CGCS2000, by way of GCJ-02; the published reconstruction, good to metres. */
function fromBd09(lon: number, lat: number): [number, number] {
  const [x, y] = [lon - 0.0065, lat - 0.006];
  const radius = Math.hypot(x, y) - 0.00002 * Math.sin(y * turn);
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * turn);
  return fromGcj02(radius * Math.cos(angle), radius * Math.sin(angle));
}
/** CGCS2000 → BD-09, for what leaves to a Baidu map and for the proof of the way back. */
export function toBd09(lon: number, lat: number): [number, number] {
  const [x, y] = toGcj02(lon, lat);
  const radius = Math.hypot(x, y) + 0.00002 * Math.sin(y * turn);
  const angle = Math.atan2(y, x) + 0.000003 * Math.cos(x * turn);
  return [radius * Math.cos(angle) + 0.0065, radius * Math.sin(angle) + 0.006];
}

/** What a datum is and how it becomes CGCS2000 degrees; undefined when the id means nothing. */
export function datumOf(id: string, prj?: string): Definition | undefined {
  if (direct[id]) return direct[id];
  if (id === "prj")
    return prj && !forbidden(prj) ? projected({ zh: ".prj 文件所述投影", en: "as the .prj says" }, prj) : undefined;
  const parts = /^gk([36])-(\d{1,3})(e?)$/.exec(id);
  if (!parts) return undefined;
  const [width, number, byMeridian] = [Number(parts[1]), Number(parts[2]), parts[3] === "e"];
  const meridian = byMeridian ? number : width === 3 ? number * 3 : number * 6 - 3;
  if (meridian < 72 || meridian > 138 || (byMeridian && (number - (width === 3 ? 0 : 3)) % width !== 0))
    return undefined;
  const easting = byMeridian ? 500_000 : number * 1_000_000 + 500_000;
  const zone = byMeridian ? `中央经线 ${number}°` : `${number} 带`;
  return {
    ...projected(
      {
        zh: `CGCS2000 高斯-克吕格 ${width} 度带 ${zone}`,
        en: `CGCS2000 ${width}-degree Gauss-Krüger ${byMeridian ? `CM ${number}E` : `zone ${number}`}`,
      },
      `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`,
    ),
    ...epsgOf(width, number, byMeridian),
  };
}

/** EPSG 4513–4533 zones 25–45, 4534–4554 by meridian 75–135; 4491–4501 zones 13–23, 4502–4512 by meridian 75–135. */
function epsgOf(width: number, number: number, byMeridian: boolean): { epsg?: number } {
  if (width === 3) return { epsg: byMeridian ? 4534 + (number - 75) / 3 : 4513 + number - 25 };
  return { epsg: byMeridian ? 4502 + (number - 75) / 6 : 4491 + number - 13 };
}

function projected(title: Title, definition: string): Definition {
  const { inverse } = proj4(definition);
  return { title, transform: (x, y) => inverse([x, y]) as [number, number] };
}

/** 北京54 and 西安80 need parameters that only the surveying authority has: hundreds of metres otherwise. */
const forbidden = (prj: string): boolean => /beijing|北京|pulkovo|krasovsky|xian|西安/i.test(prj);

export type Detected = Readonly<{ datum?: string; because: Title; sure: boolean }>;

/** What a .prj says. `datum` is missing when it names a system that cannot be turned into CGCS2000 without secret parameters. */
export function datumOfPrj(prj: string): Detected {
  const name = /^\s*\w+\["([^"]+)"/.exec(prj)?.[1] ?? "?";
  const because = { zh: `.prj 文件：${name}`, en: `.prj: ${name}` };
  if (forbidden(prj))
    return {
      because: {
        zh: `.prj 文件为 ${name}，须先由测绘部门转换为 CGCS2000 再导入。`,
        en: `The .prj says ${name}; have it converted to CGCS2000 by the surveying authority first.`,
      },
      sure: true,
    };
  if (/^\s*GEOGC(S|RS)/i.test(prj)) return { datum: /wgs/i.test(name) ? "wgs84" : "cgcs2000", because, sure: true };
  const number = (parameter: string): number =>
    Number(new RegExp(`PARAMETER\\["${parameter}",\\s*([-\\d.]+)`, "i").exec(prj)?.[1] ?? Number.NaN);
  const [meridian, easting] = [number("Central_Meridian"), number("False_Easting")];
  const chinese = /cgcs|china.*2000/i.test(prj) && /gauss_kruger|transverse_mercator/i.test(prj);
  const found = chinese ? gaussKrueger(meridian, easting) : undefined;
  return { datum: found ?? "prj", because, sure: true };
}

function gaussKrueger(meridian: number, easting: number): string | undefined {
  if (easting === 500_000) return meridian % 3 === 0 ? `gk3-${meridian}e` : undefined;
  const zone = Math.floor(easting / 1_000_000);
  if (zone * 3 === meridian) return `gk3-${zone}`;
  return zone * 6 - 3 === meridian ? `gk6-${zone}` : undefined;
}

/**
 * What the numbers themselves tell. Eight digits before the point are an easting with its zone; degrees tell nothing of their datum, so they
 * are never sure. `[x, y]` as the columns are matched; `exchanged` when the northing stands where the easting should (X is north in a survey).
 */
export function datumOfNumbers(samples: readonly (readonly [number, number])[]): Detected & { exchanged?: boolean } {
  const middle = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  let [x, y] = [middle(samples.map(([a]) => a)), middle(samples.map(([, b]) => b))];
  const unknown: Detected = {
    because: { zh: "数值本身看不出坐标系，请选择。", en: "The numbers do not tell; please choose." },
    sure: false,
  };
  const northing = (value: number): boolean => value > 1_800_000 && value < 6_000_000;
  const exchanged = northing(x) && !northing(y);
  if (exchanged) [x, y] = [y, x];
  if (!northing(y)) {
    const swapped = x < 60 && y > 70 && y < 140;
    return { ...unknown, ...(swapped ? { exchanged: true } : {}) };
  }
  const zone = Math.floor(x / 1_000_000);
  const found = zone >= 25 && zone <= 45 ? `gk3-${zone}` : zone >= 13 && zone <= 23 ? `gk6-${zone}` : undefined;
  return {
    ...(found ? { datum: found } : {}),
    because: found
      ? { zh: `横坐标带号 ${zone}`, en: `the easting begins with zone ${zone}` }
      : { zh: "是投影坐标而没有带号，请选择中央经线。", en: "Projected without a zone; choose the central meridian." },
    sure: found !== undefined,
    ...(exchanged ? { exchanged } : {}),
  };
}
