import { Alert, Button, message, Segmented } from "antd";
import { useState } from "react";
import type { CalendarReply } from "#kernel/clock/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { PageHead } from "#kernel/view/page-head.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { Unverified } from "#kernel/view/unverified.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import { useGet, usePerson } from "../../api.ts";
import { useFilters } from "../../filters.ts";
import { DayDrawer } from "./day-drawer.tsx";
import { SaveDrawer } from "./save-drawer.tsx";
import { daysOf, type Edits, type GridDay } from "./year.ts";
import { YearGrid } from "./year-grid.tsx";
import "./calendar.css";

const editors = ["sysadmin", "region"];

/** The working-day calendar of a year, by which every legal clock counts. */
export function CalendarPage() {
  const [filters, setFilters] = useFilters();
  const answer = useGet<CalendarReply>("/calendar", { year: filters.year });
  const calendar = answer.data;
  if (!calendar)
    return (
      <div className="page">
        {answer.error ? (
          <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
        ) : (
          <BlockSkeleton height={560} />
        )}
      </div>
    );
  return <Year key={calendar.year} calendar={calendar} onYear={(year) => setFilters({ year: String(year) })} />;
}

function Year({ calendar, onYear }: Readonly<{ calendar: CalendarReply; onYear: (year: number) => void }>) {
  const [edits, setEdits] = useState<Edits>({});
  const [day, setDay] = useState<GridDay>();
  const [saving, setSaving] = useState<"days" | "announce">();
  const mayEdit = usePerson().roles.some((role) => editors.includes(role));
  const days = daysOf(calendar, edits);
  const count = Object.keys(edits).length;
  const { year, years, official } = calendar;
  const choices = [...new Set([...years, year - 1, year, year + 1])]
    .sort()
    .filter((one) => one >= Math.min(...years, year));
  return (
    <div className="page">
      <PageHead
        title={t("工作日历", "Working-day calendar")}
        sentence={t(
          `${year} 年共 ${days.filter((one) => one.working).length} 个工作日；所有办理时限按此计算`,
          `${days.filter((one) => one.working).length} working days in ${year}; every clock counts by them`,
        )}
        action={
          mayEdit && !official ? (
            <Button type="primary" onClick={() => setSaving("announce")}>
              {t("本年放假安排已齐", "The notice is complete")}
            </Button>
          ) : undefined
        }
      />
      <div className="calendar-head">
        <Segmented
          value={year}
          options={choices.map((one) => ({ value: one, label: String(one) }))}
          onChange={onYear}
        />
        <div className="calendar-legend">
          <span className="calendar-off">{t("放假", "day off")}</span>
          <span className="calendar-worked">{t("调休上班", "worked weekend")}</span>
          {count > 0 && <span className="calendar-edited">{t("未保存", "not saved")}</span>}
        </div>
      </div>
      <Announcement calendar={calendar} />
      <YearGrid days={days} edits={edits} {...(mayEdit ? { onDay: setDay } : {})} />
      {mayEdit && count > 0 && (
        <div className="calendar-bar">
          <span>{t(`已改 ${count} 天，尚未保存。`, `${count} days changed, not saved.`)}</span>
          <Button onClick={() => setEdits({})}>{t("放弃", "Discard")}</Button>
          <Button type="primary" onClick={() => setSaving("days")}>
            {t("核对影响并保存", "See what moves, then save")}
          </Button>
        </div>
      )}
      {day && (
        <DayDrawer
          day={day}
          onClose={() => setDay(undefined)}
          onDone={(edit) => setEdits({ ...edits, [day.date]: edit })}
        />
      )}
      {saving && (
        <SaveDrawer
          year={year}
          edits={edits}
          announce={saving === "announce"}
          onClose={() => setSaving(undefined)}
          onDone={(reply) => {
            setEdits({});
            void message.success(
              t(
                `已保存，${reply.cases} 件办件的 ${reply.clocks} 个时限重新计算。`,
                `Saved; ${reply.clocks} clocks of ${reply.cases} cases were counted again.`,
              ),
            );
          }}
        />
      )}
    </div>
  );
}

/** Whether the year stands on its notice, and on which. */
function Announcement({ calendar }: Readonly<{ calendar: CalendarReply }>) {
  if (!calendar.official)
    return (
      <Alert
        type="warning"
        showIcon
        style={{ marginBottom: 16 }}
        title={t(`${calendar.year} 年放假安排尚未载入`, `The notice of ${calendar.year} is not loaded`)}
        description={t(
          "按周末和固定日期的节日推算；计入本年的时限都标为“暂定”，载入后自动重新计算。",
          "Counted by weekends and fixed holidays; dates are provisional and are counted again once it is loaded.",
        )}
      />
    );
  return (
    <p className="quiet">
      {t("来源：", "Source: ")}
      {calendar.source} <Unverified verified={calendar.verified} />
    </p>
  );
}
