import { describe, expect, test } from "vitest";
import { aqiEditionOn, aqiLevelOf, dailyAqi, hourlyAqi, iaqi } from "./aqi.ts";
import { type AqiAveraging, type AqiItem, aqiBreakpoints, iaqiSteps } from "./aqi-breakpoints.ts";

const day2026 = { SO2_24h: 10, NO2_24h: 20, CO_24h: 0.8, O3_8h: 60, PM10_24h: 40, "PM2.5_24h": 20 };

describe("individual index, HJ 633-2026 table 3 | HJ 633-2012 table 1", () => {
  test.each<[AqiItem, AqiAveraging, number | string, number, number | undefined]>([
    ["PM2.5", "24h", 36, 52, 52],
    ["PM2.5", "24h", 60, 100, 82],
    ["PM2.5", "24h", 61, 101, 83],
    ["PM2.5", "24h", 75, 114, 100],
    ["PM2.5", "24h", 501, 500, 500],
    ["PM10", "24h", 120, 100, 85],
    ["PM10", "24h", 121, 101, 86],
    ["O3", "8h", 161, 101, 101],
    ["O3", "8h", 800, 300, 300],
    ["O3", "8h", 801, 300, undefined],
    ["SO2", "1h", 800, 200, 200],
    ["SO2", "1h", 801, 200, undefined],
    ["CO", "24h", 4.1, 101, 101],
    ["NO2", "24h", 81, 101, 101],
    ["PM2.5", "24h", 60.5, 100, 82],
    ["PM2.5", "24h", "60.51", 101, 83],
    ["CO", "24h", "4.05", 100, 100],
    ["PM2.5", "24h", 0, 0, 0],
    ["PM2.5", "24h", -0.4, 0, 0],
  ])("%s %s %s → %s | %s", (item, averaging, concentration, in2026, in2012) => {
    expect(iaqi(item, averaging, concentration, "HJ 633-2026")).toBe(in2026);
    expect(iaqi(item, averaging, concentration, "HJ 633-2012")).toBe(in2012);
  });

  test("every breakpoint gives exactly its step: no binary remainder lifts it by one", () => {
    for (const row of aqiBreakpoints) {
      row.breakpoints.forEach((bp, i) => {
        expect(iaqi(row.item, row.averaging, bp, row.edition)).toBe(iaqiSteps[i]);
      });
    }
  });

  test("is never falling", () => {
    for (const row of aqiBreakpoints) {
      let last = 0;
      const step = row.item === "CO" ? 0.1 : 1;
      for (let n = 0; n <= 1300; n++) {
        const index = iaqi(row.item, row.averaging, (n * step).toFixed(1), row.edition);
        if (index === undefined) break;
        expect(index).toBeGreaterThanOrEqual(last);
        last = index;
      }
    }
  });

  test("particles have a 1 h index in 2026 only, by the breakpoints of 24 h", () => {
    expect(iaqi("PM2.5", "1h", 75, "HJ 633-2026")).toBe(114);
    expect(iaqi("PM2.5", "1h", 75, "HJ 633-2012")).toBeUndefined();
  });

  test("what is not a concentration has no index", () => {
    expect(iaqi("PM10", "24h", "abc", "HJ 633-2026")).toBeUndefined();
    expect(iaqi("PM10", "24h", -1, "HJ 633-2026")).toBeUndefined();
    expect(iaqi("CO", "8h", 1, "HJ 633-2026")).toBeUndefined();
  });
});

describe("edition by day of observation", () => {
  test.each([
    ["2015-12-31", undefined],
    ["2026-02-28", "HJ 633-2012"],
    ["2026-03-01", "HJ 633-2026"],
    ["2026-11-23", "HJ 633-2026"],
  ])("%s → %s", (date, edition) => {
    expect(aqiEditionOn(date)).toBe(edition);
  });
});

