import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { byOf, contentHash, type PaperRow } from "./paper.server.ts";

type SealOf = { id: string; organ: string; name: string; keeper: string; keeper_name: string; valid: boolean };

/**
 * Presses a seal on a numbered paper: only its keeper (or who acts in the keeper's place), only a seal of the paper's organ or of one above
 * it, only while it is valid. The use stands in the log with the hash of the words that it was pressed on.
 */
export async function pressSeal(
  tx: Tx,
  actor: Actor,
  use: Readonly<{ row: PaperRow; seal: string | undefined; reason: string; at: number }>,
): Promise<void> {
  const { row, reason, at } = use;
  if (!use.seal) refuse("field.required", { field: "seal", values: { label: { zh: "印章", en: "Seal" } } });
  const { rows } = await sql<SealOf>`with recursive up (id, parent) as (
      select id, parent from organ.organ where id = ${row.organ}
      union select o.id, o.parent from organ.organ as o join up on o.id = up.parent
    ) select s.id, s.organ, s.name, s.keeper, s.keeper_name,
      s.valid_from <= ${civilDate(at)}::date and (s.valid_to is null or s.valid_to >= ${civilDate(at)}::date) as valid
    from paper.seal as s join up on up.id = s.organ where s.id = ${use.seal}`.execute(tx);
  const seal = rows[0] ?? refuse("field.reference", { field: "seal", values: { label: { zh: "印章", en: "Seal" } } });
  if (!seal.valid) refuse("seal.expired", { field: "seal", values: { seal: seal.name } });
  const by = byOf(actor);
  if (seal.keeper !== by.id && seal.keeper !== by.inPlaceOf)
    refuse("seal.keeper", { field: "seal", values: { seal: seal.name, keeper: seal.keeper_name } });
  await sql`insert into paper.seal_use (id, paper_id, seal, seal_name, version, hash, reason, at, by, by_name)
    values (${uuidv7()}, ${row.id}, ${seal.id}, ${seal.name}, ${row.version}, ${contentHash(row.title, row.content)}, ${reason},
      ${isoTime(at)}, ${by.id}, ${by.name})`.execute(tx);
}
