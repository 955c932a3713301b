import { clockText, isoTime, parseTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";

/**
 * When something was recorded in the field, from a clock that nobody checked there. The device says what its clock showed then and what it shows
 * now; the difference of the latter to ours is how far it is ahead. A clock that was put right between recording and sending would deceive that
 * measurement, so the device also says how far ahead it knew itself to be when it recorded.
 */
export type DeviceTime = Readonly<{
  /** What the device's clock showed at recording, epoch ms. */
  deviceAt: number;
  /** How far that clock was ahead of the platform's, ms. */
  offsetMs: number;
  /** Our best estimate of the true time of recording, epoch ms; never later than the receipt. */
  at: number;
  /** The clock was moved between recording and sending, or says what cannot be: the estimate may be wrong. */
  doubtful: boolean;
}>;

/** Two measurements of the same clock differ by no more than this unless it was moved. */
const driftMs = 5 * 60_000;
/** Below this a difference is not worth a word. */
const worthSayingMs = 60_000;

export function deviceTime(
  said: Readonly<{
    /** Header x-device-time: ISO 8601 with offset. */
    sentAt: string | undefined;
    /** Header x-recorded-at: ISO 8601 with offset. */
    recordedAt: string | undefined;
    /** Header x-clock-offset: ms. */
    knownOffset: string | undefined;
  }>,
  now: number,
): DeviceTime | undefined {
  const deviceAt = said.recordedAt === undefined ? undefined : parseTime(said.recordedAt);
  const sentAt = said.sentAt === undefined ? undefined : parseTime(said.sentAt);
  if (deviceAt === undefined || sentAt === undefined) return undefined;
  const measured = sentAt - now;
  const known =
    said.knownOffset !== undefined && /^-?\d{1,15}$/.test(said.knownOffset) ? Number(said.knownOffset) : measured;
  const estimate = deviceAt - known;
  const future = estimate - now > worthSayingMs;
  return {
    deviceAt,
    offsetMs: known,
    at: Math.min(estimate, now),
    doubtful: future || Math.abs(known - measured) > driftMs,
  };
}

/** The time of recording as a line of a timeline shows it, with the raw values beside it. */
export function deviceLine({ deviceAt, offsetMs, at, doubtful }: DeviceTime): Readonly<Record<string, unknown>> {
  const off = Math.abs(offsetMs) >= worthSayingMs;
  const words = [
    ...(off ? [`设备时钟${offsetMs > 0 ? "快" : "慢"} ${lengthText(Math.abs(offsetMs))}，已校正`] : []),
    ...(doubtful ? ["设备时钟在记录后被调整过，时间存疑"] : []),
  ];
  const title: Title = { zh: "现场记录时间", en: "Recorded in the field" };
  return {
    title,
    value: isoTime(at),
    shown: words.length > 0 ? `${clockText(at)}（${words.join("；")}）` : isoTime(at),
    deviceAt: isoTime(deviceAt),
    offsetMs,
    doubtful,
  };
}

/** 3 分钟, 2 小时 5 分钟, 1 天 3 小时. */
function lengthText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [days > 0 && `${days} 天`, hours > 0 && `${hours} 小时`, days === 0 && rest > 0 && `${rest} 分钟`];
  return parts.filter(Boolean).join(" ") || "不足 1 分钟";
}
