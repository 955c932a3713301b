import type { Limit, Series } from "../../contract.ts";

/**
 * Which series answers a question. A factor has several: its cadences and its aggregates. The converted mean (折算) is what a
 * permit judges, so it comes first; extremes are never the answer unless nothing else exists.
 */
const aggregateOrder = [
  "zsavg",
  "avg",
  "mean",
  "data",
  "zsrtd",
  "rtd",
  "cou",
  "daydata",
  "nightdata",
  "zsmax",
  "max",
  "zsmin",
  "min",
];

export type Cadence = "realtime" | "minute" | "hour" | "day";
export const cadenceOrder: readonly Cadence[] = ["realtime", "minute", "hour", "day"];

export type Factor = Readonly<{
  code: string;
  name: string;
  unit: string;
  limit: Limit | null;
  series: readonly Series[];
}>;

const aggregateRank = (series: Series): number => {
  const at = aggregateOrder.indexOf(series.aggregate.toLowerCase());
  return at < 0 ? aggregateOrder.length : at;
};

/** Weather and the state of the gas: temperature, humidity, pressure, wind, flow. They accompany what is watched. */
const isWeather = (code: string): boolean => code.startsWith("a01");

/** Series by factor; factors with a limit first, weather last, each in the order in which the platform named them. */
export function factorsOf(all: readonly Series[]): Factor[] {
  const groups = new Map<string, Series[]>();
  for (const series of all) groups.set(series.factor, [...(groups.get(series.factor) ?? []), series]);
  const factors = [...groups].map(([code, series]) => {
    const first = [...series].sort((a, b) => aggregateRank(a) - aggregateRank(b))[0];
    const limited = series.find((each) => each.limit);
    return { code, name: first?.name || code, unit: first?.unit ?? "", limit: limited?.limit ?? null, series };
  });
  const rank = (factor: Factor): number => (factor.limit ? 0 : isWeather(factor.code) ? 2 : 1);
  return factors.sort((a, b) => rank(a) - rank(b));
}

/** The factor to begin with: the one asked for, else one in alarm, else the first. */
export function firstFactor(
  factors: readonly Factor[],
  asked: string | undefined,
  alarms: readonly Readonly<{ factor: Readonly<{ code: string }> | null }>[],
): Factor | undefined {
  const of = (code: string | undefined) => factors.find((factor) => factor.code === code);
  return of(asked) ?? alarms.map((alarm) => of(alarm.factor?.code)).find((factor) => factor) ?? factors[0];
}

/** The series of a factor at a cadence, best aggregate first. */
export function seriesAt(factor: Factor, cadence: string): Series | undefined {
  return factor.series
    .filter((series) => series.cadence === cadence)
    .sort((a, b) => aggregateRank(a) - aggregateRank(b))[0];
}

/** The limit that values averaged over an hour or a day are held against; none for finer values. */
export function limitAt(factor: Factor, cadence: string): Limit | null {
  return factor.series.find((series) => series.limit?.averaging === cadence)?.limit ?? null;
}

/** The newest value of a factor, whatever its cadence; of two as new the better aggregate. */
export function newestOf(factor: Factor): Series | undefined {
  return factor.series
    .filter((series) => series.latest)
    .sort(
      (a, b) => (b.latest?.time ?? "").localeCompare(a.latest?.time ?? "") || aggregateRank(a) - aggregateRank(b),
    )[0];
}

/** Cadences that can be shown. Hours and days are computed from any finer series, so they need none of their own. */
export function cadencesOf(factor: Factor): Cadence[] {
  const has = (cadence: Cadence) => factor.series.some((series) => series.cadence === cadence);
  return cadenceOrder.filter((cadence) => has(cadence) || cadence === "hour" || cadence === "day");
}

/** Series that hours or days of a factor may have been computed from: the one of that cadence, then the finer ones. */
export function spanSources(factor: Factor, cadence: "hour" | "day"): Series[] {
  const order: readonly Cadence[] =
    cadence === "hour" ? ["hour", "minute", "realtime"] : ["day", "hour", "minute", "realtime"];
  return order.map((each) => seriesAt(factor, each)).filter((series) => series !== undefined);
}

/** True where a value breaks its limit. */
export function isOver(value: number | null | undefined, limit: Pick<Limit, "upper" | "lower"> | null): boolean {
  if (value === null || value === undefined || !limit) return false;
  return (limit.upper !== null && value > limit.upper) || (limit.lower !== null && value < limit.lower);
}
