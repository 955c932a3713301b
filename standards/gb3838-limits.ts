import type { Dated } from "./edition.ts";
import type { Named } from "./problem.ts";

/**
 * GB 3838-2002 table 1, the 24 basic items, in the order of the table. A new edition of the standard is a new table
 * beside this one, chosen by the day of sampling. Classes Ⅰ–Ⅴ from left to right; 劣Ⅴ is worse than Ⅴ.
 */
export const waterClasses = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"] as const;
export type WaterClass = (typeof waterClasses)[number];
export type WaterBody = "river" | "lake";

export type WaterItem =
  | "waterTemperature"
  | "ph"
  | "dissolvedOxygen"
  | "permanganateIndex"
  | "cod"
  | "bod5"
  | "ammoniaNitrogen"
  | "totalPhosphorus"
  | "totalNitrogen"
  | "copper"
  | "zinc"
  | "fluoride"
  | "selenium"
  | "arsenic"
  | "mercury"
  | "cadmium"
  | "hexavalentChromium"
  | "lead"
  | "cyanide"
  | "volatilePhenol"
  | "petroleum"
  | "anionicSurfactant"
  | "sulfide"
  | "faecalColiform";

export type WaterUnit = "mg/L" | "个/L" | "pH" | "℃";

export const waterItems: Readonly<Record<WaterItem, Named & Readonly<{ unit: WaterUnit }>>> = {
  waterTemperature: { zh: "水温", en: "Water temperature", unit: "℃" },
  ph: { zh: "pH值", en: "pH", unit: "pH" },
  dissolvedOxygen: { zh: "溶解氧", en: "Dissolved oxygen", unit: "mg/L" },
  permanganateIndex: { zh: "高锰酸盐指数", en: "Permanganate index", unit: "mg/L" },
  cod: { zh: "化学需氧量", en: "Chemical oxygen demand", unit: "mg/L" },
  bod5: { zh: "五日生化需氧量", en: "Five-day biochemical oxygen demand", unit: "mg/L" },
  ammoniaNitrogen: { zh: "氨氮", en: "Ammonia nitrogen", unit: "mg/L" },
  totalPhosphorus: { zh: "总磷", en: "Total phosphorus", unit: "mg/L" },
  totalNitrogen: { zh: "总氮", en: "Total nitrogen", unit: "mg/L" },
  copper: { zh: "铜", en: "Copper", unit: "mg/L" },
  zinc: { zh: "锌", en: "Zinc", unit: "mg/L" },
  fluoride: { zh: "氟化物", en: "Fluoride", unit: "mg/L" },
  selenium: { zh: "硒", en: "Selenium", unit: "mg/L" },
  arsenic: { zh: "砷", en: "Arsenic", unit: "mg/L" },
  mercury: { zh: "汞", en: "Mercury", unit: "mg/L" },
  cadmium: { zh: "镉", en: "Cadmium", unit: "mg/L" },
  hexavalentChromium: { zh: "铬（六价）", en: "Hexavalent chromium", unit: "mg/L" },
  lead: { zh: "铅", en: "Lead", unit: "mg/L" },
  cyanide: { zh: "氰化物", en: "Cyanide", unit: "mg/L" },
  volatilePhenol: { zh: "挥发酚", en: "Volatile phenol", unit: "mg/L" },
  petroleum: { zh: "石油类", en: "Petroleum", unit: "mg/L" },
  anionicSurfactant: { zh: "阴离子表面活性剂", en: "Anionic surfactant", unit: "mg/L" },
  sulfide: { zh: "硫化物", en: "Sulfide", unit: "mg/L" },
  faecalColiform: { zh: "粪大肠菌群", en: "Faecal coliform", unit: "个/L" },
};

/** Limits of classes Ⅰ–Ⅴ in the unit of the item; the bound itself belongs to the class. */
export type WaterLimit = Readonly<{
  item: WaterItem;
  compare: "atMost" | "atLeast";
  limits: readonly [one: number, two: number, three: number, four: number, five: number];
  /** Only for this kind of water body; absent = both. */
  only?: WaterBody;
}>;

