import * as maplibregl from "maplibre-gl";
import { useEffect, useRef } from "react";
import { t } from "#kernel/view/language.view.tsx";
import type { SubjectKind } from "../../contract.ts";
import { addControls, openMap, setFeatures, useMapIn } from "./engine.ts";
import { type Bounds, boundsOf, type Shape } from "./geometry.ts";
import { drawMarker, markerNames } from "./marker-art.ts";
import { fillOf, type PointFeature, stateOrder } from "./points.ts";
import { mapStyle } from "./style.ts";

export type RegionCollection = Readonly<{
  type: "FeatureCollection";
  features: readonly Readonly<{
    type: "Feature";
    geometry: Shape;
    /** `label`: where the name stands. */
    properties: Readonly<{ code: string; name: string; level: string; parent: string | null; label: [number, number] }>;
  }>[];
}>;

export type MapCanvasProps = Readonly<{
  regions: RegionCollection | undefined;
  points: readonly PointFeature[];
  /** Id of the chosen point: it gets a halo and its name. */
  chosen?: string;
  onChoose?: (point: { kind: SubjectKind; id: string } | null) => void;
  /** Code of the league in view; without one the view holds the reader's regions. */
  league?: string;
  /** Codes of the reader's regions. Who has none, an enterprise, sees where its points are. */
  home: readonly string[];
  /** Ids that pulse: what is new in the last minute. */
  fresh?: readonly string[];
  /** Without wheel zoom and controls, for a map inside a scrolling page. */
  small?: boolean;
  /** Px that a panel covers, so that the chosen point stays in sight. */
  covered?: Readonly<{ right?: number; bottom?: number }>;
}>;

/** The map itself. Loaded on demand: it carries the map engine. */
export function MapCanvas(props: MapCanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const map = useMapIn(box, (container) => createMap(container, latest));

  useRegions(map, props.regions);
  usePoints(map, props.points, props.chosen);
  useView(map, props);
  usePulse(map, props.points, props.fresh);
  return (
    <div
      ref={box}
      className="map-canvas"
      role="application"
      aria-label={t("地图", "Map")}
      data-ready={map ? "yes" : "no"}
    />
  );
}

function createMap(container: HTMLElement, props: { current: MapCanvasProps }): maplibregl.Map {
  const small = props.current.small;
  const map = openMap(container, { style: mapStyle(), maxZoom: 16, scrollZoom: !small });
  addControls(map, { zoom: !small });
  for (const marker of markerNames()) map.addImage(marker.id, drawMarker(marker.kind, marker.fill), { pixelRatio: 2 });
  map.on("click", (event) => void onClick(map, event, props.current));
  for (const layer of ["point", "cluster"]) {
    map.on("mouseenter", layer, () => {
      map.getCanvas().style.cursor = "pointer";
    });
    map.on("mouseleave", layer, () => {
      map.getCanvas().style.cursor = "";
    });
  }
  return map;
}

async function onClick(map: maplibregl.Map, event: maplibregl.MapMouseEvent, props: MapCanvasProps): Promise<void> {
  // A finger is not a needle: what lies within 8 px counts as hit.
  const { x, y } = event.point;
  const near: [[number, number], [number, number]] = [
    [x - 8, y - 8],
    [x + 8, y + 8],
  ];
  const hit = map.queryRenderedFeatures(near, { layers: ["point", "cluster"] })[0];
  if (!hit) return props.onChoose?.(null);
  if (hit.layer.id === "point") {
    return props.onChoose?.({ kind: hit.properties.kind as SubjectKind, id: String(hit.properties.id) });
  }
  const source = map.getSource<maplibregl.GeoJSONSource>("points");
  const zoom = await source?.getClusterExpansionZoom(Number(hit.properties.cluster_id));
  const centre = (hit.geometry as unknown as { coordinates: [number, number] }).coordinates;
  map.easeTo({ center: centre, zoom: Math.min((zoom ?? map.getZoom()) + 0.4, 14) });
}

/**
 * Runs `act` when the page's font has the letters of all texts: labels are drawn on a canvas, which does not wait for a font, and a
 * letter drawn too early stays an empty box. Returns what calls it off.
 */
function inked(texts: readonly string[], act: () => void): () => void {
  let off = false;
  const letters = [...new Set(texts.join(""))].join("");
  const font = letters ? document.fonts.load("400 14px 'Noto Sans SC'", letters) : Promise.resolve();
  void font.finally(() => !off && act());
  return () => {
    off = true;
  };
}

