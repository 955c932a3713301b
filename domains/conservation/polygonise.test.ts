import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CellPolygon, doubleArea, polygonise } from "./polygonise.ts";

const windowOf = (rows: readonly (readonly number[])[], column = 0, row = 0) => {
  const width = (rows[0]?.length ?? 0) + 2;
  const blank = new Array<number>(width).fill(0);
  return {
    values: [blank, ...rows.map((cells) => [0, ...cells, 0]), blank].flat(),
    width,
    height: rows.length + 2,
    column,
    row,
  };
};
const areaOf = ({ rings }: CellPolygon): number => rings.reduce((sum, ring) => sum + doubleArea(ring), 0) / 2;

describe("cells as polygons", () => {
  test("one cell is a square, interior on the left", () => {
    expect(polygonise(windowOf([[7]]))).toEqual([
      {
        value: 7,
        cells: 1,
        rings: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
            [0, 0],
          ],
        ],
      },
    ]);
  });

  test("a hole is a ring of its own, also where it touches the shell at a corner", () => {
    const [ring] = polygonise(
      windowOf([
        [1, 1, 1],
        [1, 2, 1],
        [1, 1, 1],
      ]),
    ).filter(({ value }) => value === 1);
    expect(ring?.rings.map(doubleArea).sort((a, b) => a - b)).toEqual([-2, 18]);
    const [touching] = polygonise(
      windowOf([
        [1, 1, 1],
        [1, 0, 1],
        [1, 1, 0],
      ]),
    ).filter(({ value }) => value === 1);
    expect(touching?.rings.map(doubleArea).sort((a, b) => a - b)).toEqual([-2, 16]);
  });

  test("areas are conserved: every value keeps its cells, each polygon one shell", () => {
    const grid = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })).chain(([w, h]) =>
      fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: w, maxLength: w }), {
        minLength: h,
        maxLength: h,
      }),
    );
    fc.assert(
      fc.property(grid, (rows) => {
        const found = polygonise(windowOf(rows));
        for (const value of [1, 2, 3]) {
          const cells = rows.flat().filter((one) => one === value).length;
          const own = found.filter((one) => one.value === value);
          expect(own.reduce((sum, one) => sum + areaOf(one), 0)).toBe(cells);
        }
        for (const one of found) {
          expect(areaOf(one)).toBe(one.cells);
          expect(one.rings.filter((ring) => doubleArea(ring) > 0)).toHaveLength(1);
          // no ring comes by a corner twice
          for (const ring of one.rings) expect(new Set(ring.slice(1).map(String)).size).toBe(ring.length - 1);
        }
      }),
      { numRuns: 600 },
    );
  });

  test("two windows put the same corners on their seam", () => {
    const grid = fc.array(fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 8, maxLength: 8 }), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(grid, (rows) => {
        const cut = (from: number, to: number) => {
          const width = to - from + 2;
          const line = (cells: readonly number[] | undefined) =>
            Array.from({ length: width }, (_, k) => cells?.[from - 1 + k] ?? 0);
          return {
            values: [line(undefined), ...rows.map(line), line(undefined)].flat(),
            width,
            height: rows.length + 2,
            column: from,
            row: 0,
          };
        };
        const onSeam = (polygons: CellPolygon[]) =>
          [
            ...new Set(
              polygons
                .flatMap(({ rings }) => rings.flat())
                .filter(([x]) => x === 4)
                .map(([, y]) => y),
            ),
          ].sort((a, b) => a - b);
        expect(onSeam(polygonise(cut(0, 4)))).toEqual(onSeam(polygonise(cut(4, 8))));
      }),
      { numRuns: 300 },
    );
  });
});
