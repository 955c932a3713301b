import { expect, test } from "vitest";
import { shownMultiple, shownValue } from "./shown.ts";

test("a mean is shown to two places more than its limit, half-even", () => {
  expect(shownValue("62.345678", "50")).toBe("62.35");
  expect(shownValue("62.345", "50")).toBe("62.34");
  expect(shownValue("61.300000", "50")).toBe("61.3");
  expect(shownValue("0.062345", "0.05")).toBe("0.0623");
  expect(shownValue("9.23456", "9.0")).toBe("9.23");
  expect(shownValue("120", "100")).toBe("120");
});

test("rounding never puts a value on its limit", () => {
  expect(shownValue("50.001", "50")).toBe("50.001");
  expect(shownValue("5.996", "6")).toBe("5.996");
});

test("without a limit a value is shown as it is", () => {
  expect(shownValue("12.345600", undefined)).toBe("12.3456");
});

test("a multiple has two places", () => {
  expect(shownMultiple(0.2469)).toBe("0.25");
  expect(shownMultiple(0.125)).toBe("0.12");
  expect(shownMultiple(1)).toBe("1");
  expect(shownMultiple(0.0012)).toBe("0.0012");
});
