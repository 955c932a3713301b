import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import type { ImportReply, ReconciliationReply } from "#kernel/import/contract.ts";
import { Facts, Section } from "#kernel/view/detail-page.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import type { Register } from "../work/answers.ts";
import { StagedRows } from "./staged-rows.tsx";
import { UndoDrawer } from "./undo-drawer.tsx";

type Props = Readonly<{ found: ImportReply; register: Register; retry: () => void }>;

/** The last step: what was written, whether file and register agree, and the way back. */
export function Result({ found, register, retry }: Props) {
  const [undoing, setUndoing] = useState(false);
  const { result } = found;
  const facts = [
    { title: t("新增", "New"), value: result?.created ?? 0 },
    { title: t("变更", "Changed"), value: result?.amended ?? 0 },
    { title: t("未写入（不合格）", "Left out"), value: result?.leftOut ?? 0 },
    { title: t("坐标系", "Datum"), value: found.datum ? t(found.datum) : t("不涉及", "none") },
    { title: t("导入人", "By"), value: found.by.name },
    { title: t("写入时间", "Written"), value: found.committedAt ? timeText(found.committedAt) : "" },
    ...(found.undoneAt ? [{ title: t("撤销时间", "Undone"), value: timeText(found.undoneAt) }] : []),
  ];
  return (
    <>
      <Section
        title={t("结果", "Result")}
        aside={
          <span className="import-links">
            <Link to="/registers/$id" params={{ id: register.id }}>
              {t(`打开${register.title.zh}`, `Open ${register.title.en}`)}
            </Link>
            {(result?.leftOut ?? 0) > 0 && (
              <a href={`/api/v1/imports/${found.id}/errors?format=xlsx`} download>
                {t("下载不合格行", "Bad rows")}
              </a>
            )}
            {found.own && found.state === "committed" && (
              <Button size="small" danger onClick={() => setUndoing(true)}>
                {t("撤销整次导入", "Undo all")}
              </Button>
            )}
          </span>
        }
      >
        <Facts facts={facts} />
      </Section>
      {found.state === "undone" && (result?.refused ?? 0) > 0 && (
        <Section title={t(`保留的 ${result?.refused} 行`, `${result?.refused} rows that stayed`)} flush>
          <StagedRows found={found} register={register} kind="refused" />
        </Section>
      )}
      {found.state === "committed" && <Reconciliation found={found} register={register} />}
      {undoing && <UndoDrawer found={found} onClose={() => setUndoing(false)} onDone={retry} />}
    </>
  );
}

function Reconciliation({ found, register }: Readonly<{ found: ImportReply; register: Register }>) {
  const { data, error, refetch } = useGet<ReconciliationReply>(`/imports/${found.id}/reconciliation`);
  if (error) return <ProblemNote error={error} onRetry={() => void refetch()} />;
  if (!data) return <BlockSkeleton height={120} />;
  const lines = [
    { name: t("记录数", "Rows"), unit: "", file: data.file.rows, register: data.register.rows },
    ...data.sums.map((sum) => ({
      name: t(`${sum.title.zh}合计`, `Sum of ${sum.title.en}`),
      unit: sum.unit ?? "",
      file: sum.file,
      register: sum.register,
    })),
  ];
  return (
    <Section title={t("核对报告", "Reconciliation")}>
      <div className="import-scroll">
        <table className="import-rows import-sums">
          <thead>
            <tr>
              <th>{t("项目", "Item")}</th>
              <th>{t("文件", "File")}</th>
              <th>{t("台账", "Register")}</th>
              <th>{t("差", "Difference")}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.name}>
                <td>
                  {line.name} <span className="import-quiet">{line.unit}</span>
                </td>
                <td>{line.file.toLocaleString()}</td>
                <td>{line.register.toLocaleString()}</td>
                <td>{round(line.register - line.file)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="import-quiet">
        {t(
          `文件中有 ${data.file.unmatched} 行没有进入台账；台账中另有 ${data.register.unmatched} 条${register.noun.zh}不在文件里。`,
          `${data.file.unmatched} lines of the file are not in the register; ${data.register.unmatched} others of the register are not in the file.`,
        )}
      </p>
      {data.register.unmatched > 0 && (
        <details className="import-others">
          <summary>{t("不在文件里的记录", "Rows that are not in the file")}</summary>
          <ul>
            {data.register.unmatchedRows.map((row) => (
              <li key={row.id}>
                <Link to="/registers/$id/$row" params={{ id: register.id, row: row.id }}>
                  {row.name}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

const round = (difference: number): string => (Math.round(difference * 1e6) / 1e6).toLocaleString().replace("-", "−");
