import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";

/**
 * Files by content: the name of a file is the SM3 of its bytes, so that a file can never be replaced, only be added.
 *
 * What must not change: a name under `files/` exists only when all bytes behind it were written, flushed and hashed to that name; what is
 * still arriving stands under `files/part/`, one part for each (hash, sender), so that nobody's wrong bytes spoil another's upload.
 * The type `Files` is the port: storage behind an S3 interface would be another maker of it. There is none yet.
 */
export type Files = Readonly<{
  /** Stores bytes that the platform itself has or makes. */
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<Stored>;
  /** Bytes of a file, or undefined where there is none of this hash. */
  size(hash: string): Promise<number | undefined>;
  /** The content, or bytes `start` to `end` of it, both included. Throws where there is none: ask `size` first. */
  open(hash: string, range?: Readonly<{ start: number; end: number }>): AsyncIterable<Uint8Array>;
  /** The whole content in memory; for files that are known to be small. */
  read(hash: string): Promise<Uint8Array>;
  /** How many bytes of an upload have arrived from this sender. */
  received(upload: Readonly<{ hash: string; sender: string }>): Promise<number>;
  /**
   * Takes the next bytes of an upload. Bytes that are here already are skipped, so that a chunk may be sent twice; a gap changes nothing.
   * With the last byte the content is hashed: it becomes a file, or is thrown away when it is not what the hash said.
   */
  append(chunk: Chunk): Promise<{ received: number; outcome: "more" | "complete" | "wrong-hash" }>;
  /** Every stored hash, for checking and counting. */
  hashes(): AsyncIterable<string>;
  /** True when the bytes still hash to their name. */
  intact(hash: string): Promise<boolean>;
  /** Removes parts that nobody has added to since `before` (epoch milliseconds); returns how many. */
  sweepParts(before: number): Promise<number>;
}>;
export type Stored = Readonly<{ hash: string; size: number }>;
export type Chunk = Readonly<{ hash: string; sender: string; offset: number; size: number; bytes: Uint8Array }>;

/** The disk has no room; nothing was stored, and what arrived of an upload is kept. */
export class StorageFull extends Error {
  override readonly name = "StorageFull";
}

/** SM3, 64 lower-case hexadecimal digits. */
export const hashPattern = /^[0-9a-f]{64}$/;

