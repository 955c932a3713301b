import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";

/** The organ of the environment departments that handles what lies in a region: the banner's branch, else the league's bureau, else the department. */
export async function handlingOrgan(tx: Tx, region: string): Promise<string | undefined> {
  const found = await sql<{ id: string }>`
    select o.id from organ.organ o join place.region p on p.code = o.region, place.region r
    where r.code = ${region} and o.region = any (r.path) and o.kind in ('branch', 'bureau', 'department') and o.valid_to is null
    order by array_length(p.path, 1) desc, array_position(array['branch', 'bureau', 'department'], o.kind), o.id limit 1`.execute(
    tx,
  );
  return found.rows[0]?.id;
}
