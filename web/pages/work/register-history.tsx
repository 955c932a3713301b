import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Timeline } from "#kernel/view/timeline.view.tsx";
import { RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { Register, Row, Version } from "./answers.ts";
import { VersionCompare } from "./version-compare.tsx";
import { Differences, differences } from "./version-difference.tsx";

/** Every version of a row, newest first: who, when, why, and what became different. */
export function RegisterHistory({ register, row }: Readonly<{ register: Register; row: Row }>) {
  const answer = useGet<Readonly<{ items: readonly Version[] }>>(`/${register.path}/${row.id}/history`, {
    version: row.version,
  });
  if (answer.error) return <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <RowSkeleton rows={4} />;
  const versions = answer.data.items;
  return (
    <>
      {versions.length > 1 && <VersionCompare key={row.version} register={register} versions={versions} />}
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
    </>
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
