import {
  type AqiAveraging,
  type AqiBreakpoints,
  type AqiEdition,
  type AqiItem,
  type AqiLevel,
  aqiBreakpoints,
  aqiEditions,
  aqiLevels,
  iaqiSteps,
} from "./aqi-breakpoints.ts";
import { add, compare, type Decimal, decimalOf, divide, isDecimal, multiply, numberOf, subtract } from "./decimal.ts";
import { oneInForce } from "./edition.ts";

/** An item with its averaging period: CO in mg/m3, all others in µg/m3. */
export type AqiKey = `${AqiItem}_${AqiAveraging}`;

/**
 * What a station measured. A decimal; undefined or absent = missing (缺测), also for text that is no number and for
 * values that round below zero; "/" = the station does not monitor the item at all.
 */
export type AqiConcentrations = Readonly<Partial<Record<AqiKey, number | string | undefined>>>;

export type AqiItemResult = Readonly<{
  key: AqiKey;
  item: AqiItem;
  averaging: AqiAveraging;
  unit: "µg/m3" | "mg/m3";
  /** Rounded as HJ 633 asks: whole µg/m3, CO one decimal. */
  concentration: number | undefined;
  iaqi: number | undefined;
  /** "no-index": measured, but this edition computes no index from it (2012: SO2 1 h and O3 8 h above 800, PM 1 h). */
  state: "measured" | "no-index" | "missing" | "not-monitored";
  /** As published: the index, "NA" when missing, "/" when not monitored, "—" when not computed. */
  shown: string;
}>;

export type AqiResult = Readonly<{
  edition: AqiEdition;
  report: "hour" | "day";
  /** The index that may be published; undefined = "NA". */
  aqi: number | undefined;
  shown: string;
  /** The highest index of the items that were there, also when it may not be published. */
  highest: number | undefined;
  level: AqiLevel | undefined;
  /** 首要污染物: items with the highest index when the AQI is above 50; ties are listed together. */
  primary: readonly AqiItem[];
  /** 超标污染物 (index above 100): a term of 2012 only; undefined in 2026. */
  exceeding: readonly AqiItem[] | undefined;
  missing: readonly AqiKey[];
  notMonitored: readonly AqiKey[];
  items: readonly AqiItemResult[];
}>;

const keys: Readonly<Record<AqiEdition, Readonly<Record<"hour" | "day", readonly AqiKey[]>>>> = {
  "HJ 633-2026": {
    hour: ["SO2_1h", "NO2_1h", "CO_1h", "O3_1h", "PM10_1h", "PM2.5_1h"],
    day: ["SO2_24h", "NO2_24h", "CO_24h", "O3_8h", "PM10_24h", "PM2.5_24h"],
  },
  "HJ 633-2012": {
    hour: ["SO2_1h", "NO2_1h", "CO_1h", "O3_1h", "O3_8h", "PM10_1h", "PM10_24h", "PM2.5_1h", "PM2.5_24h"],
    day: ["SO2_24h", "NO2_24h", "CO_24h", "O3_1h", "O3_8h", "PM10_24h", "PM2.5_24h"],
  },
};

/** The edition of HJ 633 for a civil day of observation; undefined before 2016-01-01. */
export function aqiEditionOn(date: string): AqiEdition | undefined {
  return oneInForce(aqiEditions, date)?.edition;
}

/**
 * Individual air quality index of one concentration (CO mg/m3, others µg/m3). The concentration is rounded half-even
 * first (whole µg/m3, CO one decimal), the index is rounded up to a whole number, both exactly. Undefined when the
 * edition computes none: no row for this averaging period, above 800 of SO2 1 h or O3 8 h in 2012, or a concentration
 * that is not a decimal or rounds below zero. Source: HJ 633-2026 §4–5 and table 3; HJ 633-2012 table 1.
 */
export function iaqi(
  item: AqiItem,
  averaging: AqiAveraging,
  concentration: number | string,
  edition: AqiEdition,
): number | undefined {
  const row = aqiBreakpoints.find((r) => r.edition === edition && r.item === item && r.averaging === averaging);
  const rounded = roundedConcentration(item, concentration);
  return row && rounded && indexOf(row, rounded);
}

/**
 * Real-time index from the means of one hour. 2026: six 1 h means. 2012: nine values, among them the moving 8 h mean of
 * ozone (`O3_8h`) and the moving 24 h means of particles (`PM10_24h`, `PM2.5_24h`); `SO2_24h` may be given, it counts
 * when the 1 h mean is above 800. Source: HJ 633-2026 §4–5.
 */
export function hourlyAqi(concentrations: AqiConcentrations, edition: AqiEdition): AqiResult {
  const sulphur = concentrations.SO2_1h;
  const replaced = Number(sulphur) > 0 && iaqi("SO2", "1h", sulphur ?? "", edition) === undefined;
  const wanted = keys[edition].hour;
  return judge(concentrations, edition, "hour", replaced ? [...wanted, "SO2_24h"] : wanted);
}

