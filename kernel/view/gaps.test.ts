import { describe, expect, it } from "vitest";
import { type Point, usualStep, withGaps } from "./gaps.ts";

const hour = 3_600_000;

describe("gaps stay gaps", () => {
  const points: Point[] = [
    [0, 1],
    [hour, 2],
    [4 * hour, 3],
    [5 * hour, 4],
  ];
  it("puts an empty point after the last value before a gap", () => {
    expect(withGaps(points, hour)).toEqual([
      [0, 1],
      [hour, 2],
      [2 * hour, null],
      [4 * hour, 3],
      [5 * hour, 4],
    ]);
  });
  it("leaves a slightly late value alone", () =>
    expect(
      withGaps(
        [
          [0, 1],
          [hour * 1.4, 2],
        ],
        hour,
      ),
    ).toHaveLength(2));
  it("finds the usual step", () => {
    expect(usualStep(points)).toBe(hour);
    expect(usualStep([[0, 1]])).toBe(0);
  });
});
