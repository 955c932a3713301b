import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";
import { type Activity, activities, type ZoneKind, zoneKinds } from "./activity.ts";

/**
 * How severe a clue is: zone weight × activity weight × ln(1 + hectares × 10) × growth. Only an order of urgency, never a legal grade; each term
 * is kept with the clue. The weights are rules of the platform.
 */
export type Weights = Dated<{
  zone: Readonly<Record<ZoneKind, number>>;
  activity: Readonly<Partial<Record<Activity, number>>>;
  otherActivity: number;
  /** The most that growth multiplies by. */
  growthCap: number;
}>;

export const weights: readonly Weights[] = [
  {
    zone: { core: 3, "red-line": 2, general: 1.5 },
    activity: {
      mining: 3,
      construction: 2,
      hydropower: 3,
      tourism: 2,
      reclamation: 1.5,
      aquaculture: 1.5,
      road: 1.2,
      solar: 1.5,
      wind: 1.5,
    },
    otherActivity: 1,
    growthCap: 3,
    validFrom: "2000-01-01",
    source: "平台规则，仅用于排序，非法定",
    verified: false,
  },
];

export type Term = Readonly<{
  id: "zone" | "activity" | "area" | "growth";
  title: Title;
  factor: number;
  because: Title;
}>;
export type Severity = Readonly<{ value: number; terms: readonly Term[]; source: string; verified: boolean }>;

/**
 * @param hectares of the patch, what is approved taken off
 * @param growth hectares a year since the first sight; 0 on the first
 * @param date of the later image, YYYY-MM-DD
 */
export function severityOf(
  clue: Readonly<{ zone: ZoneKind; activity: Activity; hectares: number; growth: number }>,
  date: string,
): Severity {
  const rule = oneInForce(weights, date);
  if (!rule) throw new Error(`no severity weights are in force on ${date}`);
  const { zone, activity, hectares, growth } = clue;
  const terms: Term[] = [
    { id: "zone", title: { zh: "所在分区", en: "Zone" }, factor: rule.zone[zone], because: zoneKinds[zone] },
    {
      id: "activity",
      title: { zh: "活动类型", en: "Activity" },
      factor: rule.activity[activity] ?? rule.otherActivity,
      because: activities[activity],
    },
    {
      id: "area",
      title: { zh: "面积", en: "Area" },
      factor: Math.log(1 + hectares * 10),
      because: { zh: `ln(1 + ${round(hectares)} 公顷 × 10)`, en: `ln(1 + ${round(hectares)} ha × 10)` },
    },
    {
      id: "growth",
      title: { zh: "扩大速度", en: "Growth" },
      factor: growthFactor(growth, hectares, rule.growthCap),
      because:
        growth > 0
          ? { zh: `每年扩大 ${round(growth)} 公顷`, en: `${round(growth)} ha a year` }
          : { zh: "未见扩大", en: "No growth seen" },
    },
  ];
  const value = terms.reduce((product, { factor }) => product * factor, 1);
  return { value: round(value), terms, source: rule.source, verified: rule.verified };
}

/** A patch that doubles in a year counts twice; one that shrinks counts once. */
const growthFactor = (growth: number, hectares: number, cap: number): number =>
  growth <= 0 || hectares <= 0 ? 1 : Math.min(cap, 1 + growth / hectares);

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Hectares a year between two sights of a patch; 0 within a month, where a rate would be noise. */
export function growthRate(first: Readonly<{ date: string; hectares: number }>, last: typeof first): number {
  const days = (Date.parse(last.date) - Date.parse(first.date)) / 86_400_000;
  return days < 30 ? 0 : round(((last.hectares - first.hectares) / days) * 365.25);
}
