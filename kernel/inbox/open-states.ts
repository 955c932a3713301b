import type { By, CaseDefinition } from "#kernel/case/define.ts";

/**
 * In which states of which definitions an act is open to somebody of these roles, by the capacity in which they would do it; each as
 * "definition:state". A handling organ leads, so its acts as handler and as lead are one list.
 */
export type OpenStates = Readonly<Record<"handler" | "party" | "assignee" | "supporter", readonly string[]>>;

export function openStates(definitions: readonly CaseDefinition[], roles: readonly string[]): OpenStates {
  const of = (...capacities: readonly By[]): string[] => [
    ...new Set(
      definitions.flatMap((definition) =>
        Object.values(definition.transitions)
          .filter((act) => capacities.includes(act.by) && act.roles.some((role) => roles.includes(role)))
          .flatMap((act) => act.from.map((state) => `${definition.id}:${state}`)),
      ),
    ),
  ];
  return { handler: of("handler", "lead"), party: of("party"), assignee: of("assignee"), supporter: of("supporter") };
}
