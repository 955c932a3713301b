import { t } from "#kernel/view/language.view.tsx";
import { AqiMark, WaterMark } from "#kernel/view/status-mark.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { Value } from "#kernel/view/value.view.tsx";
import type { Subject } from "../../contract.ts";

/** How the state was judged: AQI or water class, the edition in force, the deciding item, and every item with its own. */
export function Judgement({ subject }: Readonly<{ subject: Subject }>) {
  const judged = subject.judgement;
  if (!judged) return null;
  const air = judged.aqi !== undefined && judged.aqi !== null;
  const items = judged.items ?? [];
  const primary = typeof judged.primary === "string" ? judged.primary : judged.primary?.join("、");
  return (
    <div className="judgement">
      <p className="judgement-head">
        {air && subject.level ? <AqiMark level={subject.level} value={judged.aqi ?? undefined} /> : null}
        {judged.class ? <WaterMark level={judged.class} /> : null}
        {primary && (
          <span>
            {air
              ? t(`首要污染物 ${primary}`, `Primary: ${primary}`)
              : t(`定类项目 ${primary}`, `Decided by ${primary}`)}
          </span>
        )}
        {judged.edition && (
          <span className="quiet">
            {judged.edition}
            {/* How classes are evaluated and drawn was not compared with its text; the air index was. */}
            <Unverified verified={air} />
          </span>
        )}
      </p>
      {items.length > 0 && (
        <table className="plain-table">
          <thead>
            <tr>
              <th>{t("项目", "Item")}</th>
              <th className="number">{t("浓度", "Value")}</th>
              <th>{t("单位", "Unit")}</th>
              <th className="number">{air ? "IAQI" : t("类别", "Class")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.factor ?? item.name}>
                <td>{item.name ?? item.factor}</td>
                <td className="number">
                  <Value value={item.value} />
                </td>
                <td className="quiet">{item.unit?.replace("m3", "m³")}</td>
                <td className="number">
                  {air ? (
                    <Value value={item.index} />
                  ) : item.class ? (
                    <WaterMark level={item.class} />
                  ) : (
                    <Value value={null} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
