import type { Role } from "#kernel/identity/role.ts";
import type { Title } from "#kernel/title.ts";

/**
 * A case is something to be decided or put right by someone by a date. Its definition is data: states, transitions and clocks.
 * What may change: titles, fields, new transitions and states. What may not: the meaning of an id that an instance may hold; a change
 * of that kind is a new version with a map of the old states.
 */
export type StateCategory = "draft" | "open" | "waiting" | "decision" | "closed" | "void";
export const isEnd = (category: StateCategory): boolean => category === "closed" || category === "void";

/** handler: the organ that handles the case or one above it; party: the enterprise it is about. */
export type By = "handler" | "party";

export type ActField = Readonly<{
  name: string;
  title: Title;
  type: "text" | "longtext" | "choice";
  required: boolean;
  choices?: readonly Readonly<{ value: string; title: Title }>[];
}>;

/** What an act does to the clocks of its case, in the same transaction. */
export type ClockEffect = Readonly<{ clock: string; does: "start" | "meet" | "pause" | "resume" }>;

export type Transition = Readonly<{
  from: readonly string[];
  to: string;
  title: Title;
  /** Said in the timeline. */
  by: By;
  roles: readonly Role[];
  fields: readonly ActField[];
  clocks: readonly ClockEffect[];
}>;

export type CaseDefinition = Readonly<{
  id: string;
  version: number;
  title: Title;
  /** The state in which a case opens, and the clocks that start with it. */
  opens: Readonly<{ state: string; clocks: readonly string[] }>;
  states: Readonly<Record<string, Readonly<{ title: Title; category: StateCategory }>>>;
  transitions: Readonly<Record<string, Transition>>;
  /** Clock kinds; the rule of the day gives their length. `due` names the one whose date is the date of the case. */
  clocks: readonly string[];
  due: string;
  /** The number that people use, from the organ's code, the civil year and the running number of both. */
  number(parts: Readonly<{ code: string; year: number; seq: number }>): string;
}>;

/** Checks a definition as it is read: a slip fails at start, not at somebody's desk. */
export function defineCase(definition: CaseDefinition): CaseDefinition {
  const problems = lintCase(definition);
  if (problems.length > 0) throw new Error(`case ${definition.id}: ${problems.join("; ")}`);
  return definition;
}

type Place = Readonly<{ state: string; running: ReadonlySet<string>; paused: ReadonlySet<string> }>;

/**
 * What is wrong with a definition: names that are not declared, states that cannot be reached, states that cannot be left and are no end,
 * and states that wait for somebody while no clock runs.
 */
export function lintCase(definition: CaseDefinition): string[] {
  const problems = unknownNames(definition);
  if (problems.length > 0) return problems;
  const found = places(definition);
  const reached = new Set(found.map(({ state }) => state));
  for (const [id, { category }] of Object.entries(definition.states)) {
    if (!reached.has(id)) problems.push(`state ${id} cannot be reached`);
    const leaves = Object.values(definition.transitions).some(({ from }) => from.includes(id));
    if (isEnd(category) && leaves) problems.push(`state ${id} is an end and can be left`);
    if (!isEnd(category) && !endReachable(definition, id)) problems.push(`no end can be reached from state ${id}`);
  }
  for (const { state, running } of found) {
    const category = definition.states[state]?.category;
    if ((category === "waiting" || category === "decision") && running.size === 0)
      problems.push(`state ${state} waits while no clock runs`);
    if (category && isEnd(category) && running.size > 0)
      problems.push(`state ${state} ends while ${[...running].join(", ")} runs`);
  }
  return [...new Set(problems)];
}

function unknownNames({ states, transitions, clocks, opens, due }: CaseDefinition): string[] {
  const problems: string[] = [];
  const state = (id: string, where: string) =>
    id in states || problems.push(`${where} names the state ${id}, which is not declared`);
  const clock = (id: string, where: string) =>
    clocks.includes(id) || problems.push(`${where} names the clock ${id}, which is not declared`);
  state(opens.state, "opens");
  for (const kind of [...opens.clocks, due]) clock(kind, "opens");
  for (const [id, transition] of Object.entries(transitions)) {
    for (const name of [...transition.from, transition.to]) state(name, `act ${id}`);
    for (const effect of transition.clocks) clock(effect.clock, `act ${id}`);
    if (transition.roles.length === 0) problems.push(`act ${id} is for nobody`);
  }
  return problems;
}

/** Every combination of state and clocks that some sequence of acts leads to. Entering an end meets every clock. */
function places(definition: CaseDefinition): Place[] {
  const first: Place = { state: definition.opens.state, running: new Set(definition.opens.clocks), paused: new Set() };
  const seen = new Map([[keyOf(first), first]]);
  const queue = [first];
  for (let place = queue.shift(); place; place = queue.shift()) {
    for (const { from, to, clocks } of Object.values(definition.transitions)) {
      if (!from.includes(place.state)) continue;
      const next = arrive(definition, place, to, clocks);
      if (seen.has(keyOf(next))) continue;
      seen.set(keyOf(next), next);
      queue.push(next);
    }
  }
  return [...seen.values()];
}

function arrive(
  definition: CaseDefinition,
  { running, paused }: Place,
  to: string,
  effects: readonly ClockEffect[],
): Place {
  const category = definition.states[to]?.category;
  if (category && isEnd(category)) return { state: to, running: new Set(), paused: new Set() };
  const next = { state: to, running: new Set(running), paused: new Set(paused) };
  for (const { clock, does } of effects) {
    const wasRunning = next.running.delete(clock);
    const wasPaused = next.paused.delete(clock);
    if (does === "start" || (does === "resume" && (wasPaused || wasRunning))) next.running.add(clock);
    if (does === "pause" && wasRunning) next.paused.add(clock);
    if (does === "pause" && wasPaused) next.paused.add(clock);
  }
  return next;
}

const keyOf = ({ state, running, paused }: Place): string => `${state}|${[...running].sort()}|${[...paused].sort()}`;

function endReachable(definition: CaseDefinition, start: string): boolean {
  const seen = new Set([start]);
  for (const state of seen) {
    const category = definition.states[state]?.category;
    if (category && isEnd(category)) return true;
    for (const { from, to } of Object.values(definition.transitions)) if (from.includes(state)) seen.add(to);
  }
  return false;
}
