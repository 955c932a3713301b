import { t } from "#kernel/view/language.view.tsx";
import { aqiLevels, subjectStates, waterClasses } from "#kernel/view/status.ts";
import { subjectKinds } from "../../language.ts";
import { MarkerIcon } from "./marker-icon.tsx";
import { kindOrder, stateOrder } from "./points.ts";

/** What shapes and fills mean. Always there; on a phone it folds. */
export function Legend() {
  return (
    <details className="map-legend" open={!matchMedia("(max-width: 767px)").matches}>
      <summary>{t("图例", "Legend")}</summary>
      <div className="map-legend-row">
        {kindOrder.map((kind) => (
          <span key={kind}>
            <MarkerIcon kind={kind} size={14} /> {t(subjectKinds[kind])}
          </span>
        ))}
      </div>
      <div className="map-legend-row">
        {stateOrder.map((state) => (
          <span key={state}>
            <MarkerIcon kind="outfall" fill={state} size={14} /> {t(subjectStates[state].title)}
          </span>
        ))}
      </div>
      <Ramp title={t("AQI", "AQI")} prefix="aqi" words={aqiLevels.map((title) => t(title))} />
      <Ramp title={t("水质", "Water")} prefix="water" words={waterClasses.map((title) => t(title))} />
    </details>
  );
}

function Ramp({
  title,
  prefix,
  words,
}: Readonly<{ title: string; prefix: "aqi" | "water"; words: readonly string[] }>) {
  return (
    <div className="map-ramp">
      <b>{title}</b>
      {words.map((word, index) => (
        <span
          key={word}
          style={{ background: `var(--${prefix}-${index + 1})`, color: `var(--on-${prefix}-${index + 1})` }}
        >
          {word}
        </span>
      ))}
    </div>
  );
}

/** The map's licence number, or that there is none: the borders are then a sample. */
export function ApprovalLine({ approval }: Readonly<{ approval: string | null | undefined }>) {
  return (
    <p className="map-approval">
      {t("审图号：", "Map approval: ")}
      {approval || t("未设置 · 示例边界", "not set · sample borders")}
    </p>
  );
}
