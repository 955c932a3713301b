/**
 * What a file is, by its first bytes and never by its name or by what its sender says. A kind that is not known here is not taken: in
 * particular no HTML and no SVG, which a browser would run.
 */
export type MediaFamily = "image" | "video" | "sound" | "document" | "table" | "archive" | "text";
export type Media = Readonly<{ type: string; family: MediaFamily; extension: string; zh: string }>;

const media = {
  jpeg: { type: "image/jpeg", family: "image", extension: "jpg", zh: "JPEG 图片" },
  png: { type: "image/png", family: "image", extension: "png", zh: "PNG 图片" },
  webp: { type: "image/webp", family: "image", extension: "webp", zh: "WebP 图片" },
  gif: { type: "image/gif", family: "image", extension: "gif", zh: "GIF 图片" },
  heic: { type: "image/heic", family: "image", extension: "heic", zh: "HEIC 图片" },
  tiff: { type: "image/tiff", family: "image", extension: "tif", zh: "TIFF 图片" },
  mp4: { type: "video/mp4", family: "video", extension: "mp4", zh: "MP4 视频" },
  mov: { type: "video/quicktime", family: "video", extension: "mov", zh: "QuickTime 视频" },
  webm: { type: "video/webm", family: "video", extension: "webm", zh: "WebM 视频" },
  mp3: { type: "audio/mpeg", family: "sound", extension: "mp3", zh: "MP3 录音" },
  m4a: { type: "audio/mp4", family: "sound", extension: "m4a", zh: "M4A 录音" },
  wav: { type: "audio/wav", family: "sound", extension: "wav", zh: "WAV 录音" },
  ogg: { type: "audio/ogg", family: "sound", extension: "ogg", zh: "OGG 录音" },
  amr: { type: "audio/amr", family: "sound", extension: "amr", zh: "AMR 录音" },
  pdf: { type: "application/pdf", family: "document", extension: "pdf", zh: "PDF 文档" },
  ofd: { type: "application/ofd", family: "document", extension: "ofd", zh: "OFD 版式文件" },
  docx: {
    type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    family: "document",
    extension: "docx",
    zh: "Word 文档",
  },
  xlsx: {
    type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    family: "table",
    extension: "xlsx",
    zh: "Excel 表格",
  },
  ole: { type: "application/x-ole-storage", family: "document", extension: "doc", zh: "Office 97 文档" },
  zip: { type: "application/zip", family: "archive", extension: "zip", zh: "ZIP 压缩包" },
  text: { type: "text/plain", family: "text", extension: "txt", zh: "文本" },
} as const satisfies Record<string, Media>;

/** A chunk of an upload is 4 MiB at most. */
export const chunkLimit = 4 * 1024 * 1024;

/** As many first bytes as `mediaOf` looks at. */
export const sniffedBytes = 4096;

/** The kind of a file by its first bytes (at least 4096, or all it has); undefined for what is not taken. */
export function mediaOf(head: Uint8Array): Media | undefined {
  const at = (offset: number, text: string): boolean =>
    [...text].every((letter, index) => head[offset + index] === letter.charCodeAt(0));
  const begins = (...bytes: readonly number[]): boolean => bytes.every((byte, index) => head[index] === byte);
  if (begins(0xff, 0xd8, 0xff)) return media.jpeg;
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return media.png;
  if (at(0, "RIFF") && at(8, "WEBP")) return media.webp;
  if (at(0, "RIFF") && at(8, "WAVE")) return media.wav;
  if (at(0, "GIF87a") || at(0, "GIF89a")) return media.gif;
  if (begins(0x49, 0x49, 0x2a, 0x00) || begins(0x4d, 0x4d, 0x00, 0x2a)) return media.tiff;
  if (at(4, "ftyp")) return isoMedia(latin(head.subarray(8, 12)));
  if (begins(0x1a, 0x45, 0xdf, 0xa3)) return media.webm;
  if (at(0, "ID3") || (head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2)) return media.mp3;
  if (at(0, "OggS")) return media.ogg;
  if (at(0, "#!AMR")) return media.amr;
  if (at(0, "%PDF-")) return media.pdf;
  if (begins(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) return media.ole;
  if (begins(0x50, 0x4b, 0x03, 0x04)) return zipMedia(latin(head.subarray(0, sniffedBytes)));
  return isText(head) ? media.text : undefined;
}

const latin = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

function isoMedia(brand: string): Media | undefined {
  if (/^(heic|heix|hevc|mif1|msf1)$/.test(brand)) return media.heic;
  if (/^M4A/.test(brand)) return media.m4a;
  if (brand === "qt  ") return media.mov;
  return /^(isom|iso\d|mp4|avc1|M4V|3gp|dash|f4v|MSNV)/.test(brand) ? media.mp4 : undefined;
}

function zipMedia(head: string): Media {
  if (head.includes("word/")) return media.docx;
  if (head.includes("xl/")) return media.xlsx;
  return head.includes("OFD.xml") ? media.ofd : media.zip;
}

/** Text has no control characters but tabs and line ends, and does not begin like markup. Encodings are not told apart: UTF-8 or GBK. */
function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  const start = latin(head.subarray(0, 512))
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (start.startsWith("<")) return false;
  return head.subarray(0, sniffedBytes).every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 13);
}

/** Media that a browser may show in the page; anything else is only ever downloaded. */
export const isShownInline = (type: string): boolean =>
  /^(image\/(jpeg|png|webp|gif)|video\/(mp4|webm|quicktime)|audio\/(mpeg|mp4|wav|ogg)|application\/pdf)$/.test(type);
