import { z } from "zod";
import { offeredModes, outcomeKinds } from "./mode.ts";

/** What the transfer and guest routes take and give; the browser imports the types. */
const named = z.object({ id: z.string(), name: z.string() });
const titled = z.object({ zh: z.string(), en: z.string() });
const text = (longest: number) => z.string().trim().min(2).max(longest);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const offerBody = z.strictObject({
  mode: z.enum(offeredModes),
  to: z.uuid(),
  reason: text(2_000),
  basis: z.string().trim().max(500).optional(),
  /** Exhibits that go with it. */
  evidence: z.array(z.uuid()).max(200).default([]),
  /** A receiver without accounts answers by link and code; both are shown to the sender once. */
  link: z.boolean().default(false),
});
export type OfferBody = z.output<typeof offerBody>;

const outcome = z.enum(Object.keys(outcomeKinds) as [string, ...string[]]);
export const answerFile = z.strictObject({ hash, name: z.string().trim().min(1).max(160) });
const files = z.array(answerFile).max(20).default([]);

export const acceptBody = z.strictObject({ note: z.string().trim().max(2_000).optional() });
export const returnBody = z.strictObject({ reason: text(2_000) });
export const outcomeBody = z.strictObject({ kind: outcome, note: text(5_000), files });

/** Who answers for an organ without an account. */
export const signer = z.strictObject({
  name: text(40),
  office: text(60),
  phone: z
    .string()
    .trim()
    .regex(/^[\d+\- ]{6,20}$/),
});
export const guestAcceptBody = acceptBody.extend({ signer });
export const guestReturnBody = returnBody.extend({ signer });
export const guestOutcomeBody = outcomeBody.extend({ signer });

/** The receiver's answer on stamped paper: what it says, and its scan. */
export const letterBody = z.strictObject({
  act: z.enum(["accept", "return", "outcome"]),
  letterNumber: text(60),
  letterDate: z.iso.date(),
  signer,
  note: z.string().trim().max(5_000).optional(),
  outcome: outcome.optional(),
  /** The file of the scan, uploaded before. */
  scan: answerFile,
});

export const linkReply = z.object({
  /** Path of the guest page; shown once. */
  path: z.string(),
  code: z.string(),
  expires: z.string(),
});
export type LinkReply = z.infer<typeof linkReply>;

export const fileReply = z.object({
  id: z.string(),
  source: z.enum(["package", "answer"]),
  exhibit: z.int(),
  copy: z.int(),
  hash: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  kind: z.string(),
  takenAt: z.string().nullable(),
  note: z.string().nullable(),
});
export type FileReply = z.infer<typeof fileReply>;

export const packageReply = z.object({
  number: z.string(),
  title: z.string(),
  definition: titled,
  subject: z.string(),
  region: z.string(),
  opened: z.string(),
  facts: z.array(z.object({ title: titled, value: z.string() })),
  papers: z.array(z.object({ kind: z.string(), number: z.string() })),
  timeline: z.array(z.object({ at: z.string(), who: z.string(), act: titled, note: z.string().nullable() })),
});
export type Package = z.infer<typeof packageReply>;

export const term = z.object({
  unit: z.string(),
  amount: z.int(),
  source: z.string(),
  article: z.string(),
  verified: z.boolean(),
  provisional: z.boolean(),
  explanation: titled,
});

export const transferItem = z.object({
  id: z.string(),
  case: z.object({ id: z.string(), number: z.string(), title: z.string() }),
  mode: z.enum(["referral", "transfer", "assignment", "joint", "return"]),
  from: named,
  to: named,
  state: z.enum(["offered", "accepted", "returned", "expired", "withdrawn", "reported"]),
  offered: z.string(),
  offeredBy: z.string(),
  /** The date that is waited for: of the answer, then of the outcome. */
  due: z.string().nullable(),
  light: z.enum(["green", "yellow", "red"]).nullable(),
  remainingDays: z.number().nullable(),
  answered: z.object({ at: z.string(), by: z.string(), channel: z.string(), note: z.string().nullable() }).nullable(),
  outcome: z
    .object({ at: z.string(), by: z.string(), channel: z.string(), kind: z.string(), note: z.string() })
    .nullable(),
  bounce: z.int().nullable(),
  escalatedTo: named.nullable(),
  /** Days from the offer to its end, or until now. */
  days: z.int(),
  sample: z.boolean(),
});
export type TransferItem = z.infer<typeof transferItem>;

export const transferDetail = transferItem.extend({
  reason: z.string(),
  basis: z.string().nullable(),
  package: packageReply,
  packageHash: z.string(),
  files: z.array(fileReply),
  answerTerm: term,
  outcomeTerm: term.nullable(),
  answers: z.array(
    z.object({
      act: z.string(),
      channel: z.string(),
      at: z.string(),
      by: z.string(),
      signer: z.object({ name: z.string(), office: z.string(), phone: z.string() }).nullable(),
      note: z.string().nullable(),
      outcome: z.string().nullable(),
      letter: z.object({ number: z.string(), date: z.string() }).nullable(),
    }),
  ),
  /** What the reader may do now. */
  may: z.array(z.enum(["accept", "return", "outcome", "withdraw", "letter", "link"])),
  link: z
    .object({
      issued: z.string(),
      by: z.string(),
      expires: z.string(),
      opened: z.string().nullable(),
      locked: z.boolean(),
    })
    .nullable(),
});
export type TransferDetail = z.infer<typeof transferDetail>;
