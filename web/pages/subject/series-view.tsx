import { Link, useNavigate } from "@tanstack/react-router";
import { Button, DatePicker, Segmented } from "antd";
import dayjs from "dayjs";
import { useMemo } from "react";
import { civilDayStart, day, hour, hourStart, parseTime } from "#kernel/time.ts";
import { type Column, csvOf } from "#kernel/view/column.ts";
import { DataTable } from "#kernel/view/data-table.view.tsx";
import { Section } from "#kernel/view/detail-page.view.tsx";
import { decimalsOf, timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { ProblemNote } from "#kernel/view/problem-note.view.tsx";
import { saveFile } from "#kernel/view/save-file.view.tsx";
import { Flag, Value } from "#kernel/view/value.view.tsx";
import { BlockSkeleton } from "#kernel/view/waiting.view.tsx";
import type { Subject } from "../../contract.ts";
import { useFilters } from "../../filters.ts";
import { aggregates, cadences, wordOf } from "../../language.ts";
import { SeriesChart } from "./series-chart.tsx";
import { type Cadence, cadencesOf, type Factor } from "./series-choice.ts";
import { type Period, type Row, useSeries } from "./series-data.ts";

type SeriesViewProps = Readonly<{ subject: Subject; factors: readonly Factor[]; factor: Factor }>;

const usualDays: Readonly<Record<Cadence, number>> = { realtime: 0.25, minute: 1, hour: 7, day: 31 };

/** The values of one factor: cadence and period of choice, chart against the limit, and every value with the packet it came in. */
export function SeriesView({ subject, factors, factor }: SeriesViewProps) {
  const [filters, setFilters] = useFilters();
  const navigate = useNavigate();
  const offered = cadencesOf(factor);
  const cadence = offered.find((each) => each === filters.cadence) ?? "hour";
  const period = usePeriod(filters.from, filters.to, cadence);
  const answer = useSeries(factor, cadence, period);
  const rows = answer.data?.rows ?? [];
  const digits = decimalsOf(rows.map((row) => row.value));
  // The least and the most of a single value would only repeat it.
  const many = rows.some((row) => row.min !== row.max);
  const columns = columnsOf({ factor, cadence, mn: subject.mn, digits, many });
  const newestFirst = useMemo(() => [...(answer.data?.rows ?? [])].reverse(), [answer.data]);
  const toPacket = (row: Row | undefined) => {
    if (row?.received && subject.mn)
      void navigate({ to: "/packets/$mn/$received", params: { mn: subject.mn, received: row.received } });
  };
  return (
    <Section
      title={
        <>
          {factor.name} <span className="quiet small mono">{factor.code}</span>
        </>
      }
      aside={
        <Button
          size="small"
          disabled={rows.length === 0}
          onClick={() =>
            saveFile(
              `${subject.name}-${factor.name}.csv`,
              csvOf(subject.sample ? [...columns, natureColumn()] : columns, newestFirst),
            )
          }
        >
          {t("导出", "Export")}
        </Button>
      }
    >
      <div className="series-bar">
        {factors.length > 1 && (
          <fieldset className="chips" aria-label={t("因子", "Factors")}>
            {factors.map((each) => (
              <button
                key={each.code}
                type="button"
                aria-pressed={each.code === factor.code}
                onClick={() => setFilters({ factor: each.code })}
              >
                {each.name}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      <div className="series-bar">
        <Segmented<Cadence>
          size="small"
          value={cadence}
          options={offered.map((each) => ({ value: each, label: wordOf(cadences, each) }))}
          onChange={(next) =>
            setFilters({ cadence: next === "hour" ? undefined : next, from: undefined, to: undefined })
          }
        />
        <PeriodPicker period={period} cadence={cadence} onChange={setFilters} fixed={Boolean(filters.from)} />
        {answer.data?.series && (
          <span className="quiet small">
            {[wordOf(aggregates, answer.data.series.aggregate), factor.unit].filter(Boolean).join(" · ")}
          </span>
        )}
      </div>
      {answer.error ? (
        <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />
      ) : answer.data ? (
        <SeriesChart
          factor={factor}
          cadence={cadence}
          period={period}
          answer={answer.data}
          height={300}
          sample={subject.sample}
          onPoint={(time) => toPacket(rows.find((row) => row.time === time))}
        />
      ) : (
        <BlockSkeleton height={300} />
      )}
      <div className="series-values">
        <DataTable
          label={t(`${factor.name} 的值`, `Values of ${factor.name}`)}
          height={Math.min(360, 40 + Math.max(3, rows.length) * 36)}
          columns={columns}
          data={{
            rows: newestFirst,
            loading: answer.isPending,
            more: false,
            loadingMore: false,
            loadMore: () => undefined,
          }}
          rowKey={(row) => String(row.time)}
          onOpen={rows.some((row) => row.received) && subject.mn ? toPacket : undefined}
        />
      </div>
    </Section>
  );
}

/** The mark of synthetic values in a file that leaves the platform. */
const natureColumn = (): Column<Row> => ({
  id: "sample",
  title: t("数据性质", "Nature"),
  value: () => t("示例数据", "sample data"),
});

type ColumnsInput = Readonly<{ factor: Factor; cadence: Cadence; mn: string | null; digits: number; many: boolean }>;

function columnsOf({ factor, cadence, mn, digits, many }: ColumnsInput): Column<Row>[] {
  const spans = cadence === "hour" || cadence === "day";
  const time: Column<Row> = { id: "time", title: t("时间", "Time"), width: 150, value: (row) => timeText(row.time) };
  const value: Column<Row> = {
    id: "value",
    title: `${spans ? t("均值", "Mean") : t("值", "Value")} ${factor.unit}`,
    align: "right",
    width: 130,
    value: (row) => row.value,
    render: (row) => <Value value={row.value} digits={digits} over={row.over} />,
  };
  const flag: Column<Row> = {
    id: "flag",
    title: t("标记", "Flag"),
    width: 110,
    value: (row) => (row.mark ? row.mark.kind : row.flag),
    render: (row) =>
      row.mark ? (
        <span title={row.mark.reason}>{row.mark.kind}</span>
      ) : row.flag && row.flag !== "N" ? (
        <Flag flag={row.flag} />
      ) : (
        <span className="quiet">{row.flag}</span>
      ),
  };
  const source: Column<Row> = {
    id: "received",
    title: t("来源数据包", "Source packet"),
    width: 180,
    value: (row) => row.received,
    render: (row) =>
      row.received && mn ? (
        <Link to="/packets/$mn/$received" params={{ mn, received: row.received }}>
          {timeText(row.received, "second")}
        </Link>
      ) : null,
  };
  if (!spans) return [time, value, flag, source];
  const extreme = (id: "min" | "max", title: string): Column<Row> => ({
    id,
    title,
    align: "right",
    width: 90,
    value: (row) => row[id],
    render: (row) => <Value value={row[id]} digits={digits} />,
  });
  const counted: Column<Row> = {
    id: "counted",
    title: t("有效/应有", "Valid / due"),
    align: "right",
    width: 90,
    value: (row) => row.counted,
  };
  const validity: Column<Row> = {
    id: "validity",
    title: t("有效性", "Validity"),
    width: 80,
    value: (row) =>
      row.valid === undefined ? t("待核算", "pending") : row.valid ? t("有效", "valid") : t("无效", "invalid"),
  };
  const extremes = many ? [extreme("min", t("最小", "Min")), extreme("max", t("最大", "Max"))] : [];
  return [time, value, ...extremes, counted, validity, flag, source];
}

/** The period of the address, or the usual one of the cadence up to now. */
function usePeriod(from: string | undefined, to: string | undefined, cadence: Cadence): Period {
  // Every answer draws anew, so a period up to now moves on with the hours.
  const last = cadence === "day" ? civilDayStart(Date.now()) + day : hourStart(Date.now()) + hour;
  return useMemo(() => {
    const begin = from ? parseTime(from) : undefined;
    const end = to ? parseTime(to) : undefined;
    if (begin !== undefined && end !== undefined && begin < end) return { from: begin, to: end };
    return { from: last - usualDays[cadence] * day, to: last };
  }, [from, to, cadence, last]);
}

type PeriodPickerProps = Readonly<{
  period: Period;
  cadence: Cadence;
  fixed: boolean;
  onChange: (change: { from: string | undefined; to: string | undefined }) => void;
}>;

/** Days of +08:00: the calendar shows civil days whatever zone the machine is in. */
function PeriodPicker({ period, fixed, onChange }: PeriodPickerProps) {
  const iso = (text: string) => `${text}T00:00:00+08:00`;
  return (
    <>
      <DatePicker.RangePicker
        size="small"
        allowClear={false}
        aria-label={t("时段", "Period")}
        value={[dayjs(timeText(period.from).slice(0, 10)), dayjs(timeText(period.to - 1).slice(0, 10))]}
        onChange={(days) => {
          const [first, last] = days ?? [];
          if (first && last)
            onChange({ from: iso(first.format("YYYY-MM-DD")), to: iso(last.add(1, "day").format("YYYY-MM-DD")) });
        }}
      />
      {fixed && (
        <Button type="link" size="small" onClick={() => onChange({ from: undefined, to: undefined })}>
          {t("回到最近", "Latest")}
        </Button>
      )}
    </>
  );
}
