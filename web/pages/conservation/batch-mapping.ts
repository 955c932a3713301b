import type { BatchBody } from "#domains/conservation/ministry-contract.ts";
import type { Title } from "#kernel/title.ts";

export type Mapping = BatchBody["mapping"];

export const mappingTitles: Readonly<Record<keyof Mapping, Title>> = {
  number: { zh: "线索编号", en: "number" },
  outline: { zh: "范围（WKT 或 GeoJSON）", en: "outline (WKT or GeoJSON)" },
  lon: { zh: "经度", en: "longitude" },
  lat: { zh: "纬度", en: "latitude" },
  hectares: { zh: "面积（公顷）", en: "hectares" },
  activity: { zh: "活动类型", en: "activity" },
};

const usual: Readonly<Record<keyof Mapping, RegExp>> = {
  number: /编号|序号|^ID$/i,
  outline: /WKT|geojson|范围|图形|geometry/i,
  lon: /经度|^lon|^x$/i,
  lat: /纬度|^lat|^y$/i,
  hectares: /面积|公顷|hectare/i,
  activity: /类型|活动|activity/i,
};

/** Which column is probably what, by its header; the person sees it and may say otherwise. */
export function guessMapping(columns: readonly string[]): Mapping {
  const found = Object.entries(usual).map(([name, pattern]) => [name, columns.find((column) => pattern.test(column))]);
  return {
    ...(Object.fromEntries(found.filter(([, column]) => column)) as Partial<Mapping>),
    number: columns.find((column) => usual.number.test(column)) ?? "",
  };
}
