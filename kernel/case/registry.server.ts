import type { ClockTermRule } from "#kernel/clock/clock.server.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { CaseDefinition } from "./define.ts";

/** What a domain gives beside a definition: the lengths of its clocks on a day, and what a screen shows of the case from the domain's own tables. */
export type CaseKind = Readonly<{
  definition: CaseDefinition;
  term(clock: string, date: string): ClockTermRule;
  related(tx: Tx, caseId: string): Promise<{ facts: { title: Title; value: string }[]; alarms: unknown[] }>;
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
