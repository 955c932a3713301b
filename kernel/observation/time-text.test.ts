import { expect, test } from "vitest";
import { microTime, parseMicro } from "./time-text.ts";

test("the time of receipt keeps its microseconds there and back", () => {
  for (const us of [1764000000123456, 1764000000000000, 1764000000999999, 1764000000000001])
    expect(parseMicro(microTime(us))).toBe(us);
  expect(microTime(1764000000123456)).toBe("2025-11-25T00:00:00.123456+08:00");
  expect(parseMicro("2025-11-24T16:00:00Z")).toBe(1764000000000000);
  expect(parseMicro("1764000000123456")).toBe(1764000000123456);
  expect(parseMicro("yesterday")).toBeUndefined();
});
