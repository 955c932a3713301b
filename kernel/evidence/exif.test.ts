import { describe, expect, test } from "vitest";
import { jpegWithExif } from "./exif.kit.ts";
import { exifOf } from "./exif.ts";

describe("what a photo says of itself", () => {
  const says = { taken: "2026:11:23 10:15:00", make: "HUAWEI", model: "Mate 60", lon: 111.1493, lat: 40.7289 };

  test.each([true, false])("time, device and position, little-endian %s", (little) => {
    expect(exifOf(jpegWithExif(says, little))).toEqual({
      takenAt: Date.parse("2026-11-23T10:15:00+08:00"),
      device: "HUAWEI Mate 60",
      position: { lon: expect.closeTo(111.1493, 6), lat: expect.closeTo(40.7289, 6) },
    });
  });

  test("its own time zone, and the other halves of the world", () => {
    const read = exifOf(jpegWithExif({ taken: says.taken, offset: "+09:00", lon: -70.5, lat: -33.25 }));
    expect(read).toEqual({
      takenAt: Date.parse("2026-11-23T10:15:00+09:00"),
      position: { lon: -70.5, lat: -33.25 },
    });
  });

  test("nothing, where there is nothing to read", () => {
    expect(exifOf(jpegWithExif({}))).toEqual({});
    expect(exifOf(jpegWithExif({ lon: 0, lat: 0 }))).toEqual({});
    expect(exifOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toEqual({});
    const whole = jpegWithExif(says);
    for (let length = 0; length < whole.length; length++) expect(exifOf(whole.subarray(0, length))).toBeDefined();
  });
});
