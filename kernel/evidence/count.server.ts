import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";

/**
 * How many exhibits in force an owner has, as far as the reader of the transaction sees them: a party that must bring evidence counts what
 * it brought and what was disclosed to it. Redacted copies count with their original, withdrawn exhibits not at all.
 * @param position only exhibits that were taken with coordinates
 */
export async function countEvidence(
  tx: Tx,
  owner: string,
  { kinds, position = false }: { kinds?: readonly string[]; position?: boolean } = {},
): Promise<number> {
  const asked = kinds && kinds.length > 0 ? kinds : null;
  const { rows } = await sql<{ n: number }>`select count(distinct exhibit)::int as n from evidence.item
    where owner = ${owner} and withdrawn_at is null
      and (${asked}::text[] is null or kind = any (${asked}::text[]))
      and (not ${position}::boolean or position is not null)`.execute(tx);
  return rows[0]?.n ?? 0;
}
