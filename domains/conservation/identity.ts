/**
 * Which patch of a run is which clue of before: the pairs with the largest common share first, each patch and each clue once. The share is
 * intersection over union of the two outlines; at 0.3 or less they are two things.
 */
export type Pair = Readonly<{ patch: number; clue: string; iou: number }>;
export const leastIou = 0.3;

export function identify(pairs: readonly Pair[]): Map<number, Pair> {
  const chosen = new Map<number, Pair>();
  const taken = new Set<string>();
  const order = [...pairs].sort((a, b) => b.iou - a.iou || a.patch - b.patch || (a.clue < b.clue ? -1 : 1));
  for (const pair of order) {
    if (pair.iou <= leastIou || chosen.has(pair.patch) || taken.has(pair.clue)) continue;
    chosen.set(pair.patch, pair);
    taken.add(pair.clue);
  }
  return chosen;
}
