import { describe, expect, test } from "vitest";
import { exceeds, limitProblem, type PermitLimit } from "./permit-limit.ts";
import { convert, dimensionOf, unitNamed } from "./units.ts";

const sulphur: PermitLimit = {
  upper: 35,
  unit: "mg/m3",
  averaging: "hour",
  source: "permit, table of outlet DA001",
  edition: "permit version 2",
};
const acidity: PermitLimit = { ...sulphur, upper: 9, lower: 6, unit: "无量纲" };

describe("verdict against a permit limit", () => {
  test("the bound complies unless it is exclusive", () => {
    const at = { value: 35, unit: "mg/m3", averaging: "hour" } as const;
    expect(exceeds(at, sulphur)).toMatchObject({ judged: true, exceeds: false, edition: "permit version 2" });
    expect(exceeds(at, { ...sulphur, upperInclusive: false })).toMatchObject({ exceeds: true, side: "over" });
    expect(exceeds({ ...at, value: "35.0001" }, sulphur)).toMatchObject({ exceeds: true, side: "over" });
  });

  test("the multiple is (C − S) / S", () => {
    expect(exceeds({ value: 87.5, unit: "mg/m3", averaging: "hour" }, sulphur)).toMatchObject({ multiple: 1.5 });
    expect(exceeds({ value: 35, unit: "mg/m3", averaging: "hour" }, sulphur)).toMatchObject({ multiple: undefined });
  });

  test("the unit of the device is converted: 36000 µg/m3 is 36 mg/m3", () => {
    expect(exceeds({ value: 36000, unit: "ug/m³", averaging: "hour" }, sulphur)).toMatchObject({
      exceeds: true,
      value: 36,
      unit: "mg/m3",
    });
  });

  test("pH is a range, without multiple", () => {
    const ph = (value: number) => exceeds({ value, unit: "pH", averaging: "hour" }, acidity);
    expect([6, 7.5, 9].map((v) => ph(v)).every((v) => v.judged && !v.exceeds)).toBe(true);
    expect(ph(9.01)).toMatchObject({ side: "over", multiple: undefined });
    expect(ph(5.99)).toMatchObject({ side: "under", multiple: undefined });
  });

  test.each([
    [{ value: 10, unit: "ppm", averaging: "hour" }, "unit.dimension"],
    [{ value: 10, unit: "mg/L", averaging: "hour" }, "unit.dimension"],
    [{ value: 10, unit: "furlong", averaging: "hour" }, "unit.unknown"],
    [{ value: 10, unit: "mg/m3", averaging: "day" }, "limit.averaging"],
    [{ value: "NaN", unit: "mg/m3", averaging: "hour" }, "value.not-a-number"],
  ] as const)("%o is not judged: %s", (measured, code) => {
    const verdict = exceeds(measured, sulphur);
    expect(verdict).toMatchObject({ judged: false, problem: { code } });
  });

  test("a limit that cannot be used says why", () => {
    expect(limitProblem({ ...sulphur, upper: undefined })?.code).toBe("limit.empty");
    expect(limitProblem({ ...acidity, lower: 10 })?.code).toBe("limit.crossed");
    expect(limitProblem({ ...sulphur, upper: "35mg" })?.code).toBe("limit.not-a-number");
    expect(limitProblem({ ...sulphur, unit: "?" })?.code).toBe("unit.unknown");
    expect(limitProblem(acidity)).toBeUndefined();
  });
});

describe("units", () => {
  test.each<[number | string, string, string, number]>([
    [1, "mg/m3", "µg/m3", 1000],
    [0.0035, "mg/m3", "µg/m3", 3.5],
    [75, "µg/m3", "ng/m3", 75000],
    [0.1, "µg/L", "mg/L", 0.0001],
    [10, "L/s", "m3/h", 36],
    [36, "m3/h", "L/s", 10],
    [1, "m3/d", "m3/h", 1 / 24],
    [1.5, "t", "kg", 1500],
    [101.325, "kPa", "Pa", 101325],
    [3600, "g/h", "g/s", 1],
  ])("%s %s = %s %d", (value, from, to, expected) => {
    expect(convert(value, from, to)).toEqual({ ok: true, value: expected });
  });

  test("spellings of devices and of HJ 212-2017 annex B", () => {
    expect(unitNamed("μg/m³")).toBe("µg/m3");
    expect(unitNamed("ug/l")).toBe("µg/L");
    expect(unitNamed("毫克/升")).toBe("mg/L");
    expect(unitNamed("constructor")).toBeUndefined();
    expect(dimensionOf("升/秒")).toBe("flow");
  });

  test("ppm to mg/m3 is refused and names the molar mass", () => {
    const refused = convert(1, "ppm", "mg/m3");
    expect(refused).toMatchObject({ ok: false, problem: { code: "unit.dimension", place: "to" } });
    expect(!refused.ok && refused.problem.zh).toContain("摩尔质量");
  });
});
