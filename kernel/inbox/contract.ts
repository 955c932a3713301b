import { z } from "zod";

/** What the inbox routes take and give; the browser imports the types. */
const named = z.object({ id: z.string(), name: z.string() });
const titled = z.object({ zh: z.string(), en: z.string() });
export const light = z.enum(["green", "yellow", "red"]);

/**
 * One thing that waits for the reader. case: an act of a case is open; asked: help or agreement was asked; offer: a case is offered;
 * outcome: a report is owed; paper: an outgoing paper waits for its next hand; receipt: one was sent and is to be signed for; incoming: one
 * came in.
 */
export const inboxKind = z.enum(["case", "asked", "offer", "outcome", "paper", "receipt", "incoming"]);
export const inboxItem = z.object({
  key: z.string(),
  kind: inboxKind,
  id: z.string(),
  title: z.string(),
  /** Empty where none was given yet. */
  number: z.string(),
  /** Path in the application at which it is worked on. */
  link: z.string(),
  /** The case that it is, or that a paper belongs to. */
  case: z.object({ id: z.string(), number: z.string(), title: z.string() }).nullable(),
  definition: titled,
  /** Where the case or paper stands, or what is asked. */
  step: titled,
  region: z.string(),
  organ: named,
  from: z.string().nullable(),
  assignee: z.string().nullable(),
  due: z.string().nullable(),
  light: light.nullable(),
  remainingDays: z.number().nullable(),
  supervised: z.boolean(),
  /** Acts that are open to the reader; `plain`: needs nothing but a note, so that it can be done to many at once. */
  acts: z.array(z.object({ id: z.string(), title: titled, plain: z.boolean() })),
  version: z.int(),
  /** When the reader did it, and what; of what is done. */
  done: z.object({ at: z.string(), act: titled }).nullable(),
  sample: z.boolean(),
});
export type InboxItem = z.infer<typeof inboxItem>;

export const inboxReply = z.object({
  items: z.array(inboxItem),
  next: z.string().nullable(),
  counts: z.object({
    todo: z.int(),
    red: z.int(),
    yellow: z.int(),
    green: z.int(),
    supervised: z.int(),
    /** More wait than were looked at: the numbers are at least so. */
    more: z.boolean(),
  }),
});
export type InboxReply = z.infer<typeof inboxReply>;

export const bulkBody = z.strictObject({
  act: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  note: z.string().trim().max(5_000).optional(),
  items: z
    .array(z.strictObject({ id: z.uuid(), baseVersion: z.int() }))
    .min(1)
    .max(100),
});
export const bulkReply = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      done: z.boolean(),
      /** Why not, of an item that was refused. */
      problem: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(),
    }),
  ),
});
export type BulkReply = z.infer<typeof bulkReply>;

export const commentBody = z.strictObject({
  case: z.uuid(),
  text: z.string().trim().min(1).max(2_000),
  mentions: z.array(z.uuid()).max(20).default([]),
});
export const commentReply = z.object({
  id: z.string(),
  at: z.string(),
  by: z.object({ id: z.string(), name: z.string(), organ: z.string() }),
  text: z.string().nullable(),
  mentions: z.array(named),
  own: z.boolean(),
});
export type CommentReply = z.infer<typeof commentReply>;
