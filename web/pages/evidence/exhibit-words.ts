import type { Exhibit } from "#kernel/evidence/contract.ts";
import { evidenceKinds } from "#kernel/evidence/exhibit.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";

/** "1.4 MB" */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB"];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export const exhibitTitle = (item: Pick<Exhibit, "label">): string => t(`证据 ${item.label}`, `Exhibit ${item.label}`);

export const fileUrl = (item: Pick<Exhibit, "hash">, download = false): string =>
  `/api/v1/files/${item.hash}${download ? "?download=1" : ""}`;

/** A browser can draw it. */
export const isPicture = ({ mediaType }: Pick<Exhibit, "mediaType">): boolean =>
  /^image\/(jpeg|png|webp|gif)$/.test(mediaType);

/** What an exhibit is and when it was taken, in a line. */
export function takenText(item: Exhibit): string {
  const kind = t(evidenceKinds[item.kind]);
  const at = item.takenAt ?? item.file.takenAt;
  return at ? `${kind} · ${t("摄于", "taken")} ${timeText(at)}` : kind;
}

export const pointText = ({ lon, lat }: { lon: number; lat: number }): string => `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
