import { Link } from "@tanstack/react-router";
import { Select } from "antd";
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { clueStates } from "#domains/conservation/clue.ts";
import { coverClasses } from "#domains/conservation/cover-class.ts";
import type { RunReply } from "#domains/conservation/run-contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { SampleTag } from "#kernel/view/sample-tag.view.tsx";
import { BlockSkeleton, Empty, RowSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet, usePages, useSession } from "../../api.ts";
import type { Page } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import type { Bounds } from "../map/geometry.ts";
import { ApprovalLine } from "../map/legend.tsx";
import "../map/map.css";
import { RegionPicker } from "../work/region-picker.tsx";
import { CluePanel } from "./clue-panel.tsx";
import "./conservation.css";
import { classHues } from "./land-hues.ts";
import "./swipe.css";
import type { ClueFeature, CoverFeature, LineFeature } from "./swipe-map.tsx";
import { activityText, type ClueRow, ClueStateMark, hectaresText } from "./words.tsx";

const Swipe = lazy(async () => ({ default: (await import("./swipe-map.tsx")).SwipeMap }));
const unfinished = "open,checking,problem";
type Collection<F> = Readonly<{ features: readonly F[]; cut: boolean }>;
const none: readonly never[] = [];

/** 线索比对: two dates side by side and the clues in step with them; a clue chosen in either is shown in both. */
export function CluesPage() {
  const [filters, setFilters] = useFilters();
  const runs = useGet<Page<RunReply>>("/conservation/runs", { limit: 50 });
  const done = runs.data?.items.filter((run) => run.state === "done") ?? [];
  const run = done.find((one) => one.id === filters.run) ?? done[0];
  const clues = usePages<ClueRow>("/clues", {
    "filter.state": filters.state === "all" ? undefined : (filters.state ?? unfinished),
    "filter.region": filters.region,
    sort: "-severity",
  });
  const rows = clues.data.rows;
  const chosen = rows.find((row) => row.id === filters.clue);
  const choose = useCallback((id: string | undefined) => setFilters({ clue: id }), [setFilters]);
  return (
    <div className={chosen ? "clues clues-open" : "clues"}>
      <div className="clues-list">
        <header>
          <h1>{t("线索比对", "Clues")}</h1>
          <p className="quiet small">
            {clues.data.loading
              ? t("正在读取", "Loading")
              : t(
                  `${clues.data.more ? "已载入" : "共"} ${rows.length} 条，合计 ${hectaresText(sum(rows))}`,
                  `${rows.length} ${clues.data.more ? "loaded" : "in all"}, ${hectaresText(sum(rows))}`,
                )}
          </p>
          <div className="clues-filters">
            <Select
              size="small"
              value={filters.state ?? unfinished}
              onChange={(state) => setFilters({ state: state === unfinished ? undefined : state, clue: undefined })}
              options={[
                { value: unfinished, label: t("未了结", "Unfinished") },
                ...Object.entries(clueStates).map(([value, title]) => ({ value, label: t(title) })),
                { value: "all", label: t("全部", "All") },
              ]}
            />
            <RegionPicker
              size="small"
              width={150}
              value={filters.region}
              onChange={(region) => setFilters({ region, clue: undefined })}
            />
          </div>
        </header>
        {clues.error && rows.length === 0 ? (
          <ProblemNote error={clues.error} onRetry={clues.retry} />
        ) : clues.data.loading ? (
          <RowSkeleton rows={12} />
        ) : (
          <ClueList
            rows={rows}
            chosen={chosen?.id}
            onChoose={choose}
            more={clues.data.more}
            onMore={clues.data.loadMore ?? (() => undefined)}
          />
        )}
      </div>
      <div className="clues-map">
        {run ? (
          <Compare run={run} runs={done} chosen={chosen} onRun={(id) => setFilters({ run: id })} onChoose={choose} />
        ) : runs.isPending ? (
          <BlockSkeleton height={480} />
        ) : (
          <Empty title={t("还没有完成的两期比对", "No comparison of two dates yet")}>
            <Link to="/conservation/runs">{t("选两期图层，开始比对", "Choose two layers and compare them")}</Link>
          </Empty>
        )}
      </div>
      {chosen && <CluePanel key={chosen.id} clue={chosen} onClose={() => choose(undefined)} />}
    </div>
  );
}

const sum = (rows: readonly ClueRow[]): number => rows.reduce((total, row) => total + row.hectares, 0);

