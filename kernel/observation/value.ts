import { decimalOf } from "#standards/decimal.ts";
import { roundHalfEvenText } from "#standards/rounding.ts";

/** Decimal places that a stored value keeps; the raw packet keeps them all. */
export const valueScale = 6;
/** Digits before the point that a stored value can have: Decimal(18, 6). */
const wholeDigits = 12;

export type Exact = Readonly<{ text: string; rounded: boolean }>;

/**
 * A measured decimal as it is stored: the text itself when it has at most six decimals, else rounded once, half-even (GB/T 8170).
 * Undefined when it is no finite decimal or has more than twelve digits before the point.
 */
export function exactValue(text: string): Exact | undefined {
  if (isPlain(text)) return { text, rounded: false };
  let decimal: ReturnType<typeof decimalOf>;
  try {
    decimal = decimalOf(text);
  } catch {
    return undefined;
  }
  const rounded = decimal.scale > valueScale && decimal.digits % 10n ** BigInt(decimal.scale - valueScale) !== 0n;
  const exact = roundHalfEvenText(text, valueScale);
  return exact.replace("-", "").indexOf(".") > wholeDigits ? undefined : { text: exact, rounded };
}

/** The hot path: digits, at most one point, at most six decimals; no bigint, no pattern. */
function isPlain(text: string): boolean {
  let point = -1;
  const start = text.charCodeAt(0) === 45 ? 1 : 0;
  for (let at = start; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 46 && point < 0 && at > start && at < text.length - 1) point = at;
    else if (char < 48 || char > 57) return false;
  }
  const whole = (point < 0 ? text.length : point) - start;
  return whole > 0 && whole <= wholeDigits && (point < 0 || text.length - point - 1 <= valueScale);
}
