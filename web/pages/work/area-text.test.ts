import { describe, expect, it } from "vitest";
import { ringsOf } from "#kernel/register/polygon.ts";
import { circleOf, shapeFromText } from "./area-text.ts";

const ring = [
  [111, 40],
  [111.1, 40],
  [111.1, 40.1],
  [111, 40],
];

describe("an outline that somebody pastes", () => {
  it("is read from GeoJSON, whatever it is wrapped in", () => {
    const polygon = { type: "Polygon", coordinates: [ring] };
    expect(shapeFromText(JSON.stringify(polygon))).toEqual(polygon);
    expect(shapeFromText(JSON.stringify({ type: "Feature", geometry: polygon, properties: {} }))).toEqual(polygon);
    const both = {
      type: "FeatureCollection",
      features: [polygon, polygon].map((geometry) => ({ type: "Feature", geometry })),
    };
    expect(shapeFromText(JSON.stringify(both))).toEqual({ type: "MultiPolygon", coordinates: [[ring], [ring]] });
  });
  it("is read from WKT, with holes, parts, heights and a system before it", () => {
    expect(shapeFromText("POLYGON((111 40, 111.1 40, 111.1 40.1, 111 40))")).toEqual({
      type: "Polygon",
      coordinates: [ring],
    });
    const hole =
      "SRID=4490;MULTIPOLYGON Z (((111 40 5,111.1 40 5,111.1 40.1 5,111 40 5),(1 1 0,2 1 0,2 2 0,1 1 0)),((1 1 0,2 1 0,2 2 0,1 1 0)))";
    expect(ringsOf(shapeFromText(hole) as never)).toHaveLength(3);
  });
  it("is nothing where there is no polygon", () => {
    for (const text of [
      "",
      "POINT(1 2)",
      "POLYGON((1 2",
      "{",
      '{"type":"Point","coordinates":[1,2]}',
      "POLYGON((a b, c d, e f, a b))",
    ])
      expect(shapeFromText(text)).toBeUndefined();
  });
});

describe("a place and a size", () => {
  it("make a closed outline of that size: 10 ha at 40.7° N are 178.4 m from the middle to the rim", () => {
    const [only] = circleOf({ lon: 111, lat: 40.7 }, 10).coordinates;
    const points = only as number[][];
    expect(points[0]).toEqual(points.at(-1));
    // shoelace in metres about the place: one degree there is 84 501 m by 111 049 m on the ellipsoid
    let twice = 0;
    for (let index = 0; index + 1 < points.length; index++) {
      const [x0 = 0, y0 = 0] = points[index] ?? [];
      const [x1 = 0, y1 = 0] = points[index + 1] ?? [];
      twice += (x0 - 111) * (y1 - 40.7) - (x1 - 111) * (y0 - 40.7);
    }
    expect((Math.abs(twice) / 2) * 84_501 * 111_049).toBeCloseTo(100_000, -2);
  });
});
