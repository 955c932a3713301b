import { z } from "zod";

/** What the audit routes take and give; the browser imports the types. */
export const auditQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  /** Id of a person, or part of a name. */
  actor: z.string().trim().max(80).optional(),
  /** The act or its beginning, e.g. "observation.device". */
  act: z.string().trim().max(80).optional(),
  object: z.string().trim().max(200).optional(),
});

export const auditItem = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.object({ id: z.string(), name: z.string() }),
  act: z.string(),
  object: z.string(),
  detail: z.record(z.string(), z.unknown()),
  peer: z.string().nullable(),
  hash: z.string(),
  sealed: z.boolean(),
  position: z.number().nullable(),
});
export type AuditItem = z.infer<typeof auditItem>;

export const auditPage = z.object({ items: z.array(auditItem), next: z.string().nullable() });

export const sealReply = z.object({
  sealed: z.number(),
  unsealed: z.number(),
  /** The newest seal; `signed` says that the chain was signed today. */
  head: z.object({ seq: z.number(), hash: z.string(), at: z.string(), signed: z.boolean() }).nullable(),
  /** The newest signed head; it proves everything before it. */
  signature: z
    .object({ position: z.number(), hash: z.string(), at: z.string(), signature: z.string(), publicKey: z.string() })
    .nullable(),
});
export type SealReply = z.infer<typeof sealReply>;

export const proofReply = z.object({
  sealed: z.number(),
  unsealed: z.number(),
  heads: z.number(),
  signers: z.array(z.string()),
  problems: z.array(
    z.object({ position: z.number().optional(), line: z.string().optional(), zh: z.string(), en: z.string() }),
  ),
});
export type ProofReply = z.infer<typeof proofReply>;
