import { useNavigate } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState } from "react";
import type { InboxItem, InboxReply } from "#kernel/inbox/contract.ts";
import type { Title } from "#kernel/title.ts";
import type { Column } from "#kernel/view/column.ts";
import { clockText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Chip, ListPage } from "#kernel/view/list-page.view.tsx";
import { clockLights } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { useGet, usePages } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import { clockWord, dueText } from "../work/marks.tsx";
import { SearchInput } from "../work/search-input.tsx";
import { BulkDrawer, commonActs } from "./bulk-drawer.tsx";
import { SavedFilters } from "./saved-filters.tsx";
import "../work/work.css";
import "./inbox.css";

/** 待办, 已办, 督办: what waits for this person, most urgent first; what they did; what is supervised. */
export function InboxPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const [bulk, setBulk] = useState<{ rows: readonly InboxItem[]; clear: () => void } | null>(null);
  const tab = filters.tab ?? "todo";
  const params = { tab, scope: filters.scope, light: filters.light, kind: filters.kind, q: filters.q };
  const { data, error, retry, updatedAt } = usePages<InboxItem>("/inbox", params);
  const counts = useGet<InboxReply>("/inbox", { scope: filters.scope, limit: 1 }).data?.counts;
  const open = (item: InboxItem) => void navigate({ to: item.link });
  const filtering = !!(filters.light || filters.kind || filters.q || filters.scope);
  return (
    <>
      <ListPage<InboxItem>
        id={`inbox-${tab}`}
        head={{ title: t("待办", "Inbox"), sentence: counts && sentenceOf(counts, updatedAt) }}
        columns={columnsOf(tab)}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(item) => item.key}
        onOpen={open}
        chips={[...tabsOf(tab, counts, setFilters), ...(tab === "todo" ? lightsOf(filters, counts, setFilters) : [])]}
        filters={
          <>
            <SearchInput
              value={filters.q}
              onChange={(q) => setFilters({ q })}
              placeholder={t("编号、案由、区划", "Number, title, region")}
            />
            {tab !== "supervised" && <KindChoice value={filters.kind} onChange={(kind) => setFilters({ kind })} />}
            {tab === "todo" && (
              <Button
                size="small"
                type={filters.scope ? "primary" : "default"}
                onClick={() => setFilters({ scope: filters.scope ? undefined : "organ" })}
              >
                {t("含同事经办", "Colleagues' too")}
              </Button>
            )}
            <SavedFilters list="inbox" filters={filters} onChoose={setFilters} />
          </>
        }
        onClear={
          filtering
            ? () => setFilters({ light: undefined, kind: undefined, q: undefined, scope: undefined })
            : undefined
        }
        bulk={
          tab === "todo"
            ? (rows, clear) => (
                <Button
                  size="small"
                  type="primary"
                  disabled={commonActs(rows).length === 0}
                  onClick={() => setBulk({ rows, clear })}
                >
                  {commonActs(rows).length === 0
                    ? t("没有可一并办理的事项", "No act in common")
                    : t("批量办理", "Act on all")}
                </Button>
              )
            : undefined
        }
        exportName={t("待办", "inbox")}
        empty={<Nothing tab={tab} filtering={filtering} />}
        card={(item) => <InboxCard item={item} />}
      />
      {bulk && (
        <BulkDrawer
          rows={bulk.rows}
          onClose={(changed) => {
            setBulk(null);
            if (changed) bulk.clear();
          }}
        />
      )}
    </>
  );
}

function sentenceOf(counts: InboxReply["counts"], at: number): string {
  const todo = `${counts.todo}${counts.more ? "+" : ""}`;
  return t(
    `待办 ${todo} 件，逾期 ${counts.red} 件，将到期 ${counts.yellow} 件；${clockText(at)} 更新`,
    `${todo} waiting, ${counts.red} overdue, ${counts.yellow} due soon; as of ${clockText(at)}`,
  );
}

type SetFilters = (change: Filters) => void;

const tabsOf = (tab: string, counts: InboxReply["counts"] | undefined, setFilters: SetFilters): Chip[] =>
  (
    [
      ["todo", t("待办", "To do"), counts?.todo],
      ["done", t("已办", "Done"), undefined],
      ["supervised", t("督办", "Supervised"), counts?.supervised],
    ] as const
  ).map(([id, title, count]) => ({
    id,
    title,
    ...(count === undefined ? {} : { count }),
    active: tab === id,
    onToggle: () => setFilters({ tab: id === "todo" ? undefined : id, light: undefined, kind: undefined }),
  }));

const lightsOf = (filters: Filters, counts: InboxReply["counts"] | undefined, setFilters: SetFilters): Chip[] =>
  (["red", "yellow", "green"] as const).map((light) => ({
    id: light,
    title: t(clockLights[light].title),
    ...(counts ? { count: counts[light] } : {}),
    active: filters.light === light,
    onToggle: () => setFilters({ light: filters.light === light ? undefined : light }),
  }));

