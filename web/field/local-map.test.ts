import { expect, test } from "vitest";
import { distanceM, distanceText, distanceTo, type LonLat, scaleBar, viewOf } from "./local-map.ts";

const hohhot: LonLat = [111.67, 40.82];
const baotou: LonLat = [109.84, 40.66];

test("distances on the sphere", () => {
  // one degree along a meridian of the mean sphere
  expect(distanceM([111, 40], [111, 41])).toBeCloseTo(111_195.08, 1);
  expect(distanceM(hohhot, baotou) / 1000).toBeCloseTo(155.2, 0);
  expect(distanceM(hohhot, hohhot)).toBe(0);
  expect([83.4, 1234, 34_600].map(distanceText)).toEqual(["83 m", "1.2 km", "35 km"]);
});

test("the nearest corner of an outline counts", () => {
  const outline = { type: "Polygon", coordinates: [[hohhot, [111.7, 40.82], [111.7, 40.9], hohhot]] } as const;
  expect(distanceTo(hohhot, [112, 41], outline)).toBe(0);
  expect(distanceTo(hohhot, null, null)).toBeUndefined();
});

test("a view shows every place within its margin and keeps the angles", () => {
  const size = { width: 360, height: 240, margin: 20, leastM: 200 };
  const view = viewOf([hohhot, baotou], size);
  for (const place of [hohhot, baotou]) {
    const [x, y] = view.project(place);
    expect(x).toBeGreaterThanOrEqual(19.9);
    expect(x).toBeLessThanOrEqual(340.1);
    expect(y).toBeGreaterThanOrEqual(19.9);
    expect(y).toBeLessThanOrEqual(220.1);
  }
  const [x1, y1] = view.project([110.5, 40.7]);
  const [x2, y2] = view.project([110.5, 40.7 + 0.01]);
  expect([x2 - x1, y1 - y2]).toEqual([0, expect.closeTo(view.scale * 1111.95, 2)]);
});

test("one place alone is shown with the least width around it", () => {
  const view = viewOf([hohhot], { width: 340, height: 240, margin: 20, leastM: 200 });
  expect(view.project(hohhot)).toEqual([170, 120]);
  expect(view.scale).toBe(1);
});

test("the scale bar is a round length", () => {
  expect(scaleBar(1, 90)).toEqual({ metres: 50, px: 50 });
  expect(scaleBar(0.002, 90)).toEqual({ metres: 20_000, px: 40 });
});