/** @param reserveBytes room on the disk that files leave to the engines */
export async function openFiles(
  dataFolder: string,
  { reserveBytes = 256 * 1024 * 1024 }: { reserveBytes?: number } = {},
): Promise<Files> {
  const root = join(dataFolder, "files");
  const parts = join(root, "part");
  await mkdir(parts, { recursive: true, mode: 0o700 });
  const pathOf = (hash: string): string => join(root, checked(hash).slice(0, 2), hash);
  const partOf = (hash: string, sender: string): string => join(parts, `${checked(hash)}.${senderMark(sender)}`);
  const lanes = new Map<string, Promise<unknown>>();

  /** One at a time for each part: two tabs of one person may send the same chunk. */
  const inLane = <R>(path: string, work: () => Promise<R>): Promise<R> => {
    const before = lanes.get(path) ?? Promise.resolve();
    const run = before.then(work, work);
    const settled = run.then(
      () => undefined,
      () => undefined,
    );
    lanes.set(path, settled);
    void settled.then(() => lanes.get(path) === settled && lanes.delete(path));
    return run;
  };

  const needRoom = async (bytes: number): Promise<void> => {
    const { bavail, bsize } = await statfs(root);
    if (bavail * bsize < bytes + reserveBytes) throw new StorageFull();
  };

  /** Gives a finished part its name. When the name is taken, the same bytes stand there already. */
  const keep = async (part: string, hash: string): Promise<void> => {
    const path = pathOf(hash);
    const folder = join(root, hash.slice(0, 2));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(part, path);
    await flush(folder);
  };

  const append = async (chunk: Chunk): ReturnType<Files["append"]> => {
    const part = partOf(chunk.hash, chunk.sender);
    const have = await sizeOf(part);
    const skip = Math.max(0, (have ?? 0) - chunk.offset);
    const fresh = chunk.bytes.subarray(skip, Math.max(skip, chunk.size - chunk.offset));
    if (chunk.offset > (have ?? 0)) return { received: have ?? 0, outcome: "more" };
    if (fresh.length > 0) {
      // the first chunk asks for the room of the whole
      await needRoom(chunk.size - (have ?? 0));
      await writeAt(part, have ?? 0, fresh);
    }
    const received = (have ?? 0) + fresh.length;
    if (received < chunk.size) return { received, outcome: "more" };
    const found = await hashOf(createReadStream(part));
    if (found !== chunk.hash) {
      await rm(part, { force: true });
      return { received: 0, outcome: "wrong-hash" };
    }
    await keep(part, chunk.hash);
    return { received, outcome: "complete" };
  };

  return {
    put: async (bytes) => {
      const part = join(parts, `put.${randomUUID()}`);
      try {
        await needRoom(bytes instanceof Uint8Array ? bytes.length : 0);
        const stored = await writeHashing(part, bytes instanceof Uint8Array ? [bytes] : bytes);
        await keep(part, stored.hash);
        return stored;
      } finally {
        await rm(part, { force: true });
      }
    },
    size: (hash) => sizeOf(pathOf(hash)),
    open: (hash, range) => createReadStream(pathOf(hash), { ...range, highWaterMark: 256 * 1024 }),
    read: async (hash) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of createReadStream(pathOf(hash))) pieces.push(piece as Buffer);
      return Buffer.concat(pieces);
    },
    received: async ({ hash, sender }) => (await sizeOf(partOf(hash, sender))) ?? 0,
    append: (chunk) => inLane(partOf(chunk.hash, chunk.sender), () => append(chunk)),
    hashes: () => everyHash(root),
    intact: async (hash) => (await hashOf(createReadStream(pathOf(hash)))) === hash,
    sweepParts: (before) => sweep(parts, before),
  };
}

/** A hash becomes a path: anything else here is a bug of the caller, and would be a way out of the folder. */
function checked(hash: string): string {
  if (!hashPattern.test(hash)) throw new Error(`not an SM3: ${hash.slice(0, 80)}`);
  return hash;
}

const senderMark = (sender: string): string => createHash("sm3").update(sender).digest("hex").slice(0, 16);

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw cause;
  }
}

async function writeAt(path: string, position: number, bytes: Uint8Array): Promise<void> {
  await writing(path, position === 0 ? "w" : "r+", async (file) => {
    await writeAll(file, bytes, position);
  });
}

async function writeHashing(path: string, pieces: AsyncIterable<Uint8Array> | readonly Uint8Array[]): Promise<Stored> {
  const hash = createHash("sm3");
  let size = 0;
  await writing(path, "wx", async (file) => {
    for await (const piece of pieces) {
      await writeAll(file, piece, size);
      hash.update(piece);
      size += piece.length;
    }
  });
  return { hash: hash.digest("hex"), size };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Opens, lets `work` write, flushes to the disk. A full disk is said as such; what was written before stays. */
async function writing(path: string, flags: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    const file = await open(path, flags, 0o600);
    try {
      await work(file);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (["ENOSPC", "EDQUOT", "EFBIG"].includes((cause as NodeJS.ErrnoException).code ?? ""))
      throw new StorageFull("no room for a file", { cause });
    throw cause;
  }
}

/** A rename is safe from a power cut once its folder is flushed. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sm3");
  for await (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

async function* everyHash(root: string): AsyncIterable<string> {
  for (const folder of (await readdir(root)).sort())
    if (/^[0-9a-f]{2}$/.test(folder))
      for (const name of (await readdir(join(root, folder))).sort()) if (hashPattern.test(name)) yield name;
}

async function sweep(parts: string, before: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(parts)) {
    const path = join(parts, name);
    const found = await stat(path).catch(() => undefined);
    if (found && found.mtimeMs < before) {
      await rm(path, { force: true });
      removed += 1;
    }
  }
  return removed;
}
