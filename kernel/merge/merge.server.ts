import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import { runRegisterEffects } from "#kernel/register/effects.server.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import { givenFields } from "#kernel/register/validation.ts";
import { violationOf } from "#kernel/register/violation.server.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type Reference, referencesOf, turn, turnBack } from "./references.server.ts";
import type { DuplicateRule } from "./rule.ts";

export type Merging = Readonly<{
  kind: "duplicate" | "succession";
  survivor: string;
  loser: string;
  survivorVersion: number;
  loserVersion: number;
  take: readonly string[];
  from?: string | undefined;
  reason: string;
}>;
type Parts = Readonly<{ rule: DuplicateRule; registers: Registers; actor: Actor; now: number }>;

const nameOf = (actor: Actor): string => (actor.kind === "person" ? actor.name : "系统");

/**
 * Makes one of two. Of a duplicate every reference is turned to the row that stays, each written down; of a succession (one firm goes on in
 * another from a day on) references stay, since what was done was done by the old firm, and lists count it under either.
 *
 * Runs as the platform, because references may stand in other territories than the rows; the caller has asked, as the person, that both rows
 * are within reach. History and audit name the person.
 */
export async function mergeRows(tx: Tx, { rule, registers, actor, now }: Parts, wish: Merging): Promise<string> {
  const { register } = rule;
  if (wish.survivor === wish.loser) refuse("merge.same", { field: "loser" });
  await speakFor(tx, actor, wish.reason);
  const [survivor, loser] = [await lockedRow(tx, register, wish.survivor), await lockedRow(tx, register, wish.loser)];
  if (survivor.version !== wish.survivorVersion || loser.version !== wish.loserVersion)
    refuse("merge.changed", { field: "survivorVersion" });
  const id = uuidv7();
  const [survivorVersion, loserVersion] = [survivor.version + (wish.take.length > 0 ? 1 : 0), loser.version + 1];
  const taken = wish.take.filter((name) => givenFields(register).some(([field]) => field === name));
  await sql`insert into merge.merge (id, register, kind, survivor, loser, survivor_name, loser_name, survivor_version, loser_version, taken,
      from_day, reason, by_id, by_name)
    values (${id}, ${register.id}, ${wish.kind}, ${wish.survivor}, ${wish.loser}, ${survivor.label}, ${loser.label}, ${survivorVersion},
      ${loserVersion}, ${taken}, ${wish.from ?? null}, ${wish.reason}, ${actor.kind === "person" ? actor.id : actor.name}, ${nameOf(actor)})`.execute(
    tx,
  );
  await retire(tx, register, wish.loser, nameOf(actor));
  const moved = wish.kind === "duplicate" ? await turnAll(tx, id, { rule, registers, actor, now }, wish) : 0;
  if (taken.length > 0) await take(tx, register, wish, taken, nameOf(actor));
  await succeedOrgan(tx, wish);
  if (wish.kind === "duplicate") await keepCodes(tx, id, rule, wish);
  await sql`update merge.merge set moved = ${moved} where id = ${id}`.execute(tx);
  await runRegisterEffects(tx, register.id, { ids: [wish.survivor, wish.loser], actor, how: "amend", now });
  await recordAct(tx, actor, {
    act: `${register.id}.merge`,
    object: `${register.id}/${wish.survivor}`,
    detail: {
      merge: id,
      loser: wish.loser,
      kind: wish.kind,
      taken,
      moved,
      from: wish.from ?? null,
      reason: wish.reason,
    },
  });
  return id;
}

/** History says who and why, though the platform holds the pen. */
async function speakFor(tx: Tx, actor: Actor, reason: string): Promise<void> {
  if (actor.kind === "person") await sql`select set_config('saihan.actor', ${actor.id}, true)`.execute(tx);
  await sql`select set_config('saihan.reason', ${reason}, true)`.execute(tx);
}

async function lockedRow(tx: Tx, register: Register, id: string): Promise<{ version: number; label: string }> {
  const found = await sql<{
    version: number;
    label: string;
  }>`select version, ${sql.ref(columnOf(register.label))} as label
    from ${sql.table(tableOf(register))} where id = ${id} and retired_at is null for update`.execute(tx);
  return found.rows[0] ?? refuse("not-found", { values: { what: register.noun } });
}

const retire = (tx: Tx, register: Register, id: string, by: string) =>
  sql`update ${sql.table(tableOf(register))} set retired_at = now(), version = version + 1, updated_at = clock_timestamp(), updated_by = ${by}
    where id = ${id}`.execute(tx);

async function turnAll(tx: Tx, merge: string, parts: Parts, wish: Merging): Promise<number> {
  let moved = 0;
  for (const reference of referencesOf(parts.rule, parts.registers)) {
    const rows = await clashing(reference, () =>
      turn(tx, merge, reference, { from: wish.loser, to: wish.survivor, by: nameOf(parts.actor) }),
    );
    moved += rows.length;
    if (reference.register)
      await runRegisterEffects(tx, reference.register.id, {
        ids: rows,
        actor: parts.actor,
        how: "amend",
        now: parts.now,
      });
  }
  return moved;
}

/** Both have an outfall DW001: said with the register and what to do, and nothing is merged. */
async function clashing<R>(reference: Reference, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    const refusal = reference.register && violationOf(reference.register, {}, error);
    if (refusal && refusal !== error && (error as { code?: string }).code === "23505")
      refuse("merge.clash", { values: { noun: reference.register?.noun ?? { zh: "记录", en: "record" } } });
    throw error;
  }
}

