import { newSm3 } from "#kernel/file/sm3.ts";
import { uuidv7 } from "#kernel/id.ts";
import { type Shot, writePhoto } from "../../field/store.ts";
import { type Fix, freshMs } from "./position.ts";

/** A file older than this was not taken just now: nobody can say where it was taken, and the device's position would be a lie. */
const justNowMs = 5 * 60_000;

/** Keeps a file as it came, byte for byte, and says when and where it was taken as far as the device knows. */
export async function takeShot(account: string, file: File, fix: Fix | null): Promise<Shot> {
  const now = Date.now();
  const bytes = await file.arrayBuffer();
  const hash = newSm3().update(new Uint8Array(bytes)).hex();
  const mediaType = file.type || "application/octet-stream";
  await writePhoto({ hash, account, name: file.name, mediaType, bytes });
  const taken = now - file.lastModified < justNowMs;
  return {
    id: uuidv7(now),
    hash,
    name: file.name || `${hash.slice(0, 8)}.jpg`,
    mediaType,
    size: file.size,
    takenAt: file.lastModified,
    position: taken && fix && now - fix.at < freshMs ? fix : null,
    note: taken ? "" : "从相册选取",
  };
}
