import type { Made, Packed } from "#kernel/file/package.ts";
import type { Custody, Exhibit } from "./contract.ts";
import { type Audience, type EvidenceOwner, isCarried } from "./exhibit.ts";

/**
 * The manifest of a package: what is in it, under which SM3, and what is left out and why. Its canonical text is signed; a reader needs
 * nothing but the package and the platform's public key. Changing the shape needs a new version.
 */
export const manifestFormat = "saihan.evidence-package";
export const manifestVersion = 1;

export type ManifestExhibit = Readonly<{
  label: string;
  id: string;
  name: string;
  kind: string;
  mediaType: string;
  /** Absent where this audience does not get the file; `withheld` then says why. */
  file?: Packed;
  withheld?: "withdrawn" | "redacted" | "not-disclosed";
  note: string | null;
  takenAt: string | null;
  recordedAt: string;
  recordedBy: string | null;
  organ: string | null;
  device: Exhibit["file"]["device"];
  clockOffsetMs: number | null;
  position: Exhibit["position"];
  accuracy: number | null;
  inFile: Exhibit["file"] | null;
  differences: readonly string[];
  derivedFrom: string | null;
  redaction: string | null;
  withdrawn: Exhibit["withdrawn"];
  custody: Custody["items"] | null;
}>;
export type Manifest = Readonly<{
  format: typeof manifestFormat;
  version: number;
  audience: Audience;
  owner: Pick<EvidenceOwner, "kind" | "id" | "number" | "title">;
  made: Made;
  index: Packed | null;
  exhibits: readonly ManifestExhibit[];
}>;
/** The entry of an exhibit for an audience. Outside the office no names of people, devices and custody leave the house. */
export function manifestExhibit(item: Exhibit, audience: Audience, custody: Custody["items"]): ManifestExhibit {
  const office = audience === "internal";
  const carried = isCarried(item, audience);
  return {
    label: item.label,
    id: item.id,
    name: item.name,
    kind: item.kind,
    mediaType: item.mediaType,
    ...(carried
      ? { file: { path: pathOf(item), sm3: item.hash, size: item.size } }
      : { withheld: item.withdrawn ? "withdrawn" : item.covered ? "redacted" : "not-disclosed" }),
    note: carried ? item.note : null,
    takenAt: item.takenAt,
    recordedAt: item.recorded.at,
    recordedBy: office ? item.recorded.by : null,
    organ: item.recorded.organ,
    device: office ? item.device : null,
    clockOffsetMs: office ? item.clockOffsetMs : null,
    position: carried ? item.position : null,
    accuracy: carried ? item.accuracy : null,
    inFile: office ? item.file : null,
    differences: item.differences.map(({ zh }) => zh),
    derivedFrom: item.derivedFrom,
    redaction: item.redaction,
    withdrawn: item.withdrawn ? { ...item.withdrawn, by: office ? item.withdrawn.by : "" } : null,
    custody: office ? custody : null,
  };
}

const extensions: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/heic": "heic",
  "image/tiff": "tif",
  "video/mp4": "mp4",
  "video/quicktime": "mov",
  "video/webm": "webm",
  "audio/mpeg": "mp3",
  "audio/mp4": "m4a",
  "audio/wav": "wav",
  "audio/ogg": "ogg",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "text/plain": "txt",
};

/** "files/003.jpg", "files/003-1.jpg": plain letters, so that any system unpacks it. */
function pathOf({ exhibit, copy, mediaType, name }: Exhibit): string {
  const number = String(exhibit).padStart(3, "0") + (copy === 0 ? "" : `-${copy}`);
  const own = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase();
  return `files/${number}.${extensions[mediaType] ?? own ?? "bin"}`;
}
