import { sql } from "kysely";
import type { ClockShown } from "#kernel/clock/clock.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { CaseRow } from "./case.server.ts";
import type { StateCategory } from "./category.ts";
import type { CaseDefinition } from "./define.ts";
import { caseKind } from "./registry.server.ts";

/** A case with the names that a list shows. */
export type Listed = CaseRow & { region_name: string; organ_name: string; party_name: string | null };

export const columns = sql`c.*, r.name as region_name, o.name as organ_name, p.name as party_name`;
export const tables = sql`"case"."case" as c join place.region as r on r.code = c.region join organ.organ as o on o.id = c.organ
  left join organ.organ as p on p.id = c.party`;

/** A case as every list shows it. */
export function caseItem(row: Listed, clocks: readonly ClockShown[]) {
  const { definition } = caseKind(row.definition);
  const due =
    clocks.findLast(({ kind, state }) => kind === definition.due && state !== "met") ??
    clocks.filter(({ state }) => state !== "met").sort((a, b) => a.due.localeCompare(b.due))[0] ??
    clocks.findLast(({ kind }) => kind === definition.due);
  return {
    id: row.id,
    number: row.number,
    definition: { id: definition.id, title: definition.title },
    title: row.title,
    state: stateOf(definition, row.state),
    subject: { kind: row.subject_kind, id: row.subject_id, name: row.subject_name },
    region: { code: row.region, name: row.region_name },
    organ: { id: row.organ, name: row.organ_name },
    enterprise: row.party ? { id: row.party, name: row.party_name ?? "" } : null,
    assignee: row.assignee ? { id: row.assignee, name: row.assignee_name ?? "" } : null,
    parent: row.parent,
    supervised: row.supervised_at ? isoTime(row.supervised_at.getTime()) : null,
    opened: isoTime(row.opened_at.getTime()),
    due: due?.due ?? (row.due_at ? isoTime(row.due_at.getTime()) : null),
    closed: row.closed_at ? isoTime(row.closed_at.getTime()) : null,
    clock: due ? { light: worst(clocks), remainingDays: due.remainingDays, state: due.state } : null,
    sample: row.sample,
    version: row.version,
  };
}

const lights = ["green", "yellow", "red"] as const;

/** The light of a case is that of its worst clock that has not been met. */
function worst(clocks: readonly ClockShown[]): (typeof lights)[number] {
  const open = clocks.filter(({ state }) => state !== "met");
  return lights[Math.max(0, ...(open.length > 0 ? open : clocks).map(({ light }) => lights.indexOf(light)))] ?? "green";
}

function stateOf(definition: CaseDefinition, id: string): { id: string; title: Title; category: StateCategory } {
  const state = definition.states[id];
  if (!state) throw new Error(`case ${definition.id} has no state ${id}`);
  return { id, ...state };
}
