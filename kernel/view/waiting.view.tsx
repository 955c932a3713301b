import { type ReactNode, useEffect, useState } from "react";
import { t } from "./language.view.tsx";

/** True after `ms`: what is quick shows nothing, so that a page does not flicker. */
export function useLate(ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Uneven like real text. All differ, so that each names its row. */
const widths = [92, 75, 58, 81, 64, 87, 70, 53, 76, 59, 82, 65, 88, 71, 54, 77];

/** Grey rows in the place of a list or of facts. */
export function RowSkeleton({ rows = 8 }: Readonly<{ rows?: number }>) {
  const late = useLate();
  return (
    <div className="skeleton-rows" role="status" aria-label={t("正在读取", "Loading")}>
      {late && widths.slice(0, rows).map((width) => <i key={width} style={{ width: `${width}%` }} />)}
    </div>
  );
}

/** A grey field of a given height in the place of a chart, a map or a number. */
export function BlockSkeleton({ height }: Readonly<{ height: number }>) {
  const late = useLate();
  return (
    <div className="skeleton-block" style={{ height }} role="status" aria-label={t("正在读取", "Loading")}>
      {late && <i />}
    </div>
  );
}

/** Nothing here, in words: why, and what could be done. */
export function Empty({ title, children }: Readonly<{ title: string; children?: ReactNode }>) {
  return (
    <div className="empty-note">
      <p>{title}</p>
      {children && <div>{children}</div>}
    </div>
  );
}
