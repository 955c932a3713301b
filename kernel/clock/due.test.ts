import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTime } from "#kernel/time.ts";
import { calendarOf } from "./calendar.ts";
import { dueOf, lightOf, remainingOf } from "./due.ts";
import { explainClock } from "./explain.ts";

const at = (text: string): number => parseTime(`${text}:00+08:00`) as number;
const span = (from: number, to: number, month: string) =>
  Array.from({ length: to - from + 1 }, (_, n) => `2026-${month}-${String(from + n).padStart(2, "0")}`);
// Spring Festival 2026: off 15–23 February, 14 and 28 February are worked
const spring = calendarOf([
  ...span(15, 23, "02").map((day) => ({ day, kind: "holiday" as const })),
  { day: "2026-02-14", kind: "make-up" },
  { day: "2026-02-28", kind: "make-up" },
]);
const term = { unit: "working-day", amount: 5, startedAt: at("2026-02-13T10:30"), pauses: [] } as const;

test("five working days over the Spring Festival of 2026 end on 27 February", () => {
  const due = dueOf(term, spring, term.startedAt);
  expect(due.counted).toEqual(["2026-02-14", "2026-02-24", "2026-02-25", "2026-02-26", "2026-02-27"]);
  expect(due.dueAt).toBe(at("2026-02-28T00:00"));
  expect(due.provisional).toBe(false);
});

test("a year without a calendar follows the week and says that it is provisional", () => {
  const due = dueOf({ ...term, startedAt: at("2027-01-01T09:00"), amount: 1 }, spring, at("2027-01-01T09:00"));
  expect(due).toEqual({ dueAt: at("2027-01-05T00:00"), counted: ["2027-01-04"], provisional: true });
});

test("natural days roll to the next working day, hours run through the night", () => {
  const natural = dueOf({ ...term, unit: "natural-day", amount: 3, startedAt: at("2026-02-13T10:30") }, spring, 0);
  expect(natural.counted).toEqual(["2026-02-14", "2026-02-15", "2026-02-16"]);
  expect(natural.dueAt).toBe(at("2026-02-25T00:00"));
  expect(dueOf({ ...term, unit: "hour", amount: 24 }, spring, 0).dueAt).toBe(at("2026-02-14T10:30"));
});

test("a day at whose end the clock stood still is not counted", () => {
  const pauses = [{ from: at("2026-02-24T10:00"), to: at("2026-02-26T09:00") }];
  const due = dueOf({ ...term, pauses }, spring, at("2026-03-01T00:00"));
  expect(due.counted).toEqual(["2026-02-14", "2026-02-26", "2026-02-27", "2026-02-28", "2026-03-02"]);
  const hours = dueOf(
    { ...term, unit: "hour", amount: 2, pauses: [{ from: at("2026-02-13T11:00"), to: at("2026-02-13T12:00") }] },
    spring,
    0,
  );
  expect(hours.dueAt).toBe(at("2026-02-13T13:30"));
});

test("a longer term never ends earlier, and each counted day is worked", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 364 }), (amount, offset) => {
      const startedAt = at("2026-01-01T08:00") + offset * 86_400_000;
      const shorter = dueOf({ ...term, amount, startedAt }, spring, startedAt);
      const longer = dueOf({ ...term, amount: amount + 1, startedAt }, spring, startedAt);
      expect(longer.dueAt).toBeGreaterThan(shorter.dueAt);
      expect(shorter.counted).toHaveLength(amount);
      expect(shorter.counted.every((day) => spring.isWorkday(day))).toBe(true);
    }),
  );
});

test("the light turns yellow on the last day and red after it", () => {
  const { dueAt } = dueOf(term, spring, term.startedAt);
  const light = (now: number) => lightOf("running", term, remainingOf("working-day", dueAt, now, spring), false);
  expect(light(at("2026-02-14T09:00"))).toBe("green");
  expect(light(at("2026-02-26T09:00"))).toBe("yellow");
  expect(remainingOf("working-day", dueAt, at("2026-02-27T09:00"), spring)).toBe(0);
  expect(light(at("2026-02-27T09:00"))).toBe("yellow");
  expect(remainingOf("working-day", dueAt, at("2026-02-28T00:00"), spring)).toBe(-1);
  expect(light(at("2026-02-28T00:00"))).toBe("red");
});

test("a clock explains itself", () => {
  const due = dueOf(term, spring, term.startedAt);
  const said = explainClock({ ...term, ...due, law: "平台规则，非法定", article: "", verified: false });
  expect(said.zh).toBe(
    "依据：平台规则，非法定（未核实）。自 2026-02-13 10:30 起 5 个工作日，起始日不计，计入 02-14、02-24、02-25、02-26、02-27，应于 2026-02-27 24:00 前办结。",
  );
  expect(said.en).toContain("5 working days from 2026-02-13 10:30");
});
