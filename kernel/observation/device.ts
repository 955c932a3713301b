import { z } from "zod";

/** A device: the data logger that speaks for an outfall or a station, under its MN. */
export const protocols = ["HJ212-2005", "HJ212-2017", "HJ212-2025"] as const;
export type Protocol = (typeof protocols)[number];

export const subjectKinds = ["outfall", "air-station", "water-section"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export const mnPattern = /^[0-9A-Za-z_-]{1,32}$/;
/** An address or a CIDR range, IPv4 or IPv6. */
const addressPattern = /^[0-9a-fA-F.:]{2,39}(\/\d{1,3})?$/;
const time = z.iso.datetime({ offset: true });

export const notations = ["bytes", "braces", "hex", "base64"] as const;
export type Notation = (typeof notations)[number];

const settings = {
  protocol: z.enum(protocols),
  /** 访问密码 */
  password: z.string().regex(/^[\x21-\x3a\x3c-\x7e]{1,16}$/),
  /** SM4 key of HJ 212-2025: 16 characters or 32 hexadecimal digits. */
  key: z.string().regex(/^([\x21-\x7e]{16}|[0-9a-fA-F]{32})$/),
  /** How the device writes cipher text; HJ 212-2025 leaves it open. */
  notation: z.enum(notations),
  addresses: z.array(z.string().regex(addressPattern)).max(64),
  /** Seconds between real-time or minute packets. */
  interval: z.number().int().min(1).max(86_400),
  outfall: z.uuid(),
  station: z.uuid(),
  section: z.uuid(),
  /** Where the device stands when it speaks for no outfall or station yet. */
  region: z.string().regex(/^\d{6}$/),
};

export const deviceInput = z.object({
  mn: z.string().regex(mnPattern),
  protocol: settings.protocol.default("HJ212-2017"),
  password: settings.password.default("123456"),
  key: settings.key.optional(),
  notation: settings.notation.default("bytes"),
  addresses: settings.addresses.default([]),
  interval: settings.interval.default(600),
  outfall: settings.outfall.optional(),
  station: settings.station.optional(),
  section: settings.section.optional(),
  region: settings.region.optional(),
});
export type DeviceInput = z.infer<typeof deviceInput>;

export const deviceChange = z
  .object(settings)
  .partial()
  .extend({ baseVersion: z.number().int(), reason: z.string().trim().min(1).max(500) });
export type DeviceChange = z.infer<typeof deviceChange>;

export const adoptionInput = deviceInput.omit({ mn: true });

const named = z.object({ code: z.string(), name: z.string() });
const identified = z.object({ id: z.string(), name: z.string() });

export const deviceItem = z.object({
  mn: z.string(),
  protocol: z.enum(protocols),
  subject: z.object({ kind: z.enum(subjectKinds), id: z.string(), name: z.string() }).nullable(),
  region: named,
  organ: identified.nullable(),
  online: z.boolean(),
  peer: z.string().nullable(),
  lastReceived: time.nullable(),
  lastHour: z.object({ received: z.number(), rejected: z.number() }),
  score: z.number().nullable(),
  sample: z.boolean(),
  version: z.number(),
  interval: z.number(),
});
export type DeviceItem = z.infer<typeof deviceItem>;

export const deviceDetail = deviceItem.omit({ score: true }).extend({
  addresses: z.array(z.string()),
  encrypted: z.boolean(),
  violations24h: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string(), count: z.number(), last: time })),
  splits: z.array(z.object({ cn: z.string(), dataTime: z.string(), seen: z.number(), total: z.number() })),
  score: z
    .object({
      value: z.number(),
      packets: z.number(),
      faultless: z.number(),
      explanation: z.object({ zh: z.string(), en: z.string() }),
    })
    .nullable(),
});

export const requestCommands = ["time-sync", "realtime-interval", "minute-interval", "timeouts"] as const;
export const requestInput = z.object({
  command: z.enum(requestCommands),
  /** realtime-interval: seconds 30–3600; minute-interval: minutes, one of 1,2,3,4,5,6,10,12,15,20,30. */
  value: z.number().int().optional(),
});
export const requestItem = z.object({
  id: z.string(),
  command: z.string(),
  cn: z.string(),
  qn: z.string(),
  detail: z.record(z.string(), z.unknown()),
  state: z.enum(["sent", "accepted", "done", "refused", "failed", "unanswered"]),
  sends: z.number(),
  code: z.string().nullable(),
  askedAt: time,
  askedBy: z.string(),
  endedAt: time.nullable(),
});

/**
 * 协议规范性得分: the share of packets of the period that were read without any violation, in points of 100, rounded down: 100 is for the
 * faultless alone. Undefined when nothing arrived.
 */
export function conformanceScore(packets: number, faultless: number): number | undefined {
  return packets === 0 ? undefined : Math.floor((faultless * 100) / packets);
}
