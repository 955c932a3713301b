import { compare, decimalOf, isDecimal } from "#standards/decimal.ts";
import { roundHalfEvenText } from "#standards/rounding.ts";

/**
 * How figures of an alarm are shown. What is stored and compared stays exact; here it is rounded once, half-even (GB/T 8170), for people.
 */
const moreThanLimit = 2;
const placesOfMultiple = 2;

/** Without the zeros that say nothing: "61.30" → "61.3". */
export const plain = (value: string): string => (value.includes(".") ? value.replace(/\.?0+$/, "") : value);

const decimalsOf = (text: string): number => plain(text).split(".")[1]?.length ?? 0;

/**
 * A value beside its limit, to two places more than the limit has. A value so near that rounding would put it on the limit, or on its
 * other side, is shown as it is.
 */
export function shownValue(value: string, limit: string | undefined): string {
  if (limit === undefined || !isDecimal(limit) || !isDecimal(value)) return plain(value);
  const rounded = roundHalfEvenText(value, decimalsOf(limit) + moreThanLimit);
  const bound = decimalOf(limit);
  const stays = compare(decimalOf(rounded), bound) === compare(decimalOf(value), bound);
  return plain(stays ? rounded : value);
}

/** An exceedance multiple to two places; one that rounds to nothing is shown with its own four. */
export function shownMultiple(multiple: number | string): string {
  const rounded = plain(roundHalfEvenText(multiple, placesOfMultiple));
  return rounded === "0" ? plain(roundHalfEvenText(multiple, 4)) : rounded;
}
