import type { Title } from "#kernel/title.ts";
import { type Activity, activities } from "./activity.ts";

/** 部下发批次: how a row of the ministry's table is read, and the columns in which it is answered, behind its own and in its own order. */
export const answerColumns = [
  "核查结果",
  "活动类型（核查）",
  "面积（公顷，核查）",
  "所在红线或保护地",
  "分区",
  "平台线索编号",
  "案件编号",
  "办理状态",
  "未匹配原因",
] as const;

/** The activity that a word of the ministry's table means; undefined where none is recognised. */
export function activityNamed(text: string): Activity | undefined {
  const word = text.trim();
  if (word === "") return undefined;
  return (
    words.find(([pattern]) => pattern.test(word))?.[1] ??
    (Object.keys(activities) as Activity[]).find((key) => activities[key].zh === word)
  );
}

const words: readonly (readonly [RegExp, Activity])[] = [
  [/矿|采石|采砂|砂石/, "mining"],
  [/光伏|太阳能/, "solar"],
  [/风电|风机|风力/, "wind"],
  [/水电/, "hydropower"],
  [/旅游/, "tourism"],
  [/养殖|鱼塘/, "aquaculture"],
  [/道路|公路|修路/, "road"],
  [/耕|开垦|农业/, "reclamation"],
  [/采伐|砍伐/, "logging"],
  [/建设|建筑|厂房|工矿|居民|房屋/, "construction"],
];

export type Cells = Readonly<{
  number: string;
  lon?: string;
  lat?: string;
  outline?: string;
  hectares?: string;
  activity?: string;
}>;
export type BatchPlace =
  | Readonly<{ ok: true; kind: "outline"; text: string }>
  /** A point with its hectares stands for a circle of that area (a table without outlines). */
  | Readonly<{ ok: true; kind: "circle"; lon: number; lat: number; radius: number }>
  | Readonly<{ ok: false; problem: Title }>;

const no = (zh: string, en: string): BatchPlace => ({ ok: false, problem: { zh, en } });

export function placeOf(cells: Cells): BatchPlace {
  const outline = cells.outline?.trim();
  if (outline) return { ok: true, kind: "outline", text: outline };
  const [lon, lat] = [Number(cells.lon || Number.NaN), Number(cells.lat || Number.NaN)];
  if (Number.isNaN(lon) || Number.isNaN(lat)) return no("没有可用的坐标", "No position that can be read");
  if (lon < 97 || lon > 127 || lat < 37 || lat > 54)
    return no(
      `坐标 ${lon}，${lat} 不在内蒙古范围内，请核对经纬度是否颠倒`,
      `${lon}, ${lat} lies outside Inner Mongolia`,
    );
  const hectares = Number(cells.hectares || Number.NaN);
  if (Number.isNaN(hectares) || hectares <= 0) return no("没有面积，无法定界", "No area to draw it by");
  return { ok: true, kind: "circle", lon, lat, radius: Math.sqrt((hectares * 10_000) / Math.PI) };
}
