import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";

/** What covers the ground, as far as an encroachment needs to tell it apart. Other classifications are mapped onto this one. */
export const coverClasses = {
  forest: { zh: "林地", en: "Forest" },
  shrub: { zh: "灌丛", en: "Shrub" },
  grass: { zh: "草地", en: "Grassland" },
  wetland: { zh: "湿地", en: "Wetland" },
  water: { zh: "水域", en: "Water" },
  bare: { zh: "裸地、沙地", en: "Bare ground" },
  cropland: { zh: "耕地", en: "Cropland" },
  built: { zh: "建设用地", en: "Built-up" },
  mine: { zh: "采矿用地", en: "Mine" },
  road: { zh: "道路", en: "Road" },
  pond: { zh: "养殖水面", en: "Aquaculture pond" },
  solar: { zh: "光伏用地", en: "Solar plant" },
  wind: { zh: "风电用地", en: "Wind farm" },
} as const satisfies Record<string, Title>;
export type CoverClass = keyof typeof coverClasses;
export const isCoverClass = (value: string): value is CoverClass => value in coverClasses;

/** A classification in its edition: which of its values is which class. A value that it does not name is no cover (cloud, no data). */
export type ClassEdition = Dated<{
  id: string;
  title: Title;
  values: Readonly<Record<string, CoverClass>>;
}>;

const many = (pairs: readonly (readonly [CoverClass, readonly number[]])[]): Record<string, CoverClass> =>
  Object.fromEntries(pairs.flatMap(([cover, values]) => values.map((value) => [String(value), cover])));
const open = { validFrom: "2000-01-01", verified: false } as const;

export const classEditions: readonly ClassEdition[] = [
  {
    id: "saihan-1",
    title: { zh: "平台地表覆盖分类", en: "Classes of the platform" },
    values: Object.fromEntries(Object.keys(coverClasses).map((name) => [name, name as CoverClass])),
    validFrom: "2000-01-01",
    source: "平台分类，类名即代码",
    verified: true,
  },
  {
    id: "globeland30",
    title: { zh: "GlobeLand30 全球地表覆盖", en: "GlobeLand30" },
    values: many([
      ["cropland", [10]],
      ["forest", [20]],
      ["grass", [30]],
      ["shrub", [40]],
      ["wetland", [50]],
      ["water", [60]],
      ["built", [80]],
      ["bare", [70, 90, 100]],
    ]),
    source: "GlobeLand30 产品说明（未与原文核对）",
    ...open,
  },
  {
    id: "esa-worldcover",
    title: { zh: "ESA WorldCover", en: "ESA WorldCover" },
    values: many([
      ["forest", [10, 95]],
      ["shrub", [20]],
      ["grass", [30]],
      ["cropland", [40]],
      ["built", [50]],
      ["bare", [60, 70, 100]],
      ["water", [80]],
      ["wetland", [90]],
    ]),
    source: "ESA WorldCover Product User Manual（未与原文核对）",
    ...open,
  },
  {
    id: "esa-cci",
    title: { zh: "ESA CCI 地表覆盖", en: "ESA CCI Land Cover" },
    values: many([
      ["cropland", [10, 11, 12, 20, 30]],
      ["forest", [50, 60, 61, 62, 70, 71, 72, 80, 81, 82, 90, 100]],
      ["shrub", [110, 120, 121, 122]],
      ["grass", [40, 130]],
      ["wetland", [160, 170, 180]],
      ["built", [190]],
      ["bare", [140, 150, 151, 152, 153, 200, 201, 202, 220]],
      ["water", [210]],
    ]),
    source: "ESA CCI Land Cover Product User Guide（未与原文核对）",
    ...open,
  },
  {
    id: "nlcd",
    title: { zh: "美国国家土地覆盖数据库 NLCD", en: "NLCD" },
    values: many([
      ["water", [11]],
      ["bare", [12, 31]],
      ["built", [21, 22, 23, 24]],
      ["forest", [41, 42, 43]],
      ["shrub", [51, 52]],
      ["grass", [71, 72]],
      ["cropland", [81, 82]],
      ["wetland", [90, 95]],
    ]),
    source: "NLCD class legend（未与原文核对）",
    ...open,
  },
];

/** The edition of that id in force on the day of the image. */
export const classEdition = (id: string, date: string): ClassEdition | undefined =>
  oneInForce(
    classEditions.filter((edition) => edition.id === id),
    date,
  );

/** The class of a value of a layer; undefined where the edition has none for it. */
export function classOf(edition: ClassEdition, value: string | number): CoverClass | undefined {
  return edition.values[String(value)];
}
