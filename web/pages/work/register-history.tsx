import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { Register, RegisterField, Row, Version } from "./answers.ts";
import { fieldText } from "./field-value.tsx";

/** Every version of a row, newest first: who, when, why, and what became different. */
export function RegisterHistory({ register, row }: Readonly<{ register: Register; row: Row }>) {
  const answer = useGet<Readonly<{ items: readonly Version[] }>>(`/${register.path}/${row.id}/history`, {
    version: row.version,
  });
  if (answer.error) return <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <RowSkeleton rows={4} />;
  const versions = answer.data.items;
  return (
    <Timeline
      entries={versions.map((version, index) => ({
        key: String(version.version),
        at: version.at,
        what:
          index === versions.length - 1
            ? t(`第 ${version.version} 版 · 登记`, `Version ${version.version}: added`)
            : t(`第 ${version.version} 版`, `Version ${version.version}`),
        who: whoOf(version),
        note: (
          <Changed register={register} now={version.row} before={versions[index + 1]?.row} reason={version.reason} />
        ),
      }))}
    />
  );
}

const whoOf = ({ by }: Version): string => (typeof by === "string" ? by : by.name);

type ChangedProps = Readonly<{ register: Register; now: Row; before: Row | undefined; reason: string | null }>;

function Changed({ register, now, before, reason }: ChangedProps) {
  const rows = before ? differences(register, before, now) : [];
  return (
    <>
      {reason && (
        <div>
          {t("原因：", "Reason: ")}
          {reason}
        </div>
      )}
      {rows.length > 0 && <Differences rows={rows} before={t("原为", "Was")} now={t("改为", "Became")} />}
      {before && rows.length === 0 && <div className="quiet">{t("内容未变", "Nothing changed")}</div>}
      {!before && (
        <div className="quiet">
          {t(
            "首次登记。现行内容见基本信息，此后的改动见以上各版。",
            "What was first recorded shows in the facts and the versions above.",
          )}
        </div>
      )}
    </>
  );
}

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
