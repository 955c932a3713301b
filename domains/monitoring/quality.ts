import { civilDate } from "#kernel/time.ts";
import { type AqiConcentrations, type AqiKey, aqiEditionOn, hourlyAqi } from "#standards/aqi.ts";
import { rank, waterClass, waterEditionOn } from "#standards/gb3838.ts";
import { waterFactorOf, waterSampleOf } from "#standards/gb3838-factors.ts";
import type { WaterBody, WaterClass } from "#standards/gb3838-limits.ts";
import { convert } from "#standards/units.ts";
import type { Headline } from "./subject-state.ts";

/** Air and water of a station, by the edition in force on the day of the data, with every item that went into it. */
export type FactorValue = Readonly<{ factor: string; value: string; unit: string; time: number }>;
export type JudgedItem = Readonly<{
  factor: string;
  name: string;
  value: number | null;
  unit: string;
  index?: number | null;
  class?: number | null;
}>;
export type Judgement = Readonly<{
  aqi?: number | null;
  class?: number | null;
  edition: string;
  primary: readonly string[];
  items: readonly JudgedItem[];
  /** Whether hourly means were judged, or the newest readings because no hour was there yet. */
  basis: "hour" | "latest";
  time: number;
}>;
export type Quality = Readonly<{ level: number | undefined; headline: Headline | undefined; judgement: Judgement }>;

const airKeys: readonly Readonly<{ key: AqiKey; factor: string; name: string }>[] = [
  { key: "SO2_1h", factor: "a21026", name: "SO₂" },
  { key: "NO2_1h", factor: "a21004", name: "NO₂" },
  { key: "CO_1h", factor: "a21005", name: "CO" },
  { key: "O3_1h", factor: "a05024", name: "O₃" },
  { key: "PM10_1h", factor: "a34002", name: "PM₁₀" },
  { key: "PM2.5_1h", factor: "a34004", name: "PM₂.₅" },
];
export const airFactors: readonly string[] = airKeys.map(({ factor }) => factor);
export const isWaterFactor = (factor: string): boolean => waterFactorOf(factor) !== undefined;

/**
 * Real-time AQI of one hour. `monitored` are the factors that the station has at all: one that it has and did not send is missing (NA), one
 * that it has not is "/". Undefined where no edition is in force.
 */
export function airQuality(
  values: readonly FactorValue[],
  monitored: ReadonlySet<string>,
  basis: "hour" | "latest",
): Quality | undefined {
  const time = Math.max(...values.map((one) => one.time));
  const edition = values.length > 0 ? aqiEditionOn(civilDate(time)) : undefined;
  if (!edition) return undefined;
  const concentrations: Partial<Record<AqiKey, number | string>> = {};
  for (const { key, factor } of airKeys) {
    const value = values.find((one) => one.factor === factor);
    const converted = value && convert(value.value, value.unit, key === "CO_1h" ? "mg/m3" : "µg/m3");
    if (converted?.ok) concentrations[key] = converted.value;
    else if (!monitored.has(factor)) concentrations[key] = "/";
  }
  const result = hourlyAqi(concentrations as AqiConcentrations, edition);
  const level = result.level?.rank;
  const names = new Map(airKeys.map(({ key, factor, name }) => [key, { factor, name }]));
  return {
    level,
    headline: result.aqi === undefined ? undefined : { label: "AQI", value: result.aqi, unit: "" },
    judgement: {
      aqi: result.aqi ?? null,
      edition,
      primary: result.primary.map((item) => airKeys.find(({ key }) => key === `${item}_1h`)?.name ?? item),
      items: result.items.map((item) => ({
        factor: names.get(item.key)?.factor ?? item.key,
        name: names.get(item.key)?.name ?? item.item,
        value: item.concentration ?? null,
        unit: item.unit,
        index: item.iaqi ?? null,
      })),
      basis,
      time,
    },
  };
}

/** Class of a section by the worst single item. */
export function waterQuality(
  values: readonly FactorValue[],
  kind: WaterBody,
  basis: "hour" | "latest",
): Quality | undefined {
  const time = Math.max(...values.map((one) => one.time));
  const edition = values.length > 0 ? waterEditionOn(civilDate(time)) : undefined;
  if (!edition) return undefined;
  const { sample } = waterSampleOf(
    values.map(({ factor, value, unit }) => ({
      code: factor,
      value,
      unit: unit || (factor === "w01001" ? "pH" : unit),
    })),
  );
  const result = waterClass(sample, { kind });
  const numberOf = (of: WaterClass | undefined): number | undefined => (of === undefined ? undefined : rank(of) + 1);
  const level = numberOf(result.class);
  const factorOf = (item: string): string =>
    values.find(({ factor }) => waterFactorOf(factor)?.item === item)?.factor ?? item;
  return {
    level,
    headline: level === undefined ? undefined : { label: "水质类别", value: level, unit: "类" },
    judgement: {
      class: level ?? null,
      edition,
      primary: result.mainPollution.map(({ zh }) => zh),
      items: [...result.items, ...result.apart].map((item) => ({
        factor: factorOf(item.item),
        name: item.zh,
        value: item.value,
        unit: item.unit,
        class: numberOf(item.class) ?? null,
      })),
      basis,
      time,
    },
  };
}
