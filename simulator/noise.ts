/**
 * Smooth chance over time. A value belongs to a key and a moment alone, so any past moment can be computed again without a record
 * of what came before.
 */

/** Uniform in [-1, 1) at a lattice point. */
function lattice(key: number, n: number): number {
  let bits = Math.imul(key ^ Math.imul(n, 0x9e3779b1), 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  bits ^= bits >>> 16;
  return (bits >>> 0) / 2147483648 - 1;
}

/** A smooth curve through random points that are `period` milliseconds apart; in [-1, 1]. */
export function wave(key: number, time: number, period: number): number {
  const at = time / period;
  const n = Math.floor(at);
  const part = at - n;
  const eased = part * part * (3 - 2 * part);
  const before = lattice(key, n);
  return before + (lattice(key, n + 1) - before) * eased;
}

export const minute = 60_000;
export const hour = 3_600_000;
export const day = 86_400_000;

/** Offset of the region's civil time. */
const offset = 8 * hour;

/** Wanders over hours, with a little unrest over minutes; roughly in [-1, 1]. */
export function drift(key: number, time: number): number {
  return 0.5 * wave(key, time, 9 * hour) + 0.3 * wave(key + 1, time, 2 * hour) + 0.2 * wave(key + 2, time, 7 * minute);
}

/** Hour of the local day, 0 to 24. */
export const localHour = (time: number): number => ((((time + offset) % day) + day) % day) / hour;

/** Number of the local day since 1970. */
export const localDay = (time: number): number => Math.floor((time + offset) / day);

/** Where a local day begins, in epoch milliseconds. */
export const dayStart = (localDayNumber: number): number => localDayNumber * day - offset;

/** 0 = Monday … 6 = Sunday. */
export const weekday = (time: number): number => (localDay(time) + 3) % 7;

/** A bump of height 1 around an hour of the day, wrapping at midnight; `width` in hours. */
export function bump(hourOfDay: number, centre: number, width: number): number {
  const apart = Math.abs(hourOfDay - centre);
  const distance = Math.min(apart, 24 - apart) / width;
  return Math.exp(-distance * distance);
}

/** Season: 1 at the turn of January, -1 at the turn of July. */
export const winter = (time: number): number => Math.cos(((time - 1_768_400_000_000) / (365.2425 * day)) * 2 * Math.PI);
