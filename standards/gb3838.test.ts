import { describe, expect, test } from "vitest";
import { type WaterSample, waterClass, waterEditionOn, waterLimitOf } from "./gb3838.ts";
import { waterFactorOf, waterFactors, waterSampleOf } from "./gb3838-factors.ts";
import { type WaterBody, type WaterClass, type WaterItem, waterItems, waterLimits } from "./gb3838-limits.ts";
import { basinQuality, waterQualities } from "./gb3838-method.ts";
import { sourceWaterLimits } from "./gb3838-source-limits.ts";

const clean: WaterSample = {
  ph: 7.8,
  dissolvedOxygen: 8.2,
  permanganateIndex: 1.8,
  ammoniaNitrogen: 0.1,
  totalPhosphorus: 0.02,
};
const river = { kind: "river" } as const;
const classOf = (sample: WaterSample, kind: WaterBody = "river") => waterClass(sample, { kind }).class;

describe("class of one item (GB 3838-2002 table 1)", () => {
  test.each<[WaterItem, WaterBody, number | string, WaterClass]>([
    ["ammoniaNitrogen", "river", 0.15, "Ⅰ"],
    ["ammoniaNitrogen", "river", "0.1501", "Ⅱ"],
    ["ammoniaNitrogen", "river", 1, "Ⅲ"],
    ["ammoniaNitrogen", "river", 1.01, "Ⅳ"],
    ["ammoniaNitrogen", "river", 2, "Ⅴ"],
    ["ammoniaNitrogen", "river", 2.01, "劣Ⅴ"],
    ["totalPhosphorus", "river", 0.1, "Ⅱ"],
    ["totalPhosphorus", "lake", 0.1, "Ⅳ"],
    ["dissolvedOxygen", "river", 7.5, "Ⅰ"],
    ["dissolvedOxygen", "river", 5.99, "Ⅲ"],
    ["dissolvedOxygen", "river", 1.9, "劣Ⅴ"],
    ["cod", "river", 15, "Ⅰ"],
    ["cod", "river", 15.1, "Ⅲ"],
    ["fluoride", "river", 1, "Ⅰ"],
    ["fluoride", "river", 1.2, "Ⅳ"],
    ["cyanide", "river", 0.2, "Ⅲ"],
    ["mercury", "river", 0.00005, "Ⅰ"],
    ["mercury", "river", 0.0001, "Ⅲ"],
    ["mercury", "river", 0.0005, "Ⅳ"],
    ["petroleum", "river", 0.06, "Ⅳ"],
    ["ph", "river", 6, "Ⅰ"],
    ["ph", "river", 9, "Ⅰ"],
    ["ph", "river", 9.01, "劣Ⅴ"],
  ])("%s of a %s at %s is %s (equal limits: the better class)", (item, kind, value, expected) => {
    expect(classOf({ [item]: value }, kind)).toBe(expected);
  });

  test("90 % saturation is class Ⅰ whatever the concentration", () => {
    expect(classOf({ dissolvedOxygen: 6.8, dissolvedOxygenSaturation: 90 })).toBe("Ⅰ");
    expect(classOf({ dissolvedOxygen: 6.8, dissolvedOxygenSaturation: 89.9 })).toBe("Ⅱ");
  });

  test("limits never turn: each class is at least as strict as the next", () => {
    for (const { compare, limits } of waterLimits) {
      const sorted = [...limits].sort((a, b) => (compare === "atMost" ? a - b : b - a));
      expect(limits).toEqual(sorted);
    }
    expect(Object.keys(waterItems)).toHaveLength(24);
    expect(waterLimitOf("totalPhosphorus", "Ⅲ", "lake")).toBe(0.05);
    expect(waterLimitOf("totalNitrogen", "Ⅲ", "river")).toBeUndefined();
  });
});

describe("class of a section (环办〔2011〕22号)", () => {
  test("is the worst single item", () => {
    const result = waterClass({ ...clean, cod: 26, bod5: 5 }, river);
    expect(result).toMatchObject({ edition: "GB 3838-2002", class: "Ⅳ", decidingItems: ["cod", "bod5"] });
    expect(result.quality).toMatchObject({ key: "light", zh: "轻度污染", verified: false });
    expect(result.missing).toContain("lead");
    expect(result.items.find((r) => r.item === "cod")).toMatchObject({ class: "Ⅳ", multiple: 0.3 });
  });

  test("temperature, total nitrogen and coliform stand apart", () => {
    const result = waterClass(
      { ...clean, totalNitrogen: 9, faecalColiform: 99999, waterTemperature: 25 },
      { kind: "lake" },
    );
    expect(result.class).toBe("Ⅱ");
    expect(result.apart.map((r) => [r.item, r.class])).toEqual([
      ["waterTemperature", undefined],
      ["totalNitrogen", "劣Ⅴ"],
      ["faecalColiform", "劣Ⅴ"],
    ]);
    expect(waterClass({ totalNitrogen: 9 }, river)).toMatchObject({ class: undefined, apart: [{ class: undefined }] });
  });

  test("nothing measured has no class", () => {
    expect(waterClass({}, river)).toMatchObject({
      class: undefined,
      quality: undefined,
      decidingItems: [],
      mainPollution: [],
    });
    expect(classOf({ cod: "no data" })).toBeUndefined();
  });

  test("below detection counts as half, as laboratories write it", () => {
    const result = waterClass({ volatilePhenol: "0.0003L", lead: "< 0.09" }, river);
    expect(result.items.map((r) => [r.value, r.belowDetection, r.class])).toEqual([
      [0.045, true, "Ⅲ"],
      [0.00015, true, "Ⅰ"],
    ]);
  });
});

