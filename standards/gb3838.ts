import { compare, type Decimal, decimalOf, isDecimal, multiply, numberOf } from "./decimal.ts";
import { oneInForce } from "./edition.ts";
import { exceedMultiple } from "./exceedance.ts";
import {
  phRange,
  saturationOfClassOne,
  type WaterBody,
  type WaterClass,
  type WaterItem,
  type WaterUnit,
  waterClasses,
  waterEditions,
  waterItems,
  waterLimits,
} from "./gb3838-limits.ts";
import {
  belowDetectionRule,
  itemsReportedApart,
  mainPollutionRule,
  type WaterQuality,
  waterMethod,
  waterQualityOf,
} from "./gb3838-method.ts";

/**
 * One sample, or means of one section: mg/L (faecal coliform 个/L, pH without unit, temperature ℃). Decimal, or a result
 * below detection as laboratories write it, "0.01L" or "<0.01": it counts as half. `dissolvedOxygenSaturation` in %.
 */
export type WaterSample = Readonly<
  Partial<Record<WaterItem | "dissolvedOxygenSaturation", number | string | undefined>>
>;

export type WaterItemResult = Readonly<{
  item: WaterItem;
  zh: string;
  en: string;
  unit: WaterUnit;
  value: number;
  belowDetection: boolean;
  /**
   * The best class whose limit is met; undefined where GB 3838 sets no class (temperature, total nitrogen of rivers).
   */
  class: WaterClass | undefined;
  /** (C − S) / S over the limit of class Ⅲ; none for temperature, pH and dissolved oxygen. */
  multiple: number | undefined;
}>;

export type WaterClassResult = Readonly<{
  edition: "GB 3838-2002";
  method: string;
  kind: WaterBody;
  /** The worst class of the judged items; undefined when none was measured. */
  class: WaterClass | undefined;
  quality: WaterQuality | undefined;
  /** 定类项目: the items that have the worst class. */
  decidingItems: readonly WaterItem[];
  /** 主要污染指标: at most three, only when the class is worse than Ⅲ. */
  mainPollution: readonly WaterItemResult[];
  /** Judged items that do not meet class Ⅲ. */
  worseThanThree: readonly WaterItemResult[];
  items: readonly WaterItemResult[];
  /** Temperature, total nitrogen and faecal coliform: reported, not part of the class. */
  apart: readonly WaterItemResult[];
  /** Judged items without a usable value. */
  missing: readonly WaterItem[];
}>;

const allItems = Object.keys(waterItems) as readonly WaterItem[];

/** The edition of GB 3838 for a civil day of sampling; undefined before 2002-06-01. */
export function waterEditionOn(date: string): "GB 3838-2002" | undefined {
  return oneInForce(waterEditions, date)?.edition;
}

/**
 * Class of surface water by the worst single item (单因子评价). A value that meets several equal limits takes the better
 * class. Items whose value is absent or no number are listed as missing: the class then rests on the others.
 * Source: GB 3838-2002 table 1; 地表水环境质量评价办法（试行）, 环办〔2011〕22号 (see gb3838-method.ts for what is confirmed).
 */
export function waterClass(sample: WaterSample, { kind }: Readonly<{ kind: WaterBody }>): WaterClassResult {
  const results = allItems.flatMap((item) => itemResult(item, sample, kind) ?? []);
  const isApart = (item: WaterItem) => itemsReportedApart.items.includes(item);
  const items = results.filter((r) => !isApart(r.item));
  const measured = new Set(items.map((r) => r.item));
  const worst = items.length === 0 ? -1 : Math.max(...items.map(rankOf));
  const overall = waterClasses[worst];
  const worseThanThree = items.filter((r) => rankOf(r) > rank("Ⅲ"));
  return {
    edition: "GB 3838-2002",
    method: waterMethod.title,
    kind,
    class: overall,
    quality: overall && waterQualityOf(overall),
    decidingItems: items.filter((r) => rankOf(r) === worst).map((r) => r.item),
    mainPollution: mainPollution(worseThanThree),
    worseThanThree,
    items,
    apart: results.filter((r) => isApart(r.item)),
    missing: allItems.filter((item) => !isApart(item) && !measured.has(item)),
  };
}

/** The limit of an item in a class, in the unit of the item; undefined where the table has none. pH: see `phRange`. */
export function waterLimitOf(
  item: WaterItem,
  ofClass: Exclude<WaterClass, "劣Ⅴ">,
  kind: WaterBody,
): number | undefined {
  return rowOf(item, kind)?.limits[rank(ofClass)];
}

/** 0 for Ⅰ … 5 for 劣Ⅴ, to sort and to compare classes. */
export function rank(ofClass: WaterClass): number {
  return waterClasses.indexOf(ofClass);
}

function itemResult(item: WaterItem, sample: WaterSample, kind: WaterBody): WaterItemResult | undefined {
  const read = readValue(sample[item]);
  if (!read) return undefined;
  const { zh, en, unit } = waterItems[item];
  const found = classOfItem(item, read.value, kind, readValue(sample.dissolvedOxygenSaturation)?.value);
  const three = rowOf(item, kind)?.limits[2];
  const countsMultiple = !mainPollutionRule.withoutMultiple.includes(item) && three !== undefined;
  const value = numberOf(read.value);
  const multiple = countsMultiple ? exceedMultiple(value, three) : undefined;
  return { item, zh, en, unit, value, belowDetection: read.belowDetection, class: found, multiple };
}

function classOfItem(
  item: WaterItem,
  value: Decimal,
  kind: WaterBody,
  saturation: Decimal | undefined,
): WaterClass | undefined {
  if (item === "ph") {
    const inside = compare(value, decimalOf(phRange.lower)) >= 0 && compare(value, decimalOf(phRange.upper)) <= 0;
    return inside ? "Ⅰ" : "劣Ⅴ";
  }
  const saturated = saturation && compare(saturation, decimalOf(saturationOfClassOne.percent)) >= 0;
  if (item === "dissolvedOxygen" && saturated) return "Ⅰ";
  const row = rowOf(item, kind);
  if (!row) return undefined;
  const met = row.limits.findIndex((limit) => {
    const order = compare(value, decimalOf(limit));
    return row.compare === "atMost" ? order <= 0 : order >= 0;
  });
  return met < 0 ? "劣Ⅴ" : waterClasses[met];
}

/** Worst class first, then the larger multiple; cyanide and the named heavy metals come before all others. */
function mainPollution(worse: readonly WaterItemResult[]): readonly WaterItemResult[] {
  const first = (r: WaterItemResult) => (mainPollutionRule.first.includes(r.item) ? 1 : 0);
  return [...worse]
    .sort((a, b) => first(b) - first(a) || rankOf(b) - rankOf(a) || (b.multiple ?? 0) - (a.multiple ?? 0))
    .slice(0, mainPollutionRule.atMost);
}

function readValue(given: number | string | undefined): { value: Decimal; belowDetection: boolean } | undefined {
  if (given === undefined) return undefined;
  const text = String(given).trim();
  const detection = /^(?:<\s*(.+)|(.+)L)$/.exec(text);
  const number = detection?.[1] ?? detection?.[2] ?? text;
  if (!isDecimal(number)) return undefined;
  const value = decimalOf(number);
  if (!detection) return { value, belowDetection: false };
  return { value: multiply(value, decimalOf(belowDetectionRule.share)), belowDetection: true };
}

function rowOf(item: WaterItem, kind: WaterBody) {
  return waterLimits.find((row) => row.item === item && (row.only === undefined || row.only === kind));
}

function rankOf(result: WaterItemResult): number {
  return result.class === undefined ? -1 : rank(result.class);
}