describe("daily index", () => {
  test("takes the highest item and names the level", () => {
    const result = dailyAqi({ ...day2026, "PM2.5_24h": 61 }, "HJ 633-2026");
    expect(result).toMatchObject({ edition: "HJ 633-2026", report: "day", aqi: 101, shown: "101", primary: ["PM2.5"] });
    expect(result.level).toMatchObject({ key: "light", zh: "轻度污染", colour: "orange" });
    expect(result.exceeding).toBeUndefined();
  });

  test("a day at the old limit of PM2.5 was 良 in 2012 and is 轻度污染 in 2026", () => {
    const values = { ...day2026, O3_1h: 60, "PM2.5_24h": 75 };
    expect(dailyAqi(values, "HJ 633-2012")).toMatchObject({ aqi: 100, primary: ["PM2.5"], exceeding: [] });
    expect(dailyAqi(values, "HJ 633-2026").aqi).toBe(114);
  });

  test("lists ties together and no primary pollutant at 50 or below", () => {
    const tied = dailyAqi({ ...day2026, PM10_24h: 121, NO2_24h: 81 }, "HJ 633-2026");
    expect(tied.primary).toEqual(["NO2", "PM10"]);
    const clean = dailyAqi({ ...day2026, "PM2.5_24h": 35 }, "HJ 633-2026");
    expect(clean).toMatchObject({ aqi: 50, primary: [] });
    expect(clean.level?.zh).toBe("优");
  });

  test("names 超标污染物 in 2012 only", () => {
    const values = { ...day2026, O3_1h: 60, PM10_24h: 160, "PM2.5_24h": 80 };
    expect(dailyAqi(values, "HJ 633-2012").exceeding).toEqual(["PM10", "PM2.5"]);
  });

  test("2012: ozone above 800 over 8 h takes the 1 h index", () => {
    const result = dailyAqi({ ...day2026, O3_8h: 801, O3_1h: 900 }, "HJ 633-2012");
    expect(result).toMatchObject({ aqi: 350, primary: ["O3"] });
    expect(result.items.find((i) => i.key === "O3_8h")).toMatchObject({ state: "no-index", shown: "—" });
  });

  test("a missing item: NA unless the rest is above 100 (HJ 633-2026 §4–5)", () => {
    const { O3_8h: _, ...without } = day2026;
    const withheld = dailyAqi(without, "HJ 633-2026");
    expect(withheld).toMatchObject({ aqi: undefined, shown: "NA", missing: ["O3_8h"], primary: [] });
    expect(withheld.level).toBeUndefined();
    expect(withheld.highest).toBe(40);
    expect(dailyAqi({ ...without, "PM2.5_24h": 60 }, "HJ 633-2026").shown).toBe("NA");
    expect(dailyAqi({ ...without, "PM2.5_24h": 61 }, "HJ 633-2026").shown).toBe("101");
  });

  test("an item that is not monitored shows /, a negative or unreadable one NA", () => {
    const result = dailyAqi({ ...day2026, CO_24h: "/", SO2_24h: -3, NO2_24h: "" }, "HJ 633-2026");
    expect(result.notMonitored).toEqual(["CO_24h"]);
    expect(result.missing).toEqual(["SO2_24h", "NO2_24h"]);
    expect(result.items.slice(0, 3).map((i) => i.shown)).toEqual(["NA", "NA", "/"]);
  });

  test("nothing at all is NA; zeros are 1, the floor of the range 1–500", () => {
    expect(dailyAqi({}, "HJ 633-2026").shown).toBe("NA");
    expect(dailyAqi({}, "HJ 633-2012").shown).toBe("NA");
    const zeros = { SO2_24h: 0, NO2_24h: 0, CO_24h: 0, O3_8h: 0, PM10_24h: 0, "PM2.5_24h": 0 };
    expect(dailyAqi(zeros, "HJ 633-2026").aqi).toBe(1);
  });
});

describe("real-time index", () => {
  const hour = { SO2_1h: 10, NO2_1h: 20, CO_1h: 0.8, O3_1h: 60, PM10_1h: 40, "PM2.5_1h": 20 };

  test("2026 counts six 1 h means", () => {
    const result = hourlyAqi({ ...hour, SO2_1h: 801 }, "HJ 633-2026");
    expect(result).toMatchObject({ report: "hour", aqi: 200, primary: ["SO2"] });
    expect(result.items).toHaveLength(6);
  });

  test("2012 counts moving means of particles; SO2 above 800 over 1 h is replaced by 24 h", () => {
    const values = { ...hour, O3_8h: 60, PM10_24h: 40, "PM2.5_24h": 75 };
    expect(hourlyAqi(values, "HJ 633-2012")).toMatchObject({ aqi: 100, primary: ["PM2.5"] });
    expect(hourlyAqi(values, "HJ 633-2012").items).toHaveLength(9);
    const smoky = hourlyAqi({ ...values, SO2_1h: 900, SO2_24h: 475 }, "HJ 633-2012");
    expect(smoky).toMatchObject({ aqi: 150, primary: ["SO2"] });
  });
});

test("levels at their bounds (HJ 633-2026 §4–5)", () => {
  const keys = [50, 51, 100, 101, 150, 151, 200, 201, 300, 301, 500].map((n) => aqiLevelOf(n).key);
  expect(keys).toEqual([
    "excellent",
    "good",
    "good",
    "light",
    "light",
    "moderate",
    "moderate",
    "heavy",
    "heavy",
    "severe",
    "severe",
  ]);
});
