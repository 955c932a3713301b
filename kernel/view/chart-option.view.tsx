import type { ChartProps } from "./chart-engine.view.tsx";
import { numberText, shortTimeText, timeText } from "./format.ts";
import { usualStep, withGaps } from "./gaps.ts";
import { t } from "./language.view.tsx";

type Escape = (text: string) => string;
const escapeHtml: Escape = (text) =>
  text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);

/** The ECharts option of a chart. Colours come from the tokens of the page that holds `root`. */
export function chartOption(props: ChartProps, root: HTMLElement): Record<string, unknown> {
  const css = getComputedStyle(root);
  const token = (name: string) => css.getPropertyValue(`--${name}`).trim();
  const unit = props.lines[0]?.unit ?? "";
  const size = props.compact ? 11 : 12;
  const label = {
    color: token("ink-3"),
    fontSize: size,
    fontFamily: token("font"),
  };
  const highest = Math.max(0, ...props.lines.flatMap((line) => line.points.map((point) => point[1] ?? 0)));
  // A limit far above what was measured would flatten the line; it is then named in the corner instead of drawn.
  const limits = (props.limits ?? []).filter((limit) => limit.value <= highest * 6 || highest === 0);
  const top = Math.max(highest, ...limits.map((limit) => limit.value));
  return {
    animation: !navigator.webdriver && !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 200,
    // What a limit is stands above the plot at the right; its value stands at the end of its line, outside the plot.
    title: {
      show: limits.length > 0,
      text: limits
        .map((limit) => limit.label)
        .filter(Boolean)
        .join("  "),
      right: 0,
      top: 0,
      padding: 0,
      textStyle: {
        ...label,
        color: token("ink-2"),
        fontWeight: "normal",
        width: root.clientWidth - 76,
        overflow: "truncate",
      },
    },
    textStyle: { fontFamily: token("font") },
    grid: {
      left: 8,
      right: limits.length > 0 ? 44 : props.compact ? 10 : 16,
      top: props.compact ? 26 : 32,
      bottom: props.compact ? 4 : 8,
      containLabel: true,
    },
    tooltip: {
      trigger: "axis",
      confine: true,
      transitionDuration: 0,
      borderColor: token("line"),
      padding: [8, 12],
      textStyle: {
        color: token("ink"),
        fontSize: 12,
        fontFamily: token("font"),
      },
      axisPointer: { lineStyle: { color: token("ink-3") } },
      formatter: (
        items: readonly {
          seriesIndex: number;
          value: [number, number | null];
        }[],
      ) => tooltip(props, items, token),
    },
    xAxis: {
      type: "time",
      min: props.from,
      max: props.to,
      axisLine: { lineStyle: { color: token("line") } },
      axisTick: { show: false },
      splitNumber: props.compact ? 4 : 8,
      axisLabel: {
        ...label,
        hideOverlap: true,
        formatter: (value: number) => axisText(value, props),
      },
    },
    yAxis: {
      type: "value",
      name: unit,
      nameLocation: "end",
      nameTextStyle: { ...label, align: "left", padding: [0, 0, 0, -28] },
      max: top > 0 ? (extent: { max: number }) => niceTop(Math.max(extent.max, top)) : undefined,
      splitLine: { lineStyle: { color: token("line-2") } },
      axisLabel: { ...label, formatter: (value: number) => numberText(value) },
    },
    series: props.lines.map((_line, index) => lineSeries({ props, index, token, limits })),
  };
}

type SeriesInput = Readonly<{
  props: ChartProps;
  index: number;
  token: (name: string) => string;
  limits: NonNullable<ChartProps["limits"]>;
}>;

