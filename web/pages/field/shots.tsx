import { useEffect, useState } from "react";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { readPhoto, type Shot } from "../../field/store.ts";

type ShotsProps = Readonly<{ account: string; shots: readonly Shot[]; onRemove?: (id: string) => void }>;

/** Photos on this device with when and where they were taken. */
export function Shots({ account, shots, onRemove }: ShotsProps) {
  if (shots.length === 0) return null;
  return (
    <ul className="field-shots">
      {shots.map((shot) => (
        <li key={shot.id}>
          <Thumbnail account={account} hash={shot.hash} name={shot.name} />
          <div>
            <div>{timeText(shot.takenAt)}</div>
            <div className="quiet small">
              {shot.position
                ? t(
                    `${shot.position.lon.toFixed(5)}, ${shot.position.lat.toFixed(5)} ±${Math.round(shot.position.accuracy)} m`,
                    `${shot.position.lon.toFixed(5)}, ${shot.position.lat.toFixed(5)} ±${Math.round(shot.position.accuracy)} m`,
                  )
                : t(shot.note ? `${shot.note}，无位置` : "无位置", "no position")}
            </div>
            <div className="quiet small">{sizeText(shot.size)}</div>
          </div>
          {onRemove && (
            <button
              type="button"
              className="field-remove"
              onClick={() => onRemove(shot.id)}
              aria-label={t(`移除 ${shot.name}`, `Remove ${shot.name}`)}
            >
              {t("移除", "Remove")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** A photo out of the device's store; what the browser cannot draw shows its name. */
export function Thumbnail({ account, hash, name }: Readonly<{ account: string; hash: string; name: string }>) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let current = true;
    void readPhoto(account, hash).then((photo) => {
      if (!photo || !current || !photo.mediaType.startsWith("image/")) return;
      made = URL.createObjectURL(new Blob([photo.bytes], { type: photo.mediaType }));
      setUrl(made);
    });
    return () => {
      current = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [account, hash]);
  return url ? (
    <img src={url} alt={name} onError={() => setUrl(undefined)} />
  ) : (
    <span className="field-file">{name}</span>
  );
}
