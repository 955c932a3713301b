import { expect, it } from "vitest";
import { boundsOf } from "./geometry.ts";

const square = (x: number, y: number, size: number) => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];

it("holds every shape and point in view", () => {
  const shapes = [
    { type: "Polygon", coordinates: [square(110, 40, 2)] },
    { type: "Point", coordinates: [109, 43] },
  ];
  expect(boundsOf(shapes)).toEqual([109, 40, 112, 43]);
  expect(boundsOf([])).toBeNull();
});
