import type { StyleSpecification } from "maplibre-gl";
import { tokens } from "../../theme/tokens.ts";

const empty = { type: "FeatureCollection" as const, features: [] };

/**
 * The ground of every map: pale land, grey borders, quiet labels; only data has colour. There is no outside source, no sprite and
 * no glyph server: labels are drawn with the page's own font.
 */
export function mapStyle(): StyleSpecification {
  return {
    version: 8,
    sources: {
      leagues: { type: "geojson", data: empty },
      banners: { type: "geojson", data: empty },
      names: { type: "geojson", data: empty },
      points: {
        type: "geojson",
        data: empty,
        cluster: true,
        clusterRadius: 28,
        clusterMaxZoom: 9,
        clusterProperties: {
          over: ["+", ["case", ["==", ["get", "state"], "over"], 1, 0]],
          alarm: ["+", ["case", ["==", ["get", "state"], "alarm"], 1, 0]],
        },
      },
      chosen: { type: "geojson", data: empty },
    },
    layers: [
      { id: "outside", type: "background", paint: { "background-color": tokens["map-outside"] } },
      { id: "land", type: "fill", source: "leagues", paint: { "fill-color": tokens["map-land"] } },
      {
        id: "focus",
        type: "fill",
        source: "leagues",
        filter: ["==", ["get", "code"], ""],
        paint: { "fill-color": "#ffffff" },
      },
      {
        id: "banner-border",
        type: "line",
        source: "banners",
        minzoom: 4.6,
        paint: {
          "line-color": tokens["map-border-2"],
          "line-width": ["interpolate", ["linear"], ["zoom"], 4.6, 0.4, 9, 1.2],
        },
      },
      {
        id: "league-border",
        type: "line",
        source: "leagues",
        paint: {
          "line-color": tokens["map-border"],
          "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.7, 9, 2],
        },
      },
      {
        id: "league-name",
        type: "symbol",
        source: "names",
        filter: ["==", ["get", "level"], "league"],
        maxzoom: 8,
        layout: {
          "text-field": ["get", "name"],
          "text-size": ["interpolate", ["linear"], ["zoom"], 3.5, 10.5, 6, 14],
          "text-variable-anchor": ["center", "top", "bottom", "left", "right"],
          "text-radial-offset": 1,
          "text-padding": 1,
        },
        paint: { "text-color": tokens["map-label"], "text-halo-color": tokens["map-land"], "text-halo-width": 1.5 },
      },
      {
        id: "banner-name",
        type: "symbol",
        source: "names",
        filter: ["==", ["get", "level"], "banner"],
        minzoom: 6.4,
        layout: { "text-field": ["get", "name"], "text-size": 11.5, "text-padding": 6 },
        paint: { "text-color": tokens["map-label"], "text-halo-color": tokens["map-land"], "text-halo-width": 1.5 },
      },
      ...pointLayers(),
    ],
  };
}

function pointLayers(): StyleSpecification["layers"] {
  return [
    {
      id: "cluster",
      type: "circle",
      source: "points",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": "#ffffff",
        "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 11, 50, 17, 500, 24],
        "circle-stroke-width": 3,
        "circle-stroke-color": [
          "case",
          [">", ["get", "alarm"], 0],
          tokens.red,
          [">", ["get", "over"], 0],
          tokens.orange,
          tokens.grey,
        ],
      },
    },
    {
      id: "cluster-count",
      type: "symbol",
      source: "points",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["get", "point_count_abbreviated"],
        "text-size": 12,
        "text-allow-overlap": true,
        "text-padding": 7,
      },
      paint: { "text-color": tokens.ink },
    },
    {
      id: "halo",
      type: "circle",
      source: "chosen",
      paint: {
        "circle-radius": 17,
        "circle-color": tokens.brand,
        "circle-opacity": 0.16,
        "circle-stroke-color": tokens.brand,
        "circle-stroke-width": 2,
      },
    },
    {
      id: "point",
      type: "symbol",
      source: "points",
      filter: ["!", ["has", "point_count"]],
      layout: { ...markerLayout(), "symbol-sort-key": ["get", "rank"] },
    },
    {
      id: "chosen-point",
      type: "symbol",
      source: "chosen",
      layout: { ...markerLayout(), ...chosenName() },
      paint: chosenPaint(),
    },
    {
      id: "point-name",
      type: "symbol",
      source: "points",
      filter: ["!", ["has", "point_count"]],
      minzoom: 8.6,
      layout: {
        "text-field": ["get", "name"],
        "text-size": 11,
        "text-anchor": "left",
        "text-offset": [1, 0],
        "text-max-width": 30,
      },
      paint: { "text-color": tokens["ink-2"], "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
    },
  ];
}

const markerLayout = () => ({
  "icon-image": ["get", "icon"] as ["get", string],
  "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.62, 8, 0.9] as never,
  "icon-allow-overlap": true,
  "icon-ignore-placement": true,
});
const chosenName = () => ({
  "text-field": ["get", "name"] as ["get", string],
  "text-size": 12,
  "text-anchor": "bottom" as const,
  "text-offset": [0, -1.7] as [number, number],
  "text-max-width": 30,
  "text-allow-overlap": true,
});
const chosenPaint = () => ({ "text-color": tokens.ink, "text-halo-color": "#ffffff", "text-halo-width": 2 });
