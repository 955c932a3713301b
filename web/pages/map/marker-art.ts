import { subjectStates } from "#kernel/view/status.ts";
import type { SubjectKind } from "../../contract.ts";
import { type Token, tokens } from "../../theme/tokens.ts";
import { stateOrder } from "./points.ts";

/** Shape says kind: air ○, water ▽, source □. The path is within a 24 px field. */
export const kindPaths: Readonly<Record<SubjectKind, string>> = {
  "air-station": "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z",
  "water-section": "M3 5h18L12 20.5z",
  outfall: "M5 5h14v14H5z",
};

export type Fill = Readonly<{ name: string; colour: string; hollow: boolean; bar: boolean; cross: boolean }>;

/** Fills of states and levels. Hollow says silence, a bar standstill, a cross fault: the hue is never alone. */
export function fillArt(name: string): Fill {
  const state = subjectStates[name as keyof typeof subjectStates];
  const colour = tokens[(state?.hue ?? name) as Token] ?? tokens.grey;
  return {
    name,
    colour,
    hollow: name === "silent" || name === "unmonitored",
    bar: name === "stopped" || name === "maintenance",
    cross: name === "fault",
  };
}

export const levelFills = {
  "air-station": [1, 2, 3, 4, 5, 6].map((level) => `aqi-${level}`),
  "water-section": [1, 2, 3, 4, 5, 6].map((level) => `water-${level}`),
} as const;

/** Every picture the map needs, by the name `kind|fill`. */
export function markerNames(): { id: string; kind: SubjectKind; fill: string }[] {
  const fills: Readonly<Record<SubjectKind, readonly string[]>> = {
    outfall: stateOrder,
    "air-station": [...stateOrder, ...levelFills["air-station"]],
    "water-section": [...stateOrder, ...levelFills["water-section"]],
  };
  return (Object.keys(fills) as SubjectKind[]).flatMap((kind) =>
    fills[kind].map((fill) => ({ id: `${kind}|${fill}`, kind, fill })),
  );
}

/** Draws one marker at twice its size for sharp screens. */
export function drawMarker(kind: SubjectKind, fill: string): ImageData {
  const scale = 2;
  const canvas = document.createElement("canvas");
  canvas.width = 24 * scale;
  canvas.height = 24 * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser has no canvas");
  context.scale(scale, scale);
  const art = fillArt(fill);
  const path = new Path2D(kindPaths[kind]);
  context.lineJoin = "round";
  context.strokeStyle = "#ffffff";
  context.lineWidth = 4.5;
  context.stroke(path);
  context.fillStyle = art.hollow ? "#ffffff" : art.colour;
  context.fill(path);
  context.strokeStyle = art.hollow ? art.colour : "rgba(16, 32, 34, 0.72)";
  context.lineWidth = art.hollow ? 2.4 : 1.2;
  context.stroke(path);
  if (art.bar || art.cross) {
    context.save();
    context.clip(path);
    context.strokeStyle = art.cross ? tokens.ink : "#ffffff";
    context.lineWidth = 2.4;
    context.stroke(new Path2D(art.cross ? "M7.5 6.5 16.5 15.5M16.5 6.5 7.5 15.5" : "M3 11h18"));
    context.restore();
  }
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
