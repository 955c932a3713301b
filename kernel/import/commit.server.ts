import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { Refusal, refuse } from "#kernel/refusal.ts";
import { columnOf, type Register } from "#kernel/register/define.ts";
import { runRegisterEffects } from "#kernel/register/effects.server.ts";
import { violationOf } from "#kernel/register/violation.server.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { announce } from "./announce.server.ts";
import { countRows } from "./classify.server.ts";
import { type ImportRecord, importOf, workLock } from "./record.server.ts";
import { columnSql, hasSql, importedFields, tableSql, textSql, valueSql } from "./staged-sql.server.ts";

export type Commit = Readonly<{ onlyGood: boolean; key: string; reason: string }>;

/**
 * Writes what was checked: one transaction, one insert and one update of all rows, as the importer, so that row policies hold as for a form.
 * A process that dies leaves all or nothing, and the same commit can be sent again; what is committed already is not written twice.
 */
export async function commit(
  platform: Platform,
  actor: Actor,
  id: string,
  register: Register,
  wish: Commit,
): Promise<void> {
  try {
    await platform.postgres.transact(actor, (tx) => write(tx, platform, actor, id, register, wish));
  } catch (error) {
    const refusal = violationOf(register, {}, error);
    const said =
      refusal instanceof Refusal
        ? {
            zh: "预览之后数据有变动，未写入任何内容。请重新检查。",
            en: "Rows changed since the preview; nothing was written. Check again.",
          }
        : {
            zh: "写入没有完成，未保存任何内容，可以再次提交。",
            en: "The writing did not finish; nothing was stored. Submit again.",
          };
    await platform.postgres.transact(actor, (tx) =>
      sql`update import.import set state = 'ready', problem = ${JSON.stringify(said)}::jsonb where id = ${id} and state = 'committing'`.execute(
        tx,
      ),
    );
    if (!(refusal instanceof Refusal)) throw error;
  } finally {
    announce(platform, actor, id);
  }
}

async function write(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  id: string,
  register: Register,
  wish: Commit,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(${workLock(id)})`.execute(tx);
  const record = await importOf(tx, id, { own: true, lock: true });
  if (record.state === "committed" || record.state === "undone") return;
  const counts = await countRows(tx, id);
  if (counts.bad > 0 && !wish.onlyGood) refuse("import.bad-rows", { field: "onlyGood", values: { bad: counts.bad } });
  await sql`select set_config('saihan.reason', ${wish.reason}, true)`.execute(tx);
  const created = await insertNew(tx, actor, id, register);
  const amended = await updateChanged(tx, actor, id, register);
  if (created !== counts.new || amended !== counts.changed) refuse("import.stale");
  await keepOldNumbers(tx, record, register);
  await sql`update import.staged set done_version = case when kind = 'new' then 1 else base_version + 1 end
    where import = ${id} and kind in ('new', 'changed')`.execute(tx);
  const done = await sql<{ row_id: string }>`select coalesce(match, row_id) as row_id from import.staged
    where import = ${id} and kind in ('new', 'changed')`.execute(tx);
  await runRegisterEffects(tx, register.id, {
    ids: done.rows.map((row) => row.row_id),
    actor,
    how: "import",
    now: platform.now(),
  });
  const result = { created, amended, leftOut: counts.bad };
  await recordAct(tx, actor, {
    act: `${register.id}.import`,
    object: `import/${id}`,
    detail: {
      file: record.file_name,
      hash: record.file_hash,
      reason: wish.reason,
      datum: record.options?.datum ?? null,
      ...result,
    },
  });
  await sql`update import.import set state = 'committed', committed_at = now(), problem = null, only_good = ${wish.onlyGood},
    result = ${JSON.stringify(result)}::jsonb where id = ${id}`.execute(tx);
}

async function insertNew(tx: Tx, actor: Actor, id: string, register: Register): Promise<number> {
  const fields = importedFields(register);
  const columns = [
    "id",
    ...(register.placed ? ["region"] : []),
    ...fields.map(([name]) => columnOf(name)),
    "created_by",
    "updated_by",
  ].map((name) => sql.ref(name));
  const name = actor.kind === "person" ? actor.name : "系统";
  const values = [
    sql`s.row_id`,
    ...(register.placed ? [textSql("region")] : []),
    ...fields.map(([field, declared]) => valueSql(field, declared)),
    sql`${name}::text`,
    sql`${name}::text`,
  ];
  const written = await sql`insert into ${tableSql(register)} (${sql.join(columns)})
    select ${sql.join(values)} from import.staged s where s.import = ${id} and s.kind = 'new' order by s.line`.execute(
    tx,
  );
  return Number(written.numAffectedRows ?? 0);
}

/** Only the fields that the file gives, and only of rows that still have the version that was previewed. */
async function updateChanged(tx: Tx, actor: Actor, id: string, register: Register): Promise<number> {
  const sets = importedFields(register)
    .filter(([, field]) => !field.fixed)
    .map(
      ([name, field]) =>
        sql`${sql.ref(columnOf(name))} = case when ${hasSql(name)} then ${valueSql(name, field)} else ${columnSql(name)} end`,
    );
  if (register.placed) sets.push(sql`region = coalesce(${textSql("region")}, t.region)`);
  const name = actor.kind === "person" ? actor.name : "系统";
  const written = await sql`update ${tableSql(register)} t set ${sql.join(sets)}, version = t.version + 1,
      updated_at = clock_timestamp(), updated_by = ${name}
    from import.staged s where s.import = ${id} and s.kind = 'changed' and t.id = s.match and t.version = s.base_version
      and t.retired_at is null`.execute(tx);
  return Number(written.numAffectedRows ?? 0);
}

async function keepOldNumbers(tx: Tx, record: ImportRecord, register: Register): Promise<void> {
  const source = record.options?.oldSystem ?? record.file_name;
  await sql`insert into import.old_number (id, register, row_id, source, number, import)
    select gen_random_uuid(), ${register.id}, coalesce(s.match, s.row_id), ${source}, s.old_number, ${record.id} from import.staged s
    where s.import = ${record.id} and s.old_number is not null and s.kind <> 'bad'
      and not exists (select from import.old_number o where o.register = ${register.id} and o.source = ${source}
        and o.number = s.old_number and o.row_id = coalesce(s.match, s.row_id) and o.ended_at is null)`.execute(tx);
}
