import { Link } from "@tanstack/react-router";
import { Select } from "antd";
import { rules } from "#domains/monitoring/rules.ts";
import { Absent } from "#kernel/view/absent.view.tsx";
import type { Column } from "#kernel/view/column.ts";
import { clockText, numberText, shortTimeText, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Chip, ListPage } from "#kernel/view/list-page.view.tsx";
import { alarmLevels } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";
import { Value } from "#kernel/view/value.view.tsx";
import { Empty } from "#kernel/view/waiting.view.tsx";
import { usePages } from "../../api.ts";
import type { Alarm } from "../../contract.ts";
import { type Filters, useFilters } from "../../filters.ts";
import { subjectKinds, words } from "../../language.ts";
import { AlarmCard, lastedText, levelOf, stateText, stateWords } from "./alarm-card.tsx";
import { AlarmDrawer } from "./alarm-drawer.tsx";
import { useFresh } from "./fresh.ts";
import { RefPicker } from "./ref-picker.tsx";
import { RegionPicker } from "./region-picker.tsx";
import "./work.css";

/** Alarms, those that last first; each opens beside the list with the reason why it was raised. */
export function AlarmsPage() {
  const [filters, setFilters] = useFilters();
  const { open, subjectName, state = "open", ...asked } = filters;
  const { data, error, retry, updatedAt } = usePages<Alarm>("/alarms", {
    ...asked,
    state: state === "all" ? undefined : state,
  });
  const fresh = useFresh(data.rows, data.loading, JSON.stringify({ asked, state }));
  const now = updatedAt || Date.now();
  const filtering = Object.keys(asked).length > 0 || state !== "open";
  const stateWord = stateWords()[state] ?? t("全部", "all");
  return (
    <>
      <ListPage<Alarm>
        id="alarms"
        head={{
          title: t("报警", "Alarms"),
          sentence: data.loading ? undefined : sentenceOf(data.rows, data.more, stateWord, updatedAt),
        }}
        columns={columnsOf(now)}
        data={data}
        error={error}
        onRetry={retry}
        rowKey={(alarm) => alarm.id}
        isFresh={(alarm) => fresh.has(alarm.id)}
        onOpen={(alarm) => setFilters({ open: alarm.id })}
        chips={chipsOf(filters, setFilters)}
        filters={<AlarmFilters filters={filters} setFilters={setFilters} />}
        onClear={
          filtering
            ? () => setFilters({ ...Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])), open })
            : undefined
        }
        card={(alarm) => <AlarmCard alarm={alarm} now={now} />}
        exportName={t("报警", "alarms")}
        empty={
          <Empty
            title={
              filtering
                ? t("没有符合筛选的报警", "No alarm matches the filters")
                : t("没有未结束的报警", "No open alarms")
            }
          >
            {filtering
              ? t("放宽或清除筛选再看。", "Widen or clear the filters.")
              : t("数据正常到达时，新的报警会自动出现在这里。", "New alarms show here by themselves.")}
          </Empty>
        }
      />
      {open && (
        <AlarmDrawer
          id={open}
          alarm={data.rows.find((one) => one.id === open)}
          onClose={() => setFilters({ open: undefined })}
        />
      )}
    </>
  );
}

function sentenceOf(rows: readonly Alarm[], more: boolean, stateWord: string, updatedAt: number): string {
  const count = (level: Alarm["level"]) => rows.filter((alarm) => alarm.level === level).length;
  const parts = (["alarm", "reminder", "clue"] as const)
    .map((level) => `${t(alarmLevels[level].title)} ${count(level)}`)
    .join(t("，", ", "));
  return t(
    `${more ? "已载入" : "共"} ${rows.length} 条（${stateWord}）：${parts}；${clockText(updatedAt)} 更新`,
    `${rows.length} ${more ? "loaded" : "in all"} (${stateWord}): ${parts}; as of ${clockText(updatedAt)}`,
  );
}

type FilterProps = Readonly<{ filters: Filters; setFilters: (change: Filters) => void }>;

function chipsOf(filters: Filters, setFilters: FilterProps["setFilters"]): Chip[] {
  const toggle = (name: string, value: string) => () =>
    setFilters({ [name]: filters[name] === value ? undefined : value });
  return [
    ...(["alarm", "reminder", "clue"] as const).map((level) => ({
      id: level,
      title: t(alarmLevels[level].title),
      active: filters.level === level,
      onToggle: toggle("level", level),
    })),
    { id: "ended", title: t("已结束", "Ended"), active: filters.state === "ended", onToggle: toggle("state", "ended") },
    {
      id: "withdrawn",
      title: t("已撤回", "Withdrawn"),
      active: filters.state === "withdrawn",
      onToggle: toggle("state", "withdrawn"),
    },
    { id: "all", title: t("全部", "All"), active: filters.state === "all", onToggle: toggle("state", "all") },
  ];
}

