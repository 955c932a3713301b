import { expect, test } from "vitest";
import { negativeList, strictest } from "./negative-list.ts";

test("no activity has two entries for one zone, and none claims to have been compared with its text", () => {
  const keys = negativeList.map(({ activity, zone }) => `${activity}/${zone}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(negativeList.filter(({ verified }) => verified)).toEqual([]);
});

test("the strictest of several verdicts counts", () => {
  expect(strictest(["allowed", "prohibited", "restricted"])).toBe("prohibited");
  expect(strictest([])).toBeUndefined();
});
