import type { CaseDefinition } from "./define.ts";

/** What the linter must know of a kind beside its definition. */
export type LintedKind = Readonly<{
  definition: CaseDefinition;
  guards?: Readonly<Record<string, unknown>>;
  stateMaps?: Readonly<Record<number, Readonly<{ states: Readonly<Record<string, string>> }>>>;
  subject?: unknown;
}>;

/**
 * What is wrong between a kind and the others: guards that nobody provides, papers that nobody draws up, sub-cases of a kind that does not
 * exist or could not be withdrawn with their case, fields set in no row, and maps that lead to states that are not there.
 */
export function lintKind(
  { definition, guards = {}, stateMaps = {}, subject }: LintedKind,
  others: ReadonlyMap<string, CaseDefinition>,
  paperKinds: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  for (const [id, { guard, papers = [], effects = [] }] of Object.entries(definition.transitions)) {
    if (guard !== undefined && !(guard in guards))
      problems.push(`act ${id} asks the guard ${guard}, which nobody provides`);
    const drawn = effects.flatMap((effect) => (effect.does === "paper" ? [effect.kind] : []));
    for (const paper of [...papers, ...drawn])
      if (!paperKinds.has(paper)) problems.push(`act ${id} names the paper ${paper}, which nobody draws up`);
    for (const effect of effects) {
      if (effect.does === "set" && subject === undefined)
        problems.push(`act ${id} sets ${effect.field}, but the kind names no row`);
      if (effect.does === "spawn") problems.push(...spawned(id, effect.definition, others));
    }
  }
  for (const [version, { states }] of Object.entries(stateMaps)) {
    if (Number(version) >= definition.version)
      problems.push(`there is a map from version ${version}, which is not older than ${definition.version}`);
    for (const [old, now] of Object.entries(states))
      if (!(now in definition.states))
        problems.push(`the map from version ${version} leads ${old} to ${now}, which is not declared`);
  }
  return problems;
}

function spawned(act: string, id: string, others: ReadonlyMap<string, CaseDefinition>): string[] {
  const child = others.get(id);
  if (!child) return [`act ${act} opens a sub-case ${id}, which nobody provides`];
  const hasVoid = Object.values(child.states).some(({ category }) => category === "void");
  return hasVoid ? [] : [`act ${act} opens a sub-case ${id}, which could not be withdrawn with its case`];
}
