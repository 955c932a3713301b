import { expect, test } from "vitest";
import { type Counts, scoreOf, scoreRule } from "./score.ts";

const rule = scoreRule("2026-11-24");
const none = { numerator: 0, denominator: 0 };
const counts: Counts = { checked: none, closed: none, onTime: none, recurrence: none, markers: none, cover: none };

test("where nothing can be judged there is no score", () => {
  expect(scoreOf(counts, rule).score).toBeNull();
});

test("the score is the mean by weight of the terms that can be judged", () => {
  const { score, terms } = scoreOf(
    { ...counts, checked: { numerator: 8, denominator: 10 }, closed: { numerator: 1, denominator: 2 } },
    rule,
  );
  expect(score).toBe(65);
  expect(terms.filter(({ value }) => value !== null).map(({ id, value }) => [id, value])).toEqual([
    ["checked", 80],
    ["closed", 50],
  ]);
});

test("new activity counts down: half of the worst is half of the points, more than the worst is none", () => {
  const of = (hectares: number) =>
    scoreOf({ ...counts, cover: { numerator: hectares, denominator: 1_000 } }, rule).terms.find(
      ({ id }) => id === "cover",
    )?.value;
  expect([of(0), of(2.5), of(9)]).toEqual([100, 50, 0]);
});

test("the weights add up to a hundred", () => {
  expect(Object.values(rule.weights).reduce((sum, one) => sum + one, 0)).toBe(100);
});
