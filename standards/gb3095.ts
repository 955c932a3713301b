import { compare, decimalOf } from "./decimal.ts";
import { oneInForce, type Sourced } from "./edition.ts";
import { exceedMultiple } from "./exceedance.ts";
import {
  type AirAverage,
  type AirEdition,
  type AirItem,
  type AirLimit,
  type AirPhase,
  type AirZone,
  airLimits,
} from "./gb3095-limits.ts";

export type AirLimitInForce = Readonly<{
  edition: AirEdition;
  phase: AirPhase;
  item: AirItem;
  average: AirAverage;
  zone: AirZone;
  /** Upper limit; the value itself complies. */
  value: number;
  unit: "µg/m3" | "mg/m3";
  source: string;
  verified: boolean;
}>;

/**
 * The limit of GB 3095 for an item, averaging period and zone class on a civil day of observation; undefined when the
 * edition of that day sets none. µg/m3, CO mg/m3; gases at 298.15 K and 1013.25 hPa, particles at ambient conditions.
 */
export function limitOf(item: AirItem, average: AirAverage, zone: AirZone, date: string): AirLimitInForce | undefined {
  const row: AirLimit | undefined = oneInForce(
    airLimits.filter((r) => r.item === item && r.average === average),
    date,
  );
  if (!row) return undefined;
  const { edition, phase, unit, limits, source, verified } = row;
  return { edition, phase, item, average, zone, value: limits[zone], unit, source, verified };
}

export type AirVerdict = Readonly<{
  edition: AirEdition;
  exceeds: boolean;
  /** B = (C − S) / S when the limit is exceeded. HJ 663-2013, not confirmed against its text. */
  multiple: number | undefined;
  limit: AirLimitInForce;
}>;

/**
 * Compares a mean, in the unit of the item, with the limit of the day. Undefined when there is no limit.
 * Whether the mean is valid at all is asked first, with `airMeanIsValid`.
 */
export function judgeAir(
  concentration: number | string,
  of: Readonly<{ item: AirItem; average: AirAverage; zone: AirZone; date: string }>,
): AirVerdict | undefined {
  const limit = limitOf(of.item, of.average, of.zone, of.date);
  if (!limit) return undefined;
  const exceeds = compare(decimalOf(concentration), decimalOf(limit.value)) > 0;
  const multiple = exceeds ? exceedMultiple(concentration, limit.value) : undefined;
  return { edition: limit.edition, exceeds, multiple, limit };
}

export type AirMean = "1h" | "8h" | "24h" | "24h-sampled" | "annual" | "annual-sampled" | "quarter-sampled";

/**
 * Validity of means, GB 3095-2026 table 4. "sampled" rows are for TSP, BaP and Pb. `atLeast` counts `of`; a month
 * inside the year needs `perMonth` of them, February `perFebruary`.
 */
export const airMeanValidity: readonly Sourced<{
  mean: AirMean;
  of: "minute" | "hour" | "day";
  atLeast: number;
  perMonth?: number;
  perFebruary?: number;
}>[] = [
  { mean: "1h", of: "minute", atLeast: 45, ...table4() },
  { mean: "8h", of: "hour", atLeast: 6, ...table4() },
  { mean: "24h", of: "hour", atLeast: 20, ...table4() },
  { mean: "24h-sampled", of: "hour", atLeast: 24, ...table4() },
  { mean: "annual", of: "day", atLeast: 324, perMonth: 27, perFebruary: 25, ...table4() },
  { mean: "annual-sampled", of: "day", atLeast: 60, perMonth: 5, perFebruary: 5, ...table4() },
  { mean: "quarter-sampled", of: "day", atLeast: 15, ...table4() },
];

/**
 * Whether a mean rests on enough valid values (GB 3095-2026 table 4). For annual means give the valid days of each of
 * the twelve months, January first: the year and every month are checked.
 */
export function airMeanIsValid(mean: AirMean, valid: number | readonly number[]): boolean {
  const rule = airMeanValidity.find((r) => r.mean === mean);
  if (!rule) throw new Error(`no validity rule for ${mean}`);
  if (typeof valid === "number") return rule.perMonth === undefined && valid >= rule.atLeast;
  const { atLeast, perMonth = 0, perFebruary = 0 } = rule;
  const total = valid.reduce((sum, days) => sum + days, 0);
  const months = valid.every((days, i) => days >= (i === 1 ? perFebruary : perMonth));
  return total >= atLeast && months && (perMonth === 0 || valid.length === 12);
}

/**
 * Whether the ozone daily maximum of 8 h can be used: at least 14 valid 8 h windows ending 08:00–24:00, or fewer but
 * the maximum already exceeds the limit. HJ 663-2013, not confirmed against its text (HJ 663-2026 not available).
 */
export function ozoneDayIsValid(validWindows: number, exceedsLimit: boolean): boolean {
  return validWindows >= ozoneWindowRule.atLeast || (validWindows > 0 && exceedsLimit);
}

export const ozoneWindowRule: Sourced<{ atLeast: number }> = { atLeast: 14, source: "HJ 663-2013", verified: false };

function table4(): { source: string; verified: boolean } {
  return { source: "GB 3095-2026 table 4", verified: true };
}
