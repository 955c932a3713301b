import { describe, expect, it } from "vitest";
import type { MapPoint } from "../../contract.ts";
import { fillOf, keeps, newlyWorse, type PointFeature } from "./points.ts";

const point = (change: Partial<MapPoint>): PointFeature => ({
  type: "Feature",
  geometry: { type: "Point", coordinates: [111, 41] },
  properties: {
    id: "a",
    kind: "outfall",
    name: "1#",
    region: { code: "150121", name: "土默特左旗" },
    mn: null,
    state: "normal",
    time: null,
    sample: true,
    ...change,
  },
});

describe("the fill of a point", () => {
  it("is the level while the station speaks", () => {
    expect(fillOf({ kind: "air-station", state: "normal", level: 3 })).toBe("aqi-3");
    expect(fillOf({ kind: "water-section", state: "over", level: 6 })).toBe("water-6");
  });
  it("is the silence when it does not", () =>
    expect(fillOf({ kind: "air-station", state: "silent", level: 3 })).toBe("silent"));
  it("is the state of an outfall", () => expect(fillOf({ kind: "outfall", state: "over" })).toBe("over"));
});

it("keeps the banners of a league", () => {
  const none = { kinds: new Set<string>(), states: new Set<string>() };
  expect(keeps({ ...none, league: "150100" }, point({}).properties)).toBe(true);
  expect(keeps({ ...none, league: "150200" }, point({}).properties)).toBe(false);
  expect(keeps({ ...none, states: new Set(["over"]) }, point({}).properties)).toBe(false);
});

describe("what pulses", () => {
  it("is what turned worse", () => expect(newlyWorse([point({})], [point({ state: "over" })])).toEqual(["a"]));
  it("is nothing at first sight or when it got better", () => {
    expect(newlyWorse(undefined, [point({ state: "over" })])).toEqual([]);
    expect(newlyWorse([point({ state: "alarm" })], [point({ state: "over" })])).toEqual([]);
  });
});
