import { Link } from "@tanstack/react-router";
import { Select } from "antd";
import type { OverviewReply } from "#domains/conservation/overview-contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton, Empty } from "#kernel/view/waiting.view.tsx";
import { useGet, usePages } from "../../api.ts";
import type { CaseItem } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import { words } from "../../language.ts";
import { ClockMark } from "../work/marks.tsx";
import { RegionPicker } from "../work/region-picker.tsx";
import "./conservation.css";

type BoardCase = CaseItem & Readonly<{ sample?: boolean; supervised?: string | null }>;

/** 问题台账 as a board: a column for each step of the procedure, the most urgent on top of each. */
export function ProblemsPage() {
  const [filters, setFilters] = useFilters();
  const overview = useGet<OverviewReply>("/conservation/overview");
  const cases = usePages<BoardCase>(
    "/cases",
    {
      definition: "conservation.clue",
      region: filters.region,
      category: filters.ended === "yes" ? undefined : "draft,open,waiting,decision",
      sort: "due",
    },
    200,
  );
  const rows = cases.data.rows;
  const columns = overview.data?.cases.filter((column) => filters.ended === "yes" || !isEnd(column.category)) ?? [];
  const overdue = rows.filter((row) => row.clock?.light === "red").length;
  return (
    <div className="page board-page">
      <PageHead
        title={t("问题台账", "Problems")}
        marks={<SampleTag sample={rows.some((row) => row.sample)} />}
        sentence={
          cases.data.loading
            ? undefined
            : t(
                `${cases.data.more ? "已载入" : "共"} ${rows.length} 件，逾期 ${overdue} 件；每列按时限先后`,
                `${rows.length} ${cases.data.more ? "loaded" : "in all"}, ${overdue} overdue; the most urgent on top`,
              )
        }
      />
      <div className="board-filters">
        <RegionPicker size="small" width={180} value={filters.region} onChange={(region) => setFilters({ region })} />
        <Select
          size="small"
          value={filters.ended ?? "no"}
          onChange={(ended) => setFilters({ ended: ended === "no" ? undefined : ended })}
          options={[
            { value: "no", label: t("在办", "In hand") },
            { value: "yes", label: t("含已了结", "With ended ones") },
          ]}
        />
      </div>
      {cases.error && rows.length === 0 ? (
        <ProblemNote error={cases.error} onRetry={cases.retry} />
      ) : cases.data.loading || !overview.data ? (
        <BlockSkeleton height={420} />
      ) : rows.length === 0 ? (
        <Empty title={t("没有在办的问题", "Nothing in hand")}>
          <Link to="/conservation/clues">{t("去看线索", "See the clues")}</Link>
        </Empty>
      ) : (
        <Board columns={columns} rows={rows} />
      )}
      {cases.data.more && (
        <button type="button" className="board-more" onClick={cases.data.loadMore}>
          {t("继续载入", "Load more")}
        </button>
      )}
    </div>
  );
}

const isEnd = (category: string): boolean => category === "closed" || category === "void";

function Board({ columns, rows }: Readonly<{ columns: OverviewReply["cases"]; rows: readonly BoardCase[] }>) {
  return (
    <div className="board">
      {columns.map((column) => {
        const here = rows.filter((row) => row.state.id === column.state);
        return (
          <section key={column.state} className={here.length === 0 ? "board-column board-empty" : "board-column"}>
            <h2>
              {t(column.title)} <span className="number">{here.length}</span>
            </h2>
            {here.map((row) => (
              <Link key={row.id} to="/cases/$id" params={{ id: row.id }} className="board-card">
                <span className="board-card-head">
                  {isEnd(row.state.category) ? (
                    <span className="quiet small">{t("已了结", "ended")}</span>
                  ) : (
                    <ClockMark clock={row.clock} />
                  )}
                  {row.supervised && <b className="board-watched">{t("督办", "supervised")}</b>}
                </span>
                <span className="board-card-title">{words(row.title)}</span>
                <span className="quiet small">
                  {row.region.name} · {row.organ?.name}
                </span>
                <span className="quiet small">{row.number}</span>
              </Link>
            ))}
          </section>
        );
      })}
    </div>
  );
}
