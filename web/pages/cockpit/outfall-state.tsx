import { Link } from "@tanstack/react-router";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { subjectStates } from "#kernel/view/status.ts";
import type { Overview } from "../../contract.ts";
import { StackBar } from "./stack-bar.tsx";

const shown = ["alarm", "over", "silent", "fault", "maintenance", "stopped", "unmonitored", "normal"] as const;
const ink = {
  alarm: "#ffffff",
  over: "var(--ink)",
  silent: "#ffffff",
  fault: "var(--ink)",
  unmonitored: "var(--ink)",
  maintenance: "#ffffff",
  stopped: "var(--ink)",
  normal: "#ffffff",
} as const;

/** Outfalls by state, and how well their devices report. */
export function OutfallState({ data }: Readonly<{ data: Overview }>) {
  const { outfalls, devices, packets } = data;
  const parts = shown.map((state) => ({
    key: state,
    title: t(subjectStates[state].title),
    count: outfalls[state],
    fill: state === "unmonitored" ? "var(--grey-pale)" : `var(--${subjectStates[state].hue})`,
    ink: ink[state],
    to: "/map",
    search: { kind: "outfall", state },
  }));
  const refused = packets.today > 0 ? (packets.rejectedToday / packets.today) * 100 : 0;
  return (
    <Section
      title={t("污染源", "Sources")}
      aside={
        <Link to="/map" search={{ kind: "outfall" } as never}>
          {t(`${outfalls.total} 个排放口`, `${outfalls.total} outfalls`)}
        </Link>
      }
    >
      <StackBar label={t("排放口状态", "Outfalls by state")} parts={parts} />
      <table className="plain-table worst">
        <thead>
          <tr>
            <th>{t("设备健康", "Device health")}</th>
            <th className="number">{t("数量", "Count")}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>
              <Link to="/devices" search={{ state: "online" } as never}>
                {t("在线", "Online")}
              </Link>
            </td>
            <td className="number">{numberText(devices.online)}</td>
          </tr>
          <tr>
            <td>
              <Link to="/devices" search={{ state: "silent" } as never}>
                {t("静默", "Silent")}
              </Link>
            </td>
            <td className="number">{numberText(devices.silent)}</td>
          </tr>
          <tr>
            <td>{t("今日拒收数据包", "Packets rejected today")}</td>
            <td className="number">
              {numberText(packets.rejectedToday)} <span className="quiet">({numberText(refused, { digits: 2 })}%)</span>
            </td>
          </tr>
        </tbody>
      </table>
    </Section>
  );
}
