/** A small JPEG with Exif for tests: what a phone writes, in either byte order. */
export function jpegWithExif(
  says: Readonly<{ taken?: string; offset?: string; make?: string; model?: string; lon?: number; lat?: number }>,
  little = true,
): Uint8Array {
  const tiff = tiffBlock(says, little);
  const head = [0xff, 0xd8, 0xff, 0xe1, (tiff.length + 8) >> 8, (tiff.length + 8) & 0xff, 0x45, 0x78, 0x69, 0x66, 0, 0];
  return new Uint8Array([...head, ...tiff, 0xff, 0xda, 0x00, 0x02, 0xff, 0xd9]);
}

type Field = Readonly<{ tag: number; type: 2 | 4 | 5; count: number; bytes: number[] }>;

function tiffBlock(says: Parameters<typeof jpegWithExif>[0], little: boolean): number[] {
  const long = (value: number): number[] => {
    const bytes = [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
    return little ? bytes.reverse() : bytes;
  };
  const short = (value: number): number[] => (little ? [value & 0xff, value >> 8] : [value >> 8, value & 0xff]);
  const text = (tag: number, value: string): Field => {
    const bytes = [...value].map((letter) => letter.charCodeAt(0)).concat(0);
    return { tag, type: 2, count: bytes.length, bytes };
  };
  const angle = (tag: number, degrees: number): Field => {
    const whole = Math.floor(degrees);
    const minutes = Math.floor((degrees - whole) * 60);
    const seconds = Math.round(((degrees - whole) * 60 - minutes) * 60 * 10_000);
    const parts = [whole, 1, minutes, 1, seconds, 10_000];
    return { tag, type: 5, count: 3, bytes: parts.flatMap(long) };
  };
  /** A folder at an offset; values longer than four bytes follow it. */
  const folder = (at: number, fields: readonly Field[]): number[] => {
    const rest: number[] = [];
    const entries = fields.flatMap(({ tag, type, count, bytes }) => {
      const place = at + 2 + fields.length * 12 + 4 + rest.length;
      if (bytes.length > 4) rest.push(...bytes);
      const value = bytes.length > 4 ? long(place) : [...bytes, 0, 0, 0, 0].slice(0, 4);
      return [...short(tag), ...short(type), ...long(count), ...value];
    });
    return [...short(fields.length), ...entries, ...long(0), ...rest];
  };
  const exif = [...(says.taken ? [text(0x9003, says.taken)] : []), ...(says.offset ? [text(0x9011, says.offset)] : [])];
  const gps =
    says.lon === undefined || says.lat === undefined
      ? []
      : [
          text(1, says.lat < 0 ? "S" : "N"),
          angle(2, Math.abs(says.lat)),
          text(3, says.lon < 0 ? "W" : "E"),
          angle(4, Math.abs(says.lon)),
        ];
  const first = (exifAt: number, gpsAt: number): Field[] => [
    ...(says.make ? [text(0x010f, says.make)] : []),
    ...(says.model ? [text(0x0110, says.model)] : []),
    { tag: 0x8769, type: 4, count: 1, bytes: long(exifAt) },
    { tag: 0x8825, type: 4, count: 1, bytes: long(gpsAt) },
  ];
  const exifAt = 8 + folder(8, first(0, 0)).length;
  const gpsAt = exifAt + folder(exifAt, exif).length;
  return [
    ...(little ? [0x49, 0x49] : [0x4d, 0x4d]),
    ...short(42),
    ...long(8),
    ...folder(8, first(exifAt, gpsAt)),
    ...folder(exifAt, exif),
    ...folder(gpsAt, gps),
  ];
}
