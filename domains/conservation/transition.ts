import { type Dated, inForce } from "#standards/edition.ts";
import type { Activity } from "./activity.ts";
import type { CoverClass } from "./cover-class.ts";

/**
 * Which change of cover is a human activity. From a natural cover to one that people make; what stays natural or was already made is none.
 * 人类活动遥感监测 names the kinds; the list is a rule of the platform until its technical specification was compared.
 */
export type Transition = Dated<{ from: readonly CoverClass[]; to: CoverClass; activity: Activity }>;

const natural: readonly CoverClass[] = ["forest", "shrub", "grass", "wetland", "water", "bare"];
const rule = {
  from: natural,
  validFrom: "2000-01-01",
  source: "平台规则，参照生态保护红线人类活动遥感监测的类型划分，未与技术规范原文核对",
  verified: false,
} as const;

export const transitions: readonly Transition[] = [
  { to: "built", activity: "construction", ...rule },
  { to: "mine", activity: "mining", ...rule },
  { to: "road", activity: "road", ...rule },
  { to: "cropland", activity: "reclamation", ...rule },
  { to: "pond", activity: "aquaculture", ...rule },
  { to: "solar", activity: "solar", ...rule },
  { to: "wind", activity: "wind", ...rule },
];

/** The changes that count on the day of the later image. */
export const transitionsOn = (date: string): readonly Transition[] => inForce(transitions, date);

/** Smallest patch that becomes a clue, square metres, by activity. */
export type LeastArea = Dated<{ activity: Activity; squareMetres: number }>;

const least = (activity: Activity, squareMetres: number): LeastArea => ({
  activity,
  squareMetres,
  validFrom: "2000-01-01",
  source: "平台规则，可按影像分辨率另定，非法定",
  verified: false,
});
export const leastAreas: readonly LeastArea[] = [
  least("mining", 400),
  least("construction", 200),
  least("road", 200),
  least("reclamation", 400),
  least("aquaculture", 400),
  least("solar", 400),
  least("wind", 200),
];

/** The smallest area of an activity on a day; one that nobody set has none. */
export const leastAreaOf = (activity: string, date: string): number =>
  inForce(leastAreas, date).find((one) => one.activity === activity)?.squareMetres ?? 0;
