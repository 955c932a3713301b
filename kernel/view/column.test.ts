import { describe, expect, it } from "vitest";
import { csvOf, fitting, visibleRange } from "./column.ts";

describe("the rows in sight", () => {
  it("are a window of ten thousand", () => {
    expect(
      visibleRange({
        scrollTop: 36_000,
        viewHeight: 720,
        rowHeight: 36,
        count: 10_000,
      }),
    ).toEqual({ from: 992, to: 1028 });
  });
  it("stay within a list that became shorter", () => {
    const range = visibleRange({
      scrollTop: 36_000,
      viewHeight: 720,
      rowHeight: 36,
      count: 3,
    });
    expect(range.from).toBeLessThanOrEqual(range.to);
    expect(range.to).toBe(3);
  });
});

it("shows the first columns that fit, and never fewer than two", () => {
  const column = (id: string, width: number) => ({ id, title: id, width, value: () => id });
  const columns = [column("a", 100), column("b", 100), column("c", 100)];
  expect(fitting(columns, 300).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(fitting(columns, 299).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(fitting(columns, 10)).toHaveLength(2);
  const act = { ...column("act", 80), always: true };
  expect(fitting([...columns, act], 299).map(({ id }) => id)).toEqual(["a", "b", "act"]);
});

it("exports what is shown, ready for a spreadsheet", () => {
  const columns = [
    {
      id: "name",
      title: "名称",
      value: (row: { name: string; n: number | null }) => row.name,
    },
    {
      id: "n",
      title: "数",
      value: (row: { name: string; n: number | null }) => row.n,
    },
  ];
  expect(
    csvOf(columns, [
      { name: "甲,乙", n: null },
      { name: "=丙", n: -2 },
    ]),
  ).toBe('\ufeff名称,数\r\n"甲,乙",\r\n\'=丙,-2\r\n');
});
