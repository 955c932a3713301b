import { type RawBuilder, sql } from "kysely";
import { columnOf, type Register, tableOf } from "#kernel/register/define.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import type { Tx } from "#store/postgres.ts";
import { importedFields } from "./staged-sql.server.ts";

/**
 * Finds the rows that the words of a file name: by id, by what is unique (a credit code; the number of an outfall within its enterprise), by
 * label, by the number that an old system gave. The most certain way that finds anything decides. Rows that the importer does not see are not found.
 */
export async function resolveReferences(tx: Tx, id: string, register: Register, registers: Registers): Promise<void> {
  const refs = importedFields(register).flatMap(([name, field]) => {
    const target = field.type === "ref" ? registers.get(field.ref ?? "") : undefined;
    return target ? [{ name, target, ways: waysOf(register, name, target) }] : [];
  });
  // what gives the scope of another is found first
  refs.sort((a, b) => Number(a.ways.some(({ scope }) => scope)) - Number(b.ways.some(({ scope }) => scope)));
  for (const ref of refs) await resolve(tx, id, ref);
}

/** One way to name a row: the field that carries the word, and the ref field that both rows share. */
export type Way = Readonly<{ field: string; scope?: string }>;

/** The ways to name a row of `target` from a field of `register`, the most certain first. */
export function waysOf(register: Register, name: string, target: Register): Way[] {
  const shared = (field: string): boolean =>
    field !== name && target.fields[field]?.type === "ref" && register.fields[field]?.ref === target.fields[field]?.ref;
  const unique = target.unique.flatMap((set): Way[] => {
    const rest = set.filter((field) => !shared(field));
    const scopes = set.filter(shared);
    const only = rest[0];
    if (rest.length !== 1 || only === undefined || scopes.length > 1) return [];
    if (!["text", "choice"].includes(target.fields[only]?.type ?? "")) return [];
    return [{ field: only, ...(scopes[0] ? { scope: scopes[0] } : {}) }];
  });
  const scope = unique.find((way) => way.scope)?.scope;
  return [...unique, ...(scope ? [{ field: target.label, scope }] : []), { field: target.label }];
}

type Reference = Readonly<{ name: string; target: Register; ways: readonly Way[] }>;

async function resolve(tx: Tx, id: string, { name, target, ways }: Reference): Promise<void> {
  const word = sql`s.given->>${sql.lit(name)}`;
  const scopeField = ways.find(({ scope }) => scope)?.scope;
  const scope = scopeField ? sql`coalesce(s.given->>${sql.lit(scopeField)}, '')` : sql`''`;
  const uuid = (text: RawBuilder<unknown>) =>
    sql`(case when ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then ${text}::uuid end)`;
  const found = [
    sql`select w.word, w.scope, t.id, 0 as rank from wanted w join ${sql.table(tableOf(target))} t on t.id = ${uuid(sql`w.word`)}`,
    ...ways.map(
      (way, rank) =>
        sql`select w.word, w.scope, t.id, ${sql.lit(rank + 1)} from wanted w join ${sql.table(tableOf(target))} t
          on t.retired_at is null and ${sql.ref(`t.${columnOf(way.field)}`)} = w.word
          ${way.scope ? sql`and ${sql.ref(`t.${columnOf(way.scope)}`)} = ${uuid(sql`w.scope`)}` : sql``}`,
    ),
    sql`select w.word, w.scope, o.row_id, 99 from wanted w join import.old_number o
      on o.number = w.word and o.register = ${target.id} and o.ended_at is null`,
  ];
  const fault = sql`jsonb_build_array(jsonb_build_object('code', case when p.n > 1 then 'reference-many' else 'reference' end,
    'target', ${sql.lit(name)}, 'value', left(w.word, 200), 'values', jsonb_build_object('count', p.n, 'noun', ${target.noun.zh}::text)))`;
  await sql`
    with wanted as materialized (
      select distinct ${word} as word, ${scope} as scope from import.staged s where s.import = ${id} and ${word} is not null),
    found as (${sql.join(found, sql` union all `)}),
    best as (select word, scope, rank, count(distinct id) as n, min(id::text) as id from found group by word, scope, rank),
    pick as (select distinct on (word, scope) * from best order by word, scope, rank)
    update import.staged s set
      given = case when p.n = 1 then jsonb_set(s.given, ${sql.lit(`{${name}}`)}, to_jsonb(p.id)) else s.given - ${sql.lit(name)} end,
      faults = case when p.n = 1 then s.faults else coalesce(s.faults, '[]') || ${fault} end,
      kind = case when p.n = 1 then s.kind else 'bad' end
    from wanted w left join pick p on p.word = w.word and p.scope = w.scope
    where s.import = ${id} and ${word} = w.word and ${scope} = w.scope and (p.id is distinct from w.word)`.execute(tx);
}
