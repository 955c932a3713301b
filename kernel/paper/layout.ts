import type { Dated } from "#standards/edition.ts";

/**
 * The measures of an official paper, as data. They are what offices are used to and were not compared with the text of the standard, so
 * each says so; a corrected measure is a new line with its day.
 */
export type Measure = Dated<{ name: MeasureName; value: number; unit: "mm" | "pt" | "lines" | "characters" }>;
type MeasureName =
  | "page-width"
  | "page-height"
  | "margin-top"
  | "margin-left"
  | "text-width"
  | "text-height"
  | "lines"
  | "body-size"
  | "title-size"
  | "note-size"
  | "page-number-size"
  | "page-number-gap"
  | "mark-gap"
  | "rule-gap"
  | "letter-top"
  | "letter-rule-gap"
  | "letter-rule-width"
  | "letter-rule-bottom"
  | "seal-diameter";

const source = { validFrom: "2012-07-01", source: "GB/T 9704-2012, 未核对原文", verified: false } as const;
const seal = {
  validFrom: "1999-10-31",
  source: "国务院关于国家行政机关和企业事业单位社会团体印章管理的规定, 未核对原文",
  verified: false,
} as const;

export const measures: readonly Measure[] = [
  { name: "page-width", value: 210, unit: "mm", ...source },
  { name: "page-height", value: 297, unit: "mm", ...source },
  /** 天头 */
  { name: "margin-top", value: 37, unit: "mm", ...source },
  /** 订口 */
  { name: "margin-left", value: 28, unit: "mm", ...source },
  /** 版心 */
  { name: "text-width", value: 156, unit: "mm", ...source },
  { name: "text-height", value: 225, unit: "mm", ...source },
  { name: "lines", value: 22, unit: "lines", ...source },
  /** 3 号 */
  { name: "body-size", value: 16, unit: "pt", ...source },
  /** 2 号 */
  { name: "title-size", value: 22, unit: "pt", ...source },
  /** 4 号, 版记 */
  { name: "note-size", value: 14, unit: "pt", ...source },
  { name: "page-number-size", value: 14, unit: "pt", ...source },
  { name: "page-number-gap", value: 7, unit: "mm", ...source },
  /** 发文机关标志 below the upper edge of the text. */
  { name: "mark-gap", value: 35, unit: "mm", ...source },
  /** The red line below the number. */
  { name: "rule-gap", value: 4, unit: "mm", ...source },
  /** 信函格式: 发文机关标志 below the edge of the page, the double lines and their width. */
  { name: "letter-top", value: 30, unit: "mm", ...source },
  { name: "letter-rule-gap", value: 4, unit: "mm", ...source },
  { name: "letter-rule-width", value: 170, unit: "mm", ...source },
  { name: "letter-rule-bottom", value: 20, unit: "mm", ...source },
  { name: "seal-diameter", value: 42, unit: "mm", ...seal },
];

export function measure(name: MeasureName): number {
  const found = measures.find((one) => one.name === name);
  if (!found) throw new Error(`no measure ${name}`);
  return found.value;
}

export const red = "#e60012";

/** Fonts as offices name them, then what the platform brings along. */
export const fonts = {
  body: ["仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "Noto Serif SC", "Noto Sans SC", "serif"],
  title: ["方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "Noto Serif SC", "Noto Sans SC", "serif"],
  heading: ["黑体", "SimHei", "Noto Serif SC", "Noto Sans SC", "sans-serif"],
  subheading: ["楷体_GB2312", "楷体", "KaiTi", "Noto Serif SC", "Noto Sans SC", "serif"],
  number: ["宋体", "SimSun", "Noto Serif SC", "Noto Sans SC", "serif"],
} as const;

/** One line of red text across the width: its height in mm and how much the characters are drawn together, 1 = not at all. */
export function markSize(text: string, widthMm: number, tallestMm: number): { heightMm: number; scale: number } {
  const count = Math.max(1, [...text].length);
  const heightMm = Math.min(tallestMm, widthMm / (count * 0.66));
  return { heightMm, scale: Math.min(1, widthMm / (count * heightMm)) };
}
