import { z } from "zod";

export { chunkLimit } from "./media.ts";

/** What the file routes take and give; the browser imports the types. */
export const hashParams = z.object({
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { message: "应为 64 位小写十六进制的 SM3 值" })
    .meta({ title: "SM3", titleEn: "SM3" }),
});

export const uploadReply = z.object({ received: z.int(), complete: z.boolean() });
export type UploadReply = z.infer<typeof uploadReply>;
