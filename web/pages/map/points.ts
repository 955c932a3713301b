import { type SubjectState, subjectStates } from "#kernel/view/status.ts";
import type { MapPoint, Region, SubjectKind } from "../../contract.ts";

/** What the map draws for a point, and which points a filter keeps. */
export type PointFeature = Readonly<{
  type: "Feature";
  geometry: Readonly<{ type: "Point"; coordinates: [number, number] }>;
  properties: MapPoint;
}>;
export type PointCollection = Readonly<{ type: "FeatureCollection"; features: readonly PointFeature[] }>;

/** Worst first: the order of filters and legends, and what stands on top where points overlap. */
export const stateOrder = Object.keys(subjectStates) as SubjectState[];

export function regionOf(point: MapPoint): Region {
  return typeof point.region === "string" ? { code: point.region, name: "" } : point.region;
}

/** States in which a device tells nothing new; then a level would be a claim about the past. */
const quiet = new Set(["silent", "fault", "stopped", "maintenance", "unmonitored"]);

/**
 * The fill of a point: the level of the air or the class of the water where it is known, else the state. The name is that of a
 * token, so that legend, map and marks agree.
 */
export function fillOf(point: Pick<MapPoint, "kind" | "state" | "level">): string {
  if (!quiet.has(point.state) && point.level) {
    if (point.kind === "air-station") return `aqi-${point.level}`;
    if (point.kind === "water-section") return `water-${point.level}`;
  }
  return stateOrder.includes(point.state as SubjectState) ? point.state : "unmonitored";
}

export type PointFilter = Readonly<{ kinds: ReadonlySet<string>; states: ReadonlySet<string>; league?: string }>;

/** Empty sets keep everything. A league keeps its banners: region codes share the first four digits. */
export function keeps(filter: PointFilter, point: MapPoint): boolean {
  if (filter.kinds.size > 0 && !filter.kinds.has(point.kind)) return false;
  if (filter.states.size > 0 && !filter.states.has(point.state)) return false;
  return !filter.league || regionOf(point).code.startsWith(filter.league.slice(0, 4));
}

export function countBy(points: readonly PointFeature[], of: (point: MapPoint) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { properties } of points) counts.set(of(properties), (counts.get(of(properties)) ?? 0) + 1);
  return counts;
}

/** Subjects that turned worse between two answers: what may pulse. Nothing pulses at the first answer. */
export function newlyWorse(before: readonly PointFeature[] | undefined, after: readonly PointFeature[]): string[] {
  if (!before) return [];
  const bad = (state: string) => state === "over" || state === "alarm";
  const former = new Map(before.map(({ properties }) => [properties.id, properties.state]));
  return after
    .filter(({ properties }) => {
      const state = former.get(properties.id);
      return (
        state !== undefined &&
        state !== properties.state &&
        bad(properties.state) &&
        !(state === "alarm" && properties.state === "over")
      );
    })
    .map(({ properties }) => properties.id);
}

export const kindOrder: readonly SubjectKind[] = ["outfall", "air-station", "water-section"];
