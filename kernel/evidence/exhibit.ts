import { clockText, isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";

/**
 * What an exhibit is and what may be doubted about it. A difference between what the device said and what the file says is shown to
 * everyone who reads the exhibit; nothing here puts one right.
 */
export const evidenceKinds = {
  photo: { zh: "照片", en: "Photo" },
  document: { zh: "书证", en: "Document" },
  scan: { zh: "扫描件", en: "Scan" },
  video: { zh: "视频", en: "Video" },
  sound: { zh: "录音", en: "Sound" },
  other: { zh: "其他", en: "Other" },
} as const satisfies Record<string, Title>;
export type EvidenceKind = keyof typeof evidenceKinds;

/** For whom a list or a package is made: the office, another department, the party, the public. */
export const audiences = {
  internal: { zh: "内部卷宗", en: "Internal file" },
  partner: { zh: "移送协作部门", en: "Another department" },
  party: { zh: "当事人", en: "The party" },
  public: { zh: "对外公开", en: "The public" },
} as const satisfies Record<string, Title>;
export type Audience = keyof typeof audiences;

/** What exhibits belong to: a protected row. Who sees the row sees the exhibits, within what `0066_evidence.sql` says. */
export type EvidenceOwner = Readonly<{
  kind: string;
  id: string;
  /** The number that people know it by, e.g. of a case. */
  number: string | null;
  title: string;
  /** False where nothing more may be added or withdrawn. */
  open: boolean;
}>;

export type Position = Readonly<{ lon: number; lat: number }>;
export type Said = Readonly<{
  takenAt: number | null;
  /** Device minus platform, milliseconds: positive when the device is ahead. */
  clockOffsetMs: number | null;
  position: Position | null;
  /** Metres. */
  accuracy: number | null;
  recordedAt: number;
  file: Readonly<{ takenAt: number | null; position: Position | null }>;
}>;
export type Difference = Readonly<{ code: "time" | "position" | "clock" | "future" }> & Title;

const minute = 60_000;

/** From where on a difference is told. What is smaller is the habit of clocks and receivers. */
export const tolerance = { timeMs: 5 * minute, clockMs: 2 * minute, metres: 200 };

/** What the device said against what the file says and what the platform knows, in sentences. */
export function differencesOf(said: Said): Difference[] {
  const found: Difference[] = [];
  const { takenAt, clockOffsetMs, position, file } = said;
  if (takenAt !== null && file.takenAt !== null && Math.abs(takenAt - file.takenAt) > tolerance.timeMs)
    found.push({
      code: "time",
      zh: `设备报告拍摄于 ${clockText(takenAt)}，照片内记录为 ${clockText(file.takenAt)}，相差${spanZh(takenAt - file.takenAt)}。`,
      en: `The device says ${clockText(takenAt)}, the photo says ${clockText(file.takenAt)}.`,
    });
  if (position && file.position) {
    const metres = metresBetween(position, file.position);
    if (metres > tolerance.metres + (said.accuracy ?? 0))
      found.push({
        code: "position",
        zh: `设备报告的位置与照片内记录的位置相距 ${distanceZh(metres)}。`,
        en: `The position of the device and that in the photo are ${Math.round(metres)} m apart.`,
      });
  }
  if (clockOffsetMs !== null && Math.abs(clockOffsetMs) > tolerance.clockMs)
    found.push({
      code: "clock",
      zh: `设备时钟比平台${clockOffsetMs > 0 ? "快" : "慢"}${spanZh(clockOffsetMs)}。`,
      en: `The clock of the device is ${Math.round(Math.abs(clockOffsetMs) / 1000)} s ${clockOffsetMs > 0 ? "ahead" : "behind"}.`,
    });
  const latest = Math.max(takenAt ?? 0, file.takenAt ?? 0);
  if (latest > said.recordedAt + tolerance.timeMs)
    found.push({
      code: "future",
      zh: `所称的拍摄时间（${clockText(latest)}）晚于提交时间（${clockText(said.recordedAt)}）。`,
      en: `It is said to be taken (${isoTime(latest)}) after it was brought (${isoTime(said.recordedAt)}).`,
    });
  return found;
}

function spanZh(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / minute);
  if (minutes < 120) return ` ${minutes} 分钟`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? ` ${hours} 小时` : ` ${Math.round(hours / 24)} 天`;
}

const distanceZh = (metres: number): string =>
  metres < 2000 ? `${Math.round(metres)} 米` : `${(metres / 1000).toFixed(1)} 公里`;

/** Along the great circle of a sphere; good to half a per cent, which is enough to tell a difference. */
export function metresBetween(one: Position, other: Position): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const lat = radians(other.lat - one.lat);
  const lon = radians(other.lon - one.lon);
  const chord =
    Math.sin(lat / 2) ** 2 + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * Math.sin(lon / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(chord));
}

/** "3" for an original, "3-1" for its first redacted copy. */
export const exhibitLabel = (exhibit: number, copy: number): string =>
  copy === 0 ? `${exhibit}` : `${exhibit}-${copy}`;

export type Carried = Readonly<{
  copy: number;
  covered: boolean;
  withdrawn: unknown;
  disclosed: unknown;
  /** The party brought it. */
  ofParty: boolean;
}>;

/**
 * Whether an audience gets the file of an exhibit. The office keeps everything, crossed out or not; nobody else gets what was withdrawn, or
 * an original that has a redacted copy; the party gets what it brought and what was disclosed to it; the public what was disclosed.
 */
export function isCarried(item: Carried, audience: Audience): boolean {
  if (audience === "internal") return true;
  if (item.withdrawn !== null || item.covered) return false;
  if (audience === "partner") return true;
  return item.disclosed !== null || (audience === "party" && item.ofParty);
}
