import { expect, test } from "vitest";
import { boolean, choice, date, datetime, integer, number, text, texts } from "#kernel/register/field.ts";
import { coerce, degrees } from "./coerce.ts";

const title = { zh: "列", en: "Column" };
const said = (field: Parameters<typeof coerce>[0], cell: string): unknown => {
  const outcome = coerce(field, cell);
  return "fault" in outcome ? outcome.fault : outcome.value;
};

test.each([
  ["2026-01-05", "2026-01-05"],
  ["2026/1/5", "2026-01-05"],
  ["2026年1月5日", "2026-01-05"],
  ["２０２６．１．５", "2026-01-05"],
  ["20260105", "2026-01-05"],
  ["46027", "2026-01-05"],
  ["2026-01-05 00:00:00", "2026-01-05"],
  ["2026-02-30", "date"],
  ["2026-01-05 08:30", "date"],
  ["一月", "date"],
])("the day %s is %s", (cell, day) => expect(said(date(title), cell)).toBe(day));

test.each([
  ["2026-01-05 8:30", "2026-01-05T08:30:00+08:00"],
  ["2026-01-05T08:30:15Z", "2026-01-05T08:30:15Z"],
  ["2026/1/5", "2026-01-05T00:00:00+08:00"],
  ["2026-01-05 25:00", "datetime"],
])("the time %s is %s", (cell, time) => expect(said(datetime(title), cell)).toBe(time));

test.each([
  ["1,234.50", 1234.5],
  ["１２．５", 12.5],
  ["1.2e3", 1200],
  ["<0.5", "number"],
  ["12 mg/L", "number"],
  ["", "number"],
])("the number %s is %s", (cell, value) => expect(said(number(title), cell)).toBe(value));

test("whole numbers, yes and no, choices by any of their names, lists", () => {
  const kind = choice(title, { key: { zh: "重点管理", en: "Key" } });
  expect([said(integer(title), "3.5"), said(integer(title), "3.0")]).toEqual(["integer", 3]);
  expect([said(boolean(title), "是"), said(boolean(title), "N"), said(boolean(title), "或许")]).toEqual([
    true,
    false,
    "boolean",
  ]);
  expect([said(kind, "重点 管理"), said(kind, "KEY"), said(kind, "重点")]).toEqual(["key", "key", "choice"]);
  expect(said(texts(title), "COD；氨氮、总磷")).toEqual(["COD", "氨氮", "总磷"]);
  expect(said(text(title), "  一行\n二行 ")).toBe("一行 二行");
});

test.each([
  ["111.5432", 111.5432],
  ["111°30′36″", 111.51],
  ["东经111度30分36秒", 111.51],
  ["40°12.5'", 40.208333333333336],
  ["111°75′", undefined],
  ["一百", undefined],
])("the degrees %s are %s", (cell, value) => expect(degrees(cell)).toBe(value));
