import { useNavigate } from "@tanstack/react-router";
import { Select } from "antd";
import { rules } from "#domains/monitoring/rules.ts";
import type { DefinitionShown } from "#kernel/case/catalogue.ts";
import type { OnTime } from "#kernel/case/on-time.ts";
import type { Column } from "#kernel/view/column.ts";
import { clockText, shortTimeText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Chip, ListPage } from "#kernel/view/list-page.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { useGet, usePages } from "../../api.ts";
import type { CaseItem, Named, Page } from "../../contract.ts";
import { type Filters, useFilters } from "../../filters.ts";
import { words } from "../../language.ts";
import { CaseCard } from "./case-card.tsx";
import { CaseStateMark, ClockMark, clockWord, dueText, SupervisedTag } from "./marks.tsx";
import { RegionPicker } from "./region-picker.tsx";
import "./work.css";

export type CaseLine = CaseItem &
  Readonly<{
    enterprise?: Named | null;
    closed?: string | null;
    assignee?: Named | null;
    /** Since when an organ above watches it. */
    supervised?: string | null;
  }>;

const unfinished = "draft,open,waiting,decision";
const views: Readonly<Record<string, Filters>> = {
  open: { category: unfinished },
  mine: { category: unfinished, mine: "true" },
  overdue: { overdue: "true" },
  closed: { category: "closed,void" },
  all: {},
};

/** Cases: what waits for somebody comes first, the most urgent at the top of it. */
export function CasesPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const view = filters.view ?? "open";
  const { data, error, retry, updatedAt } = usePages<CaseLine>("/cases", {
    ...views[view],
    definition: filters.kind,
    state: filters.state,
    region: filters.region,
    sort: view === "closed" || view === "all" ? undefined : "due",
  });
  const definitions = useGet<Page<DefinitionShown>>("/case-definitions", {}, { staleMs: 3_600_000 }).data?.items ?? [];
  const { data: onTime } = useGet<OnTime>("/cases-on-time", { definition: filters.kind, region: filters.region });
  const rows = data.rows;
  const now = updatedAt || Date.now();
  const filtering = view !== "open" || !!filters.kind || !!filters.state || !!filters.region;
  return (
    <ListPage<CaseLine>
      id="cases"
      head={{
        title: t("办件", "Cases"),
        sentence: data.loading ? undefined : sentenceOf(rows, data.more, updatedAt, onTime),
      }}
      columns={columnsOf(now)}
      data={data}
      error={error}
      onRetry={retry}
      rowKey={(item) => item.id}
      onOpen={(item) => void navigate({ to: "/cases/$id", params: { id: item.id } })}
      chips={chipsOf(view, setFilters)}
      filters={
        <>
          <KindFilter
            definitions={definitions}
            value={filters.kind}
            onChange={(kind) => setFilters({ kind, state: undefined })}
          />
          <StateFilter
            definitions={definitions.filter(({ id }) => !filters.kind || id === filters.kind)}
            value={filters.state}
            onChange={(state) => setFilters({ state })}
          />
          <RegionPicker size="small" width={160} value={filters.region} onChange={(region) => setFilters({ region })} />
        </>
      }
      onClear={
        filtering
          ? () => setFilters({ view: undefined, kind: undefined, state: undefined, region: undefined })
          : undefined
      }
      exportName={t("办件", "cases")}
      empty={<Nothing view={view} filtering={filtering} />}
      card={(item) => <CaseCard item={item} />}
    />
  );
}

function sentenceOf(rows: readonly CaseLine[], more: boolean, updatedAt: number, onTime: OnTime | undefined): string {
  const count = (light: "red" | "yellow") => rows.filter((item) => item.clock?.light === light).length;
  const rate = onTime?.rate == null ? null : Math.round(onTime.rate * 1000) / 10;
  return t(
    `${more ? "已载入" : "共"} ${rows.length} 件，逾期 ${count("red")} 件，将到期 ${count("yellow")} 件${rate === null ? "" : `，按时办结率 ${rate}%`}；${clockText(updatedAt)} 更新`,
    `${rows.length} ${more ? "loaded" : "in all"}, ${count("red")} overdue, ${count("yellow")} due soon${rate === null ? "" : `, ${rate} % on time`}; as of ${clockText(updatedAt)}`,
  );
}

function chipsOf(view: string, setFilters: (change: Filters) => void): Chip[] {
  const titles: readonly (readonly [string, string])[] = [
    ["open", t("待办", "To do")],
    ["mine", t("本单位承办", "My organ")],
    ["overdue", t("已逾期", "Overdue")],
    ["closed", t("已办结", "Closed")],
    ["all", t("全部", "All")],
  ];
  return titles.map(([id, title]) => ({
    id,
    title,
    active: view === id,
    onToggle: () => setFilters({ view: id === "open" || view === id ? undefined : id }),
  }));
}

