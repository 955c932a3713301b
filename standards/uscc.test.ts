import { describe, expect, test } from "vitest";
import { facilityKindOf, outletCodeInFull, outletCodeProblem, permitCode } from "./permit-code.ts";
import { usccCheckCharacter, usccProblem } from "./uscc.ts";

const tangshan = "91130200699229617X";
const fujian = "91350100M000100Y43";

describe("unified social credit code (GB 32100-2015)", () => {
  test.each([
    ["91130200699229617", "X"],
    ["91350100M000100Y4", "3"],
  ])("the check character of %s is %s", (first17, check) => {
    expect(usccCheckCharacter(first17)).toBe(check);
    expect(usccProblem(first17 + check)).toBeUndefined();
  });

  test("any one wrong character and any swap of neighbours is found", () => {
    for (const code of [tangshan, fujian]) {
      for (let i = 0; i < 18; i++) {
        for (const sign of "0123456789ABCDEFGHJKLMNPQRTUWXY") {
          if (sign !== code[i])
            expect(usccProblem(code.slice(0, i) + sign + code.slice(i + 1))?.code).toBe("uscc.check");
        }
        const swapped = code.slice(0, i) + (code[i + 1] ?? "") + code[i] + code.slice(i + 2);
        if (i < 17 && swapped !== code) expect(usccProblem(swapped)?.code).toBe("uscc.check");
      }
    }
  });

  test("says what is wrong and where", () => {
    expect(usccProblem("9113020069922961")).toMatchObject({ code: "uscc.length", place: 17 });
    expect(usccProblem(`${tangshan}0`)).toMatchObject({ code: "uscc.length", place: 19 });
    expect(usccProblem("9113020O699229617X")).toMatchObject({ code: "uscc.character", place: 8 });
    expect(usccProblem(tangshan.toLowerCase())).toMatchObject({ code: "uscc.character", place: 18 });
    expect(usccProblem("911302006992296170")?.zh).toContain("应为“X”");
    expect(usccProblem("")?.code).toBe("uscc.length");
    expect(usccCheckCharacter("9135")).toBeUndefined();
    expect(usccCheckCharacter("9113020I699229617")).toBeUndefined();
  });
});

describe("permit and outlet codes (HJ 608-2017)", () => {
  test("a permit code holds the credit code, three digits and a letter", () => {
    expect(permitCode("91130200699229617X001P")).toEqual({
      ok: true,
      value: {
        edition: "HJ 608-2017",
        holder: tangshan,
        holderKind: "credit code",
        sequence: "001",
        suffix: "P",
      },
    });
  });

  test("its credit code is checked, its form too", () => {
    expect(permitCode("911302006992296170001P")).toMatchObject({
      ok: false,
      problem: { code: "uscc.check", place: 18 },
    });
    expect(permitCode("91130200699229617X01P")).toMatchObject({ ok: false, problem: { code: "permit-code.form" } });
  });

  test("units without a credit code", () => {
    expect(permitCode("H9150100000000001a001P")).toMatchObject({
      ok: true,
      value: { holderKind: "without credit code" },
    });
    expect(permitCode("H9150100123456789X001P")).toMatchObject({ ok: true });
  });

  test("outlets and facilities", () => {
    const kinds = ["DA001", "DW001", "TA001", "TN012", "MF0001", "DX001"].map(facilityKindOf);
    expect(kinds).toEqual(["air outlet", "water outlet", "treatment", "treatment", "production", undefined]);
    expect(outletCodeProblem("DA1")?.code).toBe("outlet-code.form");
    expect(outletCodeProblem("TA001")?.code).toBe("outlet-code.form");
    expect(outletCodeInFull("91130200699229617X001P", "DA001")).toEqual({
      ok: true,
      value: "91130200699229617X001PDA001",
    });
    expect(outletCodeInFull("91130200699229617X001P", "A001")).toMatchObject({ ok: false });
  });
});
