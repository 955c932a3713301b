import type { Sourced } from "./edition.ts";
import { type WaterClass, type WaterItem, waterClasses } from "./gb3838-limits.ts";
import type { Named } from "./problem.ts";

/**
 * How classes are evaluated: 地表水环境质量评价办法（试行）, 环办〔2011〕22号, issued 2011-03-09. Each rule says where it was
 * read; none was confirmed against the text, so all are `verified: false`.
 */
export const waterMethod = {
  title: "地表水环境质量评价办法（试行）（环办〔2011〕22号）",
  issued: "2011-03-09",
  source: "环办〔2011〕22号",
  verified: false,
} as const;

/** Table 1 less these three = 21 judged items. */
export const itemsReportedApart: Sourced<{ items: readonly WaterItem[] }> = {
  items: ["waterTemperature", "totalNitrogen", "faecalColiform"],
  source: "环办〔2011〕22号",
  verified: false,
};

/** A result below detection counts as half the limit of detection. */
export const belowDetectionRule = { share: 0.5, source: "环办〔2011〕22号", verified: false } as const;

/**
 * 主要污染指标: the `atMost` items of the worst class when it is worse than Ⅲ; those in `first` lead (the rule says cyanide,
 * lead, chromium and other heavy metals: only the named ones are listed); multiples are not computed for
 * `withoutMultiple`.
 */
export const mainPollutionRule: Sourced<{
  atMost: number;
  first: readonly WaterItem[];
  withoutMultiple: readonly WaterItem[];
}> = {
  atMost: 3,
  first: ["cyanide", "lead", "hexavalentChromium"],
  withoutMultiple: ["waterTemperature", "ph", "dissolvedOxygen"],
  source: "环办〔2011〕22号 as quoted by news.bjx.com.cn/html/20110402/276570-2.shtml",
  verified: false,
};

export type WaterQualityKey = "excellent" | "good" | "light" | "moderate" | "heavy";
export type WaterQuality = Sourced<
  Named & {
    key: WaterQualityKey;
    classes: readonly WaterClass[];
    colour: "blue" | "green" | "yellow" | "orange" | "red";
  }
>;

/** Quality of a section by its class. Names from a secondary source, colours unconfirmed. */
export const waterQualities: readonly WaterQuality[] = [
  quality("excellent", ["Ⅰ", "Ⅱ"], "优", "Excellent", "blue"),
  quality("good", ["Ⅲ"], "良好", "Good", "green"),
  quality("light", ["Ⅳ"], "轻度污染", "Lightly polluted", "yellow"),
  quality("moderate", ["Ⅴ"], "中度污染", "Moderately polluted", "orange"),
  quality("heavy", ["劣Ⅴ"], "重度污染", "Heavily polluted", "red"),
];

export function waterQualityOf(ofClass: WaterClass): WaterQuality | undefined {
  return waterQualities.find((q) => q.classes.includes(ofClass));
}

export const basinRule = {
  sections: 5,
  source: "环办〔2011〕22号 as quoted by meeb.sz.gov.cn post_2027052",
  verified: false,
} as const;

/**
 * Quality of a river or basin from the classes of its sections: share of Ⅰ–Ⅲ ≥ 90 % 优, ≥ 75 % 良好; below that by the
 * share of 劣Ⅴ: < 20 % 轻度, < 40 % 中度, else 重度污染. Undefined with fewer than five sections: then items are averaged over
 * the sections and the mean is classed.
 */
export function basinQuality(sections: readonly WaterClass[]): WaterQuality | undefined {
  const total = sections.length;
  if (total < basinRule.sections) return undefined;
  const good = sections.filter((c) => waterClasses.indexOf(c) <= waterClasses.indexOf("Ⅲ")).length;
  const inferior = sections.filter((c) => c === "劣Ⅴ").length;
  return waterQualities.find((q) => q.key === basinKey(good * 100, inferior * 100, total));
}

function basinKey(good: number, inferior: number, total: number): WaterQualityKey {
  if (good >= 90 * total) return "excellent";
  if (good >= 75 * total) return "good";
  if (inferior < 20 * total) return "light";
  return inferior < 40 * total ? "moderate" : "heavy";
}

function quality(
  key: WaterQualityKey,
  classes: readonly WaterClass[],
  zh: string,
  en: string,
  colour: WaterQuality["colour"],
): WaterQuality {
  return { key, classes, zh, en, colour, source: waterMethod.source, verified: false };
}
