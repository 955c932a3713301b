import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { byOf } from "./paper.server.ts";

export const sealWhat = { zh: "该印章", en: "This seal" } as const;

type SealRow = {
  id: string;
  organ: string;
  organ_name: string;
  name: string;
  image: string | null;
  keeper: string;
  keeper_name: string;
  valid_from: string;
  valid_to: string | null;
  valid: boolean;
  uses: number;
  last_used: Date | null;
  version: number;
  sample: boolean;
};

/** Seals that the actor may see; for a paper, those that it may bear: of its organ, or of one above. */
export async function listSeals(tx: Tx, actor: Actor, today: string, paper?: string) {
  const { rows } = await sql<SealRow>`with recursive up (id, parent) as (
      select o.id, o.parent from organ.organ as o join paper.paper as p on p.organ = o.id where p.id = ${paper ?? null}::uuid
      union select o.id, o.parent from organ.organ as o join up on o.id = up.parent
    ) select s.id, s.organ, o.name as organ_name, s.name, s.image, s.keeper, s.keeper_name, s.valid_from::text, s.valid_to::text,
      s.valid_from <= ${today}::date and (s.valid_to is null or s.valid_to >= ${today}::date) as valid, s.version, s.sample,
      (select count(*)::int from paper.seal_use as u where u.seal = s.id) as uses,
      (select max(u.at) from paper.seal_use as u where u.seal = s.id) as last_used
    from paper.seal as s join organ.organ as o on o.id = s.organ
    where ${paper ?? null}::uuid is null or s.organ in (select id from up) order by o.name, s.name, s.valid_from`.execute(
    tx,
  );
  const { id, inPlaceOf } = byOf(actor);
  return rows.map((row) => ({
    id: row.id,
    organ: { id: row.organ, name: row.organ_name },
    name: row.name,
    image: row.image,
    keeper: { id: row.keeper, name: row.keeper_name },
    validFrom: row.valid_from,
    validTo: row.valid_to,
    valid: row.valid,
    /** The actor keeps it, or acts in the place of who does. */
    mine: row.keeper === id || row.keeper === inPlaceOf,
    uses: row.uses,
    lastUsed: row.last_used && isoTime(row.last_used.getTime()),
    version: row.version,
    sample: row.sample,
  }));
}

/** Every use of a seal, the last first. */
export async function sealLog(tx: Tx, seal: string) {
  const known = await sql`select from paper.seal where id = ${seal}`.execute(tx);
  if (known.rows.length === 0) refuse("not-found", { values: { what: sealWhat } });
  const { rows } = await sql<{
    paper_id: string;
    number: string;
    title: string;
    version: number;
    hash: string;
    reason: string;
    at: Date;
    by_name: string;
  }>`select u.paper_id, p.number, p.title, u.version, u.hash, u.reason, u.at, u.by_name from paper.seal_use as u
    join paper.paper as p on p.id = u.paper_id where u.seal = ${seal} order by u.at desc, u.id desc limit 500`.execute(
    tx,
  );
  return {
    items: rows.map((row) => ({
      paper: { id: row.paper_id, number: row.number, title: row.title },
      version: row.version,
      hash: row.hash,
      reason: row.reason,
      at: isoTime(row.at.getTime()),
      by: row.by_name,
    })),
  };
}
