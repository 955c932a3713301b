import type { Dated, Sourced } from "./edition.ts";
import type { Named } from "./problem.ts";

/**
 * Tables of the air quality index. A new edition of HJ 633 is new rows here and a new name in `AqiEdition`; old rows
 * stay, because an index of the past is computed by the edition of its day.
 */
export type AqiEdition = "HJ 633-2012" | "HJ 633-2026";
export type AqiItem = "SO2" | "NO2" | "CO" | "O3" | "PM10" | "PM2.5";
export type AqiAveraging = "1h" | "8h" | "24h";

/** The edition by day of observation. HJ 633-2012 started with GB 3095-2012 nationwide; some cities used it earlier. */
export const aqiEditions: readonly Dated<{ edition: AqiEdition; superseded: boolean }>[] = [
  {
    edition: "HJ 633-2012",
    superseded: true,
    validFrom: "2016-01-01",
    validTo: "2026-03-01",
    source: "HJ 633-2012 cover page as quoted by doc.wtbworld.com/doc/32317.html",
    verified: false,
  },
  {
    edition: "HJ 633-2026",
    superseded: false,
    validFrom: "2026-03-01",
    source: "HJ 633-2026",
    verified: true,
  },
];

/** The index values that the breakpoints stand for (HJ 633-2026 table 3, HJ 633-2012 table 1). */
export const iaqiSteps = [0, 50, 100, 150, 200, 300, 400, 500] as const;

export type AqiBreakpoints = Sourced<{
  edition: AqiEdition;
  item: AqiItem;
  averaging: AqiAveraging;
  unit: "µg/m3" | "mg/m3";
  /** Concentrations at `iaqiSteps`, as far as the table defines them. */
  breakpoints: readonly number[];
  /** The index above the last breakpoint; undefined = not computed from this averaging period. */
  above: number | undefined;
}>;

const so2Day = [0, 50, 150, 475, 800, 1600, 2100, 2620];
const so2Hour = [0, 150, 500, 650, 800];
const no2Day = [0, 40, 80, 180, 280, 565, 750, 940];
const no2Hour = [0, 100, 200, 700, 1200, 2340, 3090, 3840];
const coDay = [0, 2, 4, 14, 24, 36, 48, 60];
const coHour = [0, 5, 10, 35, 60, 90, 120, 150];
const o3EightHours = [0, 100, 160, 215, 265, 800];
const o3Hour = [0, 160, 200, 300, 400, 800, 1000, 1200];

/**
 * HJ 633-2026 table 3 and HJ 633-2012 table 1. The cap of 500 above a full row is inferred from the range 1–500.
 * 2026: SO2 1 h > 800 is IAQI 200 and O3 8 h > 800 is IAQI 300 (notes to the table); in 2012 neither is computed, the
 * 24 h mean of SO2 and the 1 h mean of O3 take over. 2026 gives the 1 h mean of PM the breakpoints of 24 h.
 */
export const aqiBreakpoints: readonly AqiBreakpoints[] = [
  row("HJ 633-2026", "SO2", "24h", so2Day, 500),
  row("HJ 633-2026", "SO2", "1h", so2Hour, 200),
  row("HJ 633-2026", "NO2", "24h", no2Day, 500),
  row("HJ 633-2026", "NO2", "1h", no2Hour, 500),
  row("HJ 633-2026", "CO", "24h", coDay, 500),
  row("HJ 633-2026", "CO", "1h", coHour, 500),
  row("HJ 633-2026", "O3", "8h", o3EightHours, 300),
  row("HJ 633-2026", "O3", "1h", o3Hour, 500),
  row("HJ 633-2026", "PM10", "24h", [0, 50, 120, 250, 350, 420, 500, 600], 500),
  row("HJ 633-2026", "PM10", "1h", [0, 50, 120, 250, 350, 420, 500, 600], 500),
  row("HJ 633-2026", "PM2.5", "24h", [0, 35, 60, 115, 150, 250, 350, 500], 500),
  row("HJ 633-2026", "PM2.5", "1h", [0, 35, 60, 115, 150, 250, 350, 500], 500),
  row("HJ 633-2012", "SO2", "24h", so2Day, 500),
  row("HJ 633-2012", "SO2", "1h", so2Hour, undefined),
  row("HJ 633-2012", "NO2", "24h", no2Day, 500),
  row("HJ 633-2012", "NO2", "1h", no2Hour, 500),
  row("HJ 633-2012", "CO", "24h", coDay, 500),
  row("HJ 633-2012", "CO", "1h", coHour, 500),
  row("HJ 633-2012", "O3", "8h", o3EightHours, undefined),
  row("HJ 633-2012", "O3", "1h", o3Hour, 500),
  row("HJ 633-2012", "PM10", "24h", [0, 50, 150, 250, 350, 420, 500, 600], 500),
  row("HJ 633-2012", "PM2.5", "24h", [0, 35, 75, 115, 150, 250, 350, 500], 500),
];

export type AqiLevelKey = "excellent" | "good" | "light" | "moderate" | "heavy" | "severe";
export type AqiColour = "green" | "yellow" | "orange" | "red" | "purple" | "maroon";
export type AqiLevel = Sourced<
  Named & { key: AqiLevelKey; rank: 1 | 2 | 3 | 4 | 5 | 6; upTo: number; colour: AqiColour; rgb: string }
>;

/**
 * Levels, names and colours (HJ 633-2026 §4–5). `upTo` is the highest AQI of the level. RGB values: see `aqiRgbSource`.
 */
export const aqiLevels: readonly AqiLevel[] = [
  level("excellent", 1, 50, "优", "Excellent", "green", "#00E400"),
  level("good", 2, 100, "良", "Good", "yellow", "#FFFF00"),
  level("light", 3, 150, "轻度污染", "Lightly polluted", "orange", "#FF7E00"),
  level("moderate", 4, 200, "中度污染", "Moderately polluted", "red", "#FF0000"),
  level("heavy", 5, 300, "重度污染", "Heavily polluted", "purple", "#99004C"),
  level("severe", 6, 500, "严重污染", "Severely polluted", "maroon", "#7E0023"),
];

/** The RGB triplets come from a secondary source and are not confirmed against the annex of the standard. */
export const aqiRgbSource = { source: "caiyunapp/aqi-hub README", verified: false } as const;

function row(
  edition: AqiEdition,
  item: AqiItem,
  averaging: AqiAveraging,
  breakpoints: readonly number[],
  above: number | undefined,
): AqiBreakpoints {
  const source = edition === "HJ 633-2026" ? "HJ 633-2026 table 3" : "HJ 633-2012 table 1";
  return {
    edition,
    item,
    averaging,
    unit: item === "CO" ? "mg/m3" : "µg/m3",
    breakpoints,
    above,
    source,
    verified: true,
  };
}

function level(
  key: AqiLevelKey,
  rank: AqiLevel["rank"],
  upTo: number,
  zh: string,
  en: string,
  colour: AqiColour,
  rgb: string,
): AqiLevel {
  return { key, rank, upTo, zh, en, colour, rgb, source: "HJ 633-2026 §4–5", verified: true };
}
