import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { newSm3 } from "#kernel/file/sm3.ts";
import { type UploadProgress, uploadFile } from "./upload.ts";

/** The network as a page knows it: it keeps what arrived, may break in the middle of a piece, and may refuse. */
let arrived = 0;
let cuts = 0;
let refusal: number | null = null;
let offsets: number[] = [];

beforeEach(() => {
  arrived = 0;
  cuts = 0;
  refusal = null;
  offsets = [];
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
  vi.stubGlobal("fetch", answer);
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answer(path: string, init: RequestInit): Promise<Response> {
  const query = new URL(path, "http://here").searchParams;
  const size = Number(query.get("size"));
  if (refusal !== null)
    return Response.json({ code: "storage.full", zh: "磁盘空间不足", en: "full" }, { status: refusal });
  if (init.method === "POST") {
    const offset = Number(query.get("offset"));
    const piece = (init.body as Blob).size;
    offsets.push(offset);
    const cut = offset > 0 && cuts > 0;
    arrived = offset + (cut ? 0 : piece);
    if (cut) {
      cuts -= 1;
      throw new TypeError("fetch failed");
    }
  }
  return Response.json({ received: arrived, complete: arrived === size });
}

const bytes = new Uint8Array(10_000).map((_, index) => index * 31);

test("goes on from where a cut connection left it, and tells how far it is", async () => {
  cuts = 2;
  const told: UploadProgress[] = [];
  const hash = await uploadFile(new Blob([bytes]), { token: "t", pieceBytes: 4000, onProgress: (at) => told.push(at) });
  expect(hash).toBe(newSm3().update(bytes).hex());
  expect(offsets).toEqual([0, 4000, 4000, 4000, 8000]);
  expect(told.filter(({ stage }) => stage === "waiting")).toEqual(
    Array(2).fill({ stage: "waiting", done: 4000, of: 10_000 }),
  );
  expect(told.at(-1)).toEqual({ stage: "sending", done: 10_000, of: 10_000 });
});

test("takes up what an earlier try brought, and sends nothing that is there already", async () => {
  arrived = 8000;
  await uploadFile(new Blob([bytes]), { token: "t", pieceBytes: 4000 });
  expect(offsets).toEqual([8000]);
});

test("tells a refusal at once, and stops when it is told to", async () => {
  refusal = 507;
  await expect(uploadFile(new Blob([bytes]), { token: "t" })).rejects.toMatchObject({ code: "storage.full" });
  const stop = new AbortController();
  stop.abort();
  await expect(uploadFile(new Blob([bytes]), { signal: stop.signal })).rejects.toThrow(/abort/i);
});
