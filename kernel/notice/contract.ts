import { z } from "zod";

/** What the notice routes take and give; the browser imports the types. */
const title = z.object({ zh: z.string(), en: z.string() });

export const noticeReply = z.object({
  id: z.string(),
  at: z.string(),
  title,
  body: title.nullable(),
  link: z.string(),
  about: z.object({ kind: z.string(), id: z.string() }),
  /** Told to the reader alone, or to everybody of the reader's organ. */
  to: z.enum(["person", "organ"]),
  read: z.boolean(),
});
export type NoticeReply = z.infer<typeof noticeReply>;

/** A way out of the platform, and whether this office has set it up. */
export const portReply = z.object({ id: z.string(), title, configured: z.boolean(), hint: title });
export type PortReply = z.infer<typeof portReply>;

export const readBody = z.union([
  z.strictObject({ ids: z.array(z.uuid()).min(1).max(200) }),
  z.strictObject({ all: z.literal(true) }),
]);