type ListProps = Readonly<{
  rows: readonly ClueRow[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  more: boolean;
  onMore: () => void;
}>;

function ClueList({ rows, chosen, onChoose, more, onMore }: ListProps) {
  if (rows.length === 0) return <Empty title={t("没有符合筛选的线索", "No clue matches")} />;
  return (
    <ul className="clue-list">
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" aria-current={row.id === chosen} onClick={() => onChoose(row.id)}>
            <span className="clue-list-head">
              <b>{activityText(row.activity)}</b>
              <span className="number">{hectaresText(row.hectares)}</span>
            </span>
            <span className="clue-list-where">
              {row.region.name} {row.reserve?.name ?? row.redLine?.name}
            </span>
            <span className="clue-list-foot">
              <ClueStateMark state={row.state} />
              <span className="quiet small">{row.number}</span>
              <SampleTag sample={row.sample} />
            </span>
          </button>
        </li>
      ))}
      {more && (
        <li>
          <button type="button" className="clue-list-more" onClick={onMore}>
            {t("继续载入", "Load more")}
          </button>
        </li>
      )}
    </ul>
  );
}

type CompareProps = Readonly<{
  run: RunReply;
  runs: readonly RunReply[];
  chosen: ClueRow | undefined;
  onRun: (id: string) => void;
  onChoose: (id: string) => void;
}>;

function Compare({ run, runs, chosen, onRun, onChoose }: CompareProps) {
  const [view, setView] = useState<Bounds>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onView = useCallback((bounds: Bounds) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setView(bounds.map((side) => Number(side.toFixed(4))) as Bounds), 250);
  }, []);
  const bbox = view?.join();
  const cover = (layer: string) => (bbox ? `/conservation/layers/${layer}/outlines` : null);
  const before = useGet<Collection<CoverFeature>>(cover(run.from.id), { bbox }, { keep: true });
  const after = useGet<Collection<CoverFeature>>(cover(run.to.id), { bbox }, { keep: true });
  const outlines = bbox ? "/conservation/outlines" : null;
  const lines = useGet<Collection<LineFeature>>(outlines, { kind: "red-line", bbox }, { keep: true });
  const patches = useGet<Collection<ClueFeature>>(outlines, { kind: "clue", bbox }, { keep: true });
  const marked = useMemo(
    () => (patches.data?.features ?? none).map((one) => ({ ...one, properties: { ...one.properties, id: one.id } })),
    [patches.data],
  );
  const approval = useSession().data?.settings.mapApproval;
  const sides = useMemo(
    () => ({
      before: { date: run.from.coveredOn, cover: before.data?.features ?? none },
      after: { date: run.to.coveredOn, cover: after.data?.features ?? none },
    }),
    [run, before.data, after.data],
  );
  const box = chosen?.area?.bbox;
  const focus = useMemo(() => (box ? around(box) : undefined), [box]);
  const cut = before.data?.cut || after.data?.cut;
  return (
    <>
      <Suspense fallback={<BlockSkeleton height={480} />}>
        <Swipe
          before={sides.before}
          after={sides.after}
          redLines={lines.data?.features ?? none}
          clues={marked}
          chosen={chosen?.id}
          onChoose={onChoose}
          onView={onView}
          focus={focus}
        />
      </Suspense>
      <div className="clues-run">
        <Select
          size="small"
          value={run.id}
          onChange={onRun}
          popupMatchSelectWidth={false}
          options={runs.map((one) => ({
            value: one.id,
            label: `${one.from.coveredOn} → ${one.to.coveredOn}　${one.region.name}`,
          }))}
        />
      </div>
      <CoverLegend />
      {cut && (
        <p className="clues-cut">
          {t("此范围图斑过多，只画出一部分；放大后齐全", "Too many pieces here; zoom in to see all")}
        </p>
      )}
      <ApprovalLine approval={approval} sample={run.sample} />
    </>
  );
}

const around = (box: Bounds): Bounds => {
  const margin = Math.max(box[2] - box[0], box[3] - box[1], 0.002);
  return [box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin];
};

function CoverLegend() {
  return (
    <ul className="clues-legend" aria-label={t("图例", "Legend")}>
      {Object.entries(coverClasses).map(([name, title]) => (
        <li key={name}>
          <i style={{ background: classHues[name as keyof typeof classHues] }} />
          {t(title)}
        </li>
      ))}
      <li>
        <i className="clues-legend-line" />
        {t("生态保护红线", "Red line")}
      </li>
      <li>
        <i className="clues-legend-clue" />
        {t("线索", "Clue")}
      </li>
    </ul>
  );
}
