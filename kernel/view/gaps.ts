/** A point of a line: time in ms, value or nothing. */
export type Point = readonly [time: number, value: number | null];

/**
 * Breaks the line where values are missing: a step longer than one and a half times the cadence gets an empty point, so that a
 * drawn line never bridges a gap. Points must be in order of time.
 */
export function withGaps(points: readonly Point[], cadenceMs: number): Point[] {
  const out: Point[] = [];
  let last: number | null = null;
  for (const point of points) {
    if (last !== null && cadenceMs > 0 && point[0] - last > cadenceMs * 1.5) out.push([last + cadenceMs, null]);
    out.push(point);
    last = point[0];
  }
  return out;
}

/** The usual step of a series in ms: the median distance of its points; 0 when there are too few to tell. */
export function usualStep(points: readonly Point[]): number {
  const steps: number[] = [];
  for (let i = 1; i < points.length; i++) {
    const step = (points[i]?.[0] ?? 0) - (points[i - 1]?.[0] ?? 0);
    if (step > 0) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}
