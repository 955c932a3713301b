import { Section } from "#kernel/view/detail-page.view.tsx";
import { numberText, timeText } from "#kernel/view/format.ts";
import { language, t } from "#kernel/view/language.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import type { DeviceDetail } from "./answers.ts";

/** How a device departs from the standard, most often first, and which split packets never became whole. */
export function Conformance({ device }: Readonly<{ device: DeviceDetail }>) {
  const violations = [...device.violations24h].sort((a, b) => b.count - a.count);
  return (
    <div className="work-stack">
      <Section title={t("偏离标准之处（近 24 小时）", "Departures from the standard (24 h)")} flush>
        {violations.length === 0 ? (
          <Empty title={t("近 24 小时没有发现偏离", "None found in 24 h")} />
        ) : (
          <div className="work-scroll">
            <table className="work-table">
              <thead>
                <tr>
                  <th>{t("偏离", "Departure")}</th>
                  <th className="number">{t("次数", "Count")}</th>
                  <th>{t("最近一次", "Last")}</th>
                  <th>{t("代码", "Code")}</th>
                </tr>
              </thead>
              <tbody>
                {violations.map((one) => (
                  <tr key={one.code}>
                    <td>{one[language()]}</td>
                    <td className="number">{numberText(one.count)}</td>
                    <td className="work-nowrap">{timeText(one.last, "second")}</td>
                    <td>
                      <code>{one.code}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Section>
      {device.splits.length > 0 && (
        <Section title={t("分包未收齐", "Split packets not complete")} flush>
          <div className="work-scroll">
            <table className="work-table">
              <thead>
                <tr>
                  <th>{t("命令 CN", "CN")}</th>
                  <th>{t("数据时间", "Data time")}</th>
                  <th className="number">{t("已收", "Seen")}</th>
                  <th className="number">{t("应收", "Total")}</th>
                </tr>
              </thead>
              <tbody>
                {device.splits.map((split) => (
                  <tr key={`${split.cn}/${split.dataTime}`}>
                    <td>{split.cn}</td>
                    <td>{split.dataTime}</td>
                    <td className="number">{split.seen}</td>
                    <td className="number">{split.total}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Section>
      )}
    </div>
  );
}
