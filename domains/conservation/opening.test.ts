import { describe, expect, test } from "vitest";
import { openPatch, type PlanePolygon } from "./opening.ts";

const box = (x: number, y: number, w: number, h: number): PlanePolygon => [
  [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
    [x, y],
  ],
];

describe("opening a patch", () => {
  test("a strip up to twice the position error goes, a block stays whole with its corners", () => {
    expect(openPatch([box(1000, 2000, 10, 100)], 10)).toEqual({ kind: "drop" });
    expect(openPatch([box(1000, 2000, 18, 500)], 10)).toEqual({ kind: "drop" });
    expect(openPatch([box(1000, 2000, 50, 100)], 10)).toEqual({ kind: "keep" });
    expect(openPatch([box(1003.3, 2001.7, 40, 40)], 10)).toEqual({ kind: "keep" });
  });

  test("a border that moved by one pixel all round is no patch", () => {
    // the L that is left of a square of 200 m when it is shifted by 10 m in x and y
    const shifted: PlanePolygon = [
      [
        [0, 0],
        [200, 0],
        [200, 10],
        [10, 10],
        [10, 200],
        [0, 200],
        [0, 0],
      ],
    ];
    expect(openPatch([shifted], 10)).toEqual({ kind: "drop" });
  });

  test("a fringe on a block is cut off near the block", () => {
    const flag: PlanePolygon = [
      [
        [0, 0],
        [100, 0],
        [100, 40],
        [400, 40],
        [400, 52],
        [100, 52],
        [100, 100],
        [0, 100],
        [0, 0],
      ],
    ];
    const opened = openPatch([flag], 10);
    expect(opened.kind).toBe("trim");
    if (opened.kind !== "trim") return;
    const xs = opened.within.flat(2).map(([x]) => x);
    expect(Math.max(...xs)).toBeGreaterThan(100);
    expect(Math.max(...xs)).toBeLessThan(115);
  });

  test("a position error of nothing opens nothing", () => {
    expect(openPatch([box(0, 0, 1, 1000)], 0)).toEqual({ kind: "keep" });
  });
});
