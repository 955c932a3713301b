import { type RawBuilder, sql } from "kysely";
import type { Tx } from "#store/postgres.ts";

/**
 * The banner in whose boundary a point lies, or that an area overlaps most; undefined where no boundary reaches. Boundaries are open to
 * all, so the answer does not depend on who asks. `shape` is a geometry in EPSG:4490.
 */
export async function regionOf(tx: Tx, shape: RawBuilder<unknown>): Promise<string | undefined> {
  const found = await sql<{ code: string }>`
    with given as (select ${shape} as shape)
    select b.code from given, place.boundary b join place.region r on r.code = b.code
    where r.level = 'banner' and not r.statistical and r.valid_to is null and st_intersects(b.area, given.shape)
    order by case when st_dimension(given.shape) = 2 then st_area(st_intersection(b.area, given.shape, 1e-9)) end desc nulls last, b.code
    limit 1`.execute(tx);
  return found.rows[0]?.code;
}
