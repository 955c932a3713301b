import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { meetClocks } from "#kernel/clock/clock.server.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { addEvent, byOf, type CaseRow } from "./case.server.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { caseKind } from "./registry.server.ts";
import { tell } from "./telling.server.ts";

/**
 * What ends with a case: its clocks, the answers that were still waited for, and, when it is withdrawn, its sub-cases with all of theirs.
 * The case that it is a part of is told.
 */
export async function endCase(tx: Tx, row: CaseRow, at: number): Promise<void> {
  await meetClocks(tx, { caseId: row.id, at });
  await sql`update "case".participant set state = 'withdrawn' where case_id = ${row.id} and state = 'asked'`.execute(
    tx,
  );
  if (row.category === "void") {
    const children = await sql<CaseRow>`select * from "case"."case" where parent = ${row.id}
      and category not in ('closed', 'void') order by id for update`.execute(tx);
    for (const child of children.rows) await voidWith(tx, child, row, at);
  }
  if (row.parent !== null) await tellParent(tx, row, at);
}

const actor = systemActor("case");

/** The state in which a kind of case is withdrawn. A kind that others spawn has one: the linter asks for it. */
export const voidStateOf = (definition: string): string | undefined =>
  Object.entries(caseKind(definition).definition.states).find(([, { category }]) => category === "void")?.[0];

async function voidWith(tx: Tx, child: CaseRow, parent: CaseRow, at: number): Promise<void> {
  const state = voidStateOf(child.definition);
  if (state === undefined) throw new Error(`case ${child.definition} has no state in which it is withdrawn`);
  const by = byOf(actor);
  const version = child.version + 1;
  await sql`update "case"."case" set state = ${state}, category = 'void', version = ${version}, closed_at = ${isoTime(at)},
    updated_at = ${isoTime(at)}, updated_by = ${by.id}, updated_by_name = ${by.name}, previous_state = ${child.state}
    where id = ${child.id}`.execute(tx);
  await addEvent(tx, {
    caseId: child.id,
    version,
    at,
    actor,
    act: "void-with-parent",
    title: { zh: "随主案撤销", en: "Withdrawn with its case" },
    fromState: child.state,
    toState: state,
    note: `主案 ${parent.number} 已撤销`,
  });
  await recordAct(tx, actor, {
    act: "case.void-with-parent",
    object: `case.case/${child.id}`,
    detail: { number: child.number, parent: parent.number },
  });
  await endCase(tx, { ...child, state, category: "void" satisfies StateCategory, version, parent: null }, at);
}

async function tellParent(tx: Tx, row: CaseRow, at: number): Promise<void> {
  const { rows } = await sql<CaseRow>`select * from "case"."case" where id = ${row.parent}`.execute(tx);
  const parent = rows[0];
  // one that has ended waits for nothing: it is the case before this one, seen again
  if (!parent || isEnd(parent.category as StateCategory)) return;
  const title =
    row.category === "void"
      ? { zh: "子案已撤销", en: "Sub-case withdrawn" }
      : { zh: "子案已办结", en: "Sub-case closed" };
  await addEvent(tx, {
    caseId: parent.id,
    version: parent.version,
    at,
    actor,
    act: "child-ended",
    title,
    detail: { child: { title: { zh: "子案", en: "Sub-case" }, value: row.number } },
  });
  await tell(tx, parent, "assignee", { title, at, key: `child:${row.id}` });
}
