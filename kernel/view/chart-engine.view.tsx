import { LineChart, ScatterChart } from "echarts/charts";
import {
  DataZoomComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { chartOption } from "./chart-option.view.tsx";
import type { Point } from "./gaps.ts";

use([
  LineChart,
  ScatterChart,
  GridComponent,
  TitleComponent,
  TooltipComponent,
  MarkLineComponent,
  MarkAreaComponent,
  DataZoomComponent,
  CanvasRenderer,
]);

export type ChartLine = Readonly<{
  name: string;
  unit: string;
  points: readonly Point[];
  /** Step of the series in ms; without it the usual step of the points breaks the line. */
  cadenceMs?: number;
  /** What hover says of a point besides its value: flag, coverage, packet. */
  note?: (time: number) => string | undefined;
  /** Points drawn as triangles because they exceed the limit. */
  over?: (time: number) => boolean;
}>;

export type ChartLimit = Readonly<{ value: number; label: string }>;
/** `label` stands in the span, `detail` (who and why) shows on hover. */
export type ChartMark = Readonly<{ from: number; to: number; label: string; detail?: string }>;

export type ChartProps = Readonly<{
  lines: readonly ChartLine[];
  limits?: readonly ChartLimit[];
  marks?: readonly ChartMark[];
  from?: number;
  to?: number;
  height?: number;
  /** What the chart shows, for readers who cannot see it. */
  label: string;
  footnote?: React.ReactNode;
  /** No axis names and no zoom: for panels. */
  compact?: boolean;
  onPoint?: (line: number, time: number) => void;
}>;

/** The canvas itself. Loaded on demand through `chart.view.tsx`. */
export function ChartEngine(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const onPoint = useRef(props.onPoint);
  onPoint.current = props.onPoint;

  useEffect(() => {
    if (!box.current) return;
    const instance = init(box.current);
    chart.current = instance;
    instance.on("click", (event) => {
      const time = Array.isArray(event.value) ? Number(event.value[0]) : Number.NaN;
      if (Number.isFinite(time)) onPoint.current?.(event.seriesIndex ?? 0, time);
    });
    const observer = new ResizeObserver(() => instance.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      instance.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (box.current) chart.current?.setOption(chartOption(props, box.current), true);
  });

  return <div ref={box} style={{ height: props.height ?? 280 }} role="img" aria-label={props.label} />;
}
