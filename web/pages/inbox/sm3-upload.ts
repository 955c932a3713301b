import { language } from "#kernel/view/language.view.tsx";
import { Problem } from "#kernel/view/problem.ts";
import { send } from "../../api.ts";

/** A file as an answer carries it. */
export type SentFile = Readonly<{ hash: string; name: string }>;

const chunk = 4 * 1024 * 1024;

/** SM3 of a file, 64 hexadecimal digits. */
async function hashOf(file: File): Promise<string> {
  const { sm3 } = await import("sm-crypto-v2");
  return sm3(new Uint8Array(await file.arrayBuffer()));
}

type Uploaded = Readonly<{ received: number; complete: boolean }>;
type Step = (path: string, bytes: Blob) => Promise<Uploaded>;

async function uploadBy(step: Step, file: File, onProgress: (share: number) => void): Promise<SentFile> {
  const hash = await hashOf(file);
  for (let offset = 0; offset < file.size; ) {
    const { received, complete } = await step(
      `/uploads/${hash}?offset=${offset}&size=${file.size}`,
      file.slice(offset, offset + chunk),
    );
    onProgress(received / file.size);
    if (complete) break;
    offset = received > offset ? received : offset + chunk;
  }
  return { hash, name: file.name.slice(-160) };
}

/** Sends a file of a signed-in person in chunks. */
export const uploadOwn = (file: File, onProgress: (share: number) => void): Promise<SentFile> =>
  uploadBy((path, bytes) => send<Uploaded>("POST", path, bytes), file, onProgress);

/** Sends a file of a guest; the pass is a cookie that no script reads. */
export const uploadAsGuest =
  (token: string) =>
  (file: File, onProgress: (share: number) => void): Promise<SentFile> =>
    uploadBy(
      async (path, bytes) => {
        const answer = await fetch(`/api/v1/guest/${token}${path}`, {
          method: "POST",
          headers: {
            "content-type": "application/octet-stream",
            "accept-language": language() === "zh" ? "zh-CN" : "en",
          },
          body: bytes,
          credentials: "same-origin",
        });
        const body = (await answer.json()) as Uploaded & Record<string, unknown>;
        if (!answer.ok) throw new Problem(body as never);
        return body;
      },
      file,
      onProgress,
    );

export type Upload = (file: File, onProgress: (share: number) => void) => Promise<SentFile>;
