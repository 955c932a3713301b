import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { tokens } from "../../theme/tokens.ts";
import type { Bounds, Shape } from "./geometry.ts";
import { groundStyle, shapeLayers } from "./light-style.ts";
import type { RegionCollection } from "./map-canvas.tsx";

maplibregl.setWorkerUrl(workerUrl);

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
  const [map, setMap] = useState<maplibregl.Map | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!box.current) return;
    let gone = false;
    const made = makeMap(box.current, latest);
    made.once("load", () => !gone && setMap(made));
    return () => {
      gone = true;
      made.remove();
    };
  }, []);
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
  const map = new maplibregl.Map({
    container,
    style: { ...groundStyle(), layers: [...groundStyle().layers, ...shapeLayers()] },
    center: [111.5, 44],
    zoom: 4,
    minZoom: 2.5,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: navigator.webdriver ? 0 : 150,
    localIdeographFontFamily: tokens.font,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-right");
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

function setFeatures(map: maplibregl.Map, source: string, features: readonly unknown[]): void {
  map.getSource<maplibregl.GeoJSONSource>(source)?.setData({ type: "FeatureCollection", features: features as never });
}