function AlarmFilters({ filters, setFilters }: FilterProps) {
  return (
    <>
      <Select
        size="small"
        allowClear
        style={{ width: 168 }}
        placeholder={t("判定规则", "Rule")}
        value={filters.rule}
        onChange={(rule?: string) => setFilters({ rule })}
        options={Object.values(rules).map((rule) => ({ value: rule.id, label: t(rule.title) }))}
      />
      <RegionPicker size="small" width={160} value={filters.region} onChange={(region) => setFilters({ region })} />
      <RefPicker
        register="base.outfall"
        size="small"
        width={184}
        placeholder={t("排放口", "Outfall")}
        value={
          filters.subject ? { id: filters.subject, name: filters.subjectName ?? t("已选排放口", "chosen") } : undefined
        }
        onChange={(subject) => setFilters({ subject: subject?.id, subjectName: subject?.name })}
      />
    </>
  );
}

/** What, where, how much, since when and who has it; beyond that what a wider screen or the reader's choice shows. */
function columnsOf(now: number): Column<Alarm>[] {
  return [
    {
      id: "subject",
      title: t("点位", "Point"),
      width: 150,
      value: (alarm) => alarm.subject.name,
      render: (alarm) => (
        <Link
          to="/subjects/$kind/$id"
          params={{ kind: alarm.subject.kind, id: alarm.subject.id }}
          title={alarm.subject.name}
        >
          {alarm.subject.name}
        </Link>
      ),
    },
    {
      id: "enterprise",
      title: t("企业或区划", "Enterprise or region"),
      width: 200,
      value: (alarm) => alarm.enterprise?.name ?? alarm.region.name,
    },
    {
      id: "level",
      title: t("级别", "Level"),
      width: 72,
      value: (alarm) => t(levelOf(alarm).title),
      render: (alarm) => <StatusMark status={levelOf(alarm)} />,
    },
    { id: "rule", title: t("判定规则", "Rule"), width: 138, value: (alarm) => words(alarm.rule.title) },
    {
      id: "factor",
      title: t("因子", "Factor"),
      width: 92,
      value: (alarm) => alarm.factor?.name,
      render: (alarm) => alarm.factor?.name ?? t("全部", "all"),
    },
    {
      id: "value",
      title: t("最大值", "Highest"),
      width: 92,
      align: "right",
      value: (alarm) => alarm.value,
      render: (alarm) =>
        alarm.value === null ? (
          <Absent />
        ) : (
          <Value value={Number(alarm.value.toPrecision(5))} over={alarm.kind === "over-limit"} />
        ),
    },
    {
      id: "limit",
      title: t("限值", "Limit"),
      width: 60,
      align: "right",
      value: (alarm) => alarm.limit?.value,
      render: (alarm) => (alarm.limit ? numberText(alarm.limit.value) : ""),
    },
    { id: "unit", title: t("单位", "Unit"), width: 70, value: (alarm) => alarm.limit?.unit },
    {
      id: "started",
      title: t("开始", "Started"),
      width: 104,
      value: (alarm) => timeText(alarm.started),
      render: (alarm) => shortTimeText(alarm.started, now),
    },
    {
      id: "lasted",
      title: t("持续", "Lasted"),
      width: 104,
      align: "right",
      value: (alarm) => lastedText(alarm, now),
    },
    {
      id: "case",
      title: t("办件", "Case"),
      width: 116,
      value: (alarm) => alarm.case?.number,
      render: (alarm) =>
        alarm.case ? (
          <Link to="/cases/$id" params={{ id: alarm.case.id }}>
            {shortNumber(alarm.case.number)}
          </Link>
        ) : (
          <span className="absent">{t("未立案", "none")}</span>
        ),
    },
    {
      id: "state",
      title: t("状态", "State"),
      width: 84,
      value: stateText,
    },
    {
      id: "multiple",
      title: t("超标倍数", "Multiple"),
      width: 88,
      align: "right",
      value: (alarm) => alarm.multiple,
      render: (alarm) => (alarm.multiple === null ? "" : numberText(alarm.multiple, { digits: 2 })),
    },
    { id: "region", title: t("区划", "Region"), width: 112, value: (alarm) => alarm.region.name },
    {
      id: "kind",
      title: t("点位类型", "Kind"),
      width: 88,
      optional: true,
      value: (alarm) => t(subjectKinds[alarm.subject.kind]),
    },
  ];
}

/** 超标〔2026〕150423-0001号 → 150423-0001: what tells cases apart in a narrow column; the whole stands on hover and in exports. */
const shortNumber = (number: string): string => number.replace(/^.*〕/, "").replace(/号$/, "");