export const waterEditions: readonly Dated<{ edition: "GB 3838-2002" }>[] = [
  {
    edition: "GB 3838-2002",
    validFrom: "2002-06-01",
    source: "GB 3838-2002 cover page as quoted by m.wenku365.com/p-20942683.html",
    verified: false,
  },
];

export const waterLimitSource = { source: "GB 3838-2002 table 1", verified: true } as const;

/** pH complies in every class from 6 to 9, both included. */
export const phRange = { lower: 6, upper: 9, source: "GB 3838-2002 table 1", verified: true } as const;

/** Class Ⅰ of dissolved oxygen is met by 7.5 mg/L or by 90 % saturation. */
export const saturationOfClassOne = { percent: 90, source: "GB 3838-2002 table 1", verified: true } as const;

/** Water temperature has no class: the change that people cause is limited, ≤ 1 ℃ weekly mean rise, ≤ 2 ℃ fall. */
export const temperatureChange = {
  rise: 1,
  fall: 2,
  unit: "℃",
  source: "GB 3838-2002 table 1",
  verified: true,
} as const;

export const waterLimits: readonly WaterLimit[] = [
  { item: "dissolvedOxygen", compare: "atLeast", limits: [7.5, 6, 5, 3, 2] },
  { item: "permanganateIndex", compare: "atMost", limits: [2, 4, 6, 10, 15] },
  { item: "cod", compare: "atMost", limits: [15, 15, 20, 30, 40] },
  { item: "bod5", compare: "atMost", limits: [3, 3, 4, 6, 10] },
  { item: "ammoniaNitrogen", compare: "atMost", limits: [0.15, 0.5, 1, 1.5, 2] },
  { item: "totalPhosphorus", compare: "atMost", limits: [0.02, 0.1, 0.2, 0.3, 0.4], only: "river" },
  { item: "totalPhosphorus", compare: "atMost", limits: [0.01, 0.025, 0.05, 0.1, 0.2], only: "lake" },
  { item: "totalNitrogen", compare: "atMost", limits: [0.2, 0.5, 1, 1.5, 2], only: "lake" },
  { item: "copper", compare: "atMost", limits: [0.01, 1, 1, 1, 1] },
  { item: "zinc", compare: "atMost", limits: [0.05, 1, 1, 2, 2] },
  { item: "fluoride", compare: "atMost", limits: [1, 1, 1, 1.5, 1.5] },
  { item: "selenium", compare: "atMost", limits: [0.01, 0.01, 0.01, 0.02, 0.02] },
  { item: "arsenic", compare: "atMost", limits: [0.05, 0.05, 0.05, 0.1, 0.1] },
  { item: "mercury", compare: "atMost", limits: [0.00005, 0.00005, 0.0001, 0.001, 0.001] },
  { item: "cadmium", compare: "atMost", limits: [0.001, 0.005, 0.005, 0.005, 0.01] },
  { item: "hexavalentChromium", compare: "atMost", limits: [0.01, 0.05, 0.05, 0.05, 0.1] },
  { item: "lead", compare: "atMost", limits: [0.01, 0.01, 0.05, 0.05, 0.1] },
  { item: "cyanide", compare: "atMost", limits: [0.005, 0.05, 0.2, 0.2, 0.2] },
  { item: "volatilePhenol", compare: "atMost", limits: [0.002, 0.002, 0.005, 0.01, 0.1] },
  { item: "petroleum", compare: "atMost", limits: [0.05, 0.05, 0.05, 0.5, 1] },
  { item: "anionicSurfactant", compare: "atMost", limits: [0.2, 0.2, 0.2, 0.3, 0.3] },
  { item: "sulfide", compare: "atMost", limits: [0.05, 0.1, 0.2, 0.5, 1] },
  { item: "faecalColiform", compare: "atMost", limits: [200, 2000, 10000, 20000, 40000] },
];
