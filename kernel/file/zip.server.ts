import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createInflateRaw } from "node:zlib";
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";

/**
 * ZIP as a stream. Entries are written as they are read, so that a package may be larger than memory; it ends at 4 GiB, because the 64-bit
 * form is not written.
 */
export type ZipEntry = Readonly<{
  path: string;
  content: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Text gets smaller, photos and videos do not. */
  deflate?: boolean;
  /** Epoch milliseconds. */
  at: number;
}>;

export async function* zipOf(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): AsyncIterable<Uint8Array> {
  let out: Uint8Array[] = [];
  let failure: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    else out.push(chunk);
  });
  const taken = (): Uint8Array[] => {
    if (failure) throw failure;
    const chunks = out;
    out = [];
    return chunks;
  };
  for await (const entry of entries) {
    const file = entry.deflate ? new ZipDeflate(entry.path) : new ZipPassThrough(entry.path);
    file.mtime = entry.at;
    zip.add(file);
    for await (const piece of pieces(entry.content)) {
      file.push(piece);
      yield* taken();
    }
    file.push(new Uint8Array(0), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

async function* pieces(content: ZipEntry["content"]): AsyncIterable<Uint8Array> {
  if (typeof content === "string") yield new TextEncoder().encode(content);
  else if (content instanceof Uint8Array) yield content;
  else yield* content;
}

/** What a file claims to be and is not. The message is for the person who gave it. */
export class NotAZip extends Error {}

export type ZipReader = Readonly<{
  paths: readonly string[];
  read(path: string): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}>;
type Place = Readonly<{ at: number; size: number; method: number }>;

/** Opens a ZIP by its central directory. Nothing is unpacked: entries are read where they stand. */
export async function openZip(path: string): Promise<ZipReader> {
  const file = await open(path, "r");
  const bytes = async (at: number, length: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await file.read(buffer, 0, length, at);
    if (bytesRead < length) throw new NotAZip("文件不完整 (the file is cut short)");
    return buffer;
  };
  try {
    const places = await directory(bytes, (await file.stat()).size);
    return {
      paths: [...places.keys()],
      read: (name) =>
        entryOf(bytes, (start, end) => file.createReadStream({ start, end, autoClose: false }), places.get(name)),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

type Bytes = (at: number, length: number) => Promise<Buffer>;

async function directory(bytes: Bytes, size: number): Promise<Map<string, Place>> {
  const tailSize = Math.min(size, 65_557);
  const tail = await bytes(size - tailSize, tailSize);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new NotAZip("不是 ZIP 文件 (not a ZIP)");
  const count = tail.readUInt16LE(end + 10);
  const table = await bytes(tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const places = new Map<string, Place>();
  for (let at = 0, index = 0; index < count; index++) {
    const nameLength = table.readUInt16LE(at + 28);
    const name = table.toString("utf8", at + 46, at + 46 + nameLength);
    if (places.has(name)) throw new NotAZip(`同一路径出现两次 (a path stands twice): ${name}`);
    places.set(name, {
      method: table.readUInt16LE(at + 10),
      size: table.readUInt32LE(at + 20),
      at: table.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + table.readUInt16LE(at + 30) + table.readUInt16LE(at + 32);
  }
  return places;
}

async function* entryOf(
  bytes: Bytes,
  stream: (start: number, end: number) => Readable,
  place: Place | undefined,
): AsyncIterable<Uint8Array> {
  if (!place) throw new NotAZip("缺少条目 (an entry is missing)");
  if (place.size === 0) return;
  const header = await bytes(place.at, 30);
  const start = place.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const source = stream(start, start + place.size - 1);
  if (place.method === 0) yield* source;
  else if (place.method === 8) yield* source.pipe(createInflateRaw());
  else throw new NotAZip(`不支持的压缩方法 (compression method ${place.method})`);
}
