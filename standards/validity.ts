import type { Sourced } from "./edition.ts";

/**
 * When a mean of an automatic monitor may be used: continuous monitoring of flue gas (HJ 75, HJ 76) and the statistics
 * of HJ 212-2017 annex D. Counts are data, so that a new edition is a new row.
 */
export type ValidPeriod = "minute" | "ten-minutes-of-water" | "hour" | "day" | "month" | "february";

export type ValidityRule = Sourced<{
  period: ValidPeriod;
  /** What is counted inside the period, and how many valid ones it needs. */
  of: "sample" | "minute" | "hour" | "day";
  atLeast: number;
  edition: string;
}>;

const annexD = { edition: "HJ 212-2017", source: "HJ 212-2017 annex D", verified: true } as const;
const annexB = {
  edition: "HJ 76",
  source: "HJ 76 annex B as quoted by caria-chile.com article_812098",
  verified: false,
} as const;

export const validityRules: readonly ValidityRule[] = [
  { period: "minute", of: "sample", atLeast: 12, ...annexD },
  { period: "ten-minutes-of-water", of: "sample", atLeast: 120, ...annexD },
  { period: "hour", of: "minute", atLeast: 45, ...annexD },
  { period: "day", of: "hour", atLeast: 20, ...annexD },
  { period: "month", of: "day", atLeast: 25, ...annexB },
  { period: "february", of: "day", atLeast: 23, ...annexB },
];

export type Validity = Readonly<{
  valid: boolean;
  count: number;
  atLeast: number;
  edition: string;
  rule: ValidityRule;
}>;

/** Whether a period rests on enough valid parts: hour ≥ 45 minutes, day ≥ 20 hours, month ≥ 25 days (February ≥ 23). */
export function periodValidity(period: ValidPeriod, validParts: number): Validity {
  const rule = validityRules.find((r) => r.period === period);
  if (!rule) throw new Error(`no validity rule for ${period}`);
  const { atLeast, edition } = rule;
  return { valid: validParts >= atLeast, count: validParts, atLeast, edition, rule };
}

export type Coverage = Readonly<{ valid: number; expected: number; missing: number; share: number | undefined }>;

/**
 * How much of what was expected is there and valid: share = valid / expected (0–1), undefined when nothing was
 * expected. A period that received more than it expects (repeats, a shorter interval) is capped at 1, so that a surplus
 * never hides a gap elsewhere when shares are averaged.
 */
export function coverage(valid: number, expected: number): Coverage {
  const counted = Math.min(valid, expected);
  return { valid, expected, missing: expected - counted, share: expected > 0 ? counted / expected : undefined };
}

export const quarterCaptureRule = {
  atLeast: 0.75,
  edition: "HJ 75-2017",
  source: "HJ 75-2017 §12",
  verified: false,
} as const;

/**
 * Share of valid data of a quarter: α = (H_quarter − H_invalid − H_stop) / (H_quarter − H_stop), hours; at least 75 %.
 * A quarter in which the source stood still has no α. HJ 75-2017 §12, not confirmed against its text.
 */
export function quarterCapture(
  hours: Readonly<{ quarter: number; invalid: number; stopped: number }>,
): Readonly<{ share: number | undefined; sufficient: boolean | undefined; edition: "HJ 75-2017"; verified: false }> {
  const running = hours.quarter - hours.stopped;
  const share = running > 0 ? (running - hours.invalid) / running : undefined;
  const sufficient = share === undefined ? undefined : share >= quarterCaptureRule.atLeast;
  return { share, sufficient, edition: "HJ 75-2017", verified: false };
}

export type SubstitutionCase = "out-of-control" | "other";
export type Substitution = Sourced<{
  validHours: 180 | 720 | 2160;
  before: "last calibration" | "failure";
  edition: "HJ 75-2017";
}>;

/**
 * What replaces invalid hours in emission totals: the highest of so many valid hours before the last calibration (out
 * of control) or before the failure (other). `share` is α of the quarter (0–1), `invalidHours` the consecutive invalid
 * hours. Undefined below 75 %: no value may be substituted by this table. Substituted values count in totals, never in
 * a judgement of exceedance. HJ 75-2017 §12, not confirmed against its text.
 */
export function substitutionOf(of: SubstitutionCase, share: number, invalidHours: number): Substitution | undefined {
  if (share < 0.75) return undefined;
  const validHours = share < 0.9 ? 2160 : invalidHours <= 24 ? 180 : 720;
  const before = of === "out-of-control" ? "last calibration" : "failure";
  return { validHours, before, edition: "HJ 75-2017", source: "HJ 75-2017 §12", verified: false };
}
