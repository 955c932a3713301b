import type { Exhibit } from "#kernel/evidence/contract.ts";
import { timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { exhibitTitle, fileUrl, isPicture, sizeText, takenText } from "./exhibit-words.ts";

type ExhibitCardProps = Readonly<{ item: Exhibit; onOpen: () => void }>;

/** One exhibit: number, picture, what it is, who brought it, what may be doubted. */
export function ExhibitCard({ item, onOpen }: ExhibitCardProps) {
  const marks = [
    item.copy > 0 && t("遮盖件", "Redacted"),
    item.covered && t("有遮盖件", "Has a redacted copy"),
    item.disclosed && t("已披露", "Disclosed"),
    item.withdrawn && t("已撤回", "Withdrawn"),
  ].filter((mark) => typeof mark === "string");
  return (
    <li className={item.withdrawn ? "exhibit withdrawn" : "exhibit"}>
      <button type="button" onClick={onOpen} aria-label={`${exhibitTitle(item)} ${item.name}`}>
        <div className="exhibit-picture">
          <ExhibitFace item={item} />
          <span className="exhibit-number">{exhibitTitle(item)}</span>
        </div>
        <div className="exhibit-text">
          <strong title={item.name}>{item.name}</strong>
          <span>{takenText(item)}</span>
          <span className="quiet">{item.recorded.by}</span>
          <span className="quiet">
            {t("提交", "brought")} {timeText(item.recorded.at)}
          </span>
          {marks.length > 0 && (
            <span className="exhibit-marks">
              {marks.map((mark) => (
                <i key={mark}>{mark}</i>
              ))}
            </span>
          )}
          {!item.withdrawn && <Differences item={item} />}
        </div>
      </button>
    </li>
  );
}

/** The picture itself, scaled by the browser, or what the file is. */
function ExhibitFace({ item }: Readonly<{ item: Exhibit }>) {
  if (isPicture(item)) return <img src={fileUrl(item)} alt="" loading="lazy" decoding="async" />;
  const kind = /\.([a-z0-9]{1,5})$/i.exec(item.name)?.[1]?.toUpperCase() ?? item.mediaType.split("/")[1]?.toUpperCase();
  return (
    <div className="exhibit-file">
      <b>{kind}</b>
      <span>{sizeText(item.size)}</span>
    </div>
  );
}

/** What the device says against what the file says, each in its sentence. */
export function Differences({ item }: Readonly<{ item: Exhibit }>) {
  if (item.differences.length === 0) return null;
  return (
    <ul className="exhibit-differences">
      {item.differences.map((difference) => (
        <li key={difference.code}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden>
            <path d="M6 1 11.5 11h-11z" fill="var(--orange)" />
          </svg>
          {language() === "zh" ? difference.zh : difference.en}
        </li>
      ))}
    </ul>
  );
}
