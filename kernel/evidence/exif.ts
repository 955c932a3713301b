/**
 * What a JPEG says about itself: when, where and with what it was taken (Exif 2.32, CIPA DC-008). Only these fields are read; a file that
 * is cut short or malformed says nothing, it does not fail.
 */
export type FileSays = Readonly<{
  /** Epoch milliseconds. A photo without a time zone is read as +08:00. */
  takenAt?: number;
  device?: string;
  position?: Readonly<{ lon: number; lat: number }>;
}>;

/** As many first bytes as the reader asks for: APP1 is at most 64 KiB and stands near the beginning. */
export const exifBytes = 256 * 1024;

export function exifOf(head: Uint8Array): FileSays {
  try {
    const tiff = tiffOf(head);
    return tiff ? read(tiff) : {};
  } catch (error) {
    if (error instanceof RangeError) return {};
    throw error;
  }
}

/** The TIFF block of the APP1 segment that begins with "Exif\0\0". */
function tiffOf(head: Uint8Array): DataView | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 4 <= head.length; ) {
    const marker = view.getUint16(at);
    const size = view.getUint16(at + 2);
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return undefined;
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966)
      return new DataView(head.buffer, head.byteOffset + at + 10, Math.min(size - 8, head.length - at - 10));
    at += 2 + size;
  }
  return undefined;
}

type Entry = Readonly<{ type: number; count: number; at: number }>;
type Folder = ReadonlyMap<number, Entry>;
type Tiff = Readonly<{ view: DataView; little: boolean }>;

const tag = { make: 0x010f, model: 0x0110, exif: 0x8769, gps: 0x8825, taken: 0x9003, offset: 0x9011 };
const gps = { latRef: 1, lat: 2, lonRef: 3, lon: 4 };
const bytesOf: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

function read(view: DataView): FileSays {
  const tiff: Tiff = { view, little: view.getUint16(0) === 0x4949 };
  const first = folderAt(tiff, view.getUint32(4, tiff.little));
  const exif = subfolder(tiff, first, tag.exif);
  const takenAt = timeOf(textOf(tiff, exif.get(tag.taken)), textOf(tiff, exif.get(tag.offset)));
  const device = [textOf(tiff, first.get(tag.make)), textOf(tiff, first.get(tag.model))].filter(Boolean).join(" ");
  const position = positionOf(tiff, subfolder(tiff, first, tag.gps));
  return {
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(device === "" ? {} : { device }),
    ...(position === undefined ? {} : { position }),
  };
}

function folderAt({ view, little }: Tiff, at: number): Folder {
  const entries = new Map<number, Entry>();
  const count = Math.min(view.getUint16(at, little), 500);
  for (let index = 0; index < count; index++) {
    const entry = at + 2 + index * 12;
    const type = view.getUint16(entry + 2, little);
    const number = view.getUint32(entry + 4, little);
    const inline = (bytesOf[type] ?? 1) * number <= 4;
    entries.set(view.getUint16(entry, little), {
      type,
      count: number,
      at: inline ? entry + 8 : view.getUint32(entry + 8, little),
    });
  }
  return entries;
}

function subfolder(tiff: Tiff, folder: Folder, pointer: number): Folder {
  const entry = folder.get(pointer);
  return entry ? folderAt(tiff, tiff.view.getUint32(entry.at, tiff.little)) : new Map();
}

function textOf({ view }: Tiff, entry: Entry | undefined): string | undefined {
  if (entry?.type !== 2) return undefined;
  let text = "";
  for (let index = 0; index < Math.min(entry.count, 200); index++)
    text += String.fromCharCode(view.getUint8(entry.at + index));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the text ends with NUL
  return text.replace(/\u0000.*$/s, "").trim() || undefined;
}

/** "2026:11:23 10:15:00" with "+08:00" or without an offset. */
function timeOf(taken: string | undefined, offset: string | undefined): number | undefined {
  const parts = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(taken ?? "");
  if (!parts) return undefined;
  const zone = /^[+-]\d\d:\d\d$/.test(offset ?? "") ? offset : "+08:00";
  const epoch = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}${zone}`);
  return Number.isNaN(epoch) ? undefined : epoch;
}

function positionOf(tiff: Tiff, folder: Folder): { lon: number; lat: number } | undefined {
  const angle = (value: number, ref: number, negative: string): number | undefined => {
    const degrees = degreesOf(tiff, folder.get(value));
    const side = textOf(tiff, folder.get(ref));
    return degrees === undefined || side === undefined ? undefined : side === negative ? -degrees : degrees;
  };
  const lat = angle(gps.lat, gps.latRef, "S");
  const lon = angle(gps.lon, gps.lonRef, "W");
  if (lat === undefined || lon === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180) return undefined;
  // 0, 0 is what a camera writes that had no fix
  return lat === 0 && lon === 0 ? undefined : { lon, lat };
}

/** Degrees, minutes and seconds as three rationals. */
function degreesOf({ view, little }: Tiff, entry: Entry | undefined): number | undefined {
  if (entry?.type !== 5 || entry.count < 3) return undefined;
  const part = (index: number): number => {
    const below = view.getUint32(entry.at + index * 8 + 4, little);
    return below === 0 ? 0 : view.getUint32(entry.at + index * 8, little) / below;
  };
  return Number((part(0) + part(1) / 60 + part(2) / 3600).toFixed(7));
}
