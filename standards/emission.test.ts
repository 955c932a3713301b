import { describe, expect, test } from "vitest";
import {
  convertedByExcessAir,
  convertedConcentration,
  dryConcentration,
  dryStandardFlowM3PerH,
  excessAir,
  gasEmissionKgPerH,
  meanFlowLPerS,
  mgPerM3OfPpm,
  nitrogenOxidesAsNo2,
  sectionVelocity,
  standardConcentration,
  waterEmission,
  waterMassKg,
  waterVolumeM3,
  wetFlowM3PerH,
} from "./emission.ts";
import type { Answer } from "./problem.ts";

const value = (result: Answer<number>) => (result.ok ? result.value : result.problem.code);
const normal = { atmospherePa: 101325, staticPa: 0, temperatureC: 0 };

describe("converted concentration (HJ 212-2017 annex D)", () => {
  test("30 mg/m3 at 9 % oxygen, reference 6 %: 30 · 15 / 12 = 37.5, and the same by excess air", () => {
    expect(value(convertedConcentration({ dryMgPerM3: 30, oxygenPercent: 9, referenceOxygenPercent: 6 }))).toBe(37.5);
    expect(value(excessAir(9))).toBe(1.75);
    expect(value(convertedByExcessAir(30, 1.75, 21 / (21 - 6)))).toBeCloseTo(37.5, 12);
  });

  test("without a reference oxygen nothing is converted", () => {
    expect(value(convertedConcentration({ dryMgPerM3: 30, oxygenPercent: 20 }))).toBe(30);
  });

  test.each([21, 25, -1, Number.NaN, Number.POSITIVE_INFINITY])("oxygen %d %% is refused, never Infinity", (oxygen) => {
    const input = { dryMgPerM3: 30, oxygenPercent: oxygen, referenceOxygenPercent: 6 };
    expect(value(convertedConcentration(input))).toBe("emission.oxygen");
    expect(value(excessAir(oxygen))).toBe("emission.oxygen");
  });

  test("a rule table may stop earlier, and missing oxygen is said", () => {
    const input = { dryMgPerM3: 30, referenceOxygenPercent: 6 };
    expect(value(convertedConcentration({ ...input, oxygenPercent: 19.5, highestOxygen: 19 }))).toBe("emission.oxygen");
    expect(value(convertedConcentration(input))).toBe("emission.oxygen-missing");
    expect(value(convertedConcentration({ ...input, referenceOxygenPercent: 21, oxygenPercent: 9 }))).toBe(
      "emission.oxygen",
    );
  });
});

describe("state of the flue gas", () => {
  test("standard concentration: 136.5 ℃ is 1.5 times, half the pressure twice", () => {
    expect(value(standardConcentration(100, normal))).toBe(100);
    expect(value(standardConcentration(100, { ...normal, temperatureC: 136.5 }))).toBeCloseTo(150, 10);
    expect(value(standardConcentration(100, { ...normal, staticPa: -101325 / 2 }))).toBeCloseTo(200, 10);
    expect(value(standardConcentration(100, { ...normal, temperatureC: -273 }))).toBe("emission.input");
    expect(value(standardConcentration(100, { ...normal, staticPa: -101325 }))).toBe("emission.input");
  });

  test("dry = wet / (1 − X)", () => {
    expect(value(dryConcentration(90, 0.1))).toBe(100);
    expect(value(dryConcentration(90, 10))).toBe("emission.input");
  });

  test("mg/m3 = M / 22.4 · ppm; NOx as NO2 = NO · 46 / 30 + NO2", () => {
    expect(value(mgPerM3OfPpm(22.4, 64))).toBeCloseTo(64, 12);
    expect(value(mgPerM3OfPpm(1, 0))).toBe("emission.input");
    expect(nitrogenOxidesAsNo2(30, 4)).toBe(50);
  });

  test("flow and emission: 2 m2 at 10 m/s, 273 ℃, 10 % moisture", () => {
    const wet = wetFlowM3PerH(2, sectionVelocity(1.25, 8));
    expect(wet).toBe(72000);
    const dry = value(dryStandardFlowM3PerH(wet, { ...normal, temperatureC: 273 }, 0.1));
    expect(dry).toBe(32400);
    expect(gasEmissionKgPerH(50, 32400)).toBeCloseTo(1.62, 12);
  });
});

describe("waste water", () => {
  test("10 L/s for ten minutes is 6 m3, with 50 mg/L 0.3 kg", () => {
    expect(waterVolumeM3(10, 600)).toBe(6);
    expect(value(meanFlowLPerS(6, 600))).toBe(10);
    expect(waterMassKg(6, 50)).toBe(0.3);
    expect(value(meanFlowLPerS(6, 0))).toBe("emission.input");
  });

  test("the mean of a period is weighted by flow", () => {
    const sums = waterEmission([
      { volumeM3: 30, concentrationMgPerL: 20 },
      { volumeM3: 10, concentrationMgPerL: 60 },
    ]);
    expect(sums).toEqual({ volumeM3: 40, massKg: 1.2, meanMgPerL: 30 });
    expect(waterEmission([{ volumeM3: 0, concentrationMgPerL: 60 }]).meanMgPerL).toBeUndefined();
  });
});
