import { lazy, Suspense } from "react";
import type { ChartProps } from "./chart-engine.view.tsx";
import { t } from "./language.view.tsx";
import { BlockSkeleton, Empty } from "./waiting.view.tsx";

const Engine = lazy(async () => ({
  default: (await import("./chart-engine.view.tsx")).ChartEngine,
}));

/**
 * Values over time. Gaps are gaps, limits are dashed lines with the name of their standard, marked spans are hatched and say why.
 * The engine is loaded when the first chart shows.
 */
export function Chart(props: ChartProps) {
  const height = props.height ?? 280;
  const nothing = props.lines.every((line) => line.points.every((point) => point[1] === null));
  return (
    <figure className="chart" aria-label={props.label}>
      {nothing ? (
        <div className="chart-empty" style={{ height }}>
          <Empty title={t("所选时段无数据", "No data in this period")} />
        </div>
      ) : (
        <Suspense fallback={<BlockSkeleton height={height} />}>
          <Engine {...props} />
        </Suspense>
      )}
      {props.footnote && <figcaption>{props.footnote}</figcaption>}
    </figure>
  );
}
