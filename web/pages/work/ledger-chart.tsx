import { hour } from "#kernel/time.ts";
import { clockText, dayText, numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import { type Hue, packetVerdicts } from "#kernel/view/status.ts";
import type { LedgerHour } from "./answers.ts";
import { missingOf, rejectedOf } from "./device-ledger.tsx";

type Part = Readonly<{ title: string; hue: Hue; count: (row: LedgerHour) => number }>;

const parts = (): readonly Part[] => [
  { title: t(packetVerdicts.stored.title), hue: "green", count: (row) => row.stored },
  { title: t(packetVerdicts.duplicate.title), hue: "grey", count: (row) => row.duplicate },
  { title: t(packetVerdicts.rejected.title), hue: "red", count: rejectedOf },
  { title: t("去向不明", "Unaccounted"), hue: "violet", count: (row) => Math.max(0, missingOf(row)) },
];

const height = 120;

/** Packets per hour as stacked bars; an hour without packets is an empty place, so that a gap is seen as one. */
export function LedgerChart({ hours, from, to }: Readonly<{ hours: readonly LedgerHour[]; from: number; to: number }>) {
  const known = new Map(hours.map((row) => [Date.parse(row.hour), row]));
  const places = Array.from({ length: Math.round((to - from) / hour) }, (_, index) => from + index * hour);
  const top = niceTop(Math.max(1, ...hours.map((row) => row.received)));
  const step = 100 / places.length;
  const every = places.length <= 24 ? 3 : 24;
  return (
    <figure className="work-ledger" aria-label={t("每小时收到的数据包", "Packets received per hour")}>
      <div className="work-ledger-scale" aria-hidden>
        <span>{numberText(top)}</span>
        <span>{numberText(top / 2)}</span>
        <span>0</span>
      </div>
      <svg viewBox={`0 0 100 ${height}`} height={height} preserveAspectRatio="none" role="presentation">
        {[0, 0.5, 1].map((at) => (
          <line key={at} x1="0" x2="100" y1={at * height} y2={at * height} className="work-ledger-line" />
        ))}
        {places.map((at, index) => {
          const row = known.get(at);
          return row && <Bar key={at} row={row} x={index * step + step * 0.15} width={step * 0.7} top={top} />;
        })}
      </svg>
      <div className="work-ledger-hours" aria-hidden>
        {places.map((at, index) =>
          isLabelled(at, every) ? (
            <span key={at} style={{ left: `${index * step}%` }}>
              {every === 3 ? clockText(at) : dayText(at).slice(5)}
            </span>
          ) : null,
        )}
      </div>
      <figcaption>
        {parts().map((part) => (
          <span key={part.title}>
            <i style={{ background: `var(--${part.hue})` }} />
            {part.title}
          </span>
        ))}
        <span>{t("单位：包/小时", "packets per hour")}</span>
      </figcaption>
    </figure>
  );
}

function isLabelled(at: number, every: number): boolean {
  const hourOfDay = Number(clockText(at).slice(0, 2));
  return every === 3 ? hourOfDay % 3 === 0 : hourOfDay === 0;
}

function Bar({ row, x, width, top }: Readonly<{ row: LedgerHour; x: number; width: number; top: number }>) {
  let base = height;
  const at = Date.parse(row.hour);
  const counted = parts()
    .map((part) => `${part.title} ${numberText(part.count(row))}`)
    .join(t("，", ", "));
  return (
    <g>
      <title>{`${dayText(at)} ${clockText(at)}：${t("收到", "received")} ${numberText(row.received)}（${counted}）`}</title>
      {parts().map((part) => {
        // What is there at all must be seen, however many packets the hour had.
        const count = part.count(row);
        const size = count === 0 ? 0 : Math.max(1.5, (count / top) * height);
        base -= size;
        return (
          size > 0 && <rect key={part.title} x={x} width={width} y={base} height={size} fill={`var(--${part.hue})`} />
        );
      })}
      <rect x={x - width * 0.2} width={width * 1.4} y="0" height={height} fill="transparent" />
    </g>
  );
}

function niceTop(value: number): number {
  const step = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((factor) => factor * step).find((each) => each >= value) ?? value;
}
