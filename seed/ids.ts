/**
 * Ids of the sample rows: UUIDv7 in shape, with a fixed moment and a number that says which row it is. Sowing twice therefore meets
 * the rows of the first time. A kind keeps its number for ever: never renumber, only add.
 */
const kinds = {
  organ: 1,
  enterprise: 2,
  site: 3,
  outfall: 4,
  limit: 5,
  "air-station": 6,
  "water-section": 7,
  user: 8,
  "red-line": 9,
  reserve: 10,
  zone: 11,
  marker: 12,
  project: 13,
  "cover-layer": 14,
  "cover-run": 15,
  "clue-batch": 16,
} as const;

export type SeedKind = keyof typeof kinds;

/** 2026-01-01T00:00:00+08:00 in milliseconds. */
const moment = 1_767_196_800_000;

/** The id of row `n` of a kind. */
export function seedId(kind: SeedKind, n: number): string {
  const time = moment.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${kinds[kind].toString(16).padStart(3, "0")}-8000-${n.toString(16).padStart(12, "0")}`;
}
