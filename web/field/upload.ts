import type { Reply } from "./outcome.ts";
import type { Photo } from "./store.ts";
import { ask } from "./wire.ts";

/** Small pieces, so that a connection that lasts only seconds still brings a photo further. */
export const pieceBytes = 256 * 1024;
const pieceTimeoutMs = 60_000;

/** Brings the bytes of a photo to the platform from where it left off; the last answer says that all of it is there, or why not. */
export async function uploadBytes(photo: Photo, token: string): Promise<Reply> {
  const path = `/uploads/${photo.hash}`;
  const size = photo.bytes.byteLength;
  let reply = await ask(`${path}?size=${size}`);
  while (reply.status === 200 && reply.body && reply.body.complete !== true) {
    const offset = Number(reply.body.received);
    reply = await ask(
      `${path}?offset=${offset}&size=${size}`,
      {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "x-csrf-token": token },
        body: photo.bytes.slice(offset, offset + pieceBytes),
      },
      pieceTimeoutMs,
    );
    // nothing came further: another look would go on for ever
    if (reply.status === 200 && reply.body?.complete !== true && !(Number(reply.body?.received) > offset))
      return { status: 502, body: null };
  }
  return reply;
}
