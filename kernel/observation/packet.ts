import { z } from "zod";
import type { Title } from "#kernel/title.ts";

/** What became of a packet. Each packet that arrived has exactly one row and one verdict: the loss ledger counts them. */
export const verdicts = ["stored", "duplicate", "rejected"] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Why a packet was refused. A code keeps its meaning for ever. A refused packet is kept word for word, counted, and never
 * acknowledged: the device may send it again, and is not told what a stranger would like to know.
 */
export const rejections = {
  "unknown-mn": { zh: "设备未登记", en: "The device is not registered" },
  "wrong-password": { zh: "访问密码不符", en: "The access password is wrong" },
  "not-allowed-address": {
    zh: "来源地址不在该设备的允许范围内",
    en: "The device may not be spoken for from this address",
  },
  "bad-crc": { zh: "CRC 校验不符", en: "The check does not match the data segment" },
  "no-mn": { zh: "没有设备唯一标识 MN", en: "The packet names no device (MN)" },
  "bad-mn": { zh: "设备唯一标识 MN 无法识别", en: "The device identifier (MN) is not readable" },
  unreadable: { zh: "数据段无法识别（缺少命令编码）", en: "The data segment cannot be read: it has no command" },
  undecryptable: { zh: "数据区已加密而无法解密", en: "The data area is encrypted and cannot be decrypted" },
  "future-time": { zh: "数据时间超前 10 分钟以上", en: "The data time is more than ten minutes ahead" },
  "past-time": { zh: "数据时间早于 2000 年", en: "The data time is before the year 2000" },
  garbage: { zh: "不是数据包的字节", en: "Bytes that are no packet" },
  oversize: { zh: "数据包超过长度上限", en: "The packet is longer than allowed" },
  "platform-busy": {
    zh: "平台暂时无法核对设备，请重发",
    en: "The platform could not check the device for now; send again",
  },
} as const satisfies Record<string, Title>;
export type Rejection = keyof typeof rejections;

/** Data may be this far ahead of our clock. */
export const futureToleranceMs = 10 * 60_000;
export const earliestMs = Date.UTC(2000, 0, 1) - 8 * 3_600_000;

/** Notices are answered 9013, everything else that asks for an answer 9014 (HJ 212-2017 §6.1, 2025 heartbeat). */
export const notices: ReadonlySet<string> = new Set(["1013", "9015"]);
/** Answers of a device to a request: matched, kept, not answered. */
export const deviceAnswers: ReadonlySet<string> = new Set(["9011", "9012", "9013", "9014"]);

const time = z.iso.datetime({ offset: true });
export const violationSchema = z.object({ code: z.string(), place: z.string(), zh: z.string(), en: z.string() });

export const packetItem = z.object({
  mn: z.string(),
  received: time,
  verdict: z.enum(verdicts),
  reason: z.string(),
  cn: z.string(),
  st: z.string(),
  qn: z.string(),
  dataTime: time.nullable(),
  readings: z.number(),
  bytes: z.number(),
  violations: z.number(),
  peer: z.string(),
});
export type PacketItem = z.infer<typeof packetItem>;

const titled = z.object({ zh: z.string(), en: z.string() });
export const packetReading = z.object({
  series: z.number(),
  factor: z.string(),
  name: z.string(),
  aggregate: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  flag: z.string(),
  time,
});
export const packetDetail = z.object({
  mn: z.string(),
  received: time,
  /** As it came, but for the password where `masked` says so. */
  raw: z.string(),
  masked: z.boolean(),
  encoding: z.enum(["text", "base64"]),
  /** SM3 of the data segment as it came, never of what was masked. */
  hash: z.string(),
  verdict: z.enum(verdicts),
  reason: z.string(),
  reasonTitle: titled.nullable(),
  cn: z.string(),
  st: z.string(),
  peer: z.string(),
  violations: z.array(violationSchema),
  segments: z.array(z.object({ name: z.string(), value: z.string(), title: titled.nullable() })),
  measurements: z.array(packetReading.omit({ series: true })),
  unread: z.array(z.string()),
  readings: z.array(packetReading),
  /** Receipt of the packets before and after it of the same device; null at the ends. */
  previous: time.nullable(),
  next: time.nullable(),
});
export type PacketDetail = z.infer<typeof packetDetail>;

export const packetQuery = z.object({
  mn: z.string().optional(),
  from: time.optional(),
  to: time.optional(),
  verdict: z.enum(verdicts).optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
