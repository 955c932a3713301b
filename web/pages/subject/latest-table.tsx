import { clockText, shortTimeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { Flag, Value } from "#kernel/view/value.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { type Factor, isOver, newestOf } from "./series-choice.ts";

type LatestTableProps = Readonly<{
  factors: readonly Factor[];
  chosen?: string;
  onChoose: (factor: string) => void;
  empty: string;
}>;

/** The newest value of every factor beside its limit; a row chooses what the chart shows. */
export function LatestTable({ factors, chosen, onChoose, empty }: LatestTableProps) {
  if (factors.length === 0) return <Empty title={empty} />;
  const now = Date.now();
  const doubtful = factors.some((factor) => factor.limit && !factor.limit.verified);
  return (
    <table className="plain-table latest-table">
      <thead>
        <tr>
          <th>{t("因子", "Factor")}</th>
          <th className="number">{t("最新值", "Latest")}</th>
          <th>{t("单位", "Unit")}</th>
          <th className="number">
            {t("限值", "Limit")}
            {doubtful && <Unverified />}
          </th>
          <th className="number">{t("时间", "Time")}</th>
        </tr>
      </thead>
      <tbody>
        {factors.map((factor) => {
          const newest = newestOf(factor);
          return (
            <tr key={factor.code} aria-selected={factor.code === chosen}>
              <td>
                <button type="button" onClick={() => onChoose(factor.code)} title={factor.code}>
                  {factor.name}
                </button>
                {newest?.latest && newest.latest.flag !== "N" && newest.latest.flag && (
                  <Flag flag={newest.latest.flag} />
                )}
              </td>
              <td className="number">
                <Value value={newest?.latest?.value} over={isOver(newest?.latest?.value, factor.limit)} />
              </td>
              <td className="quiet">{newest?.unit ?? factor.unit}</td>
              <td className="number">{limitText(factor)}</td>
              <td className="number quiet">{newest?.latest ? recentText(newest.latest.time, now) : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** 23:16 within the last day, 11-22 23:16 before. */
const recentText = (time: string, now: number): string =>
  now - Date.parse(time) < 86_400_000 ? clockText(time) : shortTimeText(time, now);

function limitText(factor: Factor): string {
  const limit = factor.limit;
  if (!limit) return t("无", "none");
  if (limit.lower !== null && limit.upper !== null) return `${limit.lower}–${limit.upper}`;
  return String(limit.upper ?? `≥ ${limit.lower}`);
}
