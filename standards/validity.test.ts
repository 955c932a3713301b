import { describe, expect, test } from "vitest";
import { markCounts, markNamed, markRollUp } from "./data-marks.ts";
import { coverage, periodValidity, quarterCapture, substitutionOf } from "./validity.ts";

describe("periods (HJ 212-2017 annex D; HJ 76 annex B)", () => {
  test.each([
    ["minute", 11, 12],
    ["ten-minutes-of-water", 119, 120],
    ["hour", 44, 45],
    ["day", 19, 20],
    ["month", 24, 25],
    ["february", 22, 23],
  ] as const)("a %s of %i parts is not valid, of %i it is", (period, few, enough) => {
    expect(periodValidity(period, few).valid).toBe(false);
    expect(periodValidity(period, enough)).toMatchObject({ valid: true, count: enough, atLeast: enough });
  });

  test("only what was read in a text is verified", () => {
    expect(periodValidity("hour", 45)).toMatchObject({ edition: "HJ 212-2017", rule: { verified: true } });
    expect(periodValidity("month", 25).rule.verified).toBe(false);
  });
});

describe("marks of a period (HJ 212-2017 notes to C.16–C.18)", () => {
  const of = (normal: number, mark: string, abnormal: number) => [
    ...Array<string>(normal).fill("N"),
    ...Array<string>(abnormal).fill(mark),
  ];
  test("waste water: one abnormal value makes the period abnormal", () => {
    expect(markRollUp(of(6, "N", 0), "water")).toMatchObject({ normal: true, mark: "N" });
    expect(markRollUp(of(5, "M", 1), "water")).toMatchObject({ normal: false, mark: "M", abnormal: ["M"] });
    expect(markRollUp(["N", "C", "D", "C"], "water")).toMatchObject({ mark: undefined, abnormal: ["C", "D"] });
  });

  test("flue gas: 75 % normal gives N, less gives D", () => {
    expect(markRollUp(of(45, "C", 15), "gas")).toMatchObject({ normal: true, mark: "N", abnormal: ["C"] });
    expect(markRollUp(of(44, "C", 16), "gas")).toMatchObject({ normal: false, mark: "D", normalCount: 44, count: 60 });
  });

  test("a period without values is not normal", () => {
    expect(markRollUp([], "gas")).toMatchObject({ normal: false, mark: undefined });
    expect(markRollUp([], "water")).toMatchObject({ normal: false, mark: undefined });
  });

  test("an unknown letter is named and does not count (table 8 is extensible)", () => {
    expect(markCounts("P")).toBe(false);
    expect(markNamed("P").zh).toContain("P");
    expect(markNamed("D").zh).toBe("故障");
    expect(markNamed("toString").en).toContain("Unregistered");
  });
});

describe("coverage", () => {
  test("is capped, and undefined when nothing was expected", () => {
    expect(coverage(54, 60)).toEqual({ valid: 54, expected: 60, missing: 6, share: 0.9 });
    expect(coverage(61, 60)).toEqual({ valid: 61, expected: 60, missing: 0, share: 1 });
    expect(coverage(0, 0).share).toBeUndefined();
  });
});

describe("quarter and substitution (HJ 75-2017 §12)", () => {
  test("α leaves out the hours in which the source stood still", () => {
    expect(quarterCapture({ quarter: 2208, stopped: 208, invalid: 500 })).toMatchObject({
      share: 0.75,
      sufficient: true,
    });
    expect(quarterCapture({ quarter: 2208, stopped: 208, invalid: 501 }).sufficient).toBe(false);
    expect(quarterCapture({ quarter: 2208, stopped: 2208, invalid: 0 }).share).toBeUndefined();
  });

  test.each([
    ["out-of-control", 0.9, 24, 180, "last calibration"],
    ["out-of-control", 0.9, 25, 720, "last calibration"],
    ["out-of-control", 0.89, 1, 2160, "last calibration"],
    ["other", 0.95, 24, 180, "failure"],
    ["other", 0.95, 25, 720, "failure"],
    ["other", 0.75, 100, 2160, "failure"],
  ] as const)("%s, α %d, %i h: highest of %i valid hours before the %s", (of, share, hours, validHours, before) => {
    expect(substitutionOf(of, share, hours)).toMatchObject({ validHours, before, verified: false });
  });

  test("below 75 % nothing may be substituted", () => {
    expect(substitutionOf("other", 0.7499, 1)).toBeUndefined();
  });
});
