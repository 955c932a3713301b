import { sql } from "kysely";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { CaseRow } from "./case.server.ts";
import type { ActingAs } from "./step.ts";

/**
 * In which capacities a person stands to a case: its party, an officer of the handling organ or of one above it, of the leading organ
 * itself, of an organ that helps, or the one whom it was given to.
 */
export async function actingAs(
  tx: Tx,
  actor: Actor,
  row: Pick<CaseRow, "id" | "organ" | "party" | "assignee">,
): Promise<ActingAs> {
  if (actor.kind === "system") return { roles: [] };
  if (actor.organ === undefined) return { roles: actor.roles };
  const { rows } = await sql<{ above: boolean; supports: boolean }>`with recursive up (id, parent) as (
      select id, parent from organ.organ where id = ${row.organ}
      union select o.id, o.parent from organ.organ as o join up on o.id = up.parent
    ) select exists (select from up where id = ${actor.organ}::uuid) as above,
        exists (select from "case".participant where case_id = ${row.id} and organ = ${actor.organ}::uuid and role = 'supporter'
          and state not in ('withdrawn', 'refused')) as supports`.execute(tx);
  return {
    roles: actor.roles,
    handler: rows[0]?.above ?? false,
    lead: row.organ === actor.organ,
    party: row.party !== null && row.party === actor.organ,
    supporter: rows[0]?.supports ?? false,
    assignee: row.assignee !== null && row.assignee === (actor.onBehalfOf ?? actor).id,
  };
}
