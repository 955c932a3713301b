import type { ExpressionSpecification, StyleSpecification } from "maplibre-gl";
import { tokens } from "../../theme/tokens.ts";

const empty = { type: "FeatureCollection" as const, features: [] };

/** Pale land and the borders of the regions, as on every map; sources `league`, `banner` and `shapes` are filled by the map. */
export function groundStyle(): StyleSpecification {
  return {
    version: 8,
    sources: {
      league: { type: "geojson", data: empty },
      banner: { type: "geojson", data: empty },
      shapes: { type: "geojson", data: empty },
    },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": tokens["map-outside"] } },
      { id: "land", type: "fill", source: "league", paint: { "fill-color": tokens["map-land"] } },
      {
        id: "banner-border",
        type: "line",
        source: "banner",
        paint: { "line-color": tokens["map-border-2"], "line-width": 0.8 },
      },
      {
        id: "league-border",
        type: "line",
        source: "league",
        paint: { "line-color": tokens["map-border"], "line-width": 1.4 },
      },
    ],
  };
}

/** What was and what is keep their colours wherever two versions lie over each other. */
const tone: ExpressionSpecification = ["match", ["get", "tone"], "before", tokens.orange, tokens.brand];
const outline: ExpressionSpecification = ["!=", ["geometry-type"], "Point"];

export function shapeLayers(): StyleSpecification["layers"] {
  return [
    {
      id: "shape-fill",
      type: "fill",
      source: "shapes",
      filter: outline,
      paint: { "fill-color": tone, "fill-opacity": 0.16 },
    },
    {
      id: "shape-line",
      type: "line",
      source: "shapes",
      filter: outline,
      paint: { "line-color": tone, "line-width": 1.6 },
    },
    {
      id: "shape-point",
      type: "circle",
      source: "shapes",
      filter: ["==", ["geometry-type"], "Point"],
      paint: {
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 4, 3, 10, 5.5],
        "circle-color": tone,
        "circle-stroke-color": "#ffffff",
        "circle-stroke-width": 1.5,
      },
    },
    {
      id: "shape-chosen",
      type: "line",
      source: "shapes",
      filter: ["==", ["get", "id"], ""],
      paint: { "line-color": tokens.ink, "line-width": 3 },
    },
    {
      id: "shape-name",
      type: "symbol",
      source: "shapes",
      minzoom: 8,
      layout: { "text-field": ["get", "label"], "text-size": 11.5, "text-offset": [0, 1.1], "text-max-width": 14 },
      paint: { "text-color": tokens["ink-2"], "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
    },
  ];
}
