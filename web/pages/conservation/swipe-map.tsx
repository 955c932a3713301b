import type * as maplibregl from "maplibre-gl";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { addControls, openMap, setFeatures } from "../map/engine.ts";
import type { Bounds, Shape } from "../map/geometry.ts";
import { swipeStyle } from "./swipe-style.ts";

export type CoverFeature = Readonly<{ type: "Feature"; geometry: Shape; properties: Readonly<{ class: string }> }>;
export type LineFeature = Readonly<{
  type: "Feature";
  geometry: Shape;
  properties: Readonly<{ id: string; name: string }>;
}>;
export type ClueFeature = Readonly<{
  type: "Feature";
  id: string;
  geometry: Shape;
  properties: Readonly<{ id: string; number: string; state: string }>;
}>;
export type SwipeSide = Readonly<{ date: string; cover: readonly CoverFeature[] }>;

type SwipeProps = Readonly<{
  before: SwipeSide;
  after: SwipeSide;
  redLines: readonly LineFeature[];
  clues: readonly ClueFeature[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
  /** What lies in view now, so that the page can read what belongs there. */
  onView: (bounds: Bounds) => void;
  /** Where to go: changes when another clue is chosen. */
  focus: Bounds | undefined;
}>;

/** Two dates of one place, one over the other: the line between them is drawn by hand, finger or arrow key. */
export function SwipeMap(props: SwipeProps) {
  const under = useRef<HTMLDivElement>(null);
  const over = useRef<HTMLDivElement>(null);
  const [maps, setMaps] = useState<readonly [maplibregl.Map, maplibregl.Map]>();
  const [share, setShare] = useState(50);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!under.current || !over.current) return;
    const made = [mapIn(under.current, latest), mapIn(over.current, latest)] as const;
    let waiting = 2;
    let gone = false;
    for (const map of made) map.once("load", () => --waiting === 0 && !gone && setMaps(made));
    join(made, () => latest.current.onView(viewOf(made[0])));
    return () => {
      gone = true;
      for (const map of made) map.remove();
    };
  }, []);
  useSide(maps?.[0] ?? null, props.before, props);
  useSide(maps?.[1] ?? null, props.after, props);
  const focusText = props.focus?.join();
  useEffect(() => {
    if (!maps || !focusText) return;
    maps[0].fitBounds(focusText.split(",").map(Number) as Bounds, { padding: 90, maxZoom: 15, animate: false });
  }, [maps, focusText]);
  return (
    <div className="swipe" data-ready={maps ? "yes" : "no"}>
      <div ref={under} className="swipe-map" />
      <div ref={over} className="swipe-map" style={{ clipPath: `inset(0 0 0 ${share}%)` }} />
      <span className="swipe-date swipe-date-before">{props.before.date}</span>
      <span className="swipe-date swipe-date-after">{props.after.date}</span>
      <SwipeHandle share={share} onShare={setShare} />
    </div>
  );
}

function SwipeHandle({ share, onShare }: Readonly<{ share: number; onShare: (share: number) => void }>) {
  const bar = useRef<HTMLDivElement>(null);
  const follow = (event: PointerEvent<HTMLDivElement>) => {
    const box = bar.current?.parentElement?.getBoundingClientRect();
    if (!box || !bar.current?.hasPointerCapture(event.pointerId)) return;
    onShare(Math.min(100, Math.max(0, ((event.clientX - box.left) / box.width) * 100)));
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onShare(Math.min(100, Math.max(0, share + by)));
  };
  return (
    <div
      ref={bar}
      className="swipe-handle"
      style={{ left: `${share}%` }}
      role="slider"
      tabIndex={0}
      aria-label={t("前后两期分界", "Line between the two dates")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share)}
      onPointerDown={(event) => bar.current?.setPointerCapture(event.pointerId)}
      onPointerMove={follow}
      onKeyDown={step}
    >
      <i aria-hidden>⇆</i>
    </div>
  );
}

function mapIn(container: HTMLElement, props: { current: SwipeProps }): maplibregl.Map {
  const map = openMap(container, { style: swipeStyle(), center: [111.2, 40.7], zoom: 9, minZoom: 4, fadeDuration: 0 });
  addControls(map);
  map.on("click", (event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: ["clue"] })[0];
    if (hit) props.current.onChoose(String(hit.properties.id));
  });
  return map;
}

/** One view for both maps: what moves the one moves the other. */
function join(maps: readonly [maplibregl.Map, maplibregl.Map], seen: () => void): void {
  let moving = false;
  for (const [map, other] of [
    [maps[0], maps[1]],
    [maps[1], maps[0]],
  ] as const)
    map.on("move", () => {
      if (moving) return;
      moving = true;
      other.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
      moving = false;
    });
  maps[0].on("moveend", seen);
  maps[0].once("load", seen);
}

const viewOf = (map: maplibregl.Map): Bounds => {
  const box = map.getBounds();
  return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
};

function useSide(map: maplibregl.Map | null, side: SwipeSide, { redLines, clues, chosen }: SwipeProps): void {
  useEffect(() => setFeatures(map, "cover", side.cover), [map, side.cover]);
  useEffect(() => setFeatures(map, "red-line", redLines), [map, redLines]);
  useEffect(() => {
    setFeatures(map, "clue", clues);
    map?.setFilter("chosen", ["==", ["get", "id"], chosen ?? ""]);
  }, [map, clues, chosen]);
}
