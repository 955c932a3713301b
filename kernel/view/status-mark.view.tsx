import type { ReactNode } from "react";
import { t } from "./language.view.tsx";
import { aqiLevels, type Shape, type Status, waterClasses } from "./status.ts";

const outlines: Record<Shape, ReactNode> = {
  dot: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />,
  triangle: <path d="M6 1 11.5 11h-11z" fill="currentColor" />,
  square: <rect x="1.5" y="1.5" width="9" height="9" fill="currentColor" />,
  diamond: <path d="M6 .5 11.5 6 6 11.5.5 6z" fill="currentColor" />,
  bar: <rect x="1" y="4" width="10" height="4" fill="currentColor" />,
  cross: <path d="m2 2 8 8m0-8-8 8" stroke="currentColor" strokeWidth="2.6" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <path d="M6 1.6a4.4 4.4 0 0 1 0 8.8z" fill="currentColor" />
    </>
  ),
};

/** Hue, shape and word of a status. `word` replaces the usual word where the place needs another one. */
export function StatusMark({ status, word }: Readonly<{ status: Status; word?: string }>) {
  return (
    <span className="status-mark">
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden style={{ color: `var(--${status.hue})` }}>
        {outlines[status.shape]}
      </svg>
      <span>{word ?? t(status.title)}</span>
    </span>
  );
}

/** AQI level 1–6 as a cell of the standard's hue with its word; `value` is the index itself. */
export function AqiMark({ level, value }: Readonly<{ level: number; value?: number }>) {
  const title = aqiLevels[level - 1];
  if (!title) return null;
  return (
    <span
      className="level-mark"
      style={{
        background: `var(--aqi-${level})`,
        color: `var(--on-aqi-${level})`,
      }}
    >
      {value === undefined ? "" : `${value} `}
      {t(title)}
    </span>
  );
}

/** Water class 1–6 as a cell of its hue with its word. */
export function WaterMark({ level }: Readonly<{ level: number }>) {
  const title = waterClasses[level - 1];
  if (!title) return null;
  return (
    <span
      className="level-mark"
      style={{
        background: `var(--water-${level})`,
        color: `var(--on-water-${level})`,
      }}
    >
      {t(title)}
    </span>
  );
}