const kinds = {
  case: { zh: "办件", en: "Cases" },
  asked: { zh: "会办、会签", en: "Asked" },
  offer: { zh: "移交待答复", en: "Transfers to answer" },
  outcome: { zh: "待反馈结果", en: "Outcomes owed" },
  paper: { zh: "发文", en: "Papers" },
  receipt: { zh: "公文签收", en: "Papers to sign for" },
  incoming: { zh: "收文", en: "Incoming papers" },
} as const satisfies Record<InboxItem["kind"], Title>;

type KindChoiceProps = Readonly<{ value: string | undefined; onChange: (kind: string | undefined) => void }>;

function KindChoice({ value, onChange }: KindChoiceProps) {
  return (
    <Select
      size="small"
      className="inbox-kind"
      allowClear
      value={value}
      aria-label={t("类别", "Kind")}
      placeholder={t("全部类别", "All kinds")}
      options={Object.entries(kinds).map(([id, title]) => ({ value: id, label: t(title) }))}
      onChange={onChange}
    />
  );
}

function LightMark({ item }: Readonly<{ item: InboxItem }>) {
  if (!item.light) return <span className="absent">{t("不计时", "no clock")}</span>;
  const word =
    item.remainingDays === null
      ? undefined
      : clockWord({ light: item.light, remainingDays: item.remainingDays } as never);
  return <StatusMark status={clockLights[item.light]} word={word} />;
}

function columnsOf(tab: string): Column<InboxItem>[] {
  const done: Column<InboxItem>[] =
    tab === "done"
      ? [
          {
            id: "done",
            title: t("办理时间", "When"),
            width: 148,
            value: (item) => (item.done ? timeText(item.done.at) : ""),
          },
          { id: "act", title: t("所办事项", "What"), width: 148, value: (item) => (item.done ? t(item.done.act) : "") },
        ]
      : [];
  return [
    {
      id: "light",
      title: t("时限", "Clock"),
      width: 108,
      value: (item) => (item.light ? t(clockLights[item.light].title) : ""),
      render: (item) => <LightMark item={item} />,
    },
    ...done,
    {
      id: "step",
      title: t("办理环节", "Step"),
      width: 148,
      value: (item) => t(item.step),
      render: (item) => (
        <>
          {item.supervised && <b className="supervised">{t("督", "!")}</b>}
          {t(item.step)}
        </>
      ),
    },
    { id: "title", title: t("案由", "About"), width: 320, value: (item) => item.title },
    {
      id: "number",
      title: t("编号", "Number"),
      width: 208,
      value: (item) => item.number,
      render: (item) => item.number || <span className="absent">{t("未编号", "no number yet")}</span>,
    },
    { id: "due", title: t("应于", "Due"), width: 148, value: (item) => (item.due ? dueText(item.due) : "") },
    { id: "from", title: t("来自", "From"), width: 168, value: (item) => item.from ?? "" },
    { id: "assignee", title: t("经办人", "Assignee"), width: 104, value: (item) => item.assignee ?? "" },
    { id: "region", title: t("区划", "Region"), width: 120, value: (item) => item.region },
    { id: "organ", title: t("承办单位", "Organ"), width: 176, value: (item) => item.organ.name },
    { id: "definition", title: t("类型", "Kind"), width: 120, optional: true, value: (item) => t(item.definition) },
  ];
}

/** On a phone how much time is left stands first. */
function InboxCard({ item }: Readonly<{ item: InboxItem }>) {
  return (
    <div className="inbox-card">
      <div className="inbox-card-head">
        <LightMark item={item} />
        <span>
          {item.supervised && <b className="supervised">{t("督", "!")}</b>}
          {t(item.step)}
        </span>
      </div>
      <div className="card-title">{item.title}</div>
      <div className="quiet small">
        {[item.from, item.region].filter(Boolean).join(" · ")}
        {item.done && ` · ${timeText(item.done.at)} ${t(item.done.act)}`}
      </div>
      <div className="quiet small">
        {item.number || t(item.definition)}
        {item.due && !item.done && t(`，应于 ${dueText(item.due)} 前办结`, `, due ${dueText(item.due)}`)}
      </div>
    </div>
  );
}

function Nothing({ tab, filtering }: Readonly<{ tab: string; filtering: boolean }>) {
  if (filtering) return <Empty title={t("没有符合筛选的事项", "Nothing matches")} />;
  if (tab === "done") return <Empty title={t("还没有办理过事项", "Nothing done yet")} />;
  if (tab === "supervised") return <Empty title={t("没有督办事项", "Nothing is supervised")} />;
  return (
    <Empty title={t("没有待办事项", "Nothing waits for you")}>
      {t(
        "轮到您或本单位办理的案件、移交、会办和公文会出现在这里。",
        "Cases, transfers, requests and papers that wait for you appear here.",
      )}
    </Empty>
  );
}
