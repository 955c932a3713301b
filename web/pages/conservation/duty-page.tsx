import { Link } from "@tanstack/react-router";
import { Segmented, Select } from "antd";
import { Fragment } from "react";
import type { z } from "zod";
import type { ScoreItem, scoresReply, termRows } from "#domains/conservation/overview-contract.ts";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { BlockSkeleton, Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { RegionPicker } from "../work/region-picker.tsx";
import "./conservation.css";

type Scores = z.infer<typeof scoresReply>;
type Rows = z.infer<typeof termRows>;
const scoreText = (score: number | null): string =>
  score === null ? t("无可评", "nothing to judge") : numberText(score, { digits: 1 });

/** 履责评分: how each league or banner keeps its red line and reserves; every figure opens the rows it comes from. */
export function DutyPage() {
  const [filters, setFilters] = useFilters();
  const year = filters.year ?? String(new Date().getFullYear());
  const level = filters.level ?? "league";
  const scores = useGet<Scores>("/conservation/scores", { year, level, within: filters.region }, { keep: true });
  const data = scores.data;
  return (
    <div className="page duty">
      <PageHead
        title={t("保护履责评分", "Duty scores")}
        marks={data && <Unverified verified={data.rule.verified} />}
        sentence={
          data && t(`${data.year} 年；评分规则：${data.rule.source}`, `${data.year}; rule: ${data.rule.source}`)
        }
      />
      <div className="board-filters">
        <Segmented
          size="small"
          value={level}
          onChange={(value) => setFilters({ level: value === "league" ? undefined : String(value), open: undefined })}
          options={[
            { value: "league", label: t("盟市", "Leagues") },
            { value: "banner", label: t("旗县", "Banners") },
          ]}
        />
        <Select
          size="small"
          value={year}
          onChange={(value) => setFilters({ year: value })}
          options={[0, 1, 2]
            .map((back) => String(new Date().getFullYear() - back))
            .map((value) => ({ value, label: t(`${value} 年`, value) }))}
        />
        <RegionPicker size="small" width={180} value={filters.region} onChange={(region) => setFilters({ region })} />
      </div>
      {scores.error && !data ? (
        <ProblemNote error={scores.error} onRetry={() => void scores.refetch()} />
      ) : !data ? (
        <BlockSkeleton height={420} />
      ) : data.items.length === 0 ? (
        <Empty title={t("没有可评的区划", "Nothing to judge")} />
      ) : (
        <ScoreTable data={data} year={year} open={filters.open} onOpen={(open) => setFilters({ open })} />
      )}
    </div>
  );
}

type TableProps = Readonly<{
  data: Scores;
  year: string;
  open: string | undefined;
  onOpen: (open: string | undefined) => void;
}>;

function ScoreTable({ data, year, open, onOpen }: TableProps) {
  const terms = data.items[0]?.terms ?? [];
  const ranked = [...data.items].sort((a, b) => (b.score ?? -1) - (a.score ?? -1));
  return (
    <div className="wide-scroll block block-flush">
      <table className="plain-table duty-table">
        <thead>
          <tr>
            <th>{t("区划", "Region")}</th>
            <th className="number">{t("得分", "Score")}</th>
            {terms.map((term) => (
              <th key={term.id} className="number">
                {t(term.title)}
                <small className="quiet">
                  {t(`权重 ${numberText(term.weight)}`, `weight ${numberText(term.weight)}`)}
                </small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ranked.map((item) => (
            <Fragment key={item.region.code}>
              <ScoreRow item={item} open={open} onOpen={onOpen} />
              {open?.startsWith(`${item.region.code}.`) && (
                <tr>
                  <td colSpan={terms.length + 2} className="duty-open">
                    <TermRows region={item.region.code} term={open.slice(7)} year={year} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ScoreRow({
  item,
  open,
  onOpen,
}: Readonly<{ item: ScoreItem; open: string | undefined; onOpen: TableProps["onOpen"] }>) {
  return (
    <tr>
      <td>{item.region.name}</td>
      <td className="number">
        <b>{scoreText(item.score)}</b>
      </td>
      {item.terms.map((term) => {
        const key = `${item.region.code}.${term.id}`;
        return (
          <td key={term.id} className="number">
            <button
              type="button"
              className="duty-term"
              title={t(term.says)}
              aria-expanded={open === key}
              onClick={() => onOpen(open === key ? undefined : key)}
            >
              {scoreText(term.value)}
              <small className="quiet">
                {numberText(term.numerator, { atMost: 1 })}/{numberText(term.denominator, { atMost: 1 })}
              </small>
            </button>
          </td>
        );
      })}
    </tr>
  );
}

function TermRows({ region, term, year }: Readonly<{ region: string; term: string; year: string }>) {
  const rows = useGet<Rows>(`/conservation/scores/${region}/${term}`, { year });
  if (rows.error && !rows.data) return <ProblemNote error={rows.error} onRetry={() => void rows.refetch()} />;
  if (!rows.data) return <RowSkeleton rows={3} />;
  return (
    <>
      <p>{t(rows.data.term.says)}</p>
      <ul className="duty-rows">
        {rows.data.items.map((row) => (
          <li key={row.id} className={row.counts ? undefined : "quiet"}>
            <RowLink row={row} /> <span className="small">{row.says}</span>
          </li>
        ))}
        {rows.data.items.length === 0 && <li className="quiet">{t("没有相关记录", "No rows")}</li>}
      </ul>
    </>
  );
}

function RowLink({ row }: Readonly<{ row: Rows["items"][number] }>) {
  if (row.kind === "case")
    return (
      <Link to="/cases/$id" params={{ id: row.id }}>
        {row.name}
      </Link>
    );
  if (row.kind === "clue")
    return (
      <Link to="/conservation/clues" search={{ clue: row.id, state: "all" } as never}>
        {row.name}
      </Link>
    );
  return (
    <Link to="/registers/$id/$row" params={{ id: `conservation.${row.kind}`, row: row.id }}>
      {row.name}
    </Link>
  );
}
