import { z } from "zod";

/** What a page of suspected duplicates shows and sends. */
export const candidateReply = z.object({
  one: z.object({ id: z.uuid(), name: z.string() }),
  other: z.object({ id: z.uuid(), name: z.string() }),
  sameCode: z.boolean(),
  /** Share of common trigrams of the names, 0–1. */
  alike: z.number(),
  metres: z.number().nullable(),
  region: z.object({ code: z.string(), name: z.string() }),
});
export const candidatesReply = z.object({ items: z.array(candidateReply) });
export type CandidateReply = z.infer<typeof candidateReply>;

export const mergeBody = z.strictObject({
  register: z.string().max(80),
  kind: z.enum(["duplicate", "succession"]),
  survivor: z.uuid(),
  loser: z.uuid(),
  survivorVersion: z.int().positive(),
  loserVersion: z.int().positive(),
  /** Fields in which the survivor takes what the other has. */
  take: z.array(z.string().max(60)).max(100).default([]),
  /** The first day of a succession. */
  from: z.iso.date().optional(),
  reason: z.string().trim().min(2).max(500),
});
export const mergeReply = z.object({
  id: z.uuid(),
  register: z.string(),
  kind: z.enum(["duplicate", "succession"]),
  survivor: z.object({ id: z.uuid(), name: z.string() }),
  loser: z.object({ id: z.uuid(), name: z.string() }),
  taken: z.array(z.string()),
  from: z.string().nullable(),
  moved: z.int(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  undoneAt: z.string().nullable(),
  undo: z.object({ returned: z.int(), left: z.int() }).nullable(),
});
export type MergeReply = z.infer<typeof mergeReply>;
