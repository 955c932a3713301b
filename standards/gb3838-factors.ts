import type { WaterSample } from "./gb3838.ts";
import { type WaterItem, waterItems } from "./gb3838-limits.ts";
import { convert } from "./units.ts";

/**
 * HJ 212-2017 factor codes (annex B.1) of the items of GB 3838-2002. `unit` is the one printed in annex B; a real
 * channel keeps its own. `sameName` false: the code names the total content (总汞 …), GB 3838 the element.
 */
export type WaterFactor = Readonly<{ code: string; item: WaterItem; unit: string; sameName: boolean }>;

export const waterFactorSource = { source: "HJ 212-2017 table B.1", verified: true } as const;

export const waterFactors: readonly WaterFactor[] = [
  factor("w01010", "waterTemperature", "℃"),
  factor("w01001", "ph", "pH"),
  factor("w01009", "dissolvedOxygen", "mg/L"),
  factor("w01019", "permanganateIndex", "mg/L"),
  factor("w01018", "cod", "mg/L"),
  factor("w01017", "bod5", "mg/L"),
  factor("w21003", "ammoniaNitrogen", "mg/L"),
  factor("w21011", "totalPhosphorus", "mg/L"),
  factor("w21001", "totalNitrogen", "mg/L"),
  factor("w20138", "copper", "mg/L"),
  factor("w20139", "zinc", "mg/L"),
  factor("w21017", "fluoride", "mg/L"),
  factor("w20140", "selenium", "mg/L"),
  factor("w20141", "arsenic", "mg/L"),
  factor("w20142", "mercury", "µg/L"),
  factor("w20143", "cadmium", "µg/L"),
  factor("w20117", "hexavalentChromium", "µg/L"),
  factor("w20144", "lead", "mg/L"),
  factor("w21016", "cyanide", "mg/L"),
  factor("w23002", "volatilePhenol", "mg/L"),
  factor("w22001", "petroleum", "mg/L"),
  factor("w19002", "anionicSurfactant", "mg/L"),
  factor("w21019", "sulfide", "mg/L"),
  factor("w02003", "faecalColiform", "个/L"),
  factor("w20122", "copper", "mg/L", false),
  factor("w20123", "zinc", "mg/L", false),
  factor("w20128", "selenium", "µg/L", false),
  factor("w20119", "arsenic", "µg/L", false),
  factor("w20111", "mercury", "µg/L", false),
  factor("w20115", "cadmium", "µg/L", false),
  factor("w20120", "lead", "µg/L", false),
];

/** The item of GB 3838 that a factor code measures; undefined for codes that have no limit there. */
export function waterFactorOf(code: string): WaterFactor | undefined {
  return waterFactors.find((f) => f.code === code);
}

export type WaterReading = Readonly<{ code: string; value: number | string; unit: string }>;
export type GatheredSample = Readonly<{ sample: WaterSample; unused: readonly WaterReading[] }>;

/**
 * A sample for `waterClass` from readings of one station, each with the unit of its channel. Readings without an item,
 * with a unit of another dimension or no number are returned as `unused`; a code of the same name wins over a total
 * content.
 */
export function waterSampleOf(readings: readonly WaterReading[]): GatheredSample {
  const sample: Partial<Record<WaterItem, number>> = {};
  const taken = new Map<WaterItem, WaterFactor>();
  const unused: WaterReading[] = [];
  const bySameName = (r: WaterReading) => (waterFactorOf(r.code)?.sameName === false ? 1 : 0);
  for (const reading of [...readings].sort((a, b) => bySameName(a) - bySameName(b))) {
    const found = waterFactorOf(reading.code);
    const converted = found && convert(reading.value, reading.unit, waterItems[found.item].unit);
    if (!found || !converted?.ok || taken.has(found.item)) {
      unused.push(reading);
      continue;
    }
    taken.set(found.item, found);
    sample[found.item] = converted.value;
  }
  return { sample, unused };
}

function factor(code: string, item: WaterItem, unit: string, sameName = true): WaterFactor {
  return { code, item, unit, sameName };
}
