import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import type { Column } from "#kernel/view/column.ts";
import { clockText, shortTimeText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import type { IncomingItem } from "./answers.ts";
import { IncomingNew } from "./incoming-new.tsx";
import { IncomingStateMark, UrgencyTag } from "./paper-marks.tsx";
import "./papers.css";

const views: Readonly<Record<string, Filters>> = {
  open: { state: "registered,proposed,instructed,reading" },
  reading: { view: "reading" },
  mine: { view: "mine" },
  filed: { state: "filed" },
  all: {},
};

/** Papers that came in: what is not filed yet first, and what waits for the reader's own eyes. */
export function IncomingPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const view = filters.view ?? "open";
  const { data, error, retry, updatedAt } = usePages<IncomingItem>("/incoming-papers", {
    ...views[view],
    q: filters.q,
  });
  const now = updatedAt || Date.now();
  const titles = [
    ["open", t("在办", "Open")],
    ["reading", t("待我阅", "Mine to read")],
    ["mine", t("本单位收文", "My organ's")],
    ["filed", t("已归档", "Filed")],
    ["all", t("全部", "All")],
  ] as const;
  return (
    <>
      <ListPage<IncomingItem>
        id="incoming"
        head={{
          title: t("收文", "Incoming papers"),
          sentence: data.loading
            ? undefined
            : t(
                `${data.more ? "已载入" : "共"} ${data.rows.length} 件，待批示 ${data.rows.filter(({ state }) => state.id === "proposed").length} 件；${clockText(now)} 更新`,
                `${data.rows.length} papers; as of ${clockText(now)}`,
              ),
          action: (
            <>
              <Link to="/papers" className="paper-head-link">
                {t("发文", "Papers")}
              </Link>
              <Button type="primary" onClick={() => setAdding(true)}>
                {t("收文登记", "Register")}
              </Button>
            </>
          ),
        }}
        columns={columnsOf(now)}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(item) => item.id}
        onOpen={(item) => void navigate({ to: "/papers/incoming/$id", params: { id: item.id } })}
        chips={titles.map(([id, title]) => ({
          id,
          title,
          active: view === id,
          onToggle: () => setFilters({ view: id }),
        }))}
        filters={
          <Input.Search
            size="small"
            allowClear
            placeholder={t("标题、来文单位或文号", "Title, sender or number")}
            defaultValue={filters.q}
            onSearch={(q) => setFilters({ q: q || undefined })}
            style={{ width: 220 }}
          />
        }
        onClear={filters.q ? () => setFilters({ q: undefined }) : undefined}
        exportName={t("收文登记", "incoming")}
        empty={
          <Empty title={t("没有收文", "No incoming papers")}>
            {t(
              "平台内单位发来的公文，签收后自动登记；其余的在此登记。",
              "Papers from organs of the platform are registered by signing for them; others are registered here.",
            )}
          </Empty>
        }
        card={(item) => (
          <div className="paper-card">
            <strong>{item.title}</strong>
            <div>
              <IncomingStateMark state={item.state} /> <UrgencyTag urgency={item.urgency} />
            </div>
            <span className="quiet">{[item.number, item.source.name].join(" · ")}</span>
          </div>
        )}
      />
      {adding && <IncomingNew onClose={() => setAdding(false)} />}
    </>
  );
}

const columnsOf = (now: number): Column<IncomingItem>[] => [
  { id: "number", title: t("收文编号", "Receipt number"), width: 176, value: (item) => item.number },
  {
    id: "title",
    title: t("标题", "Title"),
    value: (item) => item.title,
    render: (item) => (
      <>
        {item.title} <UrgencyTag urgency={item.urgency} />
      </>
    ),
  },
  {
    id: "state",
    title: t("环节", "Step"),
    width: 104,
    value: (item) => t(item.state.title),
    render: (item) => <IncomingStateMark state={item.state} />,
  },
  { id: "source", title: t("来文单位", "From"), width: 220, value: (item) => item.source.name },
  {
    id: "source-number",
    title: t("来文字号", "Its number"),
    width: 190,
    value: (item) => item.source.number ?? t("无", "none"),
  },
  { id: "reader", title: t("当前传阅", "Now with"), width: 140, value: (item) => item.nextReader ?? "" },
  { id: "due", title: t("要求办结", "Wanted by"), width: 104, value: (item) => item.dueOn ?? "" },
  { id: "case", title: t("办件", "Case"), width: 190, value: (item) => item.case?.number ?? "", optional: true },
  {
    id: "received",
    title: t("收到", "Received"),
    width: 104,
    value: (item) => timeText(item.received),
    render: (item) => shortTimeText(item.received, now),
  },
];
