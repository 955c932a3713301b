import { Chart } from "#kernel/view/chart.view.tsx";
import { timeText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { flagTitles } from "#kernel/view/status.ts";
import type { Limit } from "../../contract.ts";
import { averagings, cadences, wordOf } from "../../language.ts";
import { type Cadence, type Factor, limitAt } from "./series-choice.ts";
import { cadenceMs, limitLines, marksOf, type Period, type SeriesAnswer } from "./series-data.ts";

type SeriesChartProps = Readonly<{
  factor: Factor;
  cadence: Cadence;
  period: Period;
  answer: SeriesAnswer;
  height?: number;
  compact?: boolean;
  /** Whether the values belong to a synthetic record. */
  sample?: boolean;
  onPoint?: (time: number) => void;
}>;

/** One factor over a period against its limit. A limit is drawn only beside values of the time it averages over. */
export function SeriesChart({ factor, cadence, period, answer, height, compact, sample, onPoint }: SeriesChartProps) {
  const byTime = new Map(answer.rows.map((row) => [row.time, row]));
  const limit = limitAt(factor, cadence);
  return (
    <Chart
      label={t(`${factor.name} ${wordOf(cadences, cadence)}值`, `${factor.name}, ${wordOf(cadences, cadence)}`)}
      height={height}
      compact={compact}
      from={period.from}
      to={period.to}
      limits={limitLines(limit)}
      marks={marksOf(answer.rows, cadenceMs[cadence])}
      lines={[
        {
          name: factor.name,
          unit: factor.unit,
          points: answer.rows.map((row) => [row.time, row.value] as const),
          cadenceMs: cadenceMs[cadence] || undefined,
          over: (time) => byTime.get(time)?.over ?? false,
          note: (time) => noteOf(byTime.get(time)),
        },
      ]}
      footnote={`${sample ? t("示例数据；", "Sample data; ") : ""}${footnote(factor, answer, limit)}`}
      onPoint={onPoint && ((_, time) => onPoint(time))}
    />
  );
}

function noteOf(row: SeriesAnswer["rows"][number] | undefined): string | undefined {
  if (!row) return undefined;
  const parts: string[] = [];
  const flag = flagTitles[row.flag];
  if (row.flag && row.flag !== "N") parts.push(flag ? `${row.flag} ${t(flag)}` : row.flag);
  if (row.counted) parts.push(t(`有效 ${row.counted}`, `valid ${row.counted}`));
  if (row.valid === false) parts.push(t("无效：有效数据不足", "invalid: too few valid values"));
  if (row.received)
    parts.push(t(`来源数据包 ${timeText(row.received, "second")}`, `packet of ${timeText(row.received, "second")}`));
  return parts.join(t("，", ", "));
}

function footnote(factor: Factor, answer: SeriesAnswer, drawn: Limit | null): string {
  const parts: string[] = [];
  const covered = answer.rows.filter((row) => row.coverage !== undefined);
  if (covered.length > 0) {
    const mean = covered.reduce((sum, row) => sum + (row.coverage ?? 0), 0) / covered.length;
    parts.push(t(`有效数据覆盖 ${Math.round(mean * 100)}%`, `Coverage ${Math.round(mean * 100)}%`));
  }
  const limit = drawn ?? factor.limit;
  if (limit) {
    const what = `${limit.standard} · ${wordOf(averagings, limit.averaging)}`;
    const doubt = limit.verified ? "" : t("（未核实）", " (unverified)");
    parts.push(
      drawn
        ? t(`限值依据 ${what}${doubt}`, `Limit: ${what}${doubt}`)
        : t(
            `限值按${wordOf(averagings, limit.averaging)}判定，此处不画`,
            `The limit is for the ${wordOf(averagings, limit.averaging)} and is not drawn here`,
          ),
    );
  } else parts.push(t("此因子无限值", "No limit for this factor"));
  if (answer.cut)
    parts.push(
      t("时段过长，仅画出前 6,000 个值，请改看小时或日", "Only the first 6,000 values are drawn; choose hours or days"),
    );
  return parts.join(t("；", "; "));
}
