import { type Raw, raw } from "#kernel/identity/route.ts";
import type { Files } from "#store/files.ts";
import { isShownInline } from "./media.ts";

export type Served = Readonly<{
  hash: string;
  size: number;
  name: string;
  mediaType: string;
  download: boolean;
  /** The request's headers `range` and `if-none-match`. */
  range: string | undefined;
  known: string | undefined;
}>;

/** A file as an answer: whole or one range of it, never run by the browser, kept by it only for the person who asked. */
export function serveFile(files: Files, served: Served): Raw {
  const { hash, size, mediaType } = served;
  const etag = `"${hash}"`;
  const headers: Record<string, string> = {
    etag,
    "cache-control": "private, no-cache",
    "accept-ranges": "bytes",
    "content-type": mediaType,
    "content-disposition": dispositionOf(served.download || !isShownInline(mediaType), served.name),
  };
  if (served.known === etag) return raw({ status: 304, headers });
  const range = rangeOf(served.range, size);
  if (range === "outside") return raw({ status: 416, headers: { "content-range": `bytes */${size}` } });
  if (range === undefined)
    return raw({ headers: { ...headers, "content-length": String(size) }, body: files.open(hash) });
  const { start, end } = range;
  return raw({
    status: 206,
    headers: {
      ...headers,
      "content-range": `bytes ${start}-${end}/${size}`,
      "content-length": String(end - start + 1),
    },
    body: files.open(hash, range),
  });
}

/** One range (RFC 9110 §14). A header that is not understood, or asks for several, is answered with the whole. */
export function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "outside" | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!parts || (parts[1] === "" && parts[2] === "")) return undefined;
  const last = size - 1;
  const start = parts[1] === "" ? Math.max(0, size - Number(parts[2])) : Number(parts[1]);
  const end = parts[1] === "" || parts[2] === "" ? last : Math.min(last, Number(parts[2]));
  return start > end || start > last ? "outside" : { start, end };
}

/** A name of a person's making in a header: letters that a header cannot hold go by RFC 8187, quotes and line ends nowhere. */
export function dispositionOf(download: boolean, name: string): string {
  const plain = name.replace(/[^\w .()-]/g, "_").slice(-80);
  const coded = encodeURIComponent(name.toWellFormed().slice(-160)).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${download ? "attachment" : "inline"}; filename="${plain}"; filename*=UTF-8''${coded}`;
}
