import { t } from "#kernel/view/language.view.tsx";
import { aqiLevels, subjectStates, waterClasses } from "#kernel/view/status.ts";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { subjectKinds } from "../../language.ts";
import { MarkerIcon } from "./marker-icon.tsx";
import { kindOrder, stateOrder } from "./points.ts";

/** What shapes and fills mean. Always there; on a phone it folds. */
export function Legend() {
  return (
    <details className="map-legend" open={!matchMedia("screen and (max-width: 767px)").matches}>
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
      <div className="map-legend-row map-legend-rings">
        <span>{t("圆圈内为点位数，圈色为其中最差：", "A circle counts points; its ring is the worst inside:")}</span>
        <RingKey />
      </div>
      <Ramp title={t("AQI", "AQI")} prefix="aqi" words={aqiLevels.map((title) => t(title))} />
      <Ramp title={t("水质", "Water")} prefix="water" words={waterClasses.map((title) => t(title))} />
      <div className="map-legend-note">
        {t("水质类别的评价与配色", "Water classes and their colours")}
        <Unverified />
      </div>
    </details>
  );
}

/** What the ring of a cluster says. */
export function RingKey() {
  const rings = [
    ["red", t(subjectStates.alarm.title)],
    ["orange", t(subjectStates.over.title)],
    ["grey", t("其他", "Other")],
  ] as const;
  return rings.map(([hue, word]) => (
    <span key={hue}>
      <i className="ring-key" style={{ borderColor: `var(--${hue})` }} /> {word}
    </span>
  ));
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
export function ApprovalLine({
  approval,
  sample,
}: Readonly<{ approval: string | null | undefined; sample?: boolean }>) {
  return (
    <p className="map-approval">
      {t("审图号：", "Map approval: ")}
      {approval || t("未设置，示例边界", "not set, sample borders")}
      {sample && t("；点位为示例数据", "; points are sample data")}
    </p>
  );
}
