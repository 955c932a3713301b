import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import { useNavigate } from "@tanstack/react-router";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { useEffect, useRef, useState } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import { tokens } from "../../theme/tokens.ts";
import { type Bounds, boundsOf, type Shape } from "../map/geometry.ts";
import type { RegionCollection } from "../map/map-canvas.tsx";
import type { OutlineKind } from "./outline-map.tsx";

maplibregl.setWorkerUrl(workerUrl);

type Outline = Readonly<{ id: string; geometry: Shape; properties: Readonly<Record<string, unknown>> }>;
type Outlines = Readonly<{ features: readonly Outline[]; cut: boolean }>;

const hues: Readonly<Record<OutlineKind, string>> = {
  "red-line": tokens.red,
  reserve: tokens.green,
  zone: tokens.blue,
  project: tokens.grey,
  clue: tokens.ink,
};
const empty = { type: "geojson" as const, data: { type: "FeatureCollection" as const, features: [] } };
const order: readonly OutlineKind[] = ["reserve", "zone", "red-line", "project", "clue"];

/** The map of outlines; a click opens the thing. Loaded on demand: it carries the map engine. */
export function OutlineCanvas({ kinds, box }: Readonly<{ kinds: readonly OutlineKind[]; box?: Bounds }>) {
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<maplibregl.Map>();
  const navigate = useNavigate();
  const open = useRef<(kind: OutlineKind, id: string) => void>(() => undefined);
  open.current = (kind, id) => {
    if (kind === "clue") void navigate({ to: "/conservation/clues", search: { clue: id, state: "all" } as never });
    else if (kind === "reserve") void navigate({ to: "/conservation/reserves/$id", params: { id } });
    else void navigate({ to: "/registers/$id/$row", params: { id: `conservation.${kind}`, row: id } });
  };
  useEffect(() => {
    if (!holder.current) return;
    let gone = false;
    const made = outlineMap(holder.current, (kind, id) => open.current(kind, id));
    made.once("load", () => !gone && setMap(made));
    return () => {
      gone = true;
      made.remove();
    };
  }, []);
  const regions = useGet<RegionCollection>("/map/regions", {}, { staleMs: 3_600_000 });
  useEffect(() => put(map, "regions", regions.data?.features), [map, regions.data]);
  return (
    <>
      <div
        ref={holder}
        className="outline-canvas"
        role="application"
        aria-label={t("地图", "Map")}
        data-ready={map ? "yes" : "no"}
      />
      {order
        .filter((kind) => kinds.includes(kind))
        .map((kind) => (
          <OutlineLayer key={kind} map={map} kind={kind} view={kind === kinds[0] ? (box ?? "fit") : undefined} />
        ))}
    </>
  );
}

type LayerProps = Readonly<{ map: maplibregl.Map | undefined; kind: OutlineKind; view: Bounds | "fit" | undefined }>;

/** One kind of outline, read on its own so that a slow one keeps no other from showing. */
function OutlineLayer({ map, kind, view }: LayerProps) {
  const { data } = useGet<Outlines>("/conservation/outlines", { kind, limit: 5000 });
  useEffect(() => {
    put(
      map,
      kind,
      data?.features.map((one) => ({ ...one, type: "Feature", properties: { ...one.properties, id: one.id } })),
    );
    if (!map || !view) return;
    const bounds = view === "fit" ? boundsOf(data?.features.map((one) => one.geometry) ?? []) : view;
    if (bounds) map.fitBounds(bounds, { padding: 40, maxZoom: 13, animate: false });
  }, [map, data, kind, view]);
  return null;
}

function put(map: maplibregl.Map | undefined, source: string, features: readonly unknown[] | undefined): void {
  if (features)
    map
      ?.getSource<maplibregl.GeoJSONSource>(source)
      ?.setData({ type: "FeatureCollection", features: features as never });
}

function outlineMap(container: HTMLElement, open: (kind: OutlineKind, id: string) => void): maplibregl.Map {
  const map = new maplibregl.Map({
    container,
    style: {
      version: 8,
      sources: { regions: empty, ...Object.fromEntries(order.map((kind) => [kind, empty])) },
      layers: [
        { id: "outside", type: "background", paint: { "background-color": tokens["map-outside"] } },
        { id: "land", type: "fill", source: "regions", paint: { "fill-color": tokens["map-land"] } },
        {
          id: "border",
          type: "line",
          source: "regions",
          paint: { "line-color": tokens["map-border"], "line-width": 0.8 },
        },
        ...order.flatMap((kind): maplibregl.LayerSpecification[] => [
          {
            id: kind,
            type: "fill",
            source: kind,
            paint: { "fill-color": hues[kind], "fill-opacity": kind === "clue" ? 0.5 : 0.1 },
          },
          {
            id: `${kind}-line`,
            type: "line",
            source: kind,
            paint: { "line-color": hues[kind], "line-width": kind === "clue" ? 2 : 1.2 },
          },
        ]),
      ],
    },
    center: [111.5, 42],
    zoom: 4.5,
    maxZoom: 16,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    scrollZoom: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: 90 }), "bottom-right");
  map.on("click", (event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: [...order].reverse() })[0];
    if (hit) open(hit.source as OutlineKind, String(hit.properties.id));
  });
  return map;
}
