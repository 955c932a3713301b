import type * as maplibregl from "maplibre-gl";
import { useEffect, useRef } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { addControls, openMap, setFeatures, useMapIn } from "./engine.ts";
import type { Bounds, Shape } from "./geometry.ts";
import { groundStyle, shapeLayers } from "./light-style.ts";
import type { RegionCollection } from "./map-canvas.tsx";

/** A thing that the map draws: an outline or a position. `tone` chooses its colour where kinds stand side by side. */
export type LightFeature = Readonly<{
  type: "Feature";
  geometry: Shape;
  properties: Readonly<{ id: string; label: string; tone?: "before" | "now" }>;
}>;
export type View = Readonly<{ bounds: Bounds; zoom: number }>;

type LightMapProps = Readonly<{
  features: readonly LightFeature[];
  regions: RegionCollection | undefined;
  chosen?: string | undefined;
  onChoose?: (id: string | null) => void;
  /** What lies in view now, so that the page can read what belongs there. */
  onView?: (view: View) => void;
  /** Where the view goes: each new place moves it once. */
  focus?: Bounds | undefined;
  label: string;
}>;

/** A quiet map of outlines and positions over the borders of the regions. Loaded on demand: it carries the map engine. */
export function LightMap(props: LightMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const map = useMapIn(box, (container) => makeMap(container, latest));
  useEffect(() => {
    if (!map || !props.regions) return;
    for (const level of ["league", "banner"]) {
      const borders = props.regions.features.filter((feature) => feature.properties.level === level);
      setFeatures(map, level, borders);
    }
  }, [map, props.regions]);
  useEffect(() => {
    if (map) setFeatures(map, "shapes", props.features);
  }, [map, props.features]);
  useEffect(() => {
    map?.setFilter("shape-chosen", ["==", ["get", "id"], props.chosen ?? ""]);
  }, [map, props.chosen]);
  const focus = props.focus?.join();
  useEffect(() => {
    if (!map || !focus) return;
    map.fitBounds(focus.split(",").map(Number) as Bounds, { padding: 40, maxZoom: 15, animate: false });
  }, [map, focus]);
  return (
    <div
      ref={box}
      className="light-map"
      role="application"
      aria-label={props.label || t("地图", "Map")}
      data-ready={map ? "yes" : "no"}
    />
  );
}

function makeMap(container: HTMLElement, latest: { current: LightMapProps }): maplibregl.Map {
  const map = openMap(container, { style: { ...groundStyle(), layers: [...groundStyle().layers, ...shapeLayers()] } });
  addControls(map);
  const tellView = () => {
    const { _sw, _ne } = map.getBounds();
    latest.current.onView?.({ bounds: [_sw.lng, _sw.lat, _ne.lng, _ne.lat], zoom: map.getZoom() });
  };
  map.on("load", tellView);
  map.on("moveend", tellView);
  map.on("click", ({ point: { x, y } }) => {
    // a finger is not a needle: what lies within 6 px counts as hit, a position before an outline
    const near: [[number, number], [number, number]] = [
      [x - 6, y - 6],
      [x + 6, y + 6],
    ];
    const hits = map.queryRenderedFeatures(near, { layers: ["shape-point", "shape-fill"] });
    latest.current.onChoose?.(hits[0] ? String(hits[0].properties.id) : null);
  });
  for (const layer of ["shape-point", "shape-fill"]) {
    map.on("mouseenter", layer, () => {
      map.getCanvas().style.cursor = latest.current.onChoose ? "pointer" : "";
    });
    map.on("mouseleave", layer, () => {
      map.getCanvas().style.cursor = "";
    });
  }
  return map;
}
