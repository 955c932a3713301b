import { type RawBuilder, sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import { administrators } from "./role.ts";

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
    select p.id, p.name, p.organ, o.name as organ_name from identity.person p join organ.organ o on o.id = p.organ
    where p.organ in (${organs}) and p.disabled_at is null
      and (${q ?? null}::text is null or p.name ilike '%' || ${q ?? null} || '%')
      and not exists (select from identity."grant" g where g.person = p.id and (g.valid_to is null or g.valid_to > now())
        and g.role = any (${[...administrators]}))
    order by o.name, p.name limit ${limit}`.execute(tx);
  return found.rows.map((row) => ({ id: row.id, name: row.name, organ: { id: row.organ, name: row.organ_name } }));
}

/** An organ and all below it. */
export const organsUnder = (organ: string | undefined): RawBuilder<unknown> => sql`
  with recursive down (id) as (select ${organ ?? null}::uuid union select o.id from organ.organ o join down on o.parent = down.id)
  select id from down`;
