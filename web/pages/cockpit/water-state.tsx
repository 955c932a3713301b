import { Link } from "@tanstack/react-router";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { waterClasses } from "#kernel/view/status.ts";
import { WaterMark } from "#kernel/view/status-mark.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import type { Overview } from "../../contract.ts";
import { StackBar } from "./stack-bar.tsx";

/** Water sections by class, and the worst of them. */
export function WaterState({ water }: Readonly<{ water: Overview["water"] }>) {
  const parts = waterClasses.map((title, index) => ({
    key: String(index + 1),
    title: t(title),
    count: water.classes[index + 1] ?? 0,
    fill: `var(--water-${index + 1})`,
    ink: `var(--on-water-${index + 1})`,
  }));
  const missing = {
    key: "na",
    title: t("无数据", "No data"),
    count: water.classes.na ?? 0,
    fill: "var(--grey-pale)",
    ink: "var(--ink)",
  };
  return (
    <Section
      title={
        <>
          {t("地表水", "Surface water")}
          <Unverified />
        </>
      }
      aside={
        <Link to="/map" search={{ kind: "water-section" } as never}>
          {t(`${water.sections} 个断面`, `${water.sections} sections`)}
        </Link>
      }
    >
      <StackBar label={t("断面水质类别", "Sections by class")} parts={[...parts, missing]} />
      {water.worst.length > 0 && (
        <table className="plain-table worst">
          <thead>
            <tr>
              <th>{t("最差断面", "Worst sections")}</th>
              <th className="number">{t("类别", "Class")}</th>
            </tr>
          </thead>
          <tbody>
            {water.worst.slice(0, 5).map((section) => (
              <tr key={section.id}>
                <td>
                  <Link to="/subjects/$kind/$id" params={{ kind: "water-section", id: section.id }}>
                    {section.name}
                  </Link>
                </td>
                <td className="number">
                  <WaterMark level={section.class} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {water.worst.length === 0 && <Empty title={t("还没有可评价的水质数据", "No water data to judge yet")} />}
    </Section>
  );
}
