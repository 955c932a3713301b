import { headerOf, type Target, targetsOf } from "#kernel/import/target.ts";
import type { Register } from "#kernel/register/define.ts";

/** The columns that template and export write, in the order of the declaration: what goes out comes back in without matching. */
export const writtenTargets = (register: Register): Target[] =>
  targetsOf(register).filter(({ alternative }) => !alternative);
/** A template does not ask for what only the platform knows. */
export const askedTargets = (register: Register): Target[] =>
  writtenTargets(register).filter(({ name }) => name !== "id" && name !== "oldNumber");

export const headers = (targets: readonly Target[], language: "zh" | "en"): string[] =>
  targets.map((target) => headerOf(target, language));
