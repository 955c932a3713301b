import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";

/** The papers of a case that bind: numbered, and not taken back by a later one. In the order of their numbers' giving. */
export async function issuedPapers(tx: Tx, caseId: string): Promise<{ kind: string; number: string }[]> {
  const { rows } = await sql<{ kind: string; number: string }>`select p.kind, p.number from paper.paper as p
    join paper.number as n on n.paper_id = p.id
    where p.case_id = ${caseId} and p.number is not null and p.replaced_by is null
      and p.correction is distinct from 'revoke' order by n.at, p.id`.execute(tx);
  return rows;
}
