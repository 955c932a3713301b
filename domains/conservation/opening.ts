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

/** A quarter of the width a cell while the patch is small, half of it when it is large: both tell a strip from a block. */
const finest = 0.25;
const coarsest = 0.5;
const fewCells = 4_000;
const mostCells = 4_000_000;
/** How far round a core its patch is kept, in widths: the corner of a square lies √2 away from it. */
const reach = 1.5;
/** Fringes smaller than this share of the patch are left on it. */
export const fringeShare = 0.05;

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
  const core = eroded(inside, width / cell + 0.5, columns, rows);
  if (!core.includes(1)) return { kind: "drop" };
  const mask = dilated(core, (reach * width) / cell + 0.5, columns, rows);
  let all = 0;
  let lost = 0;
  for (let at = 0; at < mask.length; at++)
    if (inside[at] === 1) {
      all++;
      if (mask[at] === 0) lost++;
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

/** How many cells to either side the disc of a radius reaches in the row that is so many above or below its middle. */
const discOf = (radius: number): number[] =>
  Array.from({ length: Math.floor(radius) + 1 }, (_, up) => Math.floor(Math.sqrt(radius ** 2 - up ** 2)));

/** For each cell the number of cells to the nearest one of its row that holds `value`, itself 0; at most `most`. */
function alongRows(cells: Uint8Array, value: number, most: number, columns: number): Uint8Array {
  const out = new Uint8Array(cells.length);
  for (let start = 0; start < cells.length; start += columns) {
    let run = most;
    for (let at = start; at < start + columns; at++) {
      run = cells[at] === value ? 0 : Math.min(most, run + 1);
      out[at] = run;
    }
    run = most;
    for (let at = start + columns - 1; at >= start; at--) {
      run = cells[at] === value ? 0 : Math.min(most, run + 1);
      if (run < (out[at] as number)) out[at] = run;
    }
  }
  return out;
}

/** Cells round which a whole disc of the radius is inside. The outermost rows and columns never are: the lattice is padded. */
function eroded(inside: Uint8Array, radius: number, columns: number, rows: number): Uint8Array {
  const disc = discOf(radius);
  const free = alongRows(inside, 0, Math.ceil(radius) + 1, columns);
  const out = new Uint8Array(inside.length);
  for (let at = disc.length * columns; at < (rows - disc.length) * columns; at++) {
    let whole = inside[at] === 1;
    for (let up = 0; whole && up < disc.length; up++) {
      const wide = disc[up] as number;
      whole = (free[at + up * columns] as number) > wide && (free[at - up * columns] as number) > wide;
    }
    if (whole) out[at] = 1;
  }
  return out;
}

/** Cells that lie within the radius of a core. */
function dilated(core: Uint8Array, radius: number, columns: number, rows: number): Uint8Array {
  const disc = discOf(radius);
  const away = alongRows(core, 1, Math.ceil(radius) + 1, columns);
  const out = new Uint8Array(core.length);
  for (let at = disc.length * columns; at < (rows - disc.length) * columns; at++)
    for (let up = 0; up < disc.length; up++) {
      const wide = disc[up] as number;
      if ((away[at + up * columns] as number) > wide && (away[at - up * columns] as number) > wide) continue;
      out[at] = 1;
      break;
    }
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
