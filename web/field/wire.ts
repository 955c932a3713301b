import { noteAnswer } from "./clock.ts";
import type { Reply } from "./outcome.ts";
import type { Command } from "./queue.ts";
import type { World } from "./send.ts";
import { apply, readPhoto } from "./store.ts";
import { uploadBytes } from "./upload.ts";

/** The sender's way to the platform: same origin, the session's own token, the device's clock on every request. */
const base = "/api/v1";
const longestMs = 30_000;

/** The token as the cookie has it now. Taken once with the session it belongs to, so that nothing goes out in the next person's name. */
const tokenNow = (): string => decodeURIComponent(/(?:^|;\s*)saihan_csrf=([^;]+)/.exec(document.cookie)?.[1] ?? "");

export async function ask(path: string, init: RequestInit = {}, timeoutMs = longestMs): Promise<Reply> {
  const sent = Date.now();
  const answer = await fetch(base + path, {
    ...init,
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      accept: "application/json",
      "accept-language": "zh-CN",
      "x-device-time": new Date(sent).toISOString(),
      ...init.headers,
    },
  });
  noteAnswer(answer, sent);
  const wait = Number(answer.headers.get("retry-after"));
  return {
    status: answer.status,
    body: await bodyOf(answer),
    ...(wait > 0 ? { retryAfterMs: wait * 1000 } : {}),
  };
}

async function bodyOf(answer: Response): Promise<Reply["body"]> {
  if (!(answer.headers.get("content-type") ?? "").includes("json")) return null;
  const body: unknown = await answer.json();
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
}

/** Whose session the browser holds. The query keeps the service worker from answering out of what it kept. */
async function session(): Promise<{ account: string; token: string } | null> {
  const token = tokenNow();
  const { status, body } = await ask("/session?fresh=1");
  if (status === 401) return null;
  const account = (body?.user as { id?: unknown } | undefined)?.id;
  if (status !== 200 || typeof account !== "string") throw new Error(`session: ${status}`);
  return token === tokenNow() ? { account, token } : null;
}

function write(
  { path, body, id, baseVersion, deviceAt, offsetMs, onBehalfOf }: Command,
  token: string,
): Promise<Reply> {
  return ask(path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-csrf-token": token,
      "idempotency-key": id,
      ...(onBehalfOf === null ? {} : { "x-on-behalf-of": onBehalfOf }),
      "x-recorded-at": new Date(deviceAt).toISOString(),
      ...(offsetMs === null ? {} : { "x-clock-offset": String(offsetMs) }),
    },
    body: JSON.stringify(baseVersion === null ? body : { ...body, baseVersion }),
  });
}

/** The world of a sender in this browser for the outbox of one account. */
export const browserWorld = (account: string): World => ({
  now: () => Date.now(),
  session,
  apply: (...events) => apply(account, ...events),
  photo: (hash) => readPhoto(account, hash),
  upload: uploadBytes,
  write,
  read: (path) => ask(path),
});