type FilterProps = Readonly<{
  definitions: readonly DefinitionShown[];
  value: string | undefined;
  onChange: (value?: string) => void;
}>;

function KindFilter({ definitions, value, onChange }: FilterProps) {
  if (definitions.length < 2) return null;
  return (
    <Select
      size="small"
      allowClear
      style={{ width: 176 }}
      placeholder={t("类型", "Kind")}
      value={value}
      onChange={(kind?: string) => onChange(kind)}
      options={definitions.map(({ id, title }) => ({ value: id, label: t(title) }))}
    />
  );
}

/** States of the chosen kind; of several kinds those with the same words are one choice. */
function StateFilter({ definitions, value, onChange }: FilterProps) {
  const byTitle = new Map<string, Set<string>>();
  for (const state of definitions.flatMap(({ states }) => states)) {
    const title = t(state.title);
    byTitle.set(title, (byTitle.get(title) ?? new Set()).add(state.id));
  }
  return (
    <Select
      size="small"
      allowClear
      style={{ width: 152 }}
      placeholder={t("办理环节", "Step")}
      value={value}
      onChange={(state?: string) => onChange(state)}
      options={[...byTitle].map(([label, ids]) => ({ value: [...ids].join(","), label }))}
    />
  );
}

function Nothing({ view, filtering }: Readonly<{ view: string; filtering: boolean }>) {
  if (view === "overdue") return <Empty title={t("没有逾期的办件", "Nothing is overdue")} />;
  if (filtering)
    return (
      <Empty title={t("没有符合筛选的办件", "No case matches")}>
        {t("换一个筛选再看。", "Choose another filter.")}
      </Empty>
    );
  return (
    <Empty title={t("没有待办的办件", "Nothing to do")}>
      {t(
        "小时均值或日均值超标时，平台自动立案并开始计时。",
        "A case opens by itself when an hourly or daily mean exceeds its limit.",
      )}
    </Empty>
  );
}

/** Urgency first, then whose turn it is, where and what. */
function columnsOf(now: number): Column<CaseLine>[] {
  return [
    {
      id: "number",
      title: t("编号", "Number"),
      width: 208,
      value: (item) => item.number,
    },
    {
      id: "clock",
      title: t("时限", "Clock"),
      width: 152,
      value: (item) => (item.clock ? clockWord(item.clock) : ""),
      render: (item) =>
        isOver(item) ? (
          <span className="quiet">{t("已停止计时", "stopped")}</span>
        ) : (
          <>
            <ClockMark clock={item.clock} /> {item.supervised && <SupervisedTag since={item.supervised} />}
          </>
        ),
    },
    {
      id: "due",
      title: t("应于", "Due"),
      width: 104,
      value: (item) => (item.due ? dueText(item.due) : ""),
      render: (item) => (item.due ? dueText(item.due).slice(5) : ""),
    },
    {
      id: "state",
      title: t("办理环节", "Step"),
      width: 128,
      value: (item) => words(item.state.title),
      render: (item) => <CaseStateMark state={item.state} />,
    },
    {
      id: "enterprise",
      title: t("企业", "Enterprise"),
      width: 212,
      value: (item) => item.enterprise?.name ?? item.region.name,
    },
    { id: "subject", title: t("点位", "Point"), width: 148, value: (item) => item.subject?.name },
    { id: "title", title: t("事由", "Reason"), width: 116, value: reasonOf },
    { id: "assignee", title: t("经办人", "Given to"), width: 96, value: (item) => item.assignee?.name },
    { id: "organ", title: t("承办单位", "Organ"), width: 176, value: (item) => item.organ?.name },
    {
      id: "opened",
      title: t("立案", "Opened"),
      width: 104,
      value: (item) => timeText(item.opened),
      render: (item) => shortTimeText(item.opened, now),
    },
    { id: "region", title: t("区划", "Region"), width: 120, value: (item) => item.region.name },
    {
      id: "definition",
      title: t("类型", "Kind"),
      width: 96,
      optional: true,
      value: (item) => words(item.definition.title),
    },
    {
      id: "closed",
      title: t("办结", "Closed"),
      width: 148,
      optional: true,
      value: (item) => (item.closed ? timeText(item.closed) : ""),
    },
  ];
}

/** What is left of a title when enterprise and point, which have columns of their own, are taken out. */
export function reasonOf({ title, enterprise, subject }: CaseLine): string {
  let rest = title;
  for (const name of [enterprise?.name, subject?.name]) if (name) rest = rest.replace(name, "");
  const reason = rest.trim();
  const rule = Object.values(rules).find((each) => each.title.zh === reason);
  return rule ? t(rule.title) : reason || title;
}

export const isOver = (item: Pick<CaseItem, "state">): boolean =>
  item.state.category === "closed" || item.state.category === "void";
