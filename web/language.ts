import type { Title } from "#kernel/title.ts";
import { t } from "#kernel/view/language.view.tsx";

/** Words of the field that several pages share. A page's own sentences stand in the page: `t("中文", "English")`. */
export const productName = {
  short: { zh: "赛罕", en: "Saihan" },
  long: {
    zh: "生态环境智慧监管平台",
    en: "Environmental supervision platform",
  },
} as const satisfies Record<string, Title>;

export const subjectKinds = {
  "air-station": { zh: "空气站", en: "Air station" },
  "water-section": { zh: "水质断面", en: "Water section" },
  outfall: { zh: "排放口", en: "Outfall" },
} as const satisfies Record<string, Title>;

export const alarmKinds = {
  "over-limit": { zh: "超标", en: "Over limit" },
  silence: { zh: "数据中断", en: "Silence" },
  constant: { zh: "恒值", en: "Constant value" },
} as const satisfies Record<string, Title>;

export const cadences: Readonly<Record<string, Title>> = {
  realtime: { zh: "实时", en: "Real time" },
  minute: { zh: "分钟", en: "Minute" },
  hour: { zh: "小时", en: "Hour" },
  day: { zh: "日", en: "Day" },
  month: { zh: "月", en: "Month" },
  year: { zh: "年", en: "Year" },
};

export const averagings: Readonly<Record<string, Title>> = {
  hour: { zh: "小时均值", en: "hourly mean" },
  day: { zh: "日均值", en: "daily mean" },
  once: { zh: "一次值", en: "single value" },
};

export const aggregates: Readonly<Record<string, Title>> = {
  avg: { zh: "均值", en: "Mean" },
  mean: { zh: "均值", en: "Mean" },
  min: { zh: "最小", en: "Min" },
  max: { zh: "最大", en: "Max" },
  rtd: { zh: "实时值", en: "Real-time" },
  data: { zh: "监测值", en: "Value" },
  daydata: { zh: "昼间值", en: "Day value" },
  nightdata: { zh: "夜间值", en: "Night value" },
  cou: { zh: "累计", en: "Total" },
  zsrtd: { zh: "折算实时值", en: "Converted, real-time" },
  zsavg: { zh: "折算均值", en: "Converted mean" },
  zsmin: { zh: "折算最小", en: "Converted min" },
  zsmax: { zh: "折算最大", en: "Converted max" },
};

/** A title that may come as a plain string. */
export function words(title: Title | string | null | undefined): string {
  if (!title) return "";
  return typeof title === "string" ? title : t(title);
}

/** A known word, or the code as it came. */
export function wordOf(table: Readonly<Record<string, Title>>, code: string): string {
  const title = table[code] ?? table[code.toLowerCase()];
  return title ? t(title) : code;
}
