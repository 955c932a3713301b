import { Tooltip } from "antd";
import { t } from "#kernel/view/language.view.tsx";
import { type Edits, type GridDay, weeksOf } from "./year.ts";
import "./calendar.css";

const weekdays = [
  ["一", "Mo"],
  ["二", "Tu"],
  ["三", "We"],
  ["四", "Th"],
  ["五", "Fr"],
  ["六", "Sa"],
  ["日", "Su"],
] as const;

type GridProps = Readonly<{
  days: readonly GridDay[];
  edits: Edits;
  /** Absent where the reader may not edit. */
  onDay?: (day: GridDay) => void;
}>;

/** Twelve months; a day that differs from the week says so by colour and by 休 or 班. */
export function YearGrid({ days, edits, onDay }: GridProps) {
  const months = Array.from({ length: 12 }, (_, month) => String(month + 1).padStart(2, "0"));
  return (
    <div className="calendar-year">
      {months.map((month) => (
        <div key={month} className="calendar-month">
          <table>
            <caption>{t(`${Number(month)} 月`, monthName(Number(month)))}</caption>
            <thead>
              <tr>
                {weekdays.map(([zh, en]) => (
                  <th key={zh} scope="col">
                    {t(zh, en)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(days.filter(({ date }) => date.slice(5, 7) === month)).map((week, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the weeks of a month stand still
                <tr key={index}>
                  {week.map((day, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: so do their days
                    <td key={place}>{day && <Day day={day} edited={day.date in edits} onDay={onDay} />}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </div>
  );
}

const monthName = (month: number): string =>
  new Date(Date.UTC(2026, month - 1, 15)).toLocaleString("en", { month: "long", timeZone: "UTC" });

function Day({ day, edited, onDay }: Readonly<{ day: GridDay; edited: boolean; onDay: GridProps["onDay"] }>) {
  const kind = day.moved ? (day.working ? "calendar-worked" : "calendar-off") : day.working ? "" : "calendar-rest";
  const className = ["calendar-day", kind, edited ? "calendar-edited" : ""].filter(Boolean).join(" ");
  const mark = day.moved ? (day.working ? t("班", "W") : t("休", "H")) : "";
  const label = [day.date, day.working ? t("上班", "worked") : t("休息", "off"), day.name, day.source]
    .filter(Boolean)
    .join("，");
  const inside = (
    <>
      {Number(day.date.slice(8))}
      {mark && <small aria-hidden>{mark}</small>}
    </>
  );
  const tip = day.name || (day.moved && day.source) ? [day.name, day.source].filter(Boolean).join(" · ") : undefined;
  return (
    <Tooltip title={tip}>
      {onDay ? (
        <button type="button" className={className} aria-label={label} onClick={() => onDay(day)}>
          {inside}
        </button>
      ) : (
        <span className={className}>{inside}</span>
      )}
    </Tooltip>
  );
}
