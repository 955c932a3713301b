import { describe, expect, it } from "vitest";
import { csvCell, decimalsOf, durationText, numberText, shortTimeText, timeText } from "./format.ts";

describe("how times are written", () => {
  const at = Date.parse("2026-11-23T16:05:09Z");
  it("is civil time of +08:00 in any zone", () => {
    expect(timeText(at)).toBe("2026-11-24 00:05");
    expect(timeText("2026-11-23T14:05:00+08:00", "second")).toBe("2026-11-23 14:05:00");
  });
  it("drops this year and keeps another", () => {
    expect(shortTimeText(at, at)).toBe("11-24 00:05");
    expect(shortTimeText("2025-01-02T03:04:00+08:00", at)).toBe("2025-01-02 03:04");
  });
  it("says a length in two units", () => {
    expect(durationText(76 * 3_600_000, "zh")).toBe("3 天 4 小时");
    expect(durationText(12 * 60_000, "en")).toBe("12 min");
  });
});

describe("how numbers are written", () => {
  it("groups thousands and keeps decimals as sent", () => {
    expect(numberText(12_345.6)).toBe("12,345.6");
    expect(numberText(0.25, { digits: 3 })).toBe("0.250");
    expect(numberText(1 / 3)).toBe("0.3333");
  });
});

it("gives a column the decimals of its finest value, within reason", () => {
  expect(decimalsOf([36.5, 36.47, null, 8])).toBe(2);
  expect(decimalsOf([1 / 3])).toBe(3);
  expect(decimalsOf([])).toBe(0);
});

describe("a CSV cell", () => {
  it("cannot become a formula", () => expect(csvCell("=1+1")).toBe("'=1+1"));
  it("keeps negative numbers", () => expect(csvCell("-1.5")).toBe("-1.5"));
  it("quotes commas and quotes", () => expect(csvCell('a,"b"')).toBe('"a,""b"""'));
});
