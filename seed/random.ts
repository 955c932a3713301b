/**
 * Repeatable chance. Everything the synthetic region shows follows from one seed, so that two machines, and two starts of the
 * same machine, see the same enterprises, the same values and the same faults.
 */

/** One draw after the other. */
export type Draw = Readonly<{
  /** Uniform in [0, 1). */
  next(): number;
  /** Whole number in [0, below). */
  below(below: number): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
}>;

/** Mixes numbers and texts into 32 bits; the same parts always give the same bits (FNV-1a with a murmur finish). */
export function mix(...parts: readonly (number | string)[]): number {
  let bits = 0x811c9dc5;
  for (const part of parts) {
    if (typeof part === "number") {
      // Times exceed 32 bits: take the low and the high word.
      bits = Math.imul(bits ^ (part | 0), 0x01000193);
      bits = Math.imul(bits ^ Math.floor(part / 4294967296), 0x01000193);
    } else {
      for (let i = 0; i < part.length; i++) bits = Math.imul(bits ^ part.charCodeAt(i), 0x01000193);
    }
    bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  }
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A single uniform number in [0, 1) that belongs to these parts. */
export function chance(...parts: readonly (number | string)[]): number {
  return mix(...parts) / 4294967296;
}

/** A single standard normal number that belongs to these parts (sum of uniforms, cut at ±3). */
export function normal(...parts: readonly (number | string)[]): number {
  const bits = mix(...parts);
  const other = Math.imul(bits ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const sum = (bits & 0xffff) + (bits >>> 16) + (other & 0xffff) + (other >>> 16);
  // Four uniforms have variance 1/3 each side of 2: scale to variance 1.
  return Math.max(-3, Math.min(3, (sum / 65536 - 2) * Math.sqrt(3)));
}

/** A stream of draws that belongs to these parts (mulberry32). */
export function drawFrom(...parts: readonly (number | string)[]): Draw {
  let state = mix(...parts);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + next() * (high - low),
    pick: (list) => {
      const item = list[below(list.length)];
      if (item === undefined) throw new Error("cannot pick from an empty list");
      return item;
    },
  };
}
