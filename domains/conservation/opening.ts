import { doubleArea, polygonise } from "./polygonise.ts";

/**
 * Where two images do not lie exactly on each other, every border shows a strip of change that never was. A patch that the border of an older
 * cover or of a red line cuts is therefore opened: what is nowhere wider than twice the position error goes, with what hangs on it like a
 * fringe. It is done on fine cells of the plane, not with the engine's buffers, which on the embedded engine cannot fail safely.
 */
export type PlaneRing = readonly (readonly [x: number, y: number])[];
export type PlanePolygon = readonly PlaneRing[];
export type Opened =
  | Readonly<{ kind: "keep" }>
  | Readonly<{ kind: "drop" }>
  /** What stays is the patch within these polygons. */
  | Readonly<{ kind: "trim"; within: readonly PlanePolygon[] }>;

/** What needs no cells: thin all over and narrower than the position error, or too small to be anywhere wider than twice that. */
export const isStrip = (area: number, perimeter: number, width: number): boolean =>
  area < Math.PI * width ** 2 || ((4 * Math.PI * area) / perimeter ** 2 < 0.1 && (2 * area) / perimeter < width);

/** A quarter of the width a cell while the patch is small, half of it when it is large: both tell a strip from a block. */
const finest = 0.25;
const coarsest = 0.5;
const fewCells = 10_000;
const mostCells = 4_000_000;
/** How far round a core its patch is kept, in widths: the corner of a square lies √2 away from it. */
const reach = 1.5;
/** Fringes smaller than this share of the patch are left on it. */
const fringeShare = 0.02;

/** @param width position error in metres; a strip up to twice as wide goes. @param polygons outline of the patch in the plane. */
export function openPatch(polygons: readonly PlanePolygon[], width: number): Opened {
  if (width <= 0) return { kind: "keep" };
  const box = boxOf(polygons);
  const pad = width * (reach + 1);
  const across = box.east - box.west + 2 * pad;
  const up = box.north - box.south + 2 * pad;
  const wanted = Math.min(width * coarsest, Math.max(width * finest, Math.sqrt((across * up) / fewCells)));
  const cell = Math.max(wanted, Math.sqrt((across * up) / mostCells));
  // cells this coarse cannot tell a strip from a patch; what is so large is none
  if (cell > width) return { kind: "keep" };
  // cells stand on one lattice whatever the patch, so that the same patch is always opened alike
  const left = Math.floor((box.west - pad) / cell);
  const bottom = Math.floor((box.south - pad) / cell);
  const columns = Math.ceil((box.east + pad) / cell) - left + 1;
  const rows = Math.ceil((box.north + pad) / cell) - bottom + 1;
  const inside = filled(polygons, { left, bottom, cell, columns, rows });
  const toEdge = distances(inside, 0, columns, rows);
  const least = (width / cell + 0.5) * unit;
  const core = new Uint8Array(inside.length);
  let cores = 0;
  for (let at = 0; at < core.length; at++)
    if (inside[at] === 1 && (toEdge[at] as number) > least) cores += core[at] = 1;
  if (cores === 0) return { kind: "drop" };
  const toCore = distances(core, 1, columns, rows);
  const near = ((reach * width) / cell + 0.5) * unit;
  let all = 0;
  let lost = 0;
  const mask = new Uint8Array(inside.length);
  for (let at = 0; at < mask.length; at++) {
    if ((toCore[at] as number) <= near) mask[at] = 1;
    if (inside[at] === 1) {
      all++;
      if (mask[at] === 0) lost++;
    }
  }
  if (lost <= all * fringeShare) return { kind: "keep" };
  return { kind: "trim", within: maskPolygons(mask, { left, bottom, cell, columns, rows }) };
}

type Lattice = Readonly<{ left: number; bottom: number; cell: number; columns: number; rows: number }>;

