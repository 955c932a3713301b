import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { civilToEpoch, epochToCivil, epochToQn, isQn, qnToEpoch } from "./time.ts";

describe("civil time of +08:00", () => {
  test("of 2016-08-01 08:58:57 is 00:58:57 UTC", () => {
    expect(civilToEpoch("20160801085857")).toBe(Date.UTC(2016, 7, 1, 0, 58, 57));
    expect(epochToCivil(Date.UTC(2016, 7, 1, 0, 58, 57, 999))).toBe("20160801085857");
    expect(epochToQn(Date.UTC(2016, 7, 1, 0, 58, 57, 223))).toBe("20160801085857223");
    expect(qnToEpoch("20160801085857223")).toBe(Date.UTC(2016, 7, 1, 0, 58, 57, 223));
  });

  test("does not exist beyond the calendar and the clock", () => {
    expect(civilToEpoch("20240229000000")).toBe(Date.UTC(2024, 1, 28, 16));
    expect(civilToEpoch("20000229000000")).toBe(Date.UTC(2000, 1, 28, 16));
    expect(civilToEpoch("21000229000000")).toBeUndefined();
    for (const text of ["20230229000000", "20240431000000", "20241301000000", "20240100000000", "20240101240000"]) {
      expect(civilToEpoch(text), text).toBeUndefined();
    }
    for (const text of ["", "20240101", "2024-01-01 00:00", "202401010000000", "2024010100000x", "20240101006000"]) {
      expect(civilToEpoch(text), text).toBeUndefined();
    }
  });

  test("is needed in a QN, with milliseconds", () => {
    expect(isQn("20160801085857223")).toBe(true);
    expect(isQn("20160801085857")).toBe(false);
    expect(isQn("2016080108585722x")).toBe(false);
    expect(isQn("20161301085857223")).toBe(false);
  });

  test("agrees with the calendar of the runtime and goes both ways", () => {
    const seconds = fc.integer({ min: Date.UTC(1600, 0, 1) / 1000, max: Date.UTC(2399, 11, 31) / 1000 });
    fc.assert(
      fc.property(seconds, fc.nat(999), (second, millisecond) => {
        const civil = new Date(second * 1000 + 8 * 3_600_000).toISOString();
        const text = epochToCivil(second * 1000 + millisecond);
        expect(text).toBe(civil.slice(0, 19).replace(/[-T:]/g, ""));
        expect(civilToEpoch(text)).toBe(second * 1000);
        expect(qnToEpoch(epochToQn(second * 1000 + millisecond))).toBe(second * 1000 + millisecond);
      }),
    );
  });
});
