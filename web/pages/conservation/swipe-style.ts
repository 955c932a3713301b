import type { StyleSpecification } from "maplibre-gl";
import { tokens } from "../../theme/tokens.ts";
import { classHues } from "./land-hues.ts";

const empty = { type: "geojson" as const, data: { type: "FeatureCollection" as const, features: [] } };
const hueMatch = ["match", ["get", "class"], ...Object.entries(classHues).flat(), tokens["map-border-2"]] as never;

/** Ground of the two dates: land cover in its own pale hues, the red line in its own colour, patches hatched by their outline. */
export function swipeStyle(): StyleSpecification {
  return {
    version: 8,
    sources: { cover: empty, "red-line": empty, clue: empty },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": tokens["map-land"] } },
      { id: "cover", type: "fill", source: "cover", paint: { "fill-color": hueMatch, "fill-opacity": 0.85 } },
      {
        id: "red-line",
        type: "line",
        source: "red-line",
        paint: { "line-color": tokens.red, "line-width": 2, "line-dasharray": [4, 2] },
      },
      {
        id: "red-line-name",
        type: "symbol",
        source: "red-line",
        minzoom: 10,
        layout: { "text-field": ["get", "name"], "text-size": 11.5, "symbol-placement": "line" },
        paint: { "text-color": tokens["ink-2"], "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
      },
      { id: "clue", type: "fill", source: "clue", paint: { "fill-color": tokens.ink, "fill-opacity": 0.08 } },
      { id: "clue-line", type: "line", source: "clue", paint: { "line-color": tokens.ink, "line-width": 1.6 } },
      {
        id: "chosen",
        type: "line",
        source: "clue",
        filter: ["==", ["get", "id"], ""],
        paint: { "line-color": tokens.brand, "line-width": 4 },
      },
    ],
  };
}
