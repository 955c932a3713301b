/**
 * Cells of a classified image as polygons of one value, without gap or overlap. Cells join over their sides, never over a corner; rings
 * follow the lattice of cell corners, interior on the left, so the one ring with positive area is the shell and the others are holes.
 *
 * A window of a larger image is given with a margin of one cell, so that two windows that meet put the same corners on their seam: a
 * corner stands wherever a ring turns, wherever the neighbours change, and at every `stride` cells of a straight edge. The polygons then
 * fit together in any projection.
 */
export type CellWindow = Readonly<{
  /** Cells with the margin, row by row; 0 is no data. */
  values: ArrayLike<number>;
  /** With the margin. */
  width: number;
  height: number;
  /** Where the first cell inside the margin stands in the whole image. */
  column: number;
  row: number;
}>;
export type LatticeRing = readonly (readonly [column: number, row: number])[];
export type CellPolygon = Readonly<{ value: number; cells: number; rings: readonly LatticeRing[] }>;

const stride = 64;

export function polygonise(window: CellWindow): CellPolygon[] {
  const { width, height, values } = window;
  const label = components(window);
  const cells = new Map<number, number>();
  const edges = new Map<number, Map<number, number[]>>();
  const nodes = width + 1;
  const add = (of: number, from: number, to: number) => {
    const own = edges.get(of) ?? new Map<number, number[]>();
    edges.set(of, own);
    const out = own.get(from);
    if (out) out.push(to);
    else own.set(from, [to]);
  };
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const own = label[at] as number;
      if (own < 0) continue;
      cells.set(own, (cells.get(own) ?? 0) + 1);
      const node = y * nodes + x;
      // y grows downwards in an image and upwards in the ring: the sides are walked so that the interior is on the left with y up
      if (label[at - width] !== own) add(own, node, node + 1);
      if (label[at + 1] !== own) add(own, node + 1, node + 1 + nodes);
      if (label[at + width] !== own) add(own, node + 1 + nodes, node + nodes);
      if (label[at - 1] !== own) add(own, node + nodes, node);
    }
  return [...edges].map(([own, out]) => ({
    value: values[own] as number,
    cells: cells.get(own) ?? 0,
    rings: ringsOf(out, nodes).map((ring) => kept(ring, window, nodes)),
  }));
}

/** The name of a component is its first cell; cells of the margin and without data belong to none. Runs of a row are merged with those above. */
function components({ values, width, height }: CellWindow): Int32Array {
  const parent = new Int32Array(width * height).fill(-1);
  const root = (at: number): number => {
    let top = at;
    while (parent[top] !== top) top = parent[top] as number;
    for (let step = at; step !== top; ) {
      const next = parent[step] as number;
      parent[step] = top;
      step = next;
    }
    return top;
  };
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const value = values[at];
      if (value === 0) continue;
      parent[at] = x > 1 && values[at - 1] === value ? (parent[at - 1] as number) : at;
      if (y === 1 || values[at - width] !== value) continue;
      const here = root(at);
      const above = root(at - width);
      if (above < here) parent[here] = above;
      else if (here < above) parent[above] = here;
    }
  for (let at = 0; at < parent.length; at++) if (parent[at] !== -1) parent[at] = root(at);
  return parent;
}

/** Chains sides to rings. Where two corners of one component meet, the ring turns away from its cell, so that a hole that touches the shell stays a hole. */
function ringsOf(out: Map<number, number[]>, nodes: number): number[][] {
  const rings: number[][] = [];
  for (const start of [...out.keys()].sort((a, b) => a - b)) {
    for (let first = out.get(start)?.pop(); first !== undefined; first = out.get(start)?.pop()) {
      const ring = [start];
      let before = start;
      let at = first;
      while (at !== start || hasTurn(out, before, at, start, ring, nodes)) {
        ring.push(at);
        const next = take(out.get(at) as number[], before, at, nodes);
        before = at;
        at = next;
      }
      rings.push(ring);
    }
  }
  return rings;
}

/** A ring that comes by its start over the other pair of sides goes on. */
function hasTurn(
  out: Map<number, number[]>,
  before: number,
  at: number,
  start: number,
  ring: readonly number[],
  nodes: number,
): boolean {
  const rest = out.get(start);
  if (!rest || rest.length === 0) return false;
  const wanted = awayFrom(before, at, nodes);
  return ring[1] !== wanted && rest.includes(wanted);
}

/** With the image's y downwards a turn to the right of the map is clockwise in cells: the side after this one, away from the own cell. */
const awayFrom = (before: number, at: number, nodes: number): number => {
  const step = at - before;
  if (step === 1) return at - nodes;
  if (step === nodes) return at + 1;
  if (step === -1) return at + nodes;
  return at - 1;
};

function take(choices: number[], before: number, at: number, nodes: number): number {
  if (choices.length > 1) {
    const index = choices.indexOf(awayFrom(before, at, nodes));
    if (index >= 0) return choices.splice(index, 1)[0] as number;
  }
  return choices.pop() as number;
}

/** The corners that stay, closed, in cells of the whole image; the start is a corner that stays. */
function kept(ring: readonly number[], { values, width, column, row }: CellWindow, nodes: number): LatticeRing {
  const corner = (node: number): [number, number] => [(node % nodes) - 1 + column, Math.floor(node / nodes) - 1 + row];
  const stays = (index: number): boolean => {
    const at = ring[index] as number;
    const before = ring[(index + ring.length - 1) % ring.length] as number;
    const after = ring[(index + 1) % ring.length] as number;
    if (after - at !== at - before) return true;
    const [x, y] = corner(at);
    if (x % stride === 0 && y % stride === 0) return true;
    const along = Math.abs(at - before) === 1;
    if (along ? x % stride === 0 : y % stride === 0) return true;
    const cell = Math.floor(at / nodes) * width + (at % nodes);
    const [nw, ne, sw, se] = [values[cell - width - 1], values[cell - width], values[cell - 1], values[cell]];
    return along ? nw !== ne || sw !== se : nw !== sw || ne !== se;
  };
  const out = ring.filter((_, index) => stays(index)).map(corner);
  return [...out, out[0] as [number, number]];
}

/** Twice the area of a ring in cells, positive for a shell. */
export function doubleArea(ring: LatticeRing): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as readonly [number, number];
    const [bx, by] = ring[i] as readonly [number, number];
    sum += ax * by - bx * ay;
  }
  return sum;
}
