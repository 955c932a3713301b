import { describe, expect, test } from "vitest";
import { addDays, isCivilDate, weekday } from "./civil-date.ts";
import { type Dated, inForce, oneInForce } from "./edition.ts";

const rows: readonly Dated<{ limit: number }>[] = [
  { limit: 75, validFrom: "2016-01-01", validTo: "2026-03-01", source: "old", verified: true },
  { limit: 60, validFrom: "2026-03-01", validTo: "2031-01-01", source: "transition", verified: true },
  { limit: 50, validFrom: "2031-01-01", source: "final", verified: true },
];

describe("rows in force", () => {
  test.each([
    ["2015-12-31", undefined],
    ["2016-01-01", 75],
    ["2026-02-28", 75],
    ["2026-03-01", 60],
    ["2030-12-31", 60],
    ["2031-01-01", 50],
    ["2099-01-01", 50],
  ])("on %s: %s", (date, limit) => {
    expect(oneInForce(rows, date)?.limit).toBe(limit);
    expect(inForce(rows, date).length).toBe(limit === undefined ? 0 : 1);
  });

  test("an overlap is a bug in the table", () => {
    const overlap = [...rows, { limit: 1, validFrom: "2030-01-01", source: "wrong", verified: false }];
    expect(() => oneInForce(overlap, "2030-06-01")).toThrow("2 rows");
  });

  test("a moment is not a day", () => {
    expect(() => inForce(rows, "2026-03-01T00:00:00Z")).toThrow(RangeError);
  });
});

test("civil days", () => {
  expect(isCivilDate("2026-02-29")).toBe(false);
  expect(isCivilDate("2028-02-29")).toBe(true);
  expect(isCivilDate("2026-2-9")).toBe(false);
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  expect(addDays("1970-01-01", -1)).toBe("1969-12-31");
  expect(weekday("2026-11-23")).toBe(1);
  expect(weekday("2026-10-10")).toBe(6);
  expect(weekday("1969-12-28")).toBe(7);
});
