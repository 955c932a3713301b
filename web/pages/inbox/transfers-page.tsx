import { useNavigate } from "@tanstack/react-router";
import { Select } from "antd";
import type { TransferItem } from "#kernel/transfer/contract.ts";
import { modes } from "#kernel/transfer/mode.ts";
import type { Column } from "#kernel/view/column.ts";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Chip, ListPage } from "#kernel/view/list-page.view.tsx";
import { clockLights } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import { type Filters, useFilters } from "../../filters.ts";
import { clockWord, dueText } from "../work/marks.tsx";
import { channelWord, modeWord, outcomeWord, statusOf } from "./transfer-words.ts";
import "../work/work.css";
import "./inbox.css";

const views: Readonly<Record<string, Filters>> = {
  all: {},
  in: { direction: "in" },
  out: { direction: "out" },
  open: { state: "offered,accepted" },
  bounced: { state: "returned,expired" },
  reported: { state: "reported" },
};

/** 移交台账: every passing that the reader sees, with how it stands, how long it took and how often it came back. */
export function TransfersPage() {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const view = filters.view ?? "all";
  const { data, error, retry } = usePages<TransferItem>("/transfers", { ...views[view], mode: filters.mode });
  const count = (state: TransferItem["state"]) => data.rows.filter((row) => row.state === state).length;
  return (
    <ListPage<TransferItem>
      id="transfers"
      head={{
        title: t("移交台账", "Transfers"),
        sentence: data.loading
          ? undefined
          : t(
              `${data.more ? "已载入" : "共"} ${data.rows.length} 项：待答复 ${count("offered")}，已受理 ${count("accepted")}，已反馈 ${count("reported")}，退回或逾期 ${count("returned") + count("expired")}`,
              `${data.rows.length} ${data.more ? "loaded" : "in all"}: ${count("offered")} waiting, ${count("accepted")} accepted, ${count("reported")} reported, ${count("returned") + count("expired")} bounced`,
            ),
      }}
      columns={columnsOf()}
      data={data}
      error={error}
      onRetry={retry}
      rowKey={(item) => item.id}
      onOpen={(item) => void navigate({ to: "/transfers/$id", params: { id: item.id } })}
      chips={chipsOf(view, setFilters)}
      filters={
        <Select
          size="small"
          allowClear
          style={{ width: 120 }}
          placeholder={t("方式", "How")}
          value={filters.mode}
          onChange={(mode?: string) => setFilters({ mode })}
          options={Object.entries(modes).map(([id, mode]) => ({ value: id, label: t(mode.title) }))}
        />
      }
      onClear={view !== "all" || filters.mode ? () => setFilters({ view: undefined, mode: undefined }) : undefined}
      exportName={t("移交台账", "transfers")}
      empty={
        <Empty title={t("没有移交记录", "No transfers")}>
          {t("在案件页面点“移交”，把案件连同证据转办、移送、交办或会办。", "Pass a case on from its page.")}
        </Empty>
      }
      card={(item) => <TransferCard item={item} />}
    />
  );
}

const chipsOf = (view: string, setFilters: (change: Filters) => void): Chip[] =>
  (
    [
      ["all", t("全部", "All")],
      ["in", t("本单位接收", "To us")],
      ["out", t("本单位移出", "From us")],
      ["open", t("未了", "Open")],
      ["bounced", t("退回、逾期", "Bounced")],
      ["reported", t("已反馈", "Reported")],
    ] as const
  ).map(([id, title]) => ({
    id,
    title,
    active: view === id,
    onToggle: () => setFilters({ view: id === "all" || view === id ? undefined : id }),
  }));

function Waiting({ item }: Readonly<{ item: TransferItem }>) {
  if (!item.light || item.remainingDays === null) return <span className="absent">{t("不计时", "no clock")}</span>;
  return (
    <StatusMark
      status={clockLights[item.light]}
      word={clockWord({ light: item.light, remainingDays: item.remainingDays } as never)}
    />
  );
}

function columnsOf(): Column<TransferItem>[] {
  return [
    {
      id: "state",
      title: t("状态", "State"),
      width: 124,
      value: (item) => t(statusOf(item.state).title),
      render: (item) => <StatusMark status={statusOf(item.state)} />,
    },
    {
      id: "light",
      title: t("时限", "Clock"),
      width: 108,
      value: (item) => (item.light ? t(clockLights[item.light].title) : ""),
      render: (item) => <Waiting item={item} />,
    },
    { id: "mode", title: t("方式", "How"), width: 72, value: (item) => modeWord(item.mode) },
    { id: "to", title: t("接收单位", "To"), width: 200, value: (item) => item.to.name },
    { id: "title", title: t("案由", "About"), width: 280, value: (item) => item.case.title },
    {
      id: "days",
      title: t("历时（日）", "Days"),
      width: 92,
      align: "right",
      value: (item) => item.days,
    } as Column<TransferItem>,
    {
      id: "bounce",
      title: t("第几次退回", "Bounce"),
      width: 100,
      align: "right",
      value: (item) => item.bounce ?? "",
    } as Column<TransferItem>,
    {
      id: "outcome",
      title: t("处理结果", "Outcome"),
      width: 132,
      value: (item) => (item.outcome ? outcomeWord(item.outcome.kind) : ""),
    },
    { id: "offered", title: t("移交时间", "Offered"), width: 148, value: (item) => timeText(item.offered) },
    { id: "due", title: t("应于", "Due"), width: 148, value: (item) => (item.due ? dueText(item.due) : "") },
    { id: "from", title: t("移出单位", "From"), width: 200, value: (item) => item.from.name },
    { id: "number", title: t("编号", "Number"), width: 208, value: (item) => item.case.number },
    {
      id: "answer",
      title: t("答复", "Answered"),
      width: 220,
      optional: true,
      value: (item) => (item.answered ? `${timeText(item.answered.at)} ${item.answered.by}` : ""),
    },
    {
      id: "channel",
      title: t("答复途径", "By"),
      width: 100,
      optional: true,
      value: (item) => (item.answered ? channelWord(item.answered.channel) : ""),
    },
    {
      id: "note",
      title: t("答复意见", "Note"),
      width: 240,
      optional: true,
      value: (item) => item.outcome?.note ?? item.answered?.note ?? "",
    },
    {
      id: "escalated",
      title: t("督办单位", "Supervised by"),
      width: 176,
      optional: true,
      value: (item) => item.escalatedTo?.name ?? "",
    },
  ];
}

function TransferCard({ item }: Readonly<{ item: TransferItem }>) {
  return (
    <div className="inbox-card">
      <div className="inbox-card-head">
        <StatusMark status={statusOf(item.state)} />
        {item.light && <Waiting item={item} />}
      </div>
      <div className="card-title">{item.case.title}</div>
      <div className="quiet small">
        {modeWord(item.mode)} · {item.from.name} → {item.to.name}
      </div>
      <div className="quiet small">
        {item.case.number}
        {item.outcome && ` · ${outcomeWord(item.outcome.kind)}`}
      </div>
    </div>
  );
}