/**
 * Daily index of one natural day from day means and the highest 8 h mean of ozone (`O3_8h`); 2012 also counts the
 * highest 1 h mean of ozone (`O3_1h`). Source: HJ 633-2026 §4–5.
 */
export function dailyAqi(concentrations: AqiConcentrations, edition: AqiEdition): AqiResult {
  return judge(concentrations, edition, "day", keys[edition].day);
}

/**
 * The level of an AQI (1–500), by HJ 633-2026 §4–5; both editions share the bounds. Above 500 it stays the worst level.
 */
export function aqiLevelOf(aqi: number): AqiLevel {
  const found = aqiLevels.find((level) => aqi <= level.upTo) ?? aqiLevels.at(-1);
  if (!found) throw new Error("no AQI levels");
  return found;
}

function judge(
  concentrations: AqiConcentrations,
  edition: AqiEdition,
  report: "hour" | "day",
  wanted: readonly AqiKey[],
): AqiResult {
  const items = wanted.map((key) => resultOf(key, concentrations[key], edition));
  const missing = items.filter((i) => i.state === "missing").map((i) => i.key);
  const notMonitored = items.filter((i) => i.state === "not-monitored").map((i) => i.key);
  const indices = items.flatMap((i) => (i.iaqi === undefined ? [] : [i.iaqi]));
  const highest = indices.length === 0 ? undefined : Math.max(...indices);
  const aqi = publishable(highest, missing.length + notMonitored.length > 0, edition);
  const above = (bound: number) => distinct(items.filter((i) => (i.iaqi ?? 0) > bound).map((i) => i.item));
  return {
    edition,
    report,
    aqi,
    shown: aqi === undefined ? "NA" : String(aqi),
    highest,
    level: aqi === undefined ? undefined : aqiLevelOf(aqi),
    primary: aqi !== undefined && aqi > 50 ? distinct(items.filter((i) => i.iaqi === highest).map((i) => i.item)) : [],
    exceeding: edition === "HJ 633-2012" ? above(100) : undefined,
    missing,
    notMonitored,
    items,
  };
}

/**
 * HJ 633-2026 §4–5: with an item missing the index is published only when the rest already gives more than 100. An item
 * that is not monitored is treated alike, since its index is just as unknown. 2012 publishes the highest of what is
 * there.
 */
function publishable(highest: number | undefined, incomplete: boolean, edition: AqiEdition): number | undefined {
  if (highest === undefined || edition === "HJ 633-2012") return highest;
  return incomplete && highest <= 100 ? undefined : Math.max(1, highest);
}

function resultOf(key: AqiKey, given: number | string | undefined, edition: AqiEdition): AqiItemResult {
  const [item, averaging] = key.split("_") as [AqiItem, AqiAveraging];
  const unit = item === "CO" ? "mg/m3" : "µg/m3";
  const none = { key, item, averaging, unit, concentration: undefined, iaqi: undefined } as const;
  if (given === "/") return { ...none, state: "not-monitored", shown: "/" };
  const rounded = given === undefined ? undefined : roundedConcentration(item, given);
  if (rounded === undefined) return { ...none, state: "missing", shown: "NA" };
  const concentration = numberOf(rounded);
  const index = iaqi(item, averaging, concentration, edition);
  if (index === undefined) return { ...none, concentration, state: "no-index", shown: "—" };
  return { ...none, concentration, iaqi: index, state: "measured", shown: String(index) };
}

function roundedConcentration(item: AqiItem, value: number | string): Decimal | undefined {
  if (!isDecimal(value)) return undefined;
  const rounded = divide(decimalOf(value), { digits: 1n, scale: 0 }, item === "CO" ? 1 : 0);
  return rounded.digits < 0n ? undefined : rounded;
}

/** IAQI = (IAQIhi − IAQIlo) / (BPhi − BPlo) · (C − BPlo) + IAQIlo, one exact division rounded up. */
function indexOf(row: AqiBreakpoints, concentration: Decimal): number | undefined {
  const upper = row.breakpoints.findIndex((bp, i) => i > 0 && compare(concentration, decimalOf(bp)) <= 0);
  if (upper < 0) return row.above;
  const [low, high] = [row.breakpoints[upper - 1] ?? 0, row.breakpoints[upper] ?? 0];
  const [indexLow, indexHigh] = [iaqiSteps[upper - 1] ?? 0, iaqiSteps[upper] ?? 0];
  const width = subtract(decimalOf(high), decimalOf(low));
  const rise = multiply(decimalOf(indexHigh - indexLow), subtract(concentration, decimalOf(low)));
  return numberOf(divide(add(rise, multiply(decimalOf(indexLow), width)), width, 0, "up"));
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
