import { describe, expect, test } from "vitest";
import { customaryUnit, type ReplayPlan, ReplayRefused, readPlan } from "./replay-plan.ts";
import { lineOf } from "./replay-progress.ts";
import { rowReader } from "./replay-rows.ts";
import { records } from "./table.ts";
import { readSpan, readTime } from "./table-time.ts";

const given = ["--file", "x.csv", "--mn", "A".repeat(24), "--map", "NOX=a21002", "--time", "time"];
const planOf = (...more: string[]): ReplayPlan => {
  const plan = readPlan([...given, ...more]);
  if (plan === "help") throw new Error("help");
  return plan;
};

describe("the command line", () => {
  test("is read with its usual values", () => {
    expect(planOf()).toMatchObject({ protocol: "HJ212-2017", st: "31", cn: "2061", port: 9212, speed: "max" });
    expect(planOf().mapped).toEqual([{ column: "NOX", factor: "a21002", aggregate: "Avg", unit: undefined }]);
    expect(planOf("--cn", "2011").mapped[0]?.aggregate).toBe("Rtd");
    expect(planOf("--map", "CO=a21005:ZsAvg").mapped[1]).toMatchObject({ factor: "a21005", aggregate: "ZsAvg" });
  });

  test("is refused with the remedy", () => {
    const said = (args: string[]) => {
      try {
        readPlan(args);
      } catch (error) {
        if (error instanceof ReplayRefused) return error.message;
        throw error;
      }
      return "accepted";
    };
    expect(said(["--mn", "1"])).toContain("--time");
    expect(said(["--file", "x", "--mn", "1", "--time", "t"])).toContain("--map");
    expect(said([...given, "--map", "X=zzz"])).toContain("编码表");
    expect(said([...given, "--cn", "9999"])).toContain("2011 | 2051 | 2061 | 2031");
    expect(said([...given, "--unit", "other=ppm"])).toContain("没有对应的 --map");
    expect(said([...given, "--speeed", "max"])).toContain("--help");
    expect(said([...given, "--register"])).toContain("--outfall");
    expect(said(["--file", "x", "--mn", "1", "--map", "A=a21002", "--start", "2015-01-01"])).toContain("--step");
  });
});

describe("rows", () => {
  test("become data areas; what is missing is left out and counted", () => {
    const read = rowReader(planOf("--map", "CO=a21005"), ["time", "NOX", "CO"]);
    expect(read(["2026-11-24 10:00", "81.5", "0.30"], 0)).toEqual({
      time: Date.parse("2026-11-24T10:00:00+08:00"),
      missing: 0,
      cp: [
        [["DataTime", "20261124100000"]],
        [
          ["a21002-Avg", "81.5"],
          ["a21002-Flag", "N"],
        ],
        [
          ["a21005-Avg", "0.30"],
          ["a21005-Flag", "N"],
        ],
      ],
    });
    expect(read(["2026-11-24 11:00", "NA", "0.30"], 1)).toMatchObject({ missing: 1 });
    expect(read(["2026-11-24 11:00", "NA", ""], 2)).toBe("no value");
    expect(read(["yesterday", "1", "2"], 3)).toBe("no time");
  });

  test("take times of several columns, of a pattern, of a start and a step, and of a shift", () => {
    const parts = readPlan([
      "--file",
      "x",
      "--mn",
      "1",
      "--map",
      "v=a34004",
      "--time",
      "year,month,day,hour",
      "--st",
      "22",
    ]);
    if (parts === "help") throw new Error("help");
    const read = rowReader(parts, ["year", "month", "day", "hour", "v"]);
    expect(read(["2013", "3", "1", "0", "4"], 0)).toMatchObject({ time: Date.parse("2013-03-01T00:00:00+08:00") });
    const stepped = readPlan([
      "--file",
      "x",
      "--mn",
      "1",
      "--map",
      "v=a21002",
      "--start",
      "2015-01-01T00:00:00+08:00",
      "--step",
      "1h",
    ]);
    if (stepped === "help") throw new Error("help");
    expect(rowReader(stepped, ["v"])(["7"], 25)).toMatchObject({ time: Date.parse("2015-01-02T01:00:00+08:00") });
    const shifted = rowReader(planOf("--start", "2026-11-01"), ["time", "NOX"]);
    expect(shifted(["2013-03-01 05:00", "1"], 0)).toMatchObject({ time: Date.parse("2026-11-01T00:00:00+08:00") });
    expect(shifted(["2013-03-01 07:00", "1"], 1)).toMatchObject({ time: Date.parse("2026-11-01T02:00:00+08:00") });
    expect(readTime("3/1/2013 5:00", "M/D/YYYY H:mm")).toBe(Date.parse("2013-03-01T05:00:00+08:00"));
    expect(readTime("2013-02-30", undefined)).toBeUndefined();
    expect(readTime("2013-03-01T00:00:00Z", undefined)).toBe(Date.parse("2013-03-01T08:00:00+08:00"));
    expect(readSpan("10m")).toBe(600_000);
    expect(readSpan("soon")).toBeUndefined();
  });

  test("are refused when a mapped column is not there, naming the columns that are", () => {
    expect(() => rowReader(planOf(), ["time", "nox"])).toThrow(/是否为“nox”.*time、nox/);
  });

  test("are converted to the unit that devices use", () => {
    const plan = readPlan([
      ...given.slice(0, 4),
      "--map",
      "CO=a21005",
      "--unit",
      "CO=µg/m³",
      "--time",
      "time",
      "--st",
      "22",
    ]);
    if (plan === "help") throw new Error("help");
    const row = rowReader(plan, ["time", "CO"])(["2026-11-24", "300"], 0);
    expect(row).toMatchObject({
      cp: [
        [["DataTime", "20261124000000"]],
        [
          ["a21005-Avg", "0.3"],
          ["a21005-Flag", "N"],
        ],
      ],
    });
    expect(customaryUnit("a34004", "22")).toBe("µg/m³");
    expect(() => rowReader(planOf("--unit", "NOX=mg/L"), ["time", "NOX"])).toThrow(/不能换算/);
  });
});

test("tables are split as RFC 4180 says, however the text is cut into pieces", async () => {
  async function* pieces(text: string, size: number) {
    for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
  }
  const text = 'a,b\r\n"x, ""y""\nz",2\r\n\r\n3,';
  for (const size of [1, 2, 5, 100]) {
    const found: string[][] = [];
    for await (const cells of records(pieces(text, size))) found.push(cells);
    expect(found).toEqual([
      ["a", "b"],
      ['x, "y"\nz', "2"],
      ["3", ""],
    ]);
  }
  const tabs: string[][] = [];
  for await (const cells of records(pieces("a\tb\n1\t2,5\n", 3))) tabs.push(cells);
  expect(tabs).toEqual([
    ["a", "b"],
    ["1", "2,5"],
  ]);
});

test("the progress line says how far, how fast and how long", () => {
  expect(lineOf({ rows: 1200, total: 2400, done: 0, seconds: 4 })).toBe(
    "[##########----------] 1200/2400 行 · 300 行/秒 · 还需 4 秒",
  );
});
