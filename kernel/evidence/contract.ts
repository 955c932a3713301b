import { z } from "zod";
import { audiences, evidenceKinds } from "./exhibit.ts";

/** What the evidence routes take and give; the browser imports the types. */
const position = z.strictObject({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) });
const time = z.iso.datetime({ offset: true, message: "应为带时区的 ISO 8601 时间" });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const kind = z.enum(Object.keys(evidenceKinds) as [keyof typeof evidenceKinds]);
const audience = z.enum(Object.keys(audiences) as [keyof typeof audiences]);
const titled = (zh: string, en: string) => ({ title: zh, titleEn: en });
const reason = z.string().trim().min(2).max(500).meta(titled("理由", "Reason"));

export const ownerKind = z.string().regex(/^[a-z][a-z.-]{1,59}$/);
export const evidenceBody = z.strictObject({
  /** From the device, so that what is sent twice is added once. */
  id: z.uuid().optional(),
  owner: z.strictObject({ kind: ownerKind, id: z.uuid() }),
  hash: hash.meta(titled("文件", "File")),
  name: z.string().trim().min(1).max(200).meta(titled("文件名", "File name")),
  kind: kind.optional(),
  takenAt: time.nullish().meta(titled("拍摄时间", "Taken at")),
  device: z.string().trim().max(200).nullish().meta(titled("设备", "Device")),
  position: position.nullish().meta(titled("位置", "Position")),
  accuracy: z.number().min(0).max(100_000).nullish().meta(titled("精度", "Accuracy")),
  note: z.string().trim().max(1000).nullish().meta(titled("说明", "Note")),
  derivedFrom: z.uuid().nullish().meta(titled("原件", "Original")),
  redaction: reason.nullish().meta(titled("遮盖理由", "Reason for redaction")),
});
export type EvidenceBody = z.output<typeof evidenceBody>;

export const reasonBody = z.strictObject({ reason });
export const itemParams = z.object({ id: z.uuid() });
export const ownerQuery = z.object({ owner: z.uuid() });
export const packageQuery = z.object({ owner: z.uuid(), for: audience.optional() });

const who = z.object({ at: z.string(), by: z.string() });
export const exhibitReply = z.object({
  id: z.string(),
  owner: z.object({ kind: z.string(), id: z.string() }),
  exhibit: z.int(),
  copy: z.int(),
  /** "3", or "3-1" for a redacted copy. */
  label: z.string(),
  hash: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.int(),
  kind,
  takenAt: z.string().nullable(),
  device: z.string().nullable(),
  clockOffsetMs: z.int().nullable(),
  position: position.nullable(),
  accuracy: z.number().nullable(),
  /** What the file says of itself. */
  file: z.object({ takenAt: z.string().nullable(), device: z.string().nullable(), position: position.nullable() }),
  differences: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
  note: z.string().nullable(),
  derivedFrom: z.string().nullable(),
  redaction: z.string().nullable(),
  /** An original that has a redacted copy in force. */
  covered: z.boolean(),
  ofParty: z.boolean(),
  recorded: z.object({ at: z.string(), by: z.string(), organ: z.string().nullable() }),
  disclosed: who.nullable(),
  withdrawn: who.extend({ reason: z.string() }).nullable(),
  mayWithdraw: z.boolean(),
});
export type Exhibit = z.infer<typeof exhibitReply>;

export const exhibitsReply = z.object({
  owner: z.object({
    kind: z.string(),
    id: z.string(),
    number: z.string().nullable(),
    title: z.string(),
    open: z.boolean(),
  }),
  reader: z.enum(["officer", "partner", "party"]),
  items: z.array(exhibitReply),
});
export type Exhibits = z.infer<typeof exhibitsReply>;

export const custodyReply = z.object({
  items: z.array(z.object({ at: z.string(), by: z.string(), act: z.string(), zh: z.string(), en: z.string() })),
});
export type Custody = z.infer<typeof custodyReply>;
