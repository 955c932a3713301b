import { type RawBuilder, sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { columnOf, tableOf } from "#kernel/register/define.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { CandidateReply } from "./contract.ts";
import { alike, type DuplicateRule, nearMetres } from "./rule.ts";

const most = 200;

/** 第一热电 and 第二热电 are two, however alike their names are. */
const numbers = (name: RawBuilder<unknown>) =>
  sql`regexp_replace(${name}, '[^0-9一二三四五六七八九十东南西北]', '', 'g')`;

/**
 * Pairs that may be one thing: the same part of a code, or names alike and near. Compared as the platform, because the index on names does not
 * serve behind row policies; given only where the reader sees both rows.
 */
export async function candidatesOf(platform: Platform, actor: Actor, rule: DuplicateRule): Promise<CandidateReply[]> {
  const { register, code, place } = rule;
  const table = sql.table(tableOf(register));
  const label = (row: string) => sql.ref(`${row}.${columnOf(register.label)}`);
  const part = (row: string) =>
    code
      ? sql`substr(${sql.ref(`${row}.${columnOf(code.field)}`)}, ${code.from}::int, ${code.length}::int)`
      : sql`null::text`;
  const at = (row: string) => (place ? sql.ref(`${row}.${columnOf(place)}`) : sql`null::geometry`);
  const scopes = actor.kind === "person" ? [...actor.scopes] : [];
  return platform.postgres.transact(systemActor("merge"), async (tx) => {
    await sql`select set_config('pg_trgm.similarity_threshold', ${String(alike)}, true)`.execute(tx);
    const found = await sql<{
      one: string;
      one_name: string;
      other: string;
      other_name: string;
      same_code: boolean;
      alike: number;
      metres: number | null;
      region: string;
      region_name: string;
    }>`
      with seen as materialized (
        select t.id, ${label("t")} as label, ${part("t")} as part, ${at("t")} as place, t.region from ${table} t
        where t.retired_at is null and exists (select from identity.visible_to v where v.row_id = t.id and v.scope = any (${scopes}))),
      pairs as (
        select a.id as one, b.id as other from seen a join seen b on b.part = a.part and a.id < b.id
        union
        select least(a.id, b.id), greatest(a.id, b.id) from seen a join ${table} b on ${label("b")} % a.label and b.id <> a.id
          where b.retired_at is null and ${numbers(sql`a.label`)} = ${numbers(label("b"))})
      select a.id as one, a.label as one_name, b.id as other, b.label as other_name, coalesce(a.part = b.part, false) as same_code,
        similarity(a.label, b.label)::float8 as alike, st_distance(a.place::geography, b.place::geography) as metres,
        a.region, r.name as region_name
      from pairs p join seen a on a.id = p.one join seen b on b.id = p.other join place.region r on r.code = a.region
      where (coalesce(a.part = b.part, false) or coalesce(st_distance(a.place::geography, b.place::geography) <= ${nearMetres}, a.region = b.region))
        and not exists (select from merge.distinct_pair d where d.one = p.one and d.other = p.other)
      order by same_code desc, alike desc, a.id, b.id limit ${most}`.execute(tx);
    return found.rows.map((row) => ({
      one: { id: row.one, name: row.one_name },
      other: { id: row.other, name: row.other_name },
      sameCode: row.same_code,
      alike: Math.round(row.alike * 100) / 100,
      metres: row.metres === null ? null : Math.round(row.metres),
      region: { code: row.region, name: row.region_name },
    }));
  });
}
