import { useQuery } from "@tanstack/react-query";
import { isoTime } from "#kernel/time.ts";
import type { ChartMark } from "#kernel/view/chart-engine.view.tsx";
import { t } from "#kernel/view/language.view.tsx";
import { get } from "../../api.ts";
import type { Limit, Page, Reading, Series, Span } from "../../contract.ts";
import { type Cadence, type Factor, isOver, limitAt, seriesAt, spanSources } from "./series-choice.ts";

/** One line of the table and one point of the chart: a reading, or an hour or day computed from readings. */
export type Row = Readonly<{
  time: number;
  value: number | null;
  flag: string;
  over: boolean;
  received?: string;
  min?: number | null;
  max?: number | null;
  coverage?: number;
  counted?: string;
  valid?: boolean;
  mark?: Span["mark"];
}>;
export type SeriesAnswer = Readonly<{
  series: Series | undefined;
  rows: readonly Row[];
  cut: boolean;
  version?: string;
}>;
export type Period = Readonly<{ from: number; to: number }>;

export const cadenceMs: Readonly<Record<Cadence, number>> = {
  realtime: 0,
  minute: 0,
  hour: 3_600_000,
  day: 86_400_000,
};
const pageSize = 1000;
/** A chart needs no more points than this; a longer period is better read by hour or day, and the page says so. */
const mostRows = 6000;

async function allPages<Item>(
  path: string,
  params: Record<string, string>,
  signal: AbortSignal,
): Promise<{ items: Item[]; cut: boolean }> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await get<Page<Item>>(path, { ...params, limit: pageSize, after }, signal);
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after && items.length < mostRows);
  return { items, cut: after !== undefined };
}

/** A value is over its limit only at the averaging that the limit speaks of; an hour is not held against a daily limit. */
const fromSpan = (span: Span, judged: boolean): Row => ({
  time: Date.parse(span.start),
  value: span.mean,
  flag: span.flag,
  over: span.over && judged,
  min: span.min,
  max: span.max,
  coverage: span.coverage,
  counted: `${span.valid}/${span.expected}`,
  valid: span.isValid,
  mark: span.mark,
});

const fromReading =
  (limit: Limit | null) =>
  (reading: Reading): Row => ({
    time: Date.parse(reading.time),
    value: reading.value,
    flag: reading.flag,
    over: isOver(reading.value, limit),
    received: reading.received,
  });

/**
 * Hours and days as the platform computed them, each with the packet that brought it when the device itself sends hours or days;
 * what was sent but not computed yet stands as it was sent.
 */
async function read(factor: Factor, cadence: Cadence, period: Period, signal: AbortSignal): Promise<SeriesAnswer> {
  const params = { from: isoTime(period.from), to: isoTime(period.to) };
  const own = seriesAt(factor, cadence);
  const sent = own
    ? await allPages<Reading>(`/series/${own.id}/readings`, params, signal)
    : { items: [] as Reading[], cut: false };
  const rows = new Map(sent.items.map(fromReading(limitAt(factor, cadence))).map((row) => [row.time, row]));
  if (cadence !== "hour" && cadence !== "day") return { series: own, rows: byTime([...rows.values()]), cut: sent.cut };
  for (const series of spanSources(factor, cadence)) {
    const { items, cut } = await allPages<Span>(`/series/${series.id}/spans`, { ...params, span: cadence }, signal);
    if (items.length === 0) continue;
    const judged = limitAt(factor, cadence) !== null || !factor.limit;
    for (const row of items.map((span) => fromSpan(span, judged))) {
      rows.set(row.time, { ...row, received: series === own ? rows.get(row.time)?.received : undefined });
    }
    return { series, rows: byTime([...rows.values()]), cut: cut || sent.cut };
  }
  return { series: own, rows: byTime([...rows.values()]), cut: sent.cut };
}

function byTime(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.time - b.time);
}

/** The values of a factor in a period. */
export function useSeries(factor: Factor | undefined, cadence: Cadence, period: Period) {
  return useQuery({
    queryKey: ["get", "/series/values", factor?.series.map((series) => series.id), cadence, period],
    enabled: factor !== undefined,
    queryFn: ({ signal }) => (factor ? read(factor, cadence, period, signal) : Promise.reject(new Error("no factor"))),
    placeholderData: (former) => former,
  });
}

/** Spans of one mark beside each other become one hatched field that names its kind, and on hover reason and author. */
export function marksOf(rows: readonly Row[], stepMs: number): ChartMark[] {
  const marks: { from: number; to: number; label: string; detail: string }[] = [];
  for (const row of rows) {
    if (!row.mark) continue;
    const detail = [row.mark.kind, row.mark.reason, row.mark.by].filter(Boolean).join(" · ");
    const last = marks.at(-1);
    if (last && last.detail === detail && row.time <= last.to) last.to = row.time + stepMs;
    else marks.push({ from: row.time, to: row.time + stepMs, label: row.mark.kind, detail });
  }
  return marks;
}

/** The dashed lines of a limit: value, standard, edition, averaging; unverified limits say so. */
export function limitLines(limit: Limit | null): { value: number; label: string }[] {
  if (!limit) return [];
  const edition = limit.edition && !limit.standard.includes(limit.edition) ? ` (${limit.edition})` : "";
  const doubt = limit.verified ? "" : t(" · 未核实", " · unverified");
  const unit = limit.unit === "无量纲" ? "" : ` ${limit.unit}`;
  const upper = limit.upper === null ? "" : `${t("限值", "Limit")} ${limit.upper}`;
  const lower = limit.lower === null ? "" : `${t("下限", "lower")} ${limit.lower}`;
  // Both lines have one source, which is named once.
  const label = `┄ ${[upper, lower].filter(Boolean).join(t("，", ", "))}${unit} · ${limit.standard}${edition}${doubt}`;
  return [limit.upper, limit.lower]
    .filter((value) => value !== null)
    .map((value, index) => ({ value, label: index === 0 ? label : "" }));
}
