import { compare, decimalOf, isDecimal } from "./decimal.ts";
import { exceedMultiple } from "./exceedance.ts";
import type { Problem } from "./problem.ts";
import { convert, dimensionOf } from "./units.ts";

/** The period over which a value is averaged and to which a limit applies. */
export type Averaging = "instant" | "minute" | "hour" | "8h" | "day" | "month" | "quarter" | "year";

/**
 * A limit of a permit or an emission standard: at least one bound, in `unit`, for means over `averaging`. A bound
 * complies itself unless `upperInclusive` / `lowerInclusive` is false. `edition` is the standard or permit version it
 * was taken from.
 */
export type PermitLimit = Readonly<{
  upper?: number | string;
  lower?: number | string;
  upperInclusive?: boolean;
  lowerInclusive?: boolean;
  unit: string;
  averaging: Averaging;
  source: string;
  edition: string;
  verified?: boolean;
}>;

export type Measured = Readonly<{ value: number | string; unit: string; averaging: Averaging }>;

export type LimitVerdict =
  | Readonly<{
      judged: true;
      exceeds: boolean;
      side: "over" | "under" | undefined;
      /** (C − S) / S over the upper bound; none below a lower bound and none for pH. */
      multiple: number | undefined;
      /** The measured value in the unit of the limit. */
      value: number;
      unit: string;
      limit: PermitLimit;
      edition: string;
    }>
  | Readonly<{ judged: false; problem: Problem; limit: PermitLimit; edition: string }>;

/**
 * Compares a measured mean with a limit. The value is converted to the unit of the limit when both are of one
 * dimension; another dimension, another averaging period, a value that is no number or a limit without bounds is not
 * judged: the verdict then carries the problem. pH is a range with both bounds. The value is compared as given:
 * rounding is the caller's, once, before. Whether the mean is valid (validity.ts) is asked first.
 */
export function exceeds(measured: Measured, limit: PermitLimit): LimitVerdict {
  const problem = limitProblem(limit) ?? averagingProblem(measured, limit);
  if (problem) return { judged: false, problem, limit, edition: limit.edition };
  const converted = convert(measured.value, measured.unit, limit.unit);
  if (!converted.ok) return { judged: false, problem: converted.problem, limit, edition: limit.edition };
  const side = sideOf(converted.value, limit);
  return {
    judged: true,
    exceeds: side !== undefined,
    side,
    multiple:
      side === "over" && limit.upper !== undefined && dimensionOf(limit.unit) !== "pH"
        ? exceedMultiple(converted.value, limit.upper)
        : undefined,
    value: converted.value,
    unit: limit.unit,
    limit,
    edition: limit.edition,
  };
}

/**
 * Why a limit cannot be used, undefined when it can: no bound, a bound that is no number, bounds crossed, unit unknown.
 */
export function limitProblem(limit: PermitLimit): Problem | undefined {
  const { upper, lower, unit } = limit;
  const bounds = [upper, lower].filter((bound) => bound !== undefined);
  if (bounds.length === 0) {
    return {
      code: "limit.empty",
      zh: "限值至少要有上限或下限。",
      en: "A limit needs an upper or a lower bound.",
      place: "upper",
    };
  }
  const bad = bounds.find((bound) => !isDecimal(bound));
  if (bad !== undefined) {
    const place = bad === upper ? "upper" : "lower";
    return {
      code: "limit.not-a-number",
      zh: `限值“${bad}”不是数值。`,
      en: `The bound “${bad}” is not a number.`,
      place,
    };
  }
  if (upper !== undefined && lower !== undefined && compare(decimalOf(lower), decimalOf(upper)) > 0) {
    return {
      code: "limit.crossed",
      zh: `下限 ${lower} 大于上限 ${upper}。`,
      en: `The lower bound ${lower} is above the upper bound ${upper}.`,
      place: "lower",
    };
  }
  if (dimensionOf(unit) === undefined) {
    return { code: "unit.unknown", zh: `不认识单位“${unit}”。`, en: `The unit “${unit}” is not known.`, place: "unit" };
  }
  return undefined;
}

const averagingZh: Readonly<Record<Averaging, string>> = {
  instant: "瞬时值",
  minute: "分钟均值",
  hour: "小时均值",
  "8h": "8小时均值",
  day: "日均值",
  month: "月均值",
  quarter: "季均值",
  year: "年均值",
};

function averagingProblem(measured: Measured, limit: PermitLimit): Problem | undefined {
  if (measured.averaging === limit.averaging) return undefined;
  return {
    code: "limit.averaging",
    zh: `限值按${averagingZh[limit.averaging]}执行，数据为${averagingZh[measured.averaging]}，不能直接比较。`,
    en: `The limit is for “${limit.averaging}” values, the data are “${measured.averaging}”; they cannot be compared.`,
    place: "averaging",
  };
}

function sideOf(value: number, limit: PermitLimit): "over" | "under" | undefined {
  const exact = decimalOf(value);
  if (limit.upper !== undefined) {
    const order = compare(exact, decimalOf(limit.upper));
    if (order > 0 || (order === 0 && limit.upperInclusive === false)) return "over";
  }
  if (limit.lower !== undefined) {
    const order = compare(exact, decimalOf(limit.lower));
    if (order < 0 || (order === 0 && limit.lowerInclusive === false)) return "under";
  }
  return undefined;
}
