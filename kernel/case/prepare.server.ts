import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { paperTemplates } from "#kernel/paper/template.server.ts";
import "#kernel/paper/templates.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { addEvent, byOf } from "./case.server.ts";
import { definitionShown } from "./catalogue.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { lintKind } from "./lint-kinds.ts";
import { type CaseKind, caseKinds } from "./registry.server.ts";
import { cannotRun, type Held, meaningOf, type StateMap, type Stored } from "./versions.ts";

const actor = systemActor("case");

/**
 * Makes sure before anything else starts that the definitions may run over the cases that stand: each is sound, means what its version
 * meant, and leads every state that an older case holds to one of its own. Cases move to the new version in one transaction, with a line in
 * their timeline; when one definition may not run, none is changed and the start is refused.
 */
export async function prepareCases(platform: Platform, kinds: readonly CaseKind[] = caseKinds()): Promise<void> {
  const problems = lintAll(kinds);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  await platform.postgres.transact(actor, async (tx) => {
    // two processes that start at once must not both move the cases
    await sql`select pg_advisory_xact_lock(7212057)`.execute(tx);
    for (const kind of kinds) {
      const moved = await prepare(tx, kind, platform.now());
      if (moved > 0)
        platform.log(`case: ${moved} cases of ${kind.definition.id} moved to version ${kind.definition.version}`);
    }
  });
}

/** What the linter finds between all kinds, each sentence with the kind it is about. */
export function lintAll(kinds: readonly CaseKind[]): string[] {
  const definitions = new Map(kinds.map(({ definition }) => [definition.id, definition]));
  const papers = new Set(paperTemplates().map(({ kind }) => kind));
  return kinds.flatMap((kind) =>
    lintKind(kind, definitions, papers).map((problem) => `case ${kind.definition.id}: ${problem}`),
  );
}

async function prepare(tx: Tx, kind: CaseKind, now: number): Promise<number> {
  const { definition, stateMaps: maps = {} } = kind;
  const { id, version } = definition;
  const hash = sm3(meaningOf(definition));
  const stored = (await sql<Stored>`select version, hash from "case".definition where id = ${id}`.execute(tx)).rows;
  const held = (
    await sql<Held>`select definition_version as version, state, count(*)::int as count from "case"."case"
      where definition = ${id} and definition_version <> ${version} group by 1, 2 order by 1, 2`.execute(tx)
  ).rows;
  const problem = cannotRun(definition, hash, { stored, held, maps });
  if (problem !== undefined) throw new Error(problem);
  await sql`insert into "case".definition (id, version, hash, content, first_run)
    values (${id}, ${version}, ${hash}, ${JSON.stringify(definitionShown(definition))}::jsonb, ${isoTime(now)})
    on conflict do nothing`.execute(tx);
  let moved = 0;
  for (const from of new Set(held.map((one) => one.version)))
    moved += await move(tx, kind, { from, map: maps[from], now });
  return moved;
}

type Old = {
  id: string;
  number: string;
  state: string;
  category: string;
  previous_state: string | null;
  version: number;
};

async function move(
  tx: Tx,
  { definition }: CaseKind,
  { from, map, now }: Readonly<{ from: number; map: StateMap | undefined; now: number }>,
): Promise<number> {
  if (!map) return 0;
  const { id, version } = definition;
  const { rows } = await sql<Old>`select id, number, state, category, previous_state, version from "case"."case"
    where definition = ${id} and definition_version = ${from} order by id for update`.execute(tx);
  for (const row of rows) {
    const state = map.states[row.state] ?? row.state;
    const { category } = definition.states[state] as { category: StateCategory };
    if (isEnd(category) !== isEnd(row.category as StateCategory))
      throw new Error(
        `case ${id}: the map from version ${from} ${isEnd(category) ? "ends" : "opens again"} what is in ${row.state}`,
      );
    const previous = row.previous_state === null ? null : (map.states[row.previous_state] ?? null);
    await sql`update "case"."case" set definition_version = ${version}, state = ${state}, category = ${category},
      previous_state = ${previous}, version = version + 1, updated_at = ${isoTime(now)}, updated_by = ${byOf(actor).id},
      updated_by_name = ${byOf(actor).name} where id = ${row.id}`.execute(tx);
    await addEvent(tx, {
      caseId: row.id,
      version: row.version + 1,
      at: now,
      actor,
      act: "new-version",
      title: { zh: `办理规程更新至第 ${version} 版`, en: `The procedure is now version ${version}` },
      ...(state === row.state ? {} : { fromState: row.state }),
      toState: state,
    });
    await recordAct(tx, actor, {
      act: "case.new-version",
      object: `case.case/${row.id}`,
      detail: { number: row.number, from, to: version, before: row.state, after: state },
    });
  }
  for (const [old, now] of Object.entries(map.clocks ?? {}))
    await sql`update clock.clock set kind = ${now} where kind = ${old} and state <> 'met'
      and case_id in (select id from "case"."case" where definition = ${id})`.execute(tx);
  return rows.length;
}
