/**
 * Exact decimal arithmetic on scaled integers. Every comparison with a limit and every rounding in this folder goes
 * through here, so that 2.675 is 2.675 and not the nearest binary fraction. A value is `digits / 10^scale`.
 */
export type Decimal = Readonly<{ digits: bigint; scale: number }>;

const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,3}))?$/;

/** Whether the text (or number) is a finite decimal that `decimalOf` accepts. */
export function isDecimal(value: number | string): boolean {
  return pattern.test(String(value).trim());
}

/**
 * The exact decimal behind a text, or behind the shortest text of a number (2.675 is read as "2.675").
 * Throws RangeError for anything that is not a finite decimal: a caller that reads devices asks `isDecimal` first.
 */
export function decimalOf(value: number | string): Decimal {
  const match = pattern.exec(String(value).trim());
  if (!match) throw new RangeError(`not a decimal number: ${value}`);
  const [whole = "", fraction = ""] = (match[2] ?? "").split(".");
  const magnitude = BigInt(`${whole}${fraction}` || "0");
  const digits = match[1] === "-" ? -magnitude : magnitude;
  const scale = fraction.length - Number(match[3] ?? 0);
  return scale >= 0 ? { digits, scale } : { digits: digits * power(-scale), scale: 0 };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: atScale(a, scale) + atScale(b, scale), scale };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { digits: -b.digits, scale: b.scale });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Negative, zero or positive as a is less than, equal to or greater than b. */
export function compare(a: Decimal, b: Decimal): number {
  const difference = subtract(a, b).digits;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * a / b kept to `decimals` places (negative: tens, hundreds …). "half-even" is GB/T 8170; "up" is toward +∞, the
 * 向上进位取整 of HJ 633. Throws RangeError when b is zero.
 */
export function divide(a: Decimal, b: Decimal, decimals: number, mode: "half-even" | "up" = "half-even"): Decimal {
  if (b.digits === 0n) throw new RangeError("division by zero");
  const shift = b.scale - a.scale + decimals;
  const sign = b.digits < 0n ? -1n : 1n;
  const numerator = a.digits * sign * (shift > 0 ? power(shift) : 1n);
  const denominator = b.digits * sign * (shift < 0 ? power(-shift) : 1n);
  let quotient = numerator / denominator;
  if (quotient * denominator > numerator) quotient -= 1n;
  const remainder = numerator - quotient * denominator;
  const twice = remainder * 2n;
  const up = mode === "up" ? remainder > 0n : twice > denominator || (twice === denominator && quotient % 2n !== 0n);
  const digits = up ? quotient + 1n : quotient;
  return decimals >= 0 ? { digits, scale: decimals } : { digits: digits * power(-decimals), scale: 0 };
}

/** Plain decimal text with exactly `scale` places, e.g. "12.0". */
export function textOf(value: Decimal): string {
  const negative = value.digits < 0n;
  const digits = String(negative ? -value.digits : value.digits).padStart(value.scale + 1, "0");
  const cut = digits.length - value.scale;
  const text = value.scale === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return negative ? `-${text}` : text;
}

/** The number nearest to the decimal. */
export function numberOf(value: Decimal): number {
  return Number(textOf(value));
}

function atScale(value: Decimal, scale: number): bigint {
  return value.digits * power(scale - value.scale);
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
