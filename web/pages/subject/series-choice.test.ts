import { describe, expect, it } from "vitest";
import type { Series } from "../../contract.ts";
import { cadencesOf, factorsOf, isOver, limitAt, newestOf, seriesAt, spanSources } from "./series-choice.ts";

const series = (id: number, change: Partial<Series>): Series => ({
  id,
  factor: "a21026",
  name: "二氧化硫",
  aggregate: "Avg",
  cadence: "hour",
  unit: "mg/m³",
  latest: null,
  limit: null,
  ...change,
});
const limit = { upper: 35, lower: null, unit: "mg/m³", standard: "GB 13223-2011", averaging: "hour", verified: true };
const at = (time: string) => ({ time, value: 1, flag: "N", received: time });
const all = [
  series(1, { factor: "a01011", name: "流速", cadence: "realtime", aggregate: "Rtd" }),
  series(2, { aggregate: "Max" }),
  series(3, {}),
  series(4, { aggregate: "ZsAvg", limit }),
  series(5, { cadence: "minute", latest: at("2026-11-24T14:00:00+08:00") }),
];

describe("the choice of a series", () => {
  const factors = factorsOf(all);
  const so2 = factors[0];
  it("puts factors with a limit first", () =>
    expect(factors.map((factor) => factor.code)).toEqual(["a21026", "a01011"]));
  it("takes the converted mean before the plain one, and never an extreme", () =>
    expect(so2 && seriesAt(so2, "hour")?.id).toBe(4));
  it("shows the newest value", () => expect(so2 && newestOf(so2)?.id).toBe(5));
  it("holds a value only against the limit of its averaging", () => {
    expect(so2 && limitAt(so2, "hour")?.upper).toBe(35);
    expect(so2 && limitAt(so2, "day")).toBeNull();
  });
  it("offers hours and days of a factor that only has real-time values", () => {
    expect(factors[1] && cadencesOf(factors[1])).toEqual(["realtime", "hour", "day"]);
    expect(factors[1] && spanSources(factors[1], "day").map((each) => each.id)).toEqual([1]);
  });
});

it("a limit is broken from either side, and reaching it breaks nothing", () => {
  expect(isOver(35, limit)).toBe(false);
  expect(isOver(35.1, limit)).toBe(true);
  expect(isOver(5.8, { upper: 9, lower: 6 })).toBe(true);
  expect(isOver(null, limit)).toBe(false);
});
