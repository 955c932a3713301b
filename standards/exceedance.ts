import { compare, decimalOf, divide, numberOf, subtract } from "./decimal.ts";

/**
 * Exceed multiple 超标倍数 (C − S) / S, dimensionless, kept to four places half-even; the screen shows fewer. Both values
 * in the same unit. Undefined when the limit is zero or the value does not exceed it.
 */
export function exceedMultiple(value: number | string, limit: number | string): number | undefined {
  const [c, s] = [decimalOf(value), decimalOf(limit)];
  if (s.digits <= 0n || compare(c, s) <= 0) return undefined;
  return numberOf(divide(subtract(c, s), s, 4));
}
