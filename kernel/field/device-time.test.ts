import { expect, test } from "vitest";
import { deviceLine, deviceTime } from "./device-time.ts";

const day = 86_400_000;
const minute = 60_000;
const now = Date.parse("2026-11-24T18:00:00+08:00");
const iso = (epoch: number) => new Date(epoch).toISOString();
const said = (sent: number, recorded: number, knownOffset?: number) =>
  deviceTime({ sentAt: iso(sent), recordedAt: iso(recorded), knownOffset: knownOffset?.toString() }, now);

test("a clock a day ahead gives the true time of recording", () => {
  expect(said(now + day, now + day - 90 * minute)).toEqual({
    deviceAt: now + day - 90 * minute,
    offsetMs: day,
    at: now - 90 * minute,
    doubtful: false,
  });
});

test("a clock that was put right before sending is told by what the device knew when it recorded", () => {
  expect(said(now, now - 90 * minute - day, -day)).toMatchObject({ at: now - 90 * minute, doubtful: true });
});

test("what would lie in the future is taken for now, and doubted", () => {
  expect(said(now, now + 3 * minute)).toMatchObject({ at: now, doubtful: true });
});

test("without both times nothing is said", () => {
  expect(deviceTime({ sentAt: undefined, recordedAt: iso(now), knownOffset: "5" }, now)).toBeUndefined();
  expect(deviceTime({ sentAt: "yesterday", recordedAt: iso(now), knownOffset: undefined }, now)).toBeUndefined();
});

test("the timeline says what was corrected and keeps what the device said", () => {
  const line = deviceLine({
    deviceAt: now + day,
    offsetMs: day + 3 * 60 * minute,
    at: now - 3 * 60 * minute,
    doubtful: false,
  });
  expect(line.shown).toBe("2026-11-24 15:00（设备时钟快 1 天 3 小时，已校正）");
  expect([line.deviceAt, line.offsetMs]).toEqual(["2026-11-25T18:00:00+08:00", day + 3 * 60 * minute]);
  expect(deviceLine({ deviceAt: now, offsetMs: 200, at: now - 200, doubtful: false }).shown).toBe(
    "2026-11-24T17:59:59.800+08:00",
  );
});
