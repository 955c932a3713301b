import type { Role } from "#kernel/identity/role.ts";
import type { Title } from "#kernel/title.ts";
import type { StateCategory } from "./category.ts";
import { lintCase } from "./lint.ts";

/**
 * A case is something to be decided or put right by someone by a date. Its definition is data: states, transitions and clocks.
 * What may change: titles, fields, new transitions and states. What may not: the meaning of an id that an instance may hold; a change
 * of that kind is a new version with a map of the old states (`CaseKind.stateMaps`). One version runs; the rest is history.
 */

/**
 * In which capacity a person acts. handler: the organ that handles the case or one above it; party: the enterprise it is about;
 * assignee: the person to whom an earlier act gave it; lead: the handling organ itself; supporter: an organ that was asked to help.
 */
export type By = "handler" | "party" | "assignee" | "lead" | "supporter";

/** A transition to this goes back to the state from which the present one was entered: what was suspended resumes where it stood. */
export const previousState = "@previous";
/** A transition to this leaves the case where it stands, e.g. giving it to somebody. */
export const sameState = "@same";

export type ActFieldType =
  | "text"
  | "longtext"
  | "choice"
  | "date"
  | "number"
  | "boolean"
  | "organ"
  | "person"
  | "point"
  | "files";

export type ActField = Readonly<{
  name: string;
  title: Title;
  type: ActFieldType;
  required: boolean;
  choices?: readonly Readonly<{ value: string; title: Title }>[];
  help?: Title;
  /** Of a number. */
  unit?: string;
  min?: number;
  max?: number;
}>;

/** What an act does to the clocks of its case, in the same transaction. */
export type ClockEffect = Readonly<{ clock: string; does: "start" | "meet" | "pause" | "resume" }>;

export type Notified = "handler" | "party" | "assignee" | "opener" | "supporters" | "superior";

/** A paragraph of law that an act stands on. */
export type Basis = Readonly<{ law: string; article: string; verified: boolean }>;

/** Who was asked must have answered first. `all`: everyone (nobody asked: met for supporters, not for countersigners); a number: at least so many. */
export type Gate = Readonly<{ mode: "all" | "any" | number; of: "supporters" | "countersigners" }>;

/** What an act does beyond its case. The list is closed: one that the engine does not know does not compile. All of it happens in the act's transaction. */
export type Effect =
  | Readonly<{ does: "notify"; to: Notified; title?: Title }>
  /** Opens a sub-case about the same subject, with the same organ. */
  | Readonly<{ does: "spawn"; definition: string; concern: string }>
  /** Writes a field of the register row that the case is about: a fixed value, or what was filled in. */
  | Readonly<{ does: "set"; field: string; to: string }>
  | Readonly<{ does: "set"; field: string; from: string }>
  | Readonly<{ does: "paper"; kind: string }>
  /** Tells the projections that the public sees; they read the case again. */
  | Readonly<{ does: "publish"; what: string }>
  /** Lengthens a clock by the number that was filled in, within the cap of its rule. */
  | Readonly<{ does: "extend"; clock: string; field: string }>
  /** Gives the case to the person that was filled in. */
  | Readonly<{ does: "assign"; field: string }>
  /** Asks the organ that was filled in. */
  | Readonly<{ does: "ask"; role: "supporter" | "countersigner"; field: string }>;

export type Transition = Readonly<{
  from: readonly string[];
  /** A state, `previousState` or `sameState`. */
  to: string;
  /** Said in the timeline. */
  title: Title;
  by: By;
  roles: readonly Role[];
  fields: readonly ActField[];
  clocks: readonly ClockEffect[];
  /** Name of a typed function in the kind's `guards`. */
  guard?: string;
  /** Four eyes: who did one of these acts may not do this one. */
  notBy?: readonly string[];
  /** Exhibits that the case must have. `position`: only those taken with coordinates count. */
  evidence?: Readonly<{ atLeast: number; kinds?: readonly string[]; position?: true }>;
  /** Kinds of paper of this case that must have been issued. */
  papers?: readonly string[];
  /** Shown, and kept with the event. */
  basis?: readonly Basis[];
  gate?: Gate;
  /** Sub-cases must have ended first. */
  children?: "ended";
  effects?: readonly Effect[];
}>;

export type StateDefinition = Readonly<{
  title: Title;
  category: StateCategory;
  /** Entering it stops every running clock, leaving it lets just those run on. A clock of the suspension itself is started by the act. */
  suspends?: true;
}>;

export type CaseDefinition = Readonly<{
  id: string;
  version: number;
  title: Title;
  /** The state in which a case opens, and the clocks that start with it. */
  opens: Readonly<{ state: string; clocks: readonly string[] }>;
  states: Readonly<Record<string, StateDefinition>>;
  transitions: Readonly<Record<string, Transition>>;
  /** Clock kinds; the rule of the day gives their length. `due` names the one whose date is the date of the case. */
  clocks: readonly string[];
  due: string;
  /** Whom the handling organ may ask: supporters (会办) give an opinion or report done, countersigners (会签) agree or refuse. */
  asks?: readonly ("supporter" | "countersigner")[];
  /** The number that people use, from the organ's code, the civil year and the running number of both. */
  number(parts: Readonly<{ code: string; year: number; seq: number }>): string;
}>;

/** Checks a definition as it is read: a slip fails at start, not at somebody's desk. */
export function defineCase(definition: CaseDefinition): CaseDefinition {
  const problems = lintCase(definition);
  if (problems.length > 0) throw new Error(`case ${definition.id}: ${problems.join("; ")}`);
  return definition;
}
