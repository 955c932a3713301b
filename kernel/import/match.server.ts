import { sql } from "kysely";
import type { Register } from "#kernel/register/define.ts";
import type { Tx } from "#store/postgres.ts";
import { columnSql, faultSql, hasSql, importedFields, tableSql, textSql, valueSql } from "./staged-sql.server.ts";

/**
 * Which stored row a staged row is: by its id, else by what no two rows share. Asked as the platform, because a number may be taken by a row
 * that the importer cannot see; `hideUnseen` then says so as a fault, and never shows that row.
 */
export async function matchRows(tx: Tx, id: string, register: Register): Promise<void> {
  await sql`update import.staged s set match = t.id, base_version = t.version from ${tableSql(register)} t
    where s.import = ${id} and ${hasSql("id")} and t.id = ${textSql("id")}::uuid and t.retired_at is null`.execute(tx);
  await sql`update import.staged s set ${faultSql("id-unknown", "id")}
    where s.import = ${id} and ${hasSql("id")} and s.match is null`.execute(tx);
  for (const set of register.unique) {
    const same = sameKey(register, set);
    const given = sql.join(keyOf(register, set).map(hasSql), sql` and `);
    await sql`update import.staged s set match = t.id, base_version = t.version from ${tableSql(register)} t
      where s.import = ${id} and s.match is null and t.retired_at is null and ${given} and ${same}`.execute(tx);
    const last = set.at(-1) as string;
    await sql`update import.staged s set ${faultSql("taken", last)} where s.import = ${id} and s.match is not null and ${given}
      and exists (select from ${tableSql(register)} t where t.retired_at is null and t.id <> s.match and ${same})`.execute(
      tx,
    );
    if (register.dated) await refuseOverlaps(tx, id, register, set);
  }
}

/** A dated row is the same row only when it begins on the same day. */
const keyOf = (register: Register, set: readonly string[]): string[] =>
  register.dated ? [...set, "validFrom"] : [...set];

const sameKey = (register: Register, set: readonly string[]) =>
  sql.join(
    keyOf(register, set).map((name) => {
      const field = register.fields[name];
      return sql`${columnSql(name)} = ${field ? valueSql(name, field) : textSql(name)}`;
    }),
    sql` and `,
  );

async function refuseOverlaps(tx: Tx, id: string, register: Register, set: readonly string[]): Promise<void> {
  const same = sql.join(
    set.map((name) => {
      const field = register.fields[name];
      return sql`${columnSql(name)} = ${field ? valueSql(name, field) : textSql(name)}`;
    }),
    sql` and `,
  );
  const given = sql`daterange(${textSql("validFrom")}::date, ${textSql("validTo")}::date)`;
  await sql`update import.staged s set ${faultSql("overlap", "validFrom")} where s.import = ${id} and s.match is null and s.kind = 'new'
    and (${textSql("validTo")} is null or ${textSql("validTo")}::date > ${textSql("validFrom")}::date)
    and exists (select from ${tableSql(register)} t where t.retired_at is null and ${same} and t.valid && ${given})`.execute(
    tx,
  );
}

/** As the importer: a match that is not seen is no match, and its number is taken. */
export async function hideUnseen(tx: Tx, id: string, register: Register): Promise<void> {
  const target = register.unique[0]?.at(-1) ?? "id";
  await sql`update import.staged s set ${faultSql("taken", target)}, match = null, base_version = null
    where s.import = ${id} and s.match is not null
      and not exists (select from ${tableSql(register)} t where t.id = s.match)`.execute(tx);
}

/** Two lines that are one row: the second is wrong, and says which is the first. */
export async function refuseRepeats(tx: Tx, id: string, register: Register): Promise<void> {
  await sql`update import.staged s set ${faultSql("repeated", undefined, { values: sql`jsonb_build_object('line', d.first)` })}
    from (select line, min(line) over (partition by match) as first from import.staged where import = ${id} and match is not null) d
    where s.import = ${id} and s.line = d.line and d.first < s.line`.execute(tx);
  for (const set of register.unique) {
    const key = keyOf(register, set);
    const parts = sql.join(key.map(textSql));
    const given = sql.join(
      key.map((name) => sql`${textSql(name)} is not null`),
      sql` and `,
    );
    await sql`update import.staged s set ${faultSql("repeated", set.at(-1), { values: sql`jsonb_build_object('line', d.first)` })}
      from (select s.line, min(s.line) over (partition by ${parts}) as first from import.staged s
        where s.import = ${id} and s.match is null and ${given}) d
      where s.import = ${id} and s.line = d.line and d.first < s.line`.execute(tx);
  }
}

/** A new row needs what a form would ask for. */
export async function refuseMissing(tx: Tx, id: string, register: Register): Promise<void> {
  for (const [name, field] of importedFields(register))
    if (field.required) {
      const target = field.type === "point" ? `${name}.lon` : name;
      await sql`update import.staged s set ${faultSql("required", target)} where s.import = ${id} and s.match is null
        and ${textSql(name)} is null and not exists (select from jsonb_array_elements(coalesce(s.faults, '[]')) f
          where split_part(f->>'target', '.', 1) = ${name} or f->>'code' in ('taken', 'id-unknown'))`.execute(tx);
    }
}
