import type { FieldTask } from "#kernel/field/contract.ts";
import { t } from "#kernel/view/language.view.tsx";
import { distanceText, distanceTo, type LonLat, ringsOf, scaleBar, viewOf } from "../../field/local-map.ts";
import { taskOutline, taskPlace } from "./field-state.ts";
import type { Fix } from "./position.ts";

const size = { width: 358, height: 210, margin: 26, leastM: 160 };
const barPx = 90;
/** Further away than this, showing both would make the place a dot: then the place alone is drawn and the way is written. */
const bothWithinM = 20_000;

/** The place of a task and the own position, drawn from coordinates alone: needs no tiles and no network. North is up. */
export function TaskMap({ task, fix }: Readonly<{ task: FieldTask; fix: Fix | null }>) {
  const place = taskPlace(task);
  const outline = taskOutline(task);
  const rings = outline ? ringsOf(outline) : [];
  const there: LonLat[] = [...(place ? [place] : []), ...rings.flat()];
  if (there.length === 0)
    return <p className="field-no-map">{t("此件没有坐标，请按地址前往。", "This case has no coordinates.")}</p>;
  const here: LonLat | null = fix && [fix.lon, fix.lat];
  const metres = here ? distanceTo(here, place, outline) : undefined;
  const shown = here && metres !== undefined && metres <= bothWithinM ? here : null;
  const view = viewOf(shown ? [...there, shown] : there, size);
  const bar = scaleBar(view.scale, barPx);
  return (
    <figure className="field-map">
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={t("位置示意", "Sketch of the place")}>
        {rings.map((ring) => (
          <polygon key={String(ring[0])} points={ring.map((corner) => view.project(corner).join(",")).join(" ")} />
        ))}
        {place && <Target at={view.project(place)} />}
        {shown && fix && <Here at={view.project(shown)} radius={fix.accuracy * view.scale} />}
        <g className="field-map-north" transform={`translate(${size.width - 18} 20)`}>
          <path d="M0-12 5 4 0 1-5 4z" />
          <text y="18">{t("北", "N")}</text>
        </g>
        <g className="field-map-bar" transform={`translate(14 ${size.height - 12})`}>
          <path d={`M0-5V0H${bar.px}V-5`} />
          <text x={bar.px + 6}>{distanceText(bar.metres)}</text>
        </g>
      </svg>
      <figcaption>
        {metres === undefined
          ? t("尚未定位", "Position unknown")
          : t(`距此 ${distanceText(metres)}${shown ? "" : "，不在图内"}`, `${distanceText(metres)} away`)}
        {fix && (
          <span className="quiet">
            {t(`定位精度 ${Math.round(fix.accuracy)} m`, `accuracy ${Math.round(fix.accuracy)} m`)}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function Target({ at: [x, y] }: Readonly<{ at: readonly [number, number] }>) {
  return (
    <g className="field-map-target" transform={`translate(${x} ${y})`}>
      <path d="M-6-6h12v12h-12z" />
    </g>
  );
}

function Here({ at: [x, y], radius }: Readonly<{ at: readonly [number, number]; radius: number }>) {
  return (
    <g className="field-map-here" transform={`translate(${x} ${y})`}>
      {radius > 8 && <circle r={radius} className="field-map-accuracy" />}
      <circle r="6" />
    </g>
  );
}
