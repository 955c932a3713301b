import type { EvidenceBody, Exhibit } from "#kernel/evidence/contract.ts";
import { uuidv7 } from "#kernel/id.ts";
import { send } from "../../api.ts";
import { type UploadProgress, uploadFile } from "./upload.ts";

/** Uploads a file and adds it as an exhibit. The id is made first, so that a second try adds nothing twice. */
export type Bringing = Readonly<{
  owner: Readonly<{ kind: string; id: string }>;
  file: File;
  /** Taken with the camera just now: then this device may say when and where. */
  camera?: boolean;
  derivedFrom?: string;
  redaction?: string;
  note?: string;
  onProgress?: (progress: UploadProgress) => void;
  signal?: AbortSignal;
  id?: string;
}>;

export async function bringExhibit(bringing: Bringing): Promise<Exhibit> {
  const { owner, file, camera, derivedFrom, redaction, note, onProgress, signal } = bringing;
  const place = camera ? herePosition() : undefined;
  const hash = await uploadFile(file, { ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) });
  const here = await place;
  const body: EvidenceBody = {
    id: bringing.id ?? uuidv7(),
    owner: { kind: owner.kind, id: owner.id },
    hash,
    name: file.name || `${hash.slice(0, 8)}`,
    ...(camera ? { takenAt: new Date(file.lastModified).toISOString(), device: deviceName() } : {}),
    ...(here ? { position: here.position, accuracy: here.accuracy } : {}),
    ...(derivedFrom ? { derivedFrom, redaction } : {}),
    ...(note ? { note } : {}),
  };
  return send<Exhibit>("POST", "/evidence", body, { idempotencyKey: body.id as string });
}

/** Where the device is, if it says so within a few seconds; without a position the photo is brought all the same. */
function herePosition(): Promise<{ position: { lon: number; lat: number }; accuracy: number } | undefined> {
  if (!("geolocation" in navigator)) return Promise.resolve(undefined);
  return new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({ position: { lon: coords.longitude, lat: coords.latitude }, accuracy: Math.round(coords.accuracy) }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    ),
  );
}

/** What a browser tells about its device: the part in brackets, e.g. "Linux; Android 14; Mate 60". */
function deviceName(): string {
  return (/\(([^)]+)\)/.exec(navigator.userAgent)?.[1] ?? "").slice(0, 120);
}
