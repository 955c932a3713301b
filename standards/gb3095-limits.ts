import type { Dated } from "./edition.ts";

/**
 * Limits of the ambient air quality standard. A new phase or edition is new rows with their period; rows of the past
 * stay. GB 3095-2026: tables 1 and 2, transition limits to 2030-12-31, final limits from 2031-01-01 (§4.4). GB
 * 3095-2012: the superseded limits, not confirmed against its text.
 */
export type AirEdition = "GB 3095-2012" | "GB 3095-2026";
export type AirPhase = "transition" | "final" | "only";
export type AirItem = "SO2" | "NO2" | "CO" | "O3" | "PM10" | "PM2.5" | "NOx" | "TSP" | "Pb" | "BaP";
export type AirAverage = "annual" | "quarter" | "24h" | "dmax8h" | "1h";
/** Ⅰ: national parks, nature reserves, nature parks and other areas under special protection; Ⅱ: everywhere else. */
export type AirZone = "I" | "II";

export type AirLimit = Dated<{
  edition: AirEdition;
  phase: AirPhase;
  item: AirItem;
  average: AirAverage;
  unit: "µg/m3" | "mg/m3";
  /** Upper limits, the bound itself complies. */
  limits: Readonly<Record<AirZone, number>>;
}>;

type Row = readonly [item: AirItem, average: AirAverage, one: number, two: number];

const transition: readonly Row[] = [
  ["SO2", "annual", 20, 60],
  ["SO2", "24h", 50, 150],
  ["SO2", "1h", 150, 500],
  ["NO2", "annual", 40, 40],
  ["NO2", "24h", 80, 80],
  ["NO2", "1h", 200, 200],
  ["CO", "24h", 4, 4],
  ["CO", "1h", 10, 10],
  ["O3", "dmax8h", 100, 160],
  ["O3", "1h", 160, 200],
  ["PM10", "annual", 40, 60],
  ["PM10", "24h", 50, 120],
  ["PM2.5", "annual", 15, 30],
  ["PM2.5", "24h", 35, 60],
  ["NOx", "annual", 50, 50],
  ["NOx", "24h", 100, 100],
];

const final: readonly Row[] = [
  ["SO2", "annual", 20, 20],
  ["SO2", "24h", 50, 50],
  ["SO2", "1h", 150, 150],
  ["NO2", "annual", 30, 30],
  ["NO2", "24h", 50, 50],
  ["NO2", "1h", 200, 200],
  ["CO", "24h", 4, 4],
  ["CO", "1h", 10, 10],
  ["O3", "dmax8h", 100, 160],
  ["O3", "1h", 160, 200],
  ["PM10", "annual", 20, 50],
  ["PM10", "24h", 50, 100],
  ["PM2.5", "annual", 10, 25],
  ["PM2.5", "24h", 25, 50],
  ["NOx", "annual", 40, 40],
  ["NOx", "24h", 70, 70],
];

/** Items of table 2 that have one limit from 2026-03-01 on. */
const bothPhases: readonly Row[] = [
  ["NOx", "1h", 250, 250],
  ["TSP", "annual", 80, 200],
  ["TSP", "24h", 120, 300],
  ["Pb", "annual", 0.5, 0.5],
  ["Pb", "quarter", 1, 1],
  ["BaP", "annual", 0.001, 0.001],
  ["BaP", "24h", 0.0025, 0.0025],
];

const edition2012: readonly Row[] = [
  ["SO2", "annual", 20, 60],
  ["SO2", "24h", 50, 150],
  ["SO2", "1h", 150, 500],
  ["NO2", "annual", 40, 40],
  ["NO2", "24h", 80, 80],
  ["NO2", "1h", 200, 200],
  ["CO", "24h", 4, 4],
  ["CO", "1h", 10, 10],
  ["O3", "dmax8h", 100, 160],
  ["O3", "1h", 160, 200],
  ["PM10", "annual", 40, 70],
  ["PM10", "24h", 50, 150],
  ["PM2.5", "annual", 15, 35],
  ["PM2.5", "24h", 35, 75],
];

const period2012 = { validFrom: "2016-01-01", validTo: "2026-03-01" };
const tables2026 = "GB 3095-2026 §4.4, tables 1 and 2";
const text2012 = "GB 3095-2012 limits as commonly listed; text not confirmed";

export const airLimits: readonly AirLimit[] = [
  ...rows("GB 3095-2012", "only", period2012, text2012, false, edition2012),
  ...rows(
    "GB 3095-2026",
    "transition",
    { validFrom: "2026-03-01", validTo: "2031-01-01" },
    tables2026,
    true,
    transition,
  ),
  ...rows("GB 3095-2026", "final", { validFrom: "2031-01-01" }, tables2026, true, final),
  ...rows("GB 3095-2026", "only", { validFrom: "2026-03-01" }, "GB 3095-2026 table 2", true, bothPhases),
];

/**
 * Reference concentrations, GB 3095-2026 annex A: guidance for local standards, not limits.
 * F: highest values of 1 h and 24 h; the others are annual means. µg/m3.
 */
export const airReferenceValues: readonly Dated<{
  item: "Cd" | "Hg" | "As" | "Cr(VI)" | "F";
  average: AirAverage;
  unit: "µg/m3";
  value: number;
}>[] = (
  [
    ["Cd", "annual", 0.005],
    ["Hg", "annual", 0.05],
    ["As", "annual", 0.006],
    ["Cr(VI)", "annual", 0.000025],
    ["F", "1h", 20],
    ["F", "24h", 7],
  ] as const
).map(([item, average, value]) => ({
  item,
  average,
  unit: "µg/m3" as const,
  value,
  validFrom: "2026-03-01",
  source: "GB 3095-2026 annex A",
  verified: true,
}));

function rows(
  edition: AirEdition,
  phase: AirPhase,
  period: Readonly<{ validFrom: string; validTo?: string }>,
  source: string,
  verified: boolean,
  values: readonly Row[],
): readonly AirLimit[] {
  return values.map(([item, average, one, two]) => ({
    edition,
    phase,
    item,
    average,
    unit: item === "CO" ? "mg/m3" : "µg/m3",
    limits: { I: one, II: two },
    ...period,
    source,
    verified,
  }));
}
