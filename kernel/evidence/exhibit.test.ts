import { describe, expect, test } from "vitest";
import { differencesOf, isCarried, type Said } from "./exhibit.ts";

describe("differences between what the device and the file say", () => {
  const at = Date.parse("2026-11-23T10:15:00+08:00");
  const place = { lon: 111.15, lat: 40.73 };
  const said: Said = {
    takenAt: at,
    clockOffsetMs: 0,
    position: place,
    accuracy: 10,
    recordedAt: at + 60_000,
    file: { takenAt: at, position: place },
  };
  const codes = (change: Partial<Said>) => differencesOf({ ...said, ...change }).map(({ code }) => code);

  test("none where they agree or say nothing", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ takenAt: null, position: null, clockOffsetMs: null })).toEqual([]);
    expect(codes({ file: { takenAt: at - 4 * 60_000, position: { lon: 111.1515, lat: 40.73 } } })).toEqual([]);
  });

  test("time, position, clock and a time yet to come, in sentences", () => {
    const found = differencesOf({
      ...said,
      takenAt: at + 3_600_000,
      clockOffsetMs: 3_600_000,
      file: { takenAt: at - 86_400_000 * 4, position: { lon: 111.2, lat: 40.73 } },
    });
    expect(found.map(({ zh }) => zh)).toEqual([
      "设备报告拍摄于 2026-11-23 11:15，照片内记录为 2026-11-19 10:15，相差 4 天。",
      "设备报告的位置与照片内记录的位置相距 4.2 公里。",
      "设备时钟比平台快 60 分钟。",
      "所称的拍摄时间（2026-11-23 11:15）晚于提交时间（2026-11-23 10:16）。",
    ]);
  });
});

test("who gets the file of an exhibit", () => {
  const plain = { copy: 0, covered: false, withdrawn: null, disclosed: null, ofParty: false };
  const gets = (change: object) =>
    (["internal", "partner", "party", "public"] as const).filter((audience) =>
      isCarried({ ...plain, ...change }, audience),
    );
  expect(gets({})).toEqual(["internal", "partner"]);
  expect(gets({ ofParty: true })).toEqual(["internal", "partner", "party"]);
  expect(gets({ disclosed: {} })).toEqual(["internal", "partner", "party", "public"]);
  expect(gets({ disclosed: {}, covered: true })).toEqual(["internal"]);
  expect(gets({ disclosed: {}, withdrawn: {} })).toEqual(["internal"]);
});
