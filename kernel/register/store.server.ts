import { type RawBuilder, sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { checkAreas, checkPlace, checkRefs, guarded } from "./checks.server.ts";
import { columnOf, type Register, tableOf } from "./define.ts";
import { runRegisterEffects } from "./effects.server.ts";
import type { ListQuery } from "./list-query.ts";
import { after, asKnown, filterOf, nextOf, orderOf } from "./listing.server.ts";
import { regionForMoved, regionForNew } from "./region.server.ts";
import { present, type Registers, type Row, selectRows, toColumn } from "./row-sql.server.ts";
import { givenFields } from "./validation.ts";

export type { Registers, Row } from "./row-sql.server.ts";

/** One page of rows that the transaction's actor may see. */
export async function listRows(
  tx: Tx,
  registers: Registers,
  register: Register,
  query: ListQuery,
): Promise<{ items: Row[]; next: string | null }> {
  const order = orderOf(register, query.sort);
  const where = [filterOf(register, query), after(order, query.after)].filter((part) => part !== undefined);
  const found = await sql<Record<string, unknown>>`
    ${selectRows(registers, register, { more: sql`${order.expression}::text as sort_key`, from: asKnown(register, query.knownAt) })}
    ${where.length > 0 ? sql`where ${sql.join(where, sql` and `)}` : sql``}
    order by ${order.expression} ${order.direction}, t.id ${order.direction}
    limit ${query.limit + 1}`.execute(tx);
  const items = found.rows.slice(0, query.limit);
  return {
    items: items.map((row) => present(register, row)),
    next: found.rows.length > query.limit ? nextOf(items.at(-1)) : null,
  };
}

/** When a row is read: on a day (dated registers), as it was recorded at an instant. Both are now unless said. */
export type Moment = Readonly<{ asOf?: string | undefined; knownAt?: string | undefined }>;

export async function readRow(
  tx: Tx,
  registers: Registers,
  register: Register,
  id: string,
  { asOf, knownAt }: Moment = {},
): Promise<Row> {
  if (asOf !== undefined && !register.dated) refuse("field.unknown", { field: "asOf", values: { field: "asOf" } });
  const found = await sql<Record<string, unknown>>`
    ${selectRows(registers, register, { from: asKnown(register, knownAt) })}
    where t.id = ${id} ${asOf === undefined ? sql`` : sql`and t.valid @> ${asOf}::date`}`.execute(tx);
  const row = found.rows[0];
  return row ? present(register, row) : refuse("not-found", { values: { what: register.noun } });
}

type Input = Record<string, unknown>;

/**
 * Makes a row and lets follow what follows from it. A row of the same id and the same maker is not made twice: the existing one is given back
 * (`made: false`). `now` is epoch milliseconds.
 */
export async function createRow(
  tx: Tx,
  registers: Registers,
  register: Register,
  actor: Actor,
  input: Input,
  now = Date.now(),
): Promise<{ row: Row; made: boolean }> {
  const { id, made } = await writeRow(tx, registers, register, actor, input);
  if (made) await runRegisterEffects(tx, register.id, { ids: [id], actor, how: "create", now });
  return { row: await readRow(tx, registers, register, id), made };
}

/** Makes many rows; what follows from them follows once, for all of them together. */
export async function createRows(
  tx: Tx,
  registers: Registers,
  register: Register,
  actor: Actor,
  items: readonly Input[],
  now = Date.now(),
): Promise<{ created: number; existing: number }> {
  const ids: string[] = [];
  for (const item of items) {
    const { id, made } = await writeRow(tx, registers, register, actor, item);
    if (made) ids.push(id);
  }
  await runRegisterEffects(tx, register.id, { ids, actor, how: "create", now });
  return { created: ids.length, existing: items.length - ids.length };
}

async function writeRow(
  tx: Tx,
  registers: Registers,
  register: Register,
  actor: Actor,
  input: Input,
): Promise<{ id: string; made: boolean }> {
  const id = (input.id as string | undefined) ?? uuidv7();
  if (input.id !== undefined) {
    const present = await sql`select from ${sql.table(tableOf(register))} where id = ${id}`.execute(tx);
    if (present.rows.length > 0) return { id, made: false };
  }
  const values: Input = {
    id,
    sample: input.sample ?? false,
    created_by: actorName(actor),
    updated_by: actorName(actor),
  };
  await checkAreas(tx, register, input);
  if (register.placed) values.region = await regionForNew(tx, register, input);
  for (const [name, field] of givenFields(register))
    if (input[name] !== undefined && input[name] !== null) values[columnOf(name)] = toColumn(field, input[name]);
  await checkPlace(tx, register, actor, { ...input, region: values.region }, id);
  await checkRefs(tx, registers, register, input);
  // no `on conflict` and no `returning`: both would ask whether the new row is visible before its trigger has made it so
  await guarded(register, input, () =>
    sql`insert into ${sql.table(tableOf(register))} (${sql.join(Object.keys(values).map((column) => sql.ref(column)))})
      values (${sql.join(Object.values(values))})`.execute(tx),
  );
  await recordAct(tx, actor, {
    act: `${register.id}.create`,
    object: `${register.id}/${id}`,
    detail: plain(register, input),
  });
  return { id, made: true };
}

/** Amends a row that still has the version its reader saw; otherwise says who changed it, and gives the row as it now is. */
export async function amendRow(
  tx: Tx,
  registers: Registers,
  register: Register,
  actor: Actor,
  id: string,
  input: Input & { baseVersion?: number; reason?: string; retired?: boolean },
  now = Date.now(),
): Promise<Row> {
  if (input.baseVersion === undefined) refuse("version.missing", { field: "baseVersion" });
  if (!input.reason) refuse("reason.required", { field: "reason" });
  const current = await readRow(tx, registers, register, id);
  if (current.version !== input.baseVersion) refuseConflict(current, input.baseVersion);
  await checkAreas(tx, register, input);
  const region = await regionForMoved(tx, register, current, input);
  await checkPlace(tx, register, actor, { ...current, ...input, region: region ?? current.region }, id);
  await checkRefs(tx, registers, register, input);
  const changes: RawBuilder<unknown>[] = [];
  if (region !== undefined) changes.push(sql`region = ${region}`);
  for (const [name, field] of givenFields(register))
    if (input[name] !== undefined)
      changes.push(sql`${sql.ref(columnOf(name))} = ${input[name] === null ? null : toColumn(field, input[name])}`);
  if (input.retired !== undefined) changes.push(sql`retired_at = ${input.retired ? sql`now()` : null}`);
  await sql`select set_config('saihan.reason', ${input.reason}, true)`.execute(tx);
  const updated = await guarded(register, input, () =>
    sql`update ${sql.table(tableOf(register))} set ${sql.join([
      ...changes,
      sql`version = version + 1`,
      // not the transaction's time: two changes of a row must not have their times in the wrong order
      sql`updated_at = clock_timestamp()`,
      sql`updated_by = ${actorName(actor)}`,
    ])} where id = ${id} and version = ${input.baseVersion}`.execute(tx),
  );
  // between reading and writing another came first
  if ((updated.numAffectedRows ?? 0n) === 0n)
    refuseConflict(await readRow(tx, registers, register, id), input.baseVersion);
  await recordAct(tx, actor, {
    act: `${register.id}.amend`,
    object: `${register.id}/${id}`,
    detail: plain(register, input),
  });
  await runRegisterEffects(tx, register.id, { ids: [id], actor, how: "amend", now });
  return readRow(tx, registers, register, id);
}

function refuseConflict(current: Row, base: number): never {
  const at = clockText(Date.parse(String(current.updatedAt)));
  return refuse("version.conflict", {
    field: "baseVersion",
    values: { who: String(current.updatedBy), at, current: current.version, base },
    extra: { current },
  });
}

/** Every recorded version of a row, newest first, with who made it and why. */
export async function readHistory(tx: Tx, registers: Registers, register: Register, id: string) {
  const now = await readRow(tx, registers, register, id);
  const past = await sql<Record<string, unknown>>`
    ${selectRows(registers, register, { more: sql`t.recorded_to, t.change_reason`, from: sql.table(`${tableOf(register)}_history`) })} where t.id = ${id} order by t.recorded_to desc`.execute(
    tx,
  );
  const rows = [now, ...past.rows.map((row) => present(register, row))];
  return {
    items: rows.map((row, index) => ({
      version: row.version,
      at: row.updatedAt,
      by: row.updatedBy,
      // the reason for a version is recorded with the image that it replaced
      reason: (past.rows[index]?.change_reason as string | undefined) ?? null,
      row,
    })),
  };
}

const actorName = (actor: Actor): string => (actor.kind === "system" ? "系统" : actor.name);

/** What the audit line keeps of an input. An outline stands in the history; the line says that it was given. */
const plain = (register: Register, input: Input): Input =>
  JSON.parse(
    JSON.stringify(input, (name, value) => (register.fields[name]?.type === "area" && value ? "（边界）" : value)),
  );
