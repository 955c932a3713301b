import { describe, expect, test } from "vitest";
import { decimalOf, isDecimal, textOf } from "./decimal.ts";
import { meanHalfEven, roundHalfEven, roundHalfEvenText, roundUp } from "./rounding.ts";

describe("GB/T 8170 half-even on decimal text", () => {
  test.each<[number | string, number, number]>([
    [60.5, 0, 60],
    [61.5, 0, 62],
    ["60.500", 0, 60],
    ["60.5001", 0, 61],
    [0.125, 2, 0.12],
    [0.135, 2, 0.14],
    [2.675, 2, 2.68],
    [2.665, 2, 2.66],
    [1.005, 2, 1],
    [1.015, 2, 1.02],
    [0.05, 1, 0],
    [0.15, 1, 0.2],
    [-2.5, 0, -2],
    [-3.5, 0, -4],
    [-0.125, 2, -0.12],
    [-0.4, 0, 0],
    [1250, -2, 1200],
    [1350, -2, 1400],
    ["1.5e-7", 7, 2e-7],
    [2.5e21, 0, 2.5e21],
    [".25", 1, 0.2],
    ["0.00005", 5, 0.00005],
  ])("%s to %i places is %d", (value, decimals, expected) => {
    expect(roundHalfEven(value, decimals)).toBe(expected);
  });

  test("keeps the zeros of a report", () => {
    expect(roundHalfEvenText("12.04", 1)).toBe("12.0");
    expect(roundHalfEvenText(-0.004, 2)).toBe("0.00");
    expect(roundHalfEvenText("0.0450", 3)).toBe("0.045");
  });

  test("is odd: the round of −x is minus the round of x", () => {
    for (let n = 0; n < 2000; n++) {
      const text = (n / 8).toFixed(3);
      expect(roundHalfEven(`-${text}`, 1) + roundHalfEven(text, 1)).toBe(0);
    }
  });
});

describe("rounding up (HJ 633, whole number)", () => {
  test.each([
    [100, 100],
    [100.0000001, 101],
    [51.2, 52],
    [0, 0],
    [-1.5, -1],
  ])("%d → %d", (value, expected) => {
    expect(roundUp(value)).toBe(expected);
  });
});

describe("means", () => {
  test("are summed exactly and rounded once", () => {
    expect(meanHalfEven([0.1, 0.2, 0.3], 1)).toBe(0.2);
    expect(meanHalfEven([60, 61], 0)).toBe(60);
    expect(meanHalfEven(["1.005", "1.005"], 2)).toBe(1);
    expect(meanHalfEven([1, 1, 2], 3)).toBe(1.333);
    expect(meanHalfEven([], 1)).toBeUndefined();
  });
});

test("what is not a decimal is refused, not guessed", () => {
  for (const text of ["", "-", "1,5", "NaN", "Infinity", "0x10", "1e9999", "12L"]) {
    expect(isDecimal(text)).toBe(false);
    expect(() => decimalOf(text)).toThrow(RangeError);
  }
  expect(textOf(decimalOf("-0.050"))).toBe("-0.050");
});
