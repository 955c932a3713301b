import { canonical } from "#kernel/audit/line.ts";
import type { CaseDefinition } from "./define.ts";

/** Where cases of an older version stand in this one. Every state that a case holds must be named, or the start is refused. */
export type StateMap = Readonly<{
  states: Readonly<Record<string, string>>;
  /** Clock kinds that have another name now. */
  clocks?: Readonly<Record<string, string>>;
}>;

/**
 * What a definition means, as text: everything that decides what a case may do, without the words that people read. Wording may be mended at
 * any time; what the text says may change with a new version only.
 */
export function meaningOf({ number: _, ...definition }: CaseDefinition): string {
  return canonical(withoutTitles(definition));
}

function withoutTitles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTitles);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, one]) => name !== "title" && name !== "help" && one !== undefined)
      .map(([name, one]) => [name, withoutTitles(one)]),
  );
}

export type Stored = Readonly<{ version: number; hash: string }>;
/** A state that cases of a version hold, and how many. */
export type Held = Readonly<{ version: number; state: string; count: number }>;

/**
 * Why a definition may not run over what is stored; undefined when it may. `held` are the states of all its cases that are of an older
 * version, closed ones too: what nobody could read any more is lost.
 */
export function cannotRun(
  definition: CaseDefinition,
  hash: string,
  {
    stored,
    held,
    maps,
  }: Readonly<{ stored: readonly Stored[]; held: readonly Held[]; maps: Readonly<Record<number, StateMap>> }>,
): string | undefined {
  const { id, version } = definition;
  const same = stored.find((one) => one.version === version);
  if (same && same.hash !== hash)
    return `case ${id} means something else than version ${version} did: give it version ${version + 1} and a map of the old states`;
  const newest = Math.max(0, ...stored.map((one) => one.version));
  if (newest > version) return `case ${id} ran in version ${newest} before; version ${version} is older`;
  const lost = held.filter((one) => one.version !== version && !(one.state in (maps[one.version]?.states ?? {})));
  if (lost.length === 0) return undefined;
  const names = lost.map((one) => `${one.state} (version ${one.version}, ${one.count} cases)`).join(", ");
  return `case ${id} version ${version} has no map for states that cases hold: ${names}`;
}
