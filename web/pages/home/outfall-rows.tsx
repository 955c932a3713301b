import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Absent } from "#kernel/view/absent.view.tsx";
import { shortTimeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { subjectStates } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Value } from "#kernel/view/value.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import type { MapPoint, Named } from "../../contract.ts";
import { regionOf } from "../map/points.ts";

/** What a mark for an outfall begins with: the outfall, whose it is and where it lies. */
export const markOf = (outfall: MapPoint, organ: Named): Record<string, string> => ({
  outfall: outfall.id,
  "outfall.name": outfall.name,
  enterprise: organ.id,
  "enterprise.name": organ.name,
  region: regionOf(outfall).code,
});

/** Each outfall with its state, its telling value, when it last reported, and the mark that may have to be declared for it. */
export function OutfallRows({ outfalls, organ }: Readonly<{ outfalls: readonly MapPoint[]; organ: Named }>) {
  if (outfalls.length === 0) return <Empty title={t("还没有登记排放口", "No outfalls registered yet")} />;
  const now = Date.now();
  return (
    <div className="work-scroll">
      <table className="work-table home-table">
        <thead>
          <tr>
            <th>{t("排放口", "Outfall")}</th>
            <th>{t("状态", "State")}</th>
            <th>{t("主要指标", "Telling value")}</th>
            <th className="home-wide">{t("最新数据", "Latest data")}</th>
            <th className="home-wide">{t("数采仪", "Device")}</th>
            <th aria-label={t("办理", "Acts")} />
          </tr>
        </thead>
        <tbody>
          {outfalls.map((outfall) => (
            <tr key={outfall.id}>
              <td>
                <Link to="/subjects/$kind/$id" params={{ kind: outfall.kind, id: outfall.id }}>
                  {outfall.name}
                </Link>
              </td>
              <td>
                <StatusMark
                  status={subjectStates[outfall.state as keyof typeof subjectStates] ?? subjectStates.unmonitored}
                />
              </td>
              <td>
                {outfall.headline ? (
                  <>
                    {outfall.headline.label}{" "}
                    <Value
                      value={outfall.headline.value}
                      unit={outfall.headline.unit}
                      over={outfall.state === "over" || outfall.state === "alarm"}
                    />
                  </>
                ) : (
                  <Absent />
                )}
              </td>
              <td className="home-wide">{outfall.time ? shortTimeText(outfall.time, now) : <Absent />}</td>
              <td className="home-wide">
                {outfall.mn ? (
                  <Link to="/devices/$mn" params={{ mn: outfall.mn }} className="mono">
                    {outfall.mn}
                  </Link>
                ) : (
                  <Absent kind="unmonitored" />
                )}
              </td>
              <td className="number">
                <Link
                  to="/registers/$id/new"
                  params={{ id: "monitoring.mark" }}
                  search={markOf(outfall, organ) as never}
                  tabIndex={-1}
                >
                  <Button size="small">{t("报备标记", "Declare")}</Button>
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
