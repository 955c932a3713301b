import type { ClockTermRule } from "#kernel/clock/clock.server.ts";
import type { Register } from "#kernel/register/define.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { ActValue } from "./act-field.ts";
import type { CaseRow } from "./case.server.ts";
import type { CaseDefinition } from "./define.ts";
import type { StateMap } from "./versions.ts";

export type GuardQuestion = Readonly<{
  row: CaseRow;
  actor: Actor;
  now: number;
  /** What was filled in; undefined while a page only asks what is missing. */
  values: Readonly<Record<string, ActValue>> | undefined;
}>;

/** A condition on an act that only the domain can judge: undefined = may go on, else the sentence that says what is missing. */
export type Guard = (tx: Tx, question: GuardQuestion) => Promise<Title | undefined>;

/** What a domain gives beside a definition: the lengths of its clocks on a day, and what a screen shows of the case from the domain's own tables. */
export type CaseKind = Readonly<{
  definition: CaseDefinition;
  term(clock: string, date: string): ClockTermRule;
  related(tx: Tx, caseId: string): Promise<{ facts: { title: Title; value: string }[]; alarms: unknown[] }>;
  guards?: Readonly<Record<string, Guard>>;
  /** By the version that the cases come from. */
  stateMaps?: Readonly<Record<number, StateMap>>;
  /** The register row that the case is about, for the effect `set`; undefined when this case has none. */
  subject?(tx: Tx, caseId: string): Promise<Readonly<{ register: Register; id: string }> | undefined>;
}>;

const kinds = new Map<string, CaseKind>();

/** Domains tell the kernel which cases they have; the kernel knows no domain. */
export function provideCase(kind: CaseKind): void {
  kinds.set(kind.definition.id, kind);
}

export function caseKind(id: string): CaseKind {
  const kind = kinds.get(id);
  if (!kind) throw new Error(`nobody provides the case ${id}`);
  return kind;
}

/** Every kind of case that a domain has provided. */
export const caseKinds = (): CaseKind[] => [...kinds.values()];
