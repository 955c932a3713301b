import type { CaseDefinition } from "./define.ts";

/** A definition as machines and pages read it: everything but the functions. */
export function definitionShown({ number: _, ...definition }: CaseDefinition) {
  return {
    id: definition.id,
    version: definition.version,
    title: definition.title,
    opens: definition.opens,
    due: definition.due,
    clocks: definition.clocks,
    asks: definition.asks ?? [],
    states: Object.entries(definition.states).map(([id, state]) => ({ id, ...state })),
    transitions: Object.entries(definition.transitions).map(([id, transition]) => ({ id, ...transition })),
  };
}

export type DefinitionShown = ReturnType<typeof definitionShown>;
