import { isEnd } from "./category.ts";
import type { CaseDefinition, ClockEffect } from "./define.ts";

/** Where a case can stand: its state, the one it came from, and which clocks run or stand still there. */
export type Place = Readonly<{
  state: string;
  previous: string | undefined;
  running: ReadonlySet<string>;
  paused: ReadonlySet<string>;
  /** Stopped by the suspension that the case is in; they run on when it is left. */
  suspended: ReadonlySet<string>;
}>;

/** Every place that some sequence of acts leads to. Entering an end meets every clock. */
export function placesOf(definition: CaseDefinition): Place[] {
  const none: ReadonlySet<string> = new Set();
  const { state, clocks } = definition.opens;
  const first: Place = { state, previous: undefined, running: new Set(clocks), paused: none, suspended: none };
  const seen = new Map([[keyOf(first), first]]);
  const queue = [first];
  for (let place = queue.shift(); place; place = queue.shift()) {
    for (const transition of Object.values(definition.transitions)) {
      if (!transition.from.includes(place.state)) continue;
      const to = { "@previous": place.previous, "@same": place.state }[transition.to] ?? transition.to;
      if (to.startsWith("@")) continue;
      const next = arrive(definition, place, to, transition.clocks);
      if (seen.has(keyOf(next))) continue;
      seen.set(keyOf(next), next);
      queue.push(next);
    }
  }
  return [...seen.values()];
}

function arrive(definition: CaseDefinition, place: Place, to: string, effects: readonly ClockEffect[]): Place {
  const arriving = definition.states[to];
  const previous = to === place.state ? place.previous : place.state;
  if (arriving && isEnd(arriving.category))
    return { state: to, previous: undefined, running: new Set(), paused: new Set(), suspended: new Set() };
  const running = new Set(place.running);
  const paused = new Set(place.paused);
  let suspended = place.suspended;
  const leaves = to !== place.state && definition.states[place.state]?.suspends;
  if (leaves) {
    for (const clock of suspended) running.add(clock);
    suspended = new Set();
  }
  if (to !== place.state && arriving?.suspends) {
    suspended = new Set(running);
    running.clear();
  }
  for (const { clock, does } of effects) {
    const wasRunning = running.delete(clock);
    const wasPaused = paused.delete(clock);
    if (does === "start" || (does === "resume" && (wasPaused || wasRunning))) running.add(clock);
    if (does === "pause" && (wasRunning || wasPaused)) paused.add(clock);
    if (does !== "pause") suspended = new Set([...suspended].filter((one) => one !== clock));
  }
  // where nothing leads back, the way in makes no difference
  return { state: to, previous: leadsBack(definition, to) ? previous : undefined, running, paused, suspended };
}

const leadsBack = (definition: CaseDefinition, state: string): boolean =>
  Object.values(definition.transitions).some(({ from, to }) => to === "@previous" && from.includes(state));

const keyOf = ({ state, previous, running, paused, suspended }: Place): string =>
  [state, previous ?? "", ...[running, paused, suspended].map((set) => [...set].sort().join(","))].join("|");

/** The states that an act can lead to: its own, those it stays in, or for a return every state from which the present one is entered. */
export function targetsOf(
  definition: CaseDefinition,
  { from, to }: Readonly<{ from: readonly string[]; to: string }>,
): string[] {
  if (to === "@same") return [...from];
  if (to !== "@previous") return [to];
  return Object.values(definition.transitions)
    .filter((way) => from.includes(way.to))
    .flatMap((way) => way.from);
}

/** Whether some sequence of acts leads from one state to a state for which `wanted` holds. */
export function reaches(definition: CaseDefinition, start: string, wanted: (state: string) => boolean): boolean {
  const seen = new Set([start]);
  for (const state of seen) {
    if (wanted(state)) return true;
    for (const transition of Object.values(definition.transitions))
      if (transition.from.includes(state)) for (const to of targetsOf(definition, transition)) seen.add(to);
  }
  return false;
}