function boxOf(polygons: readonly PlanePolygon[]) {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [x, y] of polygons.flat(2)) {
    box.west = Math.min(box.west, x);
    box.east = Math.max(box.east, x);
    box.south = Math.min(box.south, y);
    box.north = Math.max(box.north, y);
  }
  return box;
}

/** Cells whose middle lies inside (even-odd over all rings). */
function filled(polygons: readonly PlanePolygon[], { left, bottom, cell, columns, rows }: Lattice): Uint8Array {
  const crossings: number[][] = Array.from({ length: rows }, () => []);
  for (const ring of polygons.flat())
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1] as readonly [number, number];
      const [bx, by] = ring[i] as readonly [number, number];
      if (ay === by) continue;
      const [lowX, lowY, highX, highY] = ay < by ? [ax, ay, bx, by] : [bx, by, ax, ay];
      const first = Math.max(0, Math.ceil(lowY / cell - bottom - 0.5));
      const last = Math.min(rows - 1, Math.ceil(highY / cell - bottom - 0.5) - 1);
      for (let row = first; row <= last; row++) {
        const y = (bottom + row + 0.5) * cell;
        crossings[row]?.push(lowX + ((y - lowY) / (highY - lowY)) * (highX - lowX));
      }
    }
  const out = new Uint8Array(columns * rows);
  for (const [row, xs] of crossings.entries()) {
    xs.sort((a, b) => a - b);
    for (let k = 0; k + 1 < xs.length; k += 2) {
      const from = Math.max(0, Math.ceil((xs[k] as number) / cell - left - 0.5));
      const to = Math.min(columns - 1, Math.ceil((xs[k + 1] as number) / cell - left - 0.5) - 1);
      out.fill(1, row * columns + from, row * columns + Math.max(from, to + 1));
    }
  }
  return out;
}

/** Distances are counted in fifths of a cell: a step to the side 5, over a corner 7, a knight's move 11; within 2 % of the true one (Borgefors 1986). */
const unit = 5;

/** Distance from each cell to the nearest one that holds `value`, in two passes over the cells. */
function distances(cells: Uint8Array, value: number, columns: number, rows: number): Uint16Array {
  const far = 60_000;
  const out = new Uint16Array(cells.length);
  const steps = [
    [1, 5],
    [columns - 1, 7],
    [columns, 5],
    [columns + 1, 7],
    [columns - 2, 11],
    [columns + 2, 11],
    [2 * columns - 1, 11],
    [2 * columns + 1, 11],
  ] as const;
  // a border of two cells is outside in any case, so that no step leaves the lattice
  const pass = (from: number, to: number, way: 1 | -1) => {
    for (let at = from; at !== to; at += way) {
      let best = way === 1 ? (cells[at] === value ? 0 : far) : (out[at] as number);
      for (const [back, cost] of steps) {
        const reached = (out[at - way * back] ?? far) + cost;
        if (reached < best) best = reached;
      }
      out[at] = best;
    }
  };
  out.fill(value === 0 ? 0 : far);
  const first = 2 * columns + 2;
  const last = rows * columns - first;
  pass(first, last, 1);
  pass(last - 1, first - 1, -1);
  return out;
}

/** The mask as polygons in metres, shells first. */
function maskPolygons(mask: Uint8Array, { left, bottom, cell, columns, rows }: Lattice): PlanePolygon[] {
  const width = columns + 2;
  const values = new Uint8Array(width * (rows + 2));
  for (let row = 0; row < rows; row++)
    values.set(mask.subarray(row * columns, (row + 1) * columns), (row + 1) * width + 1);
  const metre = (at: number): number => Math.round(at * cell * 1_000) / 1_000;
  return polygonise({ values, width, height: rows + 2, column: left, row: bottom }).map(({ rings }) =>
    [...rings]
      .sort((a, b) => doubleArea(b) - doubleArea(a))
      .map((ring) => ring.map(([x, y]) => [metre(x), metre(y)] as const)),
  );
}
