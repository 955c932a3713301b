import { z } from "zod";

/** What the signature routes take and give; the browser imports the types. */
export const objectName = z
  .string()
  .regex(/^[a-z][a-z.-]{1,59}\/[0-9a-f-]{36}$/, { message: "应为 种类/编号" })
  .meta({ title: "所签事项", titleEn: "Object" });
const method = z.enum(["quick", "strong"]);

export const signingBody = z.strictObject({
  object: objectName,
  /** The version that the signer read. */
  version: z.int().min(1),
  password: z.string().max(200).meta({ title: "登录密码", titleEn: "Password" }),
  capacity: z.string().trim().min(1).max(40).optional(),
  method: method.default("quick"),
});
export const revocationBody = z.strictObject({
  reason: z.string().trim().min(2).max(500).meta({ title: "理由", titleEn: "Reason" }),
});
export const signatureParams = z.object({ id: z.uuid() });

const verdict = z.object({
  holds: z.boolean(),
  /** Whether what stands now is what was signed; "unknown" where the platform cannot read it. */
  content: z.enum(["same", "changed", "unknown"]),
  zh: z.string(),
  en: z.string(),
});
export const signatureReply = z.object({
  id: z.string(),
  object: z.string(),
  version: z.int(),
  method,
  signer: z.object({ id: z.string(), name: z.string() }),
  organ: z.string().nullable(),
  capacity: z.string().nullable(),
  onBehalfOf: z.string().nullable(),
  at: z.string(),
  publicKey: z.string(),
  content: z.string(),
  document: z.string().nullable(),
  revoked: z.object({ at: z.string(), reason: z.string() }).nullable(),
  verdict,
  mayRevoke: z.boolean(),
});
export type Signature = z.infer<typeof signatureReply>;

export const signaturesReply = z.object({
  items: z.array(signatureReply),
  /** What could be signed here now, if anything. */
  signable: z.object({ version: z.int(), title: z.string(), open: z.boolean() }).nullable(),
  /** The service for strong signatures, where one is connected. */
  strong: z.string().nullable(),
});
export type Signatures = z.infer<typeof signaturesReply>;

export const signedReply = z.object({
  id: z.string(),
  at: z.string(),
  publicKey: z.string(),
  words: z.string(),
  keyMade: z.enum(["new", "renewed"]).nullable(),
});
export type Signed = z.infer<typeof signedReply>;

export const keyReply = z.object({
  key: z.object({ publicKey: z.string(), fingerprint: z.string(), made: z.string() }).nullable(),
});
export type SigningKeyReply = z.infer<typeof keyReply>;
