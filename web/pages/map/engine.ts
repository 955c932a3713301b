import * as maplibregl from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { type RefObject, useEffect, useState } from "react";
import { tokens } from "../../theme/tokens.ts";

maplibregl.setWorkerUrl(workerUrl);

type Options = Partial<maplibregl.MapOptions> & Readonly<{ style: maplibregl.StyleSpecification }>;

/** A map as every page has it: north up, flat, with a scale, asking nobody outside. Without `scrollZoom` it lies in a page that scrolls. */
export function openMap(container: HTMLElement, options: Options): maplibregl.Map {
  const map = new maplibregl.Map({
    container,
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
    ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

/** The buttons and the scale, at the right below. */
export function addControls(map: maplibregl.Map, { zoom = true }: Readonly<{ zoom?: boolean }> = {}): void {
  if (zoom) map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "bottom-right");
  map.addControl(new maplibregl.ScaleControl({ maxWidth: zoom ? 110 : 90 }), "bottom-right");
}

/** The map in a box of the page, once it can be drawn on; it goes with the page. */
export function useMapIn(
  box: RefObject<HTMLElement | null>,
  make: (box: HTMLElement) => maplibregl.Map,
): maplibregl.Map | null {
  const [map, setMap] = useState<maplibregl.Map | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a map is made once; what changes reaches it by its sources
  useEffect(() => {
    if (!box.current) return;
    let gone = false;
    const made = make(box.current);
    made.once("load", () => !gone && setMap(made));
    return () => {
      gone = true;
      made.remove();
    };
  }, []);
  return map;
}

/** Puts features in the place of those that a source had. */
export function setFeatures(map: maplibregl.Map | null, source: string, features: readonly unknown[]): void {
  map?.getSource<maplibregl.GeoJSONSource>(source)?.setData({ type: "FeatureCollection", features: features as never });
}