function lineSeries({ props, index, token, limits }: SeriesInput): Record<string, unknown> {
  const line = props.lines[index];
  if (!line) return {};
  const points = withGaps(line.points, line.cadenceMs ?? usualStep(line.points));
  const colour = token(`series-${(index % 5) + 1}`);
  const sparse = points.length <= 60;
  return {
    name: line.name,
    type: "line",
    connectNulls: false,
    showSymbol: true,
    symbol: (value: [number, number | null]) => (line.over?.(value[0]) ? "triangle" : "circle"),
    symbolSize: (value: [number, number | null]) => (line.over?.(value[0]) ? 8 : sparse ? 4 : 0),
    lineStyle: { width: 1.5, color: colour },
    itemStyle: {
      color: (item: { value: [number, number | null] }) => (line.over?.(item.value[0]) ? token("red") : colour),
    },
    data: points,
    sampling: points.length > 4000 ? "lttb" : undefined,
    ...(index === 0
      ? {
          markLine: limitLines(limits, token),
          markArea: markAreas(props, token),
        }
      : {}),
  };
}

function limitLines(limits: SeriesInput["limits"], token: SeriesInput["token"]): Record<string, unknown> {
  return {
    silent: true,
    symbol: "none",
    animation: false,
    lineStyle: { type: [6, 4], color: token("red"), width: 1.2 },
    label: {
      position: "end",
      distance: 4,
      color: token("red"),
      fontSize: 11,
      fontFamily: token("font"),
    },
    data: limits.map((limit) => ({
      yAxis: limit.value,
      label: { formatter: numberText(limit.value) },
    })),
  };
}

function markAreas(props: ChartProps, token: SeriesInput["token"]): Record<string, unknown> {
  return {
    silent: true,
    animation: false,
    itemStyle: { color: { image: hatch(token("grey-pale"), token("grey")), repeat: "repeat" } },
    label: {
      position: "insideTop",
      color: token("ink-2"),
      fontSize: 11,
      fontFamily: token("font"),
    },
    data: (props.marks ?? []).map((mark) => [{ xAxis: mark.from, name: mark.label }, { xAxis: mark.to }]),
  };
}

/** Slanted lines on a pale ground: a span that somebody marked. */
function hatch(ground: string, line: string): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = 8;
  canvas.height = 8;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  context.fillStyle = ground;
  context.fillRect(0, 0, 8, 8);
  context.strokeStyle = line;
  context.globalAlpha = 0.6;
  context.stroke(new Path2D("M-2 2 2-2M-1 9 9-1M6 10 10 6"));
  return canvas;
}

function tooltip(
  props: ChartProps,
  items: readonly { seriesIndex: number; value: [number, number | null] }[],
  token: SeriesInput["token"],
): string {
  const time = items[0]?.value[0];
  if (time === undefined) return "";
  const rows = items.map((item) => {
    const line = props.lines[item.seriesIndex];
    const value = item.value[1];
    const text = value === null ? t("无数据", "no data") : `${numberText(value)} ${line?.unit ?? ""}`;
    const note = value === null ? "" : (line?.note?.(time) ?? "");
    const noted = note ? `<div style="color:${token("ink-3")}">${escapeHtml(note)}</div>` : "";
    return `<div>${escapeHtml(line?.name ?? "")}&emsp;<b style="font-variant-numeric:tabular-nums">${escapeHtml(text)}</b></div>${noted}`;
  });
  const mark = props.marks?.find((each) => time >= each.from && time < each.to);
  const marked = mark ? `<div style="color:${token("ink-2")}">${escapeHtml(mark.detail ?? mark.label)}</div>` : "";
  return `<div style="color:${token("ink-3")}">${timeText(time)}</div>${rows.join("")}${marked}`;
}

/** Hours within two days, days beyond. */
function axisText(value: number, props: ChartProps): string {
  const first = props.from ?? props.lines[0]?.points[0]?.[0] ?? value;
  const last = props.to ?? props.lines[0]?.points.at(-1)?.[0] ?? value;
  const text = shortTimeText(value, value);
  if (last - first <= 2 * 86_400_000) return text.endsWith("00:00") ? text.slice(0, 5) : text.slice(-5);
  return text.slice(0, 5);
}

/** The next round number above the highest value or limit, so that a line never touches the upper edge. */
function niceTop(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  for (const factor of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12])
    if (value * 1.06 <= factor * step) return Number((factor * step).toPrecision(3));
  return value * 1.2;
}
