import { useNavigate } from "@tanstack/react-router";
import type * as maplibregl from "maplibre-gl";
import { useEffect, useRef } from "react";
import { t } from "#kernel/view/language.view.tsx";
import { useGet } from "../../api.ts";
import { tokens } from "../../theme/tokens.ts";
import { addControls, openMap, setFeatures, useMapIn } from "../map/engine.ts";
import { type Bounds, boundsOf, type Shape } from "../map/geometry.ts";
import { groundStyle } from "../map/light-style.ts";
import type { RegionCollection } from "../map/map-canvas.tsx";
import type { OutlineKind } from "./outline-map.tsx";

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
  const navigate = useNavigate();
  const open = useRef<(kind: OutlineKind, id: string) => void>(() => undefined);
  open.current = (kind, id) => {
    if (kind === "clue") void navigate({ to: "/conservation/clues", search: { clue: id, state: "all" } as never });
    else if (kind === "reserve") void navigate({ to: "/conservation/reserves/$id", params: { id } });
    else void navigate({ to: "/registers/$id/$row", params: { id: `conservation.${kind}`, row: id } });
  };
  const map = useMapIn(holder, (container) => outlineMap(container, (kind, id) => open.current(kind, id)));
  const regions = useGet<RegionCollection>("/map/regions", {}, { staleMs: 3_600_000 });
  useEffect(() => {
    for (const level of ["league", "banner"])
      setFeatures(map, level, regions.data?.features.filter(({ properties }) => properties.level === level) ?? []);
  }, [map, regions.data]);
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

type LayerProps = Readonly<{ map: maplibregl.Map | null; kind: OutlineKind; view: Bounds | "fit" | undefined }>;

/** One kind of outline, read on its own so that a slow one keeps no other from showing. */
function OutlineLayer({ map, kind, view }: LayerProps) {
  const { data } = useGet<Outlines>("/conservation/outlines", { kind, limit: 5000 });
  useEffect(() => {
    const named = data?.features.map((one) => ({
      ...one,
      type: "Feature",
      properties: { ...one.properties, id: one.id },
    }));
    setFeatures(map, kind, named ?? []);
    if (!map || !view) return;
    const bounds = view === "fit" ? boundsOf(data?.features.map((one) => one.geometry) ?? []) : view;
    if (bounds) map.fitBounds(bounds, { padding: 40, maxZoom: 13, animate: false });
  }, [map, data, kind, view]);
  return null;
}

function outlineMap(container: HTMLElement, open: (kind: OutlineKind, id: string) => void): maplibregl.Map {
  const ground = groundStyle();
  const map = openMap(container, {
    style: {
      ...ground,
      sources: { ...ground.sources, ...Object.fromEntries(order.map((kind) => [kind, empty])) },
      layers: [...ground.layers, ...order.flatMap(layersOf)],
    },
    maxZoom: 16,
    scrollZoom: false,
  });
  addControls(map);
  map.on("click", (event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: [...order].reverse() })[0];
    if (hit) open(hit.source as OutlineKind, String(hit.properties.id));
  });
  return map;
}

const layersOf = (kind: OutlineKind): maplibregl.LayerSpecification[] => [
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
];