describe("main pollution items", () => {
  test("none at class Ⅲ or better", () => {
    expect(waterClass({ ...clean, cod: 20 }, river).mainPollution).toEqual([]);
  });

  test("three at most: worst class first, then the larger multiple over class Ⅲ", () => {
    const sample = { ...clean, cod: 45, bod5: 11, ammoniaNitrogen: 1.2, permanganateIndex: 16, fluoride: 1.1 };
    const result = waterClass(sample, river);
    expect(result.class).toBe("劣Ⅴ");
    expect(result.mainPollution.map((r) => [r.item, r.multiple])).toEqual([
      ["bod5", 1.75],
      ["permanganateIndex", 1.6667],
      ["cod", 1.25],
    ]);
    expect(result.worseThanThree).toHaveLength(5);
  });

  test("cyanide, lead and chromium lead; pH and dissolved oxygen have no multiple", () => {
    const result = waterClass({ ...clean, cod: 45, lead: 0.06, dissolvedOxygen: 1, ph: 9.5 }, river);
    expect(result.mainPollution.map((r) => r.item)).toEqual(["lead", "cod", "ph"]);
    expect(result.mainPollution.map((r) => r.multiple)).toEqual([0.2, 1.25, undefined]);
  });
});

describe("river or basin of five sections and more", () => {
  const of = (good: number, four: number, inferior: number): WaterClass[] => [
    ...Array<WaterClass>(good).fill("Ⅱ"),
    ...Array<WaterClass>(four).fill("Ⅳ"),
    ...Array<WaterClass>(inferior).fill("劣Ⅴ"),
  ];
  test.each([
    [9, 1, 0, "excellent"],
    [15, 5, 0, "good"],
    [14, 6, 0, "light"],
    [14, 2, 4, "moderate"],
    [10, 2, 8, "heavy"],
  ])("%i good, %i Ⅳ, %i 劣Ⅴ: %s", (good, four, inferior, key) => {
    expect(basinQuality(of(good, four, inferior))?.key).toBe(key);
  });
  test("fewer than five are averaged first", () => {
    expect(basinQuality(of(4, 0, 0))).toBeUndefined();
  });
});

describe("from HJ 212-2017 factor codes", () => {
  test("each channel in its own unit", () => {
    const { sample, unused } = waterSampleOf([
      { code: "w01001", value: 7.8, unit: "无量纲" },
      { code: "w01009", value: 8.2, unit: "mg/L" },
      { code: "w20115", value: 6, unit: "μg/L" },
      { code: "w20143", value: 5, unit: "ug/L" },
      { code: "w01003", value: 12, unit: "NTU" },
      { code: "w21003", value: 0.4, unit: "mg/m3" },
    ]);
    expect(sample).toEqual({ ph: 7.8, dissolvedOxygen: 8.2, cadmium: 0.005 });
    expect(unused.map((r) => r.code)).toEqual(["w01003", "w21003", "w20115"]);
    expect(waterClass(sample, river)).toMatchObject({ class: "Ⅱ", decidingItems: ["cadmium"] });
  });

  test("every item has a code, no code twice", () => {
    expect(new Set(waterFactors.map((f) => f.item)).size).toBe(24);
    expect(new Set(waterFactors.map((f) => f.code)).size).toBe(waterFactors.length);
    expect(waterFactorOf("w21011")?.item).toBe("totalPhosphorus");
  });
});

test("editions, sources and what is not confirmed", () => {
  expect(waterEditionOn("2026-11-23")).toBe("GB 3838-2002");
  expect(waterEditionOn("2002-05-31")).toBeUndefined();
  expect(sourceWaterLimits).toHaveLength(85);
  expect(sourceWaterLimits.every((row) => !row.verified && row.limit > 0)).toBe(true);
  expect(waterQualities.every((q) => !q.verified)).toBe(true);
});
