import { describe, expect, test } from "vitest";
import { createFramer } from "./framer.ts";
import { parseFrame } from "./packet.ts";
import type { Sample } from "./samples.ts";
import { samples } from "./samples.ts";
import { bytesOf } from "./utf8.ts";

function readSample(sample: Sample) {
  const { frames, garbage } = createFramer().push(bytesOf(`${sample.frame}\r\n`));
  expect([frames.length, garbage.length]).toEqual([1, 0]);
  return { frame: frames[0] as NonNullable<(typeof frames)[0]>, parsed: parseFrame(frames[0] as (typeof frames)[0]) };
}

/** What the sources print wrongly; every other published or derived frame is without blame. */
const blamed: Readonly<Record<string, string[]>> = {
  "2005 style, no QN/Flag; PW=000000, lower-case CRC": ["crc-lower-case", "field-missing", "field-missing"],
  "surface water ST=21, Flag=8 in 2021, 14-char MN, lower-case CRC": ["crc-lower-case", "mn-format"],
  "现场机: 上传污染物实时数据; '01018-Rtd' transcribed without the leading w": ["item-separator"],
  "现场机: 上传设备运行时间日历史数据; transcribed without ';' before CP": ["field-separator"],
  "上位机: 发送“取设备运行时间日历史数据”请求; ',' instead of ';' before EndTime": ["item-separator"],
  "上位机: 发送“提取现场机信息”请求; ',' instead of ';' before EndTime": ["item-separator"],
};

const valid = samples.filter(({ kind }) => kind === "published" || kind === "derived");
const refused = samples.filter(({ kind }) => kind === "wrong-check");

test("there are 82 valid samples, one of them encrypted, and 3 with a wrong check", () => {
  expect([valid.length, samples.filter(({ kind }) => kind === "encrypted").length, refused.length]).toEqual([81, 1, 3]);
});

describe("a valid sample", () => {
  test.each(valid.map((sample, index) => ({ index, ...sample })))("$index $about", (sample) => {
    const { frame, parsed } = readSample(sample);
    expect(frame.lengthValid).toBe(true);
    expect(parsed.crcValid).toBe(true);
    expect(parsed.text).toBe(sample.frame.slice(6, -4));
    expect(parsed.packet.cn).toBe(/CN=(\d{4})/.exec(sample.frame)?.[1]);
    expect(parsed.packet.mn).toBe(/MN=(\w+)/.exec(sample.frame)?.[1]);
    expect(parsed.violations.map(({ code }) => code)).toEqual(blamed[sample.about] ?? []);
  });
});

describe("a sample with a wrong check", () => {
  test.each(refused)("$about", (sample) => {
    const right = /right CRC ([0-9A-F]{4})/.exec(sample.about)?.[1] as string;
    const { parsed } = readSample(sample);
    expect(parsed.crcValid).toBe(false);
    expect(parsed.violations[0]).toMatchObject({ code: "crc-mismatch", place: "CRC" });
    const mended = readSample({ ...sample, frame: sample.frame.slice(0, -4) + right });
    expect(mended.parsed.crcValid).toBe(true);
    expect(mended.parsed.violations.map(({ code }) => code)).not.toContain("crc-mismatch");
  });
});
