import { type RawBuilder, sql } from "kysely";
import type { Tx } from "#store/postgres.ts";

export type Colleague = Readonly<{ id: string; name: string; organ: Readonly<{ id: string; name: string }> }>;

/**
 * People with open accounts in some organs, by organ and name: who can be asked, mentioned, or act for another. The three administrators are
 * no part of the work and left out. The caller decides which organs the reader may know the people of.
 */
export async function peopleOfOrgans(
  tx: Tx,
  organs: RawBuilder<unknown>,
  { q, limit = 100 }: Readonly<{ q?: string | undefined; limit?: number }> = {},
): Promise<Colleague[]> {
  const found = await sql<{ id: string; name: string; organ: string; organ_name: string }>`
    select p.id, p.name, p.organ, o.name as organ_name from identity.people_of(array(${organs})) p join organ.organ o on o.id = p.organ
    where (${q ?? null}::text is null or p.name ilike '%' || ${q ?? null} || '%')
    order by o.name, p.name, p.id limit ${limit}`.execute(tx);
  return found.rows.map((row) => ({ id: row.id, name: row.name, organ: { id: row.organ, name: row.organ_name } }));
}

export const ownOrgan = (organ: string | undefined): RawBuilder<unknown> => sql`select ${organ ?? null}::uuid`;

/** An organ and all below it. */
export const organsUnder = (organ: string | undefined): RawBuilder<unknown> => sql`
  with recursive down (id) as (select ${organ ?? null}::uuid union select o.id from organ.organ o join down on o.parent = down.id)
  select id from down`;

/** The organs that stand to a case which the reader sees, and the reader's own. */
export const organsOfCase = (caseId: string, organ: string | undefined): RawBuilder<unknown> => sql`
  select c.organ from "case"."case" c where c.id = ${caseId}
  union select p.organ from "case".participant p where p.case_id = ${caseId} and p.state <> 'withdrawn'
  union select t.from_organ from "case".transfer t where t.case_id = ${caseId}
  union select ${organ ?? null}::uuid`;
