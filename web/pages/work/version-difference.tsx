import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Register, RegisterField, Row } from "./answers.ts";
import { fieldText } from "./field-value.tsx";

export type Difference = Readonly<{ title: string; before: string; now: string }>;

/** The fields in which two versions differ, in words. */
export function differences(register: Register, before: Row, now: Row): Difference[] {
  const fields = register.fields.map((field: RegisterField) => ({
    title: t(field.title),
    before: fieldText(field, before[field.name]),
    now: fieldText(field, now[field.name]),
  }));
  const standing = [
    { title: t("行政区划", "Region"), before: before.region?.name ?? "", now: now.region?.name ?? "" },
    { title: t("使用状态", "In use"), before: inUse(before), now: inUse(now) },
  ];
  return [...fields, ...standing].filter((one) => one.before !== one.now);
}

const inUse = (row: Row): string => (row.retired ? t("已停用", "retired") : t("在用", "in use"));

/** Two versions side by side. */
export function Differences({
  rows,
  before,
  now,
  struck = true,
}: Readonly<{ rows: readonly Difference[]; before: string; now: string; struck?: boolean }>) {
  return (
    <table className="work-difference">
      <thead>
        <tr>
          <th>{t("项目", "Field")}</th>
          <th>{before}</th>
          <th>{now}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.title}>
            <th scope="row">{row.title}</th>
            <td>
              {row.before ? (
                struck ? (
                  <del>{row.before}</del>
                ) : (
                  row.before
                )
              ) : (
                <span className="absent">{t("未填写", "not given")}</span>
              )}
            </td>
            <td>{row.now ? <ins>{row.now}</ins> : <span className="absent">{t("未填写", "not given")}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const versionText = (row: Row): string =>
  t(
    `第 ${row.version} 版，${row.updatedBy} ${timeText(row.updatedAt)}`,
    `version ${row.version}, ${row.updatedBy} ${timeText(row.updatedAt)}`,
  );
