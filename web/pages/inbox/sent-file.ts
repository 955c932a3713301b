import { uploadFile } from "../evidence/upload.ts";

/** A file as an answer carries it. */
export type SentFile = Readonly<{ hash: string; name: string }>;
export type Upload = (file: File, onProgress: (share: number) => void) => Promise<SentFile>;

/** Sends a file with an answer: of a signed-in person, or of a guest through the guest's own door. */
export const uploadFor =
  (guest?: string): Upload =>
  async (file, onProgress) => ({
    hash: await uploadFile(file, {
      ...(guest ? { guest } : {}),
      onProgress: ({ stage, done, of }) => stage === "sending" && onProgress(done / of),
    }),
    name: file.name.slice(-160),
  });
