import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import type { BatchDetail, BatchReply } from "#domains/conservation/ministry-contract.ts";
import type { Column } from "#kernel/view/column.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet, usePages, usePerson } from "../../api.ts";
import { BatchImport } from "./batch-import.tsx";
import "./conservation.css";
import { ClueStateMark } from "./words.tsx";

/** 部下发线索批次: each with its own numbers, and how much of it is answered. */
export function BatchesPage() {
  const navigate = useNavigate();
  const mayImport = usePerson().roles.includes("region");
  const { data, error, retry } = usePages<BatchReply>("/conservation/batches");
  return (
    <ListPage<BatchReply>
      id="clue-batches"
      head={{
        title: t("部下发线索", "Clues from the ministry"),
        sentence: data.loading ? undefined : t(`共 ${data.rows.length} 批`, `${data.rows.length} batches`),
        action: mayImport ? <BatchImport /> : undefined,
      }}
      columns={columns()}
      data={data}
      error={error}
      onRetry={retry}
      rowKey={(batch) => batch.id}
      onOpen={(batch) => void navigate({ to: "/conservation/batches/$id", params: { id: batch.id } })}
      exportName={t("部下发线索批次", "batches")}
      empty={
        <Empty title={t("还没有下发批次", "No batch yet")}>
          {t("收到部里的线索表后在此导入，编号照原样保留。", "Import the ministry's table here; its numbers are kept.")}
        </Empty>
      }
    />
  );
}

const columns = (): Column<BatchReply>[] => [
  { id: "number", title: t("批次", "Batch"), value: (batch) => batch.number, width: 180 },
  { id: "region", title: t("范围", "Region"), value: (batch) => batch.region.name, width: 140 },
  { id: "issuedOn", title: t("下发日期", "Issued"), value: (batch) => batch.issuedOn, width: 120 },
  { id: "dueOn", title: t("应于", "Due"), value: (batch) => batch.dueOn ?? "", width: 120 },
  { id: "rows", title: t("线索数", "Rows"), value: (batch) => batch.rows, width: 90, align: "right" },
  { id: "matched", title: t("与本级线索一致", "Matched"), value: (batch) => batch.matched, width: 130, align: "right" },
  { id: "new", title: t("新增", "New"), value: (batch) => batch.new, width: 80, align: "right" },
  { id: "unmatched", title: t("未能落图", "Unmatched"), value: (batch) => batch.unmatched, width: 100, align: "right" },
  { id: "answered", title: t("已有结论", "Answered"), value: (batch) => batch.answered, width: 100, align: "right" },
];

/** One batch in the ministry's own columns with our answer beside each row. */
export function BatchPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const batch = useGet<BatchDetail>(`/conservation/batches/${id}`);
  if (!batch.data)
    return (
      <div className="page">
        {batch.error ? (
          <ProblemNote error={batch.error} onRetry={() => void batch.refetch()} />
        ) : (
          <BlockSkeleton height={480} />
        )}
      </div>
    );
  const { data } = batch;
  return (
    <div className="page">
      <PageHead
        title={data.number}
        back={<Link to="/conservation/batches">← {t("部下发线索", "Clues from the ministry")}</Link>}
        marks={<SampleTag sample={data.sample} />}
        sentence={t(
          `${data.rows} 条，已有结论 ${data.answered} 条，未能落图 ${data.unmatched} 条；${data.createdBy} 于 ${timeText(data.createdAt)} 导入`,
          `${data.rows} rows, ${data.answered} answered, ${data.unmatched} unmatched; by ${data.createdBy}, ${timeText(data.createdAt)}`,
        )}
        action={
          <a href={`/api/v1/conservation/batches/${id}/answer.xlsx`} download>
            <Button type="primary">{t("下载答复表（原表样）", "Download the answer")}</Button>
          </a>
        }
      />
      <BatchTable batch={data} />
    </div>
  );
}

const outcomes = {
  matched: { zh: "与本级线索一致", en: "Matched" },
  new: { zh: "新增线索", en: "New" },
  unmatched: { zh: "未能落图", en: "Unmatched" },
};

function BatchTable({ batch }: Readonly<{ batch: BatchDetail }>) {
  return (
    <div className="wide-scroll block block-flush">
      <table className="plain-table">
        <thead>
          <tr>
            {batch.columns.map((column) => (
              <th key={column}>{column}</th>
            ))}
            <th>{t("本级线索", "Our clue")}</th>
            <th>{t("状态", "State")}</th>
            {batch.answerColumns.map((column) => (
              <th key={column}>{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {batch.items.map((row) => (
            <tr key={row.position}>
              {row.cells.map((cell, index) => (
                <td key={batch.columns[index]}>{cell}</td>
              ))}
              <td>
                {row.clue ? (
                  <Link to="/conservation/clues" search={{ clue: row.clue.id, state: "all" } as never}>
                    {row.clue.number}
                  </Link>
                ) : (
                  <span title={row.problem ?? undefined}>{row.problem ?? t(outcomes[row.outcome])}</span>
                )}
              </td>
              <td>{row.clue && <ClueStateMark state={row.clue.state} />}</td>
              {row.answer.map((cell, index) => (
                <td key={batch.answerColumns[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
