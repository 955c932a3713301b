import { expect, test } from "vitest";
import { daysOf, weeksOf } from "./year.ts";

const calendar = {
  year: 2026,
  official: true,
  source: "x",
  verified: false,
  years: [2026],
  fixed: [],
  days: [
    { date: "2026-10-01", kind: "holiday" as const, name: "国庆节", source: "x", verified: false },
    { date: "2026-10-10", kind: "make-up" as const, name: null, source: "x", verified: false },
  ],
};

test("days follow the week, then the calendar, then what was edited", () => {
  const at = (date: string, edits = {}) => daysOf(calendar, edits).find((day) => day.date === date);
  expect(daysOf(calendar, {})).toHaveLength(365);
  expect(at("2026-10-01")).toMatchObject({ working: false, moved: true, name: "国庆节" });
  expect(at("2026-10-10")).toMatchObject({ working: true, moved: true });
  expect(at("2026-10-11")).toMatchObject({ working: false, moved: false });
  expect(at("2026-10-01", { "2026-10-01": { working: true } })).toMatchObject({ working: true, moved: false });
});

test("in a year that was not announced only the fixed holidays are off", () => {
  const open = { ...calendar, year: 2027, days: [], official: false, fixed: ["2027-01-01"] };
  const off = daysOf(open, {}).filter(({ working, weekday }) => !working && weekday <= 5);
  expect(off.map(({ date }) => date)).toEqual(["2027-01-01"]);
});

test("a month stands in weeks that begin on Monday", () => {
  const weeks = weeksOf(daysOf(calendar, {}).filter(({ date }) => date.startsWith("2026-02")));
  expect(weeks[0]?.findIndex((day) => day?.date === "2026-02-01")).toBe(6);
  expect(weeks).toHaveLength(5);
});
