import { type RawBuilder, sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import { runRegisterEffects } from "#kernel/register/effects.server.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { announce } from "./announce.server.ts";
import { importOf, workLock } from "./record.server.ts";
import { hasSql, importedFields, tableSql } from "./staged-sql.server.ts";

export type UndoOutcome = Readonly<{ undone: number; refused: number }>;

/**
 * Takes a whole import back: new rows are retired, changed rows get from their history what they had before. A row that somebody has changed
 * since, or that others now point to, stays as it is and says why; all the others are taken back. `preview` tells without doing.
 */
export function undo(
  platform: Platform,
  actor: Actor,
  id: string,
  register: Register,
  registers: Registers,
  wish: Readonly<{ reason: string; preview: boolean }>,
): Promise<UndoOutcome> {
  return platform.postgres
    .transact(actor, (tx) => takeBack(tx, { platform, actor, id, register, registers, ...wish }))
    .finally(() => announce(platform, actor, id));
}

type Work = Readonly<{
  platform: Platform;
  actor: Actor;
  id: string;
  register: Register;
  registers: Registers;
  reason: string;
  preview: boolean;
}>;

async function takeBack(tx: Tx, work: Work): Promise<UndoOutcome> {
  const { id, register, actor } = work;
  await sql`select pg_advisory_xact_lock(${workLock(id)})`.execute(tx);
  const record = await importOf(tx, id, { own: true, lock: !work.preview });
  if (record.state !== "committed") refuse("import.not-committed");
  await judge(tx, work);
  const counted = await sql<{ undone: number; refused: number }>`
    select count(*) filter (where undo->>'done' = 'true')::int as undone, count(*) filter (where undo->>'done' = 'false')::int as refused
    from import.staged where import = ${id} and done_version is not null`.execute(tx);
  const outcome = counted.rows[0] ?? { undone: 0, refused: 0 };
  if (work.preview) return outcome;
  await sql`select set_config('saihan.reason', ${work.reason}, true)`.execute(tx);
  await retireNew(tx, actor, id, register);
  await restoreChanged(tx, actor, id, register);
  await sql`update import.old_number o set ended_at = now() from import.staged s where o.import = ${id} and s.import = ${id}
    and o.row_id = coalesce(s.match, s.row_id) and o.ended_at is null and s.undo->>'done' = 'true'`.execute(tx);
  const ids = await sql<{ row_id: string }>`select coalesce(match, row_id) as row_id from import.staged
    where import = ${id} and undo->>'done' = 'true'`.execute(tx);
  await runRegisterEffects(tx, register.id, {
    ids: ids.rows.map((row) => row.row_id),
    actor,
    how: "undo",
    now: work.platform.now(),
  });
  await recordAct(tx, actor, {
    act: `${register.id}.import-undo`,
    object: `import/${id}`,
    detail: { reason: work.reason, ...outcome },
  });
  await sql`update import.import set state = 'undone', undone_at = now(), result = result || ${JSON.stringify(outcome)}::jsonb
    where id = ${id}`.execute(tx);
  return outcome;
}

/** Row by row, in one statement: done, or why not. */
async function judge(tx: Tx, { id, register, registers }: Work): Promise<void> {
  await sql`update import.staged s set undo = case
      when t.id is null then '{"done": false, "why": "unseen"}'::jsonb
      when t.version <> s.done_version then jsonb_build_object('done', false, 'why', 'changed', 'by', t.updated_by, 'at', t.updated_at)
      else '{"done": true}'::jsonb end
    from import.staged own left join ${tableSql(register)} t on t.id = coalesce(own.match, own.row_id)
    where s.import = ${id} and own.import = ${id} and own.line = s.line and s.done_version is not null`.execute(tx);
  for (const reference of referencesTo(register, registers))
    await sql`update import.staged s set undo = jsonb_build_object('done', false, 'why', 'used', 'noun', ${reference.noun}::text)
      where s.import = ${id} and s.kind = 'new' and s.undo->>'done' = 'true'
        and exists (select from ${reference.table} r where r.retired_at is null and ${reference.column} = s.row_id)`.execute(
      tx,
    );
}

type Pointing = Readonly<{ table: RawBuilder<unknown>; column: RawBuilder<unknown>; noun: string }>;

/** Every field of every register that points to rows of this one. */
const referencesTo = (register: Register, registers: Registers): Pointing[] =>
  [...registers.values()].flatMap((other) =>
    Object.entries(other.fields)
      .filter(([, field]) => field.type === "ref" && field.ref === register.id && !field.derived)
      .map(([name]) => ({
        table: sql.table(tableOf(other)),
        column: sql.ref(`r.${columnOf(name)}`),
        noun: other.noun.zh,
      })),
  );

async function retireNew(tx: Tx, actor: Actor, id: string, register: Register): Promise<void> {
  const name = actor.kind === "person" ? actor.name : "系统";
  await sql`update ${tableSql(register)} t set retired_at = now(), version = t.version + 1, updated_at = clock_timestamp(), updated_by = ${name}
    from import.staged s where s.import = ${id} and s.kind = 'new' and s.undo->>'done' = 'true' and t.id = s.row_id
      and t.version = s.done_version`.execute(tx);
}

async function restoreChanged(tx: Tx, actor: Actor, id: string, register: Register): Promise<void> {
  const name = actor.kind === "person" ? actor.name : "系统";
  const column = (field: string) => sql.ref(`h.${columnOf(field)}`);
  const sets = importedFields(register).map(
    ([field]) =>
      sql`${sql.ref(columnOf(field))} = case when ${hasSql(field)} then ${column(field)} else ${sql.ref(`t.${columnOf(field)}`)} end`,
  );
  if (register.placed) sets.push(sql`region = h.region`);
  await sql`update ${tableSql(register)} t set ${sql.join(sets)}, version = t.version + 1, updated_at = clock_timestamp(), updated_by = ${name}
    from import.staged s join ${sql.table(`${tableOf(register)}_history`)} h on h.id = s.match and h.version = s.base_version
    where s.import = ${id} and s.kind = 'changed' and s.undo->>'done' = 'true' and t.id = s.match and t.version = s.done_version`.execute(
    tx,
  );
}
