import { Link } from "@tanstack/react-router";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { aqiLevels } from "#kernel/view/status.ts";
import { AqiMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import type { Overview } from "../../contract.ts";
import { StackBar } from "./stack-bar.tsx";

/** Air stations by AQI level, and the worst of them. */
export function AirState({ air }: Readonly<{ air: Overview["air"] }>) {
  const parts = aqiLevels.map((title, index) => ({
    key: String(index + 1),
    title: t(title),
    count: air.levels[index + 1] ?? 0,
    fill: `var(--aqi-${index + 1})`,
    ink: `var(--on-aqi-${index + 1})`,
  }));
  const missing = {
    key: "na",
    title: t("无数据", "No data"),
    count: air.levels.na ?? 0,
    fill: "var(--grey-pale)",
    ink: "var(--ink)",
  };
  return (
    <Section
      title={t("空气", "Air")}
      aside={
        <Link to="/map" search={{ kind: "air-station" } as never}>
          {t(`${air.stations} 座空气站`, `${air.stations} stations`)}
        </Link>
      }
    >
      <StackBar label={t("空气站 AQI 级别", "Air stations by AQI level")} parts={[...parts, missing]} />
      {air.worst.length > 0 && (
        <table className="plain-table worst">
          <thead>
            <tr>
              <th>{t("最差站点", "Worst stations")}</th>
              <th>{t("首要污染物", "Primary")}</th>
              <th className="number">AQI</th>
            </tr>
          </thead>
          <tbody>
            {air.worst.slice(0, 5).map((station) => (
              <tr key={station.id}>
                <td>
                  <Link to="/subjects/$kind/$id" params={{ kind: "air-station", id: station.id }}>
                    {station.name}
                  </Link>
                </td>
                <td className="quiet">
                  {typeof station.primary === "string" ? station.primary : (station.primary?.join("、") ?? "")}
                </td>
                <td className="number">
                  <AqiMark level={station.level} value={station.aqi} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {air.worst.length === 0 && <Empty title={t("还没有可评价的空气站数据", "No air data to judge yet")} />}
    </Section>
  );
}
