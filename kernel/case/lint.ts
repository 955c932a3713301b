import { roleIds } from "#kernel/identity/role.ts";
import { isEnd } from "./category.ts";
import type { CaseDefinition, Effect, Transition } from "./define.ts";
import { placesOf, reaches, targetsOf } from "./places.ts";

/**
 * What is wrong with a definition: names that are not declared, states that cannot be reached, states that cannot be left and are no end,
 * states that wait for somebody while no clock runs, ways into a closed state that leave no paper, and effects that withdrawing the case
 * would leave standing.
 */
export function lintCase(definition: CaseDefinition): string[] {
  const problems = unknownNames(definition);
  if (problems.length > 0) return problems;
  const found = placesOf(definition);
  const reached = new Set(found.map(({ state }) => state));
  for (const [id, { category }] of Object.entries(definition.states)) {
    if (!reached.has(id)) problems.push(`state ${id} cannot be reached`);
    const leaves = Object.values(definition.transitions).some(({ from }) => from.includes(id));
    if (isEnd(category) && leaves) problems.push(`state ${id} is an end and can be left`);
    if (!isEnd(category) && !reaches(definition, id, (state) => ends(definition, state)))
      problems.push(`no end can be reached from state ${id}`);
  }
  for (const { state, running } of found) {
    const category = definition.states[state]?.category;
    if ((category === "waiting" || category === "decision") && running.size === 0)
      problems.push(`state ${state} waits while no clock runs`);
  }
  problems.push(...closesWithoutPaper(definition), ...notTakenBack(definition));
  return [...new Set(problems)];
}

/** What is closed stands on paper: it was issued before, or the act draws it up. */
function closesWithoutPaper({ states, transitions }: CaseDefinition): string[] {
  return Object.entries(transitions)
    .filter(([, { to, papers, effects }]) => {
      const closes = states[to]?.category === "closed";
      return closes && !papers?.length && !effects?.some(({ does }) => does === "paper");
    })
    .map(([id]) => `act ${id} closes the case without a paper`);
}

/**
 * What an act writes outside its case has to be put right when the case is withdrawn later: every way into a void state that can follow
 * sets the same field, or publishes the same thing again. Clocks, answers and sub-cases end with their case by themselves; a paper and a
 * notice are facts and stay.
 */
function notTakenBack(definition: CaseDefinition): string[] {
  const { states, transitions } = definition;
  const voids = Object.entries(transitions).filter(([, { to }]) => states[to]?.category === "void");
  return Object.entries(transitions).flatMap(([id, transition]) =>
    (transition.effects ?? []).flatMap((effect) => {
      const name = outside(effect);
      if (name === undefined || states[transition.to]?.category === "void") return [];
      return voids
        .filter(([, { from }]) =>
          targetsOf(definition, transition).some((to) => reaches(definition, to, (state) => from.includes(state))),
        )
        .filter(([, way]) => !way.effects?.some((one) => outside(one) === name))
        .map(([other]) => `act ${other} withdraws the case and leaves standing what ${id} did: ${name}`);
    }),
  );
}

const outside = (effect: Effect): string | undefined =>
  effect.does === "set" ? `set ${effect.field}` : effect.does === "publish" ? `publish ${effect.what}` : undefined;

const ends = (definition: CaseDefinition, state: string): boolean => {
  const category = definition.states[state]?.category;
  return category !== undefined && isEnd(category);
};

function unknownNames(definition: CaseDefinition): string[] {
  const { states, transitions, clocks, opens, due } = definition;
  const problems: string[] = [];
  const state = (id: string, where: string) =>
    id in states || problems.push(`${where} names the state ${id}, which is not declared`);
  const clock = (id: string, where: string) =>
    clocks.includes(id) || problems.push(`${where} names the clock ${id}, which is not declared`);
  state(opens.state, "opens");
  for (const kind of [...opens.clocks, due]) clock(kind, "opens");
  for (const [id, transition] of Object.entries(transitions)) {
    for (const name of transition.from) state(name, `act ${id}`);
    if (!["@previous", "@same"].includes(transition.to)) state(transition.to, `act ${id}`);
    for (const effect of transition.clocks) clock(effect.clock, `act ${id}`);
    if (transition.roles.length === 0) problems.push(`act ${id} is for nobody`);
    for (const role of transition.roles)
      if (!roleIds.includes(role)) problems.push(`act ${id} names the role ${role}, which does not exist`);
    for (const other of transition.notBy ?? [])
      if (!(other in transitions)) problems.push(`act ${id} is not for who did ${other}, which is not declared`);
    problems.push(...unknownParts(definition, id, transition));
  }
  return problems;
}

/** Fields, gates and effects of one act that name what is not there. */
function unknownParts(definition: CaseDefinition, id: string, transition: Transition): string[] {
  const problems: string[] = [];
  const { gate, effects = [], fields } = transition;
  const asks = definition.asks ?? [];
  if (gate && !asks.includes(gate.of === "supporters" ? "supporter" : "countersigner"))
    problems.push(`act ${id} waits for ${gate.of}, whom nobody may ask`);
  if (typeof gate?.mode === "number" && (!Number.isInteger(gate.mode) || gate.mode < 1))
    problems.push(`act ${id} waits for ${gate.mode} answers`);
  if (transition.by === "supporter" && !asks.includes("supporter"))
    problems.push(`act ${id} is for supporters, whom nobody may ask`);
  for (const field of fields)
    if (field.type === "choice" && !field.choices?.length)
      problems.push(`act ${id}: the choice ${field.name} has nothing to choose`);
  for (const effect of effects) problems.push(...unknownEffect(definition, id, fields, effect));
  return problems;
}

function unknownEffect(definition: CaseDefinition, id: string, fields: Transition["fields"], effect: Effect): string[] {
  const problems: string[] = [];
  const field = (name: string, type: string) => {
    const found = fields.find((one) => one.name === name);
    if (found?.type !== type || !found.required)
      problems.push(`act ${id}: the effect ${effect.does} needs a required field ${name} of type ${type}`);
  };
  if (effect.does === "extend") {
    if (!definition.clocks.includes(effect.clock))
      problems.push(`act ${id} extends the clock ${effect.clock}, which is not declared`);
    field(effect.field, "number");
  }
  if (effect.does === "assign") field(effect.field, "person");
  if (effect.does === "ask") {
    field(effect.field, "organ");
    if (!definition.asks?.includes(effect.role)) problems.push(`act ${id} asks a ${effect.role}, whom nobody may ask`);
  }
  if (effect.does === "set" && "from" in effect && !fields.some((one) => one.name === effect.from))
    problems.push(`act ${id} sets ${effect.field} from ${effect.from}, which is not filled in`);
  return problems;
}
