import { describe, expect, test } from "vitest";
import { airMeanIsValid, judgeAir, limitOf, ozoneDayIsValid } from "./gb3095.ts";
import { type AirAverage, type AirItem, type AirZone, airLimits } from "./gb3095-limits.ts";

describe("limits by day of observation (GB 3095-2026 §4.4, tables 1 and 2; GB 3095-2012)", () => {
  test.each<[AirItem, AirAverage, AirZone, number, number, number]>([
    ["SO2", "annual", "II", 60, 60, 20],
    ["SO2", "24h", "II", 150, 150, 50],
    ["SO2", "1h", "I", 150, 150, 150],
    ["NO2", "annual", "I", 40, 40, 30],
    ["NO2", "24h", "II", 80, 80, 50],
    ["CO", "24h", "II", 4, 4, 4],
    ["O3", "dmax8h", "II", 160, 160, 160],
    ["PM10", "annual", "II", 70, 60, 50],
    ["PM10", "24h", "II", 150, 120, 100],
    ["PM2.5", "annual", "II", 35, 30, 25],
    ["PM2.5", "24h", "II", 75, 60, 50],
    ["PM2.5", "24h", "I", 35, 35, 25],
  ])("%s %s class %s: %d | %d | %d", (item, average, zone, in2012, transition, final) => {
    expect(limitOf(item, average, zone, "2026-02-28")).toMatchObject({ value: in2012, edition: "GB 3095-2012" });
    expect(limitOf(item, average, zone, "2026-03-01")).toMatchObject({ value: transition, phase: "transition" });
    expect(limitOf(item, average, zone, "2030-12-31")?.value).toBe(transition);
    expect(limitOf(item, average, zone, "2031-01-01")).toMatchObject({ value: final, phase: "final" });
  });

  test("53 rows; those of 2012 are not confirmed", () => {
    expect(airLimits).toHaveLength(53);
    expect(airLimits.every((r) => r.verified === (r.edition === "GB 3095-2026"))).toBe(true);
  });

  test("NOx tightens in 2031, TSP, Pb and BaP do not; none is listed for 2012", () => {
    expect(limitOf("NOx", "annual", "II", "2026-11-23")?.value).toBe(50);
    expect(limitOf("NOx", "annual", "II", "2031-01-01")?.value).toBe(40);
    expect(limitOf("BaP", "24h", "II", "2031-01-01")).toMatchObject({ value: 0.0025, unit: "µg/m3" });
    expect(limitOf("TSP", "24h", "II", "2020-01-01")).toBeUndefined();
    expect(limitOf("Pb", "1h", "II", "2026-11-23")).toBeUndefined();
  });
});

describe("verdict", () => {
  const of = { item: "PM2.5", average: "24h", zone: "II", date: "2026-11-23" } as const;
  test("the limit itself complies; B = (C − S) / S", () => {
    expect(judgeAir(60, of)).toMatchObject({ exceeds: false, multiple: undefined, edition: "GB 3095-2026" });
    expect(judgeAir("60.0001", of)?.exceeds).toBe(true);
    expect(judgeAir(75, of)).toMatchObject({ exceeds: true, multiple: 0.25 });
    expect(judgeAir(75, { ...of, date: "2026-02-28" })?.exceeds).toBe(false);
  });
});

describe("validity (GB 3095-2026 table 4)", () => {
  test("hours, 8 hours and days", () => {
    expect([airMeanIsValid("1h", 44), airMeanIsValid("1h", 45)]).toEqual([false, true]);
    expect([airMeanIsValid("8h", 5), airMeanIsValid("8h", 6)]).toEqual([false, true]);
    expect([airMeanIsValid("24h", 19), airMeanIsValid("24h", 20)]).toEqual([false, true]);
    expect(airMeanIsValid("24h-sampled", 23)).toBe(false);
    expect(airMeanIsValid("quarter-sampled", 15)).toBe(true);
  });

  test("a year needs 324 days and 27 in each month, 25 in February", () => {
    const year = [27, 25, 27, 27, 27, 27, 27, 27, 27, 27, 27, 29];
    expect(airMeanIsValid("annual", year)).toBe(true);
    expect(airMeanIsValid("annual", [28, 24, ...year.slice(2)])).toBe(false);
    expect(airMeanIsValid("annual", [26, 26, ...year.slice(2)])).toBe(false);
    expect(airMeanIsValid("annual", [...year.slice(0, 11), 28])).toBe(false);
    expect(airMeanIsValid("annual", 365)).toBe(false);
    expect(airMeanIsValid("annual-sampled", Array(12).fill(5))).toBe(true);
  });

  test("ozone day: 14 windows, or fewer that already exceed (HJ 663-2013)", () => {
    expect(ozoneDayIsValid(14, false)).toBe(true);
    expect(ozoneDayIsValid(13, false)).toBe(false);
    expect(ozoneDayIsValid(1, true)).toBe(true);
    expect(ozoneDayIsValid(0, true)).toBe(false);
  });
});
