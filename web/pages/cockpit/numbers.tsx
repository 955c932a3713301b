import { Link } from "@tanstack/react-router";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Hue } from "#kernel/view/status.ts";
import type { Overview } from "../../contract.ts";

type Figure = Readonly<{
  title: string;
  value: string;
  of?: string;
  note: string;
  /** The list behind the number; counts of packets and values have none. */
  to?: string;
  search?: Record<string, string>;
  /** Shown as a bar at the edge when the number asks for someone. */
  hue?: Hue;
}>;

/** The six numbers of the day, each with its period and a way to the list behind it. */
export function Numbers({ data }: Readonly<{ data: Overview }>) {
  return (
    <ul className="numbers">
      {figuresOf(data).map((figure) => (
        <li key={figure.title}>
          {figure.to ? (
            <Link
              to={figure.to}
              search={figure.search as never}
              style={figure.hue && { borderLeftColor: `var(--${figure.hue})` }}
            >
              <FigureText figure={figure} />
            </Link>
          ) : (
            <div>
              <FigureText figure={figure} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function FigureText({ figure }: Readonly<{ figure: Figure }>) {
  return (
    <>
      <span className="numbers-title">{figure.title}</span>
      <strong>
        {figure.value}
        {figure.of && <small>{figure.of}</small>}
      </strong>
      <span className="numbers-note" title={figure.note}>
        {figure.note}
      </span>
    </>
  );
}

function figuresOf({ alarms, cases, outfalls, devices, packets, readings }: Overview): Figure[] {
  const share = devices.total > 0 ? (devices.online / devices.total) * 100 : 0;
  return [
    {
      title: t("未结报警", "Open alarms"),
      value: numberText(alarms.open),
      note: t(`今日新增 ${numberText(alarms.today)}`, `${numberText(alarms.today)} new today`),
      to: "/alarms",
      hue: alarms.open > 0 ? "red" : undefined,
    },
    {
      title: t("在办办件", "Open cases"),
      value: numberText(cases.open),
      note: t(`其中逾期 ${numberText(cases.overdue)}`, `${numberText(cases.overdue)} overdue`),
      to: "/cases",
      search: cases.overdue > 0 ? { view: "overdue" } : undefined,
      hue: cases.overdue > 0 ? "red" : undefined,
    },
    {
      title: t("报警排放口", "Outfalls in alarm"),
      value: numberText(outfalls.alarm),
      of: t(` / 共 ${numberText(outfalls.total)}`, ` of ${numberText(outfalls.total)}`),
      note: t(
        `另有 ${numberText(outfalls.over)} 个实时超限，待判定`,
        `${numberText(outfalls.over)} more over limit now, not judged yet`,
      ),
      to: "/map",
      search: { kind: "outfall", state: outfalls.alarm > 0 ? "alarm" : "alarm,over" },
      hue: outfalls.alarm > 0 ? "red" : outfalls.over > 0 ? "orange" : undefined,
    },
    {
      title: t("设备在线率", "Devices online"),
      value: devices.total > 0 ? `${numberText(share, { digits: 1 })}%` : t("无设备", "none"),
      note: t(
        `${numberText(devices.online)} / ${numberText(devices.total)}，静默 ${numberText(devices.silent)}`,
        `${numberText(devices.online)} / ${numberText(devices.total)}, ${numberText(devices.silent)} silent`,
      ),
      to: "/devices",
      search: devices.silent > 0 ? { state: "silent" } : undefined,
      hue: devices.silent > 0 ? "violet" : undefined,
    },
    {
      title: t("今日数据包", "Packets today"),
      value: numberText(packets.today),
      note: t(`拒收 ${numberText(packets.rejectedToday)}`, `${numberText(packets.rejectedToday)} rejected`),
    },
    {
      title: t("近 1 小时监测值", "Values, last hour"),
      value: numberText(readings.lastHour),
      note: t(`今日 ${numberText(readings.today)}`, `${numberText(readings.today)} today`),
    },
  ];
}
