import fc from "fast-check";
import { expect, test } from "vitest";
import { exactValue } from "./value.ts";

test("a value of six decimals is kept as written", () => {
  for (const text of ["0", "36.91", "-1.5", "123456789012.123456", "007.10"]) {
    expect(exactValue(text)).toEqual({ text, rounded: false });
  }
});

test("more decimals are rounded once, an exact half to the even digit", () => {
  expect(exactValue("0.0000005")).toEqual({ text: "0.000000", rounded: true });
  expect(exactValue("0.0000015")).toEqual({ text: "0.000002", rounded: true });
  expect(exactValue("1.1234560")).toEqual({ text: "1.123456", rounded: false });
  expect(exactValue("1.5e-3")).toEqual({ text: "0.001500", rounded: false });
});

test("what cannot be stored exactly enough is no value", () => {
  for (const text of ["", "-", ".", "1.2.3", "abc", "NaN", "Infinity", "1234567890123", "1e15"])
    expect(exactValue(text)).toBeUndefined();
});

test("any decimal within range is stored within half a millionth", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 99_999_999 }), (whole, fraction) => {
      const text = `${whole}.${String(fraction).padStart(8, "0")}`;
      expect(Math.abs(Number(exactValue(text)?.text) - Number(text))).toBeLessThan(1e-6);
    }),
  );
});
