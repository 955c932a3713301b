import { sql } from "kysely";
import { placeFields, type Register } from "#kernel/register/define.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { Postgres, Tx } from "#store/postgres.ts";
import { hideUnseen, matchRows, refuseMissing, refuseRepeats } from "./match.server.ts";
import { resolveReferences } from "./reference.server.ts";
import {
  columnSql,
  differsSql,
  faultSql,
  hasSql,
  importedFields,
  partiesSql,
  shownSql,
  tableSql,
  textSql,
  valueSql,
} from "./staged-sql.server.ts";

export type Counts = Readonly<{ new: number; changed: number; same: number; bad: number }>;

/** Says of every staged row what the commit would do with it. Set-based throughout: no statement here is one of a row. */
export async function classify(
  postgres: Postgres,
  actor: Actor,
  id: string,
  register: Register,
  registers: Registers,
): Promise<Counts> {
  await postgres.transact(actor, (tx) => resolveReferences(tx, id, register, registers));
  await postgres.transact(systemActor("import"), (tx) => matchRows(tx, id, register));
  return postgres.transact(actor, async (tx) => {
    await hideUnseen(tx, id, register);
    await refuseRepeats(tx, id, register);
    await refuseMissing(tx, id, register);
    await refuseBrokenAreas(tx, id, register);
    if (register.placed) {
      await fillRegions(tx, id, register);
      await refuseForeign(tx, id, register);
    }
    await refuseFixed(tx, id, register);
    await compare(tx, id, register);
    return countRows(tx, id);
  });
}

export async function countRows(tx: Tx, id: string): Promise<Counts> {
  const found = await sql<{ kind: keyof Counts; n: number }>`
    select kind, count(*)::int as n from import.staged where import = ${id} group by kind`.execute(tx);
  return { new: 0, changed: 0, same: 0, bad: 0, ...Object.fromEntries(found.rows.map(({ kind, n }) => [kind, n])) };
}

async function refuseBrokenAreas(tx: Tx, id: string, register: Register): Promise<void> {
  for (const [name, field] of importedFields(register))
    if (field.type === "area")
      await sql`update import.staged s set ${faultSql("area-broken", name, {
        value: sql`null`,
        values: sql`jsonb_build_object('problem', coalesce(d.reason, ''))`,
      })}, given = s.given - ${sql.lit(name)}
        from (select s.line, st_isvalidreason(${valueSql(name, field)}) as reason, st_isvalid(${valueSql(name, field)}) as valid
          from import.staged s where s.import = ${id} and ${textSql(name)} is not null) d
        where s.import = ${id} and s.line = d.line and not d.valid`.execute(tx);
}

/** A new row without a region stands where its place lies. */
async function fillRegions(tx: Tx, id: string, register: Register): Promise<void> {
  const places = placeFields(register).map((name) => {
    const field = register.fields[name];
    const shape = field && valueSql(name, field);
    return field?.type === "area" ? sql`st_pointonsurface(${shape})` : sql`${shape}`;
  });
  if (places.length > 0)
    await sql`update import.staged s set given = s.given || jsonb_build_object('region', d.code)
      from (select p.line, min(b.code) as code
        from (select s.line, coalesce(${sql.join(places)}) as place from import.staged s
          where s.import = ${id} and s.match is null and not ${hasSql("region")}) p
        join place.boundary b on b.area && p.place and st_covers(b.area, p.place)
        join place.region r on r.code = b.code and r.level = 'banner' group by p.line) d
      where s.import = ${id} and s.line = d.line`.execute(tx);
  await sql`update import.staged s set ${faultSql(places.length > 0 ? "region-missing" : "required", "region")}
    where s.import = ${id} and s.match is null and not ${hasSql("region")}
      and not exists (select from jsonb_array_elements(coalesce(s.faults, '[]')) f where f->>'target' = 'region')`.execute(
    tx,
  );
}

/** What the row policy would refuse: said for each row, so that one of them does not stop the others. */
async function refuseForeign(tx: Tx, id: string, register: Register): Promise<void> {
  const allowed = await sql<{
    code: string;
  }>`select code from place.region where identity.may_place(code, '{}')`.execute(tx);
  await sql`update import.staged s set ${faultSql("territory", "region", {
    value: sql`d.region`,
    values: sql`jsonb_build_object('place', d.name)`,
  })}
    from (select s.line, r.code as region, r.name, identity.may_place(r.code, ${partiesSql(register)}) as allowed
      from import.staged s left join ${tableSql(register)} t on t.id = s.match
      join place.region r on r.code = coalesce(${textSql("region")}, t.region)
      where s.import = ${id} and r.code <> all (${allowed.rows.map(({ code }) => code)})) d
    where s.import = ${id} and s.line = d.line and not d.allowed`.execute(tx);
}

async function refuseFixed(tx: Tx, id: string, register: Register): Promise<void> {
  for (const [name, field] of importedFields(register))
    if (field.fixed)
      await sql`update import.staged s set ${faultSql("fixed", name, {
        values: sql`jsonb_build_object('before', ${columnSql(name)}::text)`,
      })} from ${tableSql(register)} t
        where s.import = ${id} and t.id = s.match and ${hasSql(name)} and ${differsSql(name, field)}`.execute(tx);
}

/** Of a row that stands already: what would differ, as it stands now. */
async function compare(tx: Tx, id: string, register: Register): Promise<void> {
  const parts = importedFields(register).map(
    ([name, field]) => sql`case when ${hasSql(name)} and ${differsSql(name, field)}
      then jsonb_build_object(${sql.lit(name)}, ${shownSql(name, field)}) else '{}'::jsonb end`,
  );
  if (register.placed)
    parts.push(sql`case when ${hasSql("region")} and t.region is distinct from ${textSql("region")}
      then jsonb_build_object('region', t.region) else '{}'::jsonb end`);
  await sql`update import.staged s set before = d.before, kind = case when d.before = '{}' then 'same' else 'changed' end
    from (select s.line, ${sql.join(parts, sql` || `)} as before
      from import.staged s join ${tableSql(register)} t on t.id = s.match where s.import = ${id} and s.kind = 'new') d
    where s.import = ${id} and s.line = d.line`.execute(tx);
}
