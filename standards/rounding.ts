import { add, type Decimal, decimalOf, divide, numberOf, textOf } from "./decimal.ts";

const one: Decimal = { digits: 1n, scale: 0 };

/**
 * GB/T 8170-2008 §3.2 (四舍六入五成双): rounds to `decimals` places, an exact half to the even digit.
 * Works on the decimal text, never on the binary fraction: 2.675 → 2.68, 60.5 → 60. Negative `decimals` round to tens,
 * hundreds … Round once: a value that was rounded already must not be rounded again to fewer places (§3.3).
 * Throws RangeError when the value is not a finite decimal.
 */
export function roundHalfEven(value: number | string, decimals: number): number {
  return numberOf(divide(decimalOf(value), one, decimals));
}

/** As `roundHalfEven`, but the text with its trailing zeros, as a report prints it: ("12.04", 1) → "12.0". */
export function roundHalfEvenText(value: number | string, decimals: number): string {
  return textOf(divide(decimalOf(value), one, decimals));
}

/**
 * 向上进位: the smallest value with `decimals` places that is not less than `value`, e.g. an AQI (HJ 633, whole number).
 * Toward +∞, so −1.5 → −1. Throws RangeError when the value is not a finite decimal.
 */
export function roundUp(value: number | string, decimals = 0): number {
  return numberOf(divide(decimalOf(value), one, decimals, "up"));
}

/**
 * Arithmetic mean, summed and divided exactly and rounded once, half-even, to `decimals` places. Undefined for no
 * values: there is no mean of nothing.
 */
export function meanHalfEven(values: readonly (number | string)[], decimals: number): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.map(decimalOf).reduce(add);
  return numberOf(divide(sum, { digits: BigInt(values.length), scale: 0 }, decimals));
}
