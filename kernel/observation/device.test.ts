import { expect, test } from "vitest";
import { conformanceScore } from "./device.ts";

test("the conformance score rounds down: only the faultless have 100", () => {
  expect(conformanceScore(1000, 996)).toBe(99);
  expect(conformanceScore(1000, 999)).toBe(99);
  expect(conformanceScore(100, 29)).toBe(29);
  expect(conformanceScore(3, 3)).toBe(100);
  expect(conformanceScore(0, 0)).toBeUndefined();
});