/** The survivor gets the other's values; a unique one is free, since the other is retired by now. */
async function take(tx: Tx, register: Register, wish: Merging, names: readonly string[], by: string): Promise<void> {
  const table = sql.table(tableOf(register));
  const sets = names.map((name) => sql`${sql.ref(columnOf(name))} = l.${sql.ref(columnOf(name))}`);
  await sql`update ${table} t set ${sql.join(sets)}, version = t.version + 1, updated_at = clock_timestamp(), updated_by = ${by}
    from ${table} l where t.id = ${wish.survivor} and l.id = ${wish.loser}`.execute(tx);
}

const succeedOrgan = (tx: Tx, wish: Merging) =>
  sql`update organ.organ set valid_to = coalesce(${wish.from ?? null}::date, current_date), successor = ${wish.survivor}
    where id = ${wish.loser}`.execute(tx);

/** Who looks for the code that went finds the row that stayed. */
async function keepCodes(tx: Tx, merge: string, { register, code }: DuplicateRule, wish: Merging): Promise<void> {
  if (!code) return;
  await sql`insert into import.old_number (id, register, row_id, source, number)
    select ${merge}, ${register.id}, ${wish.survivor}, '合并前', ${sql.ref(columnOf(code.field))} from ${sql.table(tableOf(register))}
    where id = ${wish.loser}`.execute(tx);
}

type MergeRow = Readonly<{
  id: string;
  kind: Merging["kind"];
  survivor: string;
  loser: string;
  survivor_version: number;
  loser_version: number;
  taken: string[];
  undone_at: Date | null;
}>;

/** Takes a merge back: both rows as they were, every reference where it was. What was changed since stays with its new value and is counted. */
export async function undoMerge(
  tx: Tx,
  { rule, registers, actor, now }: Parts,
  id: string,
  reason: string,
): Promise<{ returned: number; left: number }> {
  const { register } = rule;
  await speakFor(tx, actor, reason);
  const found =
    await sql<MergeRow>`select * from merge.merge where id = ${id} and register = ${register.id} for update`.execute(
      tx,
    );
  const merge = found.rows[0] ?? refuse("not-found", { values: { what: { zh: "这次合并", en: "This merge" } } });
  if (merge.undone_at) return refuse("merge.undone");
  let left = await giveBack(tx, register, merge, nameOf(actor));
  let returned = 0;
  await sql`update ${sql.table(tableOf(register))} set retired_at = null, version = version + 1, updated_at = clock_timestamp(),
    updated_by = ${nameOf(actor)} where id = ${merge.loser}`.execute(tx);
  for (const reference of referencesOf(rule, registers)) {
    const back = await turnBack(tx, id, reference, { from: merge.loser, to: merge.survivor, by: nameOf(actor) });
    returned += back.returned.length;
    left += back.left;
    if (reference.register)
      await runRegisterEffects(tx, reference.register.id, { ids: back.returned, actor, how: "undo", now });
  }
  await sql`update organ.organ set valid_to = null, successor = null where id = ${merge.loser} and successor = ${merge.survivor}`.execute(
    tx,
  );
  await sql`update import.old_number set ended_at = now() where id = ${id}`.execute(tx);
  await runRegisterEffects(tx, register.id, { ids: [merge.survivor, merge.loser], actor, how: "undo", now });
  await sql`update merge.merge set undone_at = now(), undone_by = ${nameOf(actor)}, undo = ${JSON.stringify({ returned, left })}::jsonb
    where id = ${id}`.execute(tx);
  await recordAct(tx, actor, {
    act: `${register.id}.merge-undo`,
    object: `${register.id}/${merge.survivor}`,
    detail: { merge: id, returned, left, reason },
  });
  return { returned, left };
}

/** Each field that was taken gets its image before from history, unless somebody has given it another value since. Returns how many stay. */
async function giveBack(tx: Tx, register: Register, merge: MergeRow, by: string): Promise<number> {
  if (merge.taken.length === 0) return 0;
  const table = tableOf(register);
  const same = (name: string) => {
    const column = sql.ref(columnOf(name));
    return sql`t.${column} is not distinct from l.${column}`;
  };
  const kept = await sql<{ n: number }>`select ${sql.join(
    merge.taken.map((name) => sql`(case when ${same(name)} then 0 else 1 end)`),
    sql` + `,
  )} as n from ${sql.table(table)} t join ${sql.table(table)} l on l.id = ${merge.loser} where t.id = ${merge.survivor}`.execute(
    tx,
  );
  const sets = merge.taken.map((name) => {
    const column = sql.ref(columnOf(name));
    return sql`${column} = case when ${same(name)} then h.${column} else t.${column} end`;
  });
  await sql`update ${sql.table(table)} t set ${sql.join(sets)}, version = t.version + 1, updated_at = clock_timestamp(), updated_by = ${by}
    from ${sql.table(`${table}_history`)} h, ${sql.table(table)} l
    where t.id = ${merge.survivor} and h.id = t.id and h.version = ${merge.survivor_version - 1} and l.id = ${merge.loser}`.execute(
    tx,
  );
  return kept.rows[0]?.n ?? 0;
}