function useRegions(map: maplibregl.Map | null, regions: RegionCollection | undefined): void {
  useEffect(() => {
    if (!map || !regions) return;
    const of = (level: string) => regions.features.filter((feature) => feature.properties.level === level);
    setFeatures(map, "leagues", of("league"));
    setFeatures(map, "banners", of("banner"));
    const names = regions.features.map(({ properties }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: properties.label },
      properties: { name: properties.name, level: properties.level },
    }));
    return inked(
      names.map((name) => name.properties.name),
      () => setFeatures(map, "names", names),
    );
  }, [map, regions]);
}

function usePoints(map: maplibregl.Map | null, points: readonly PointFeature[], chosen: string | undefined): void {
  const named = useRef(false);
  useEffect(() => {
    if (!map) return;
    const draw = () => {
      const drawn = points.map((point) => ({ ...point, properties: drawnProperties(point, named.current) }));
      setFeatures(map, "points", drawn);
      setFeatures(
        map,
        "chosen",
        drawn.filter((point) => point.properties.id === chosen),
      );
    };
    // The first points stand at once and get their names when the letters are there.
    if (!named.current) draw();
    return inked(
      points.map((point) => point.properties.name),
      () => {
        named.current = true;
        draw();
      },
    );
  }, [map, points, chosen]);
}

function drawnProperties({ properties }: PointFeature, named: boolean) {
  const { id, kind, state } = properties;
  const name = named ? properties.name : "";
  const worse = stateOrder.length - stateOrder.indexOf(state as never);
  return { id, kind, name, state, icon: `${kind}|${fillOf(properties)}`, rank: worse + (properties.level ?? 0) };
}

/** The view holds the league, or everything; a point chosen from elsewhere is brought into sight. */
function useView(map: maplibregl.Map | null, props: MapCanvasProps): void {
  const { regions, league, home, chosen, points, small, covered } = props;
  const { right = 0, bottom = 0 } = covered ?? {};
  // The text stands for the place, whose array is new with every answer.
  const place = points.find((point) => point.properties.id === chosen)?.geometry.coordinates.join();
  const homeText = home.join();
  const spread = home.length === 0 ? (boundsOf(points.map((point) => point.geometry))?.join() ?? "") : "";
  useEffect(() => {
    if (!map || !regions) return;
    const codes = league ? [league] : homeText.split(",");
    const mine = regions.features.filter(({ properties }) => codes.includes(properties.code));
    const shapes = (mine.length > 0 ? mine : regions.features).map((feature) => feature.geometry);
    const bounds = !league && spread ? (spread.split(",").map(Number) as Bounds) : boundsOf(shapes);
    map.setFilter("focus", ["==", ["get", "code"], league ?? ""]);
    const padding = small ? { top: 34, bottom: 34, left: 14, right: 14 } : 36;
    // The few points of an enterprise lie close together; a territory is not looked at so closely.
    if (bounds) map.fitBounds(bounds, { padding, maxZoom: spread ? 14 : 11, animate: false });
  }, [map, regions, league, small, homeText, spread]);
  useEffect(() => {
    // Waits for the regions: their first view would take the point out of sight again.
    if (!map || !regions || !place) return;
    const [lon = 0, lat = 0] = place.split(",").map(Number);
    const at = map.project([lon, lat]);
    const { clientWidth, clientHeight } = map.getContainer();
    const inX = at.x > 40 && at.x < clientWidth - right - 40;
    const inY = at.y > 80 && at.y < clientHeight - bottom - 60;
    if (inX && inY && map.getZoom() >= 6) return;
    // The offset moves the point to the middle of what the panel leaves free.
    const offset: [number, number] = [-right / 2, -bottom / 2];
    map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 7.5), offset, duration: 300 });
  }, [map, regions, place, right, bottom]);
}

/** A ring that widens on points that turned worse in the last minute; nothing else on the page moves. */
function usePulse(
  map: maplibregl.Map | null,
  points: readonly PointFeature[],
  fresh: readonly string[] | undefined,
): void {
  useEffect(() => {
    if (!map || !fresh || fresh.length === 0) return;
    const markers = points
      .filter((point) => fresh.includes(point.properties.id))
      .map((point) => {
        const element = document.createElement("i");
        element.className = "map-pulse";
        return new maplibregl.Marker({ element }).setLngLat(point.geometry.coordinates).addTo(map);
      });
    return () => {
      for (const marker of markers) marker.remove();
    };
  }, [map, points, fresh]);
}
