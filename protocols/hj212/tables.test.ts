import { describe, expect, test } from "vitest";
import { commandOf, commands, executionReturns, requestReturns } from "./commands.ts";
import { factorOf, factors } from "./factors.ts";
import { isNormal, markOf, marks } from "./marks.ts";
import { systemOf, systems } from "./systems.ts";
import { note, violation, violationCatalogue, violationLimit } from "./violations.ts";

describe("factors", () => {
  test("are those of annex B: 184 of water and air, 12 of noise, 145 of process", () => {
    const printed = [...factors.values()].filter(({ verified }) => verified);
    expect(printed.filter(({ code }) => /^[wa]\d{5}$/.test(code)).length).toBe(184);
    expect(printed.filter(({ code }) => code.startsWith("L")).length).toBe(12);
    // Two of the 145 rows repeat a code and stand under the code of the convention.
    expect(printed.filter(({ code }) => /^[eg]\d{3}xx$/.test(code)).length).toBe(143);
    expect([...factors.values()].filter(({ verified }) => !verified).map(({ code }) => code)).toEqual([
      "w01003",
      "a05024",
      "e711xx",
      "g200xx",
    ]);
  });

  test("are found by the code of 2017, of 2005 and of process", () => {
    expect(factorOf("w01018")).toEqual({
      code: "w01018",
      zh: "化学需氧量",
      old: "011",
      unit: "mg/L",
      emissionUnit: "kg",
      format: "N5.1",
      verified: true,
      source: "HJ 212-2017 表 B.1",
    });
    expect(["011", "B01", "B02", "02", "S01", "060"].map((code) => factorOf(code)?.code)).toEqual([
      "w01018",
      "w00000",
      "a00000",
      "a21026",
      "a19001",
      "w21003",
    ]);
    expect(factorOf("e10207")?.zh).toBe("进水口COD");
    expect(factorOf("g11901")?.zh).toBe("脱硫率");
    expect([factorOf("w99999"), factorOf("e102"), factorOf("")]).toEqual([undefined, undefined, undefined]);
  });

  test("have codes of 2005 that name one factor only", () => {
    const old = [...factors.values()].flatMap((factor) => factor.old ?? []);
    expect(new Set(old).size).toBe(old.length);
    expect(old.filter((code) => factors.has(code))).toEqual([]);
  });
});

describe("commands", () => {
  test("are the 47 rows of table 9 and the unverified ones of 2025", () => {
    expect(commands.filter(({ verified }) => verified).length).toBe(47);
    expect(commands.filter(({ verified }) => !verified).every(({ edition }) => edition === "HJ212-2025")).toBe(true);
    for (const { cn, kind, direction, zh, en } of commands) {
      expect([/^\d{4}$/.test(cn), zh !== "", en !== ""], cn).toEqual([true, true, true]);
      expect(["request", "upload", "notice", "answer"]).toContain(kind);
      expect(["up", "down", "both"]).toContain(direction);
    }
  });

  test("are told apart by direction", () => {
    expect(commandOf("2011")).toMatchObject({ kind: "upload", direction: "up" });
    expect(commandOf("2011", "down")).toMatchObject({ kind: "request", direction: "down" });
    expect(commandOf("1062")).toMatchObject({ kind: "request", direction: "down" });
    expect(commandOf("9014", "down")).toMatchObject({ kind: "answer", direction: "both" });
    expect(commandOf("7777")).toBeUndefined();
  });

  test("are answered with return codes", () => {
    expect(requestReturns.get("9")?.en).toBe("wrong CRC");
    expect(executionReturns.get("100")?.zh).toBe("没有数据");
  });
});

test("only the mark N is normal; the eight marks of table 8 have titles", () => {
  expect([...marks.keys()].join("")).toBe("NFMSDCTB");
  expect(["N", "D", "P", ""].map(isNormal)).toEqual([true, false, false, false]);
  expect([markOf("D")?.zh, markOf("P")]).toEqual(["故障", undefined]);
});

test("system codes are the 20 of table 5 and two unverified ones", () => {
  expect([...systems.values()].filter(({ verified }) => verified).length).toBe(20);
  expect(["21", "32", "52", "91", "44"].map((st) => systemOf(st)?.class)).toEqual([
    "quality",
    "source",
    "process",
    "interaction",
    "source",
  ]);
});

test("a violation has a sentence in both languages, a short place and a limited number", () => {
  for (const [zh, en] of Object.values(violationCatalogue)) {
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
    expect(en).toMatch(/^[A-Z][ -~…]+$/);
  }
  expect(violation("cn-unknown", "x".repeat(99)).place.length).toBe(65);
  const list: ReturnType<typeof violation>[] = [];
  for (let count = 0; count < 1000; count++) note(list, "cn-unknown", "CN");
  expect(list.length).toBe(violationLimit);
});
