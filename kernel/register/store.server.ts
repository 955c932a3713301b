import { type RawBuilder, sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { columnOf, type Register, tableOf } from "./define.ts";
import type { Field } from "./field.ts";
import { after, filterOf, type ListQuery, nextOf, orderOf } from "./listing.server.ts";
import { violationOf } from "./violation.server.ts";

/** All registers of the product, by id: a ref names its target, never imports it. */
export type Registers = ReadonlyMap<string, Register>;
export type Row = Record<string, unknown> & { id: string; version: number };

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
    ${select(registers, register, sql`${order.expression}::text as sort_key`)}
    ${where.length > 0 ? sql`where ${sql.join(where, sql` and `)}` : sql``}
    order by ${order.expression} ${order.direction}, t.id ${order.direction}
    limit ${query.limit + 1}`.execute(tx);
  const items = found.rows.slice(0, query.limit);
  return {
    items: items.map((row) => present(register, row)),
    next: found.rows.length > query.limit ? nextOf(items.at(-1)) : null,
  };
}

export async function readRow(tx: Tx, registers: Registers, register: Register, id: string): Promise<Row> {
  const found = await sql<Record<string, unknown>>`${select(registers, register)} where t.id = ${id}`.execute(tx);
  const row = found.rows[0];
  return row ? present(register, row) : refuse("not-found", { values: { what: register.noun } });
}

/** Makes a row. A row of the same id and the same maker is not made twice: the existing one is given back (`made: false`). */
export async function createRow(
  tx: Tx,
  registers: Registers,
  register: Register,
  actor: Actor,
  input: Record<string, unknown>,
): Promise<{ row: Row; made: boolean }> {
  const id = (input.id as string | undefined) ?? uuidv7();
  if (input.id !== undefined) {
    const present = await sql`select from ${sql.table(tableOf(register))} where id = ${id}`.execute(tx);
    if (present.rows.length > 0) return { row: await readRow(tx, registers, register, id), made: false };
  }
  const values: Record<string, unknown> = {
    id,
    sample: input.sample ?? false,
    created_by: actorName(actor),
    updated_by: actorName(actor),
  };
  if (register.placed) values.region = input.region;
  for (const [name, field] of Object.entries(register.fields))
    if (input[name] !== undefined && input[name] !== null) values[columnOf(name)] = toColumn(field, input[name]);
  await checkPlace(tx, register, actor, input, id);
  await checkRefs(tx, registers, register, input);
  // no `on conflict` and no `returning`: both would ask whether the new row is visible before its trigger has made it so
  await guarded(register, input, () =>
    sql`insert into ${sql.table(tableOf(register))} (${sql.join(Object.keys(values).map((column) => sql.ref(column)))})
      values (${sql.join(Object.values(values))})`.execute(tx),
  );
  await recordAct(tx, actor, { act: `${register.id}.create`, object: `${register.id}/${id}`, detail: plain(input) });
  return { row: await readRow(tx, registers, register, id), made: true };
}

/** Amends a row that still has the version its reader saw; otherwise says who changed it, and gives the row as it now is. */
export async function amendRow(
  tx: Tx,
  registers: Registers,
  register: Register,
  actor: Actor,
  id: string,
  input: Record<string, unknown> & { baseVersion?: number; reason?: string; retired?: boolean },
): Promise<Row> {
  if (input.baseVersion === undefined) refuse("version.missing", { field: "baseVersion" });
  if (!input.reason) refuse("reason.required", { field: "reason" });
  const current = await readRow(tx, registers, register, id);
  if (current.version !== input.baseVersion)
    refuse("version.conflict", {
      field: "baseVersion",
      values: {
        who: String(current.updatedBy),
        at: clockText(Date.parse(String(current.updatedAt))),
        current: current.version,
        base: input.baseVersion,
      },
      extra: { current },
    });
  await checkPlace(tx, register, actor, { ...current, ...input }, id);
  await checkRefs(tx, registers, register, input);
  const changes: RawBuilder<unknown>[] = [];
  if (register.placed && input.region !== undefined) changes.push(sql`region = ${input.region}`);
  for (const [name, field] of Object.entries(register.fields))
    if (input[name] !== undefined)
      changes.push(sql`${sql.ref(columnOf(name))} = ${input[name] === null ? null : toColumn(field, input[name])}`);
  if (input.retired !== undefined) changes.push(sql`retired_at = ${input.retired ? sql`now()` : null}`);
  await sql`select set_config('saihan.reason', ${input.reason}, true)`.execute(tx);
  const updated = await guarded(register, input, () =>
    sql`update ${sql.table(tableOf(register))} set ${sql.join([
      ...changes,
      sql`version = version + 1`,
      sql`updated_at = now()`,
      sql`updated_by = ${actorName(actor)}`,
    ])} where id = ${id} and version = ${input.baseVersion}`.execute(tx),
  );
  if ((updated.numAffectedRows ?? 0n) === 0n) refuse("not-found", { values: { what: register.noun } });
  await recordAct(tx, actor, { act: `${register.id}.amend`, object: `${register.id}/${id}`, detail: plain(input) });
  return readRow(tx, registers, register, id);
}

/** Every recorded version of a row, newest first, with who made it and why. */
export async function readHistory(tx: Tx, registers: Registers, register: Register, id: string) {
  const now = await readRow(tx, registers, register, id);
  if (!register.placed)
    return { items: [{ version: now.version, at: now.updatedAt, by: now.updatedBy, reason: null, row: now }] };
  const past = await sql<Record<string, unknown>>`
    ${select(registers, register, sql`t.recorded_to, t.change_reason`, "_history")} where t.id = ${id} order by t.recorded_to desc`.execute(
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
const plain = (input: Record<string, unknown>): Record<string, unknown> => JSON.parse(JSON.stringify(input));

function select(
  registers: Registers,
  register: Register,
  more?: RawBuilder<unknown>,
  suffix = "",
): RawBuilder<Record<string, unknown>> {
  const columns: RawBuilder<unknown>[] = [
    sql`t.id, t.version, t.sample, t.retired_at, t.created_at, t.updated_at, t.updated_by`,
    ...(more ? [more] : []),
  ];
  const joins: RawBuilder<unknown>[] = [];
  if (register.placed) {
    columns.push(sql`t.region, region_of.name as region_name`);
    joins.push(sql`left join place.region region_of on region_of.code = t.region`);
  }
  for (const [name, field] of Object.entries(register.fields)) {
    const column = sql.ref(`t.${columnOf(name)}`);
    if (field.type === "point")
      columns.push(sql`st_x(${column}) as ${sql.ref(`${name}_lon`)}, st_y(${column}) as ${sql.ref(`${name}_lat`)}`);
    else columns.push(sql`${column} as ${sql.ref(name)}`);
    const target = field.type === "ref" ? registers.get(field.ref ?? "") : undefined;
    if (target) {
      columns.push(sql`${sql.ref(`${name}_of.${columnOf(target.label)}`)} as ${sql.ref(`${name}_label`)}`);
      joins.push(
        sql`left join ${sql.table(tableOf(target))} ${sql.ref(`${name}_of`)} on ${sql.ref(`${name}_of.id`)} = ${column}`,
      );
    }
  }
  return sql`select ${sql.join(columns)} from ${sql.table(`${tableOf(register)}${suffix}`)} t ${sql.join(joins, sql` `)}`;
}

function present(register: Register, row: Record<string, unknown>): Row {
  const out: Row = { id: String(row.id), version: Number(row.version) };
  if (register.placed) out.region = { code: row.region, name: row.region_name };
  for (const [name, field] of Object.entries(register.fields)) out[name] = fromColumn(field, name, row);
  out.sample = row.sample;
  out.retired = row.retired_at !== null;
  out.createdAt = isoTime((row.created_at as Date).getTime());
  out.updatedAt = isoTime((row.updated_at as Date).getTime());
  out.updatedBy = row.updated_by;
  return out;
}

function fromColumn(field: Field, name: string, row: Record<string, unknown>): unknown {
  if (field.type === "point")
    return row[`${name}_lon`] === null ? null : { lon: row[`${name}_lon`], lat: row[`${name}_lat`] };
  const value = row[name];
  if (value === null || value === undefined) return null;
  if (field.type === "ref") return { id: value, name: row[`${name}_label`] ?? "" };
  if (field.type === "number") return Number(value);
  if (field.type === "datetime") return isoTime((value as Date).getTime());
  return value;
}

function toColumn(field: Field, value: unknown): unknown {
  if (field.type !== "point") return value;
  const { lon, lat } = value as { lon: number; lat: number };
  return sql`st_setsrid(st_makepoint(${lon}, ${lat}), 4490)`;
}

/** Says in words what the row policy would refuse in silence. */
async function checkPlace(
  tx: Tx,
  register: Register,
  actor: Actor,
  input: Record<string, unknown>,
  id: string,
): Promise<void> {
  if (!register.placed || actor.kind === "system") return;
  const region = typeof input.region === "object" ? (input.region as { code: string }).code : (input.region as string);
  const known = await sql<{ name: string; allowed: boolean }>`
    select name, identity.may_place(code, array[${sql.join([id, ...partiesOf(register, input)])}]::uuid[]) as allowed
    from place.region where code = ${region}`.execute(tx);
  const place = known.rows[0];
  if (!place)
    refuse("field.invalid", {
      field: "region",
      values: { problem: { zh: `没有代码为 ${region} 的行政区划。`, en: `There is no region ${region}.` } },
    });
  if (!place.allowed) refuse("access.place", { field: "region", values: { place: place.name } });
}

const partiesOf = (register: Register, input: Record<string, unknown>): string[] =>
  register.parties
    .map((name) => input[name])
    .map((value) =>
      typeof value === "object" && value !== null ? (value as { id: string }).id : (value as string | undefined),
    )
    .filter((value): value is string => typeof value === "string");

async function checkRefs(
  tx: Tx,
  registers: Registers,
  register: Register,
  input: Record<string, unknown>,
): Promise<void> {
  for (const [name, field] of Object.entries(register.fields)) {
    const target = field.type === "ref" ? registers.get(field.ref ?? "") : undefined;
    if (!target || typeof input[name] !== "string") continue;
    const found = await sql`select from ${sql.table(tableOf(target))} where id = ${input[name]}`.execute(tx);
    if (found.rows.length === 0) refuse("field.reference", { field: name, values: { label: field.title } });
  }
}

async function guarded<R>(register: Register, input: Record<string, unknown>, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw violationOf(register, input, error);
  }
}
