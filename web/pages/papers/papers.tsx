import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useState } from "react";
import type { Column } from "#kernel/view/column.ts";
import { clockText, shortTimeText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ListPage } from "#kernel/view/list-page.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages, usePerson } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import type { PaperItem } from "./answers.ts";
import { PaperStateMark, UrgencyTag } from "./paper-marks.tsx";
import { PaperNew } from "./paper-new.tsx";
import "./papers.css";

const underWay = "draft,countersign,review,approval,issued,numbered,sealed";
const views: Readonly<Record<string, Filters>> = {
  open: { state: underWay },
  mine: { view: "mine" },
  asked: { view: "asked" },
  received: { view: "received" },
  done: { state: "sent,filed" },
  all: {},
};
const officers = ["region", "league", "banner"];

/** Papers that go out: what is under way first. */
export function PapersPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const person = usePerson();
  const [drafting, setDrafting] = useState(false);
  const officer = person.roles.some((role) => officers.includes(role));
  const view = filters.view ?? (officer ? "open" : "received");
  const { data, error, retry, updatedAt } = usePages<PaperItem>("/papers", { ...views[view], q: filters.q });
  const titles: readonly (readonly [string, string])[] = [
    ...(officer
      ? ([
          ["open", t("办理中", "Under way")],
          ["mine", t("本单位发文", "My organ's")],
        ] as const)
      : []),
    ["asked", t("待我会签", "To countersign")],
    ["received", t("收到的", "Received")],
    ...(officer ? ([["done", t("已分发", "Sent")]] as const) : []),
    ["all", t("全部", "All")],
  ];
  return (
    <>
      <ListPage<PaperItem>
        id="papers"
        head={{
          title: t("发文", "Papers"),
          sentence: data.loading
            ? undefined
            : t(
                `${data.more ? "已载入" : "共"} ${data.rows.length} 件，待签发 ${data.rows.filter(({ state }) => state.id === "approval").length} 件；${clockText(updatedAt || Date.now())} 更新`,
                `${data.rows.length} papers; as of ${clockText(updatedAt || Date.now())}`,
              ),
          action: officer && (
            <>
              <Link to="/papers/incoming" className="paper-head-link">
                {t("收文", "Incoming")}
              </Link>
              <Link to="/papers/seals" className="paper-head-link">
                {t("印章", "Seals")}
              </Link>
              <Button type="primary" onClick={() => setDrafting(true)}>
                {t("拟稿", "Draft")}
              </Button>
            </>
          ),
        }}
        columns={columnsOf(updatedAt || Date.now())}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(item) => item.id}
        onOpen={(item) => void navigate({ to: "/papers/$id", params: { id: item.id } })}
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
            placeholder={t("标题或文号", "Title or number")}
            defaultValue={filters.q}
            onSearch={(q) => setFilters({ q: q || undefined })}
            style={{ width: 200 }}
          />
        }
        onClear={filters.q ? () => setFilters({ q: undefined }) : undefined}
        exportName={t("发文", "papers")}
        empty={
          <Empty title={t("没有公文", "No papers")}>
            {t("可在此拟稿，或在办件页由案情生成文书。", "Draft one here, or draw one up from a case.")}
          </Empty>
        }
        card={(item) => <PaperCard item={item} />}
      />
      {drafting && <PaperNew onClose={() => setDrafting(false)} />}
    </>
  );
}

function PaperCard({ item }: Readonly<{ item: PaperItem }>) {
  return (
    <div className="paper-card">
      <strong>{item.title}</strong>
      <div>
        <PaperStateMark state={item.state} /> <UrgencyTag urgency={item.urgency} />
      </div>
      <span className="quiet">{[item.number ?? t("未编号", "no number"), item.organ.name].join(" · ")}</span>
    </div>
  );
}

const columnsOf = (now: number): Column<PaperItem>[] => [
  {
    id: "number",
    title: t("发文字号", "Number"),
    width: 190,
    value: (item) => item.number ?? t("未编号", "no number"),
    render: (item) => item.number ?? <span className="absent">{t("未编号", "no number")}</span>,
  },
  {
    id: "title",
    title: t("标题", "Title"),
    value: (item) => item.title,
    render: (item) => (
      <>
        {item.title} <UrgencyTag urgency={item.urgency} />
        {item.replaced && <span className="paper-replaced">{t("已被替换", "replaced")}</span>}
      </>
    ),
  },
  {
    id: "state",
    title: t("环节", "Step"),
    width: 116,
    value: (item) => t(item.state.title),
    render: (item) => <PaperStateMark state={item.state} />,
  },
  { id: "kind", title: t("文种", "Kind"), width: 112, value: (item) => t(item.kind.title) },
  { id: "organ", title: t("发文单位", "Organ"), width: 220, value: (item) => item.organ.name },
  { id: "drafter", title: t("拟稿人", "Drafted by"), width: 150, value: (item) => item.draftedBy },
  {
    id: "issued",
    title: t("签发", "Issued"),
    width: 148,
    value: (item) => (item.issued ? `${item.issuedBy} ${timeText(item.issued)}` : ""),
    optional: true,
  },
  { id: "case", title: t("办件", "Case"), width: 190, value: (item) => item.case?.number ?? "" },
  {
    id: "updated",
    title: t("更新", "Updated"),
    width: 104,
    value: (item) => timeText(item.updated),
    render: (item) => shortTimeText(item.updated, now),
  },
];
