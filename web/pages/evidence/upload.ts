import type { UploadReply } from "#kernel/file/contract.ts";
import { chunkLimit } from "#kernel/file/media.ts";
import { newSm3 } from "#kernel/file/sm3.ts";
import { Problem } from "#kernel/view/problem.ts";

/**
 * Brings a file to the platform: hashed here, sent in pieces, taken up where it stopped. Without React and without a page, so that a worker
 * may use it too. The platform keeps what arrived for a week, so that a closed laptop costs nothing.
 */
export type UploadProgress = Readonly<{
  stage: "hashing" | "sending" | "waiting";
  /** Bytes of the stage that are done, of the whole. */
  done: number;
  of: number;
}>;
export type UploadOptions = Readonly<{
  onProgress?: (progress: UploadProgress) => void;
  signal?: AbortSignal;
  /** The session's token; read from the cookie where there is a page. */
  token?: string;
  pieceBytes?: number;
  /** The token of a guest's link: the guest's own door, which does not tell what it has and is asked from the beginning. */
  guest?: string;
}>;

const doorOf = (guest: string | undefined): string => `/api/v1/${guest ? `guest/${guest}/` : ""}uploads/`;
/** Waits between tries that brought nothing, in seconds; after the last one the refusal is told. */
const pauses = [1, 2, 4, 8, 15, 30, 30, 30];

/** Uploads and gives the SM3 under which the platform knows the file. Throws the platform's refusal, or the lost connection at last. */
export async function uploadFile(file: Blob, options: UploadOptions = {}): Promise<string> {
  const { onProgress, signal, guest, pieceBytes = 1024 * 1024 } = options;
  const hash = await hashOf(file, options);
  const step = Math.min(pieceBytes, chunkLimit);
  let at: UploadReply = guest
    ? { received: 0, complete: false }
    : await patiently(() => ask(`${doorOf(guest)}${hash}?size=${file.size}`, { signal }), options, file.size, 0);
  while (!at.complete) {
    onProgress?.({ stage: "sending", done: at.received, of: file.size });
    const { received } = at;
    at = await patiently(() => sendPiece(file, hash, received, step, options), options, file.size, received);
  }
  onProgress?.({ stage: "sending", done: file.size, of: file.size });
  return hash;
}

/** SM3 of a file, piece by piece, with pauses in which the page stays alive. */
export async function hashOf(file: Blob, { onProgress, signal }: UploadOptions = {}): Promise<string> {
  const hash = newSm3();
  for (let at = 0; at < file.size; at += chunkLimit) {
    signal?.throwIfAborted();
    hash.update(new Uint8Array(await file.slice(at, at + chunkLimit).arrayBuffer()));
    onProgress?.({ stage: "hashing", done: Math.min(file.size, at + chunkLimit), of: file.size });
  }
  return hash.hex();
}

async function sendPiece(
  file: Blob,
  hash: string,
  offset: number,
  step: number,
  { signal, guest, token = csrf() }: UploadOptions,
): Promise<UploadReply> {
  const answer = await ask(`${doorOf(guest)}${hash}?offset=${offset}&size=${file.size}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream", "x-csrf-token": token },
    body: file.slice(offset, offset + step),
    signal,
  });
  if (!answer.complete && answer.received === offset) throw new TypeError("the network brought nothing further");
  return answer;
}

async function ask(path: string, init: RequestInit | { signal: AbortSignal | undefined }): Promise<UploadReply> {
  const answer = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store" } as RequestInit);
  const json = (answer.headers.get("content-type") ?? "").includes("json");
  const body = json ? ((await answer.json()) as Record<string, unknown>) : {};
  if (answer.ok) return body as unknown as UploadReply;
  throw new Problem({
    status: answer.status,
    code: `http.${answer.status}`,
    zh: `平台返回 ${answer.status}，上传未完成。`,
    en: `The platform answered ${answer.status}; the upload did not finish.`,
    ...body,
  });
}

/** A refusal is final; a lost connection and a platform that is away are waited for, longer each time. */
async function patiently(
  work: () => Promise<UploadReply>,
  { onProgress, signal }: UploadOptions,
  of: number,
  done: number,
): Promise<UploadReply> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const pause = pauses[tries];
      const passing =
        error instanceof Problem ? [429, 502, 503, 504].includes(error.status) : error instanceof TypeError;
      if (!passing || pause === undefined) throw error;
      onProgress?.({ stage: "waiting", done, of });
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  }
}

const csrf = (): string =>
  decodeURIComponent(/(?:^|;\s*)saihan_csrf=([^;]+)/.exec(globalThis.document?.cookie ?? "")?.[1] ?? "");
