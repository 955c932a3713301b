import { type Cadence, covers, type Window } from "./window.ts";

/** A window with what is known of its series. */
export type Candidate = Readonly<{ window: Window; cadence: Cadence; aggregate: string }>;

const order: readonly Cadence[] = ["minute", "realtime", "hour", "day"];

/**
 * The value of a factor in one window, of the several that a device feeds: minute means before real-time values, and what the device
 * reported itself only when neither covers the window. Of the same cadence a converted value (折算) is judged before the measured one.
 */
export function chosen(candidates: readonly Candidate[]): Candidate | undefined {
  const sorted = [...candidates].sort(
    (a, b) => order.indexOf(a.cadence) - order.indexOf(b.cadence) || Number(isConverted(b)) - Number(isConverted(a)),
  );
  return sorted.find(({ window, cadence }) => cadence === "hour" || cadence === "day" || covers(window)) ?? sorted[0];
}

export const isConverted = ({ aggregate }: Readonly<{ aggregate: string }>): boolean => aggregate.startsWith("Zs");
