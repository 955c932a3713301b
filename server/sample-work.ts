import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { emptyContent } from "#kernel/paper/content.ts";
import type { Platform } from "#kernel/platform.ts";
import { seedId } from "#seed/ids.ts";
import { systemActor } from "#store/actor.ts";

/** One row of every kind of work that is no register, at a place: what the access matrix asks for. Written by the platform itself. */
export async function sampleWork(
  { postgres }: Platform,
  at: Readonly<{ region: string; party: string; layers: readonly [string, string]; n: number }>,
): Promise<Record<string, Record<string, string>>> {
  const organ = seedId("organ", Number(at.region));
  const [paper, incoming, seal, run, batch] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  await postgres.transact(systemActor("test"), async (tx) => {
    await sql`insert into paper.paper (id, organ, kind, series, title, state, content, region, drafted_by, drafted_by_name, drafted_at,
        updated_at, updated_by, updated_by_name)
      values (${paper}, ${organ}, 'letter', 'letter', '函', 'draft', ${JSON.stringify(emptyContent)}::jsonb, ${at.region}, 'test', '系统', now(), now(), 'test', '系统')`.execute(
      tx,
    );
    // an enterprise finds what was sent to it
    await sql`select identity.share_with(${paper}::uuid, ${at.party}::uuid, '分发')`.execute(tx);
    await sql`insert into paper.incoming (id, organ, region, number, title, source_name, received_at, state, updated_at, updated_by, updated_by_name)
      values (${incoming}, ${organ}, ${at.region}, ${`收${at.n}`}, '来文', '某局', now(), 'registered', now(), 'test', '系统')`.execute(
      tx,
    );
    await sql`insert into paper.seal (id, organ, name, keeper, keeper_name, region, valid_from, updated_at, updated_by, updated_by_name)
      values (${seal}, ${organ}, '公章', ${uuidv7()}, '某人', ${at.region}, '2026-01-01', now(), 'test', '系统')`.execute(
      tx,
    );
    await sql`insert into conservation.run (id, region, from_layer, to_layer, parameters, editions, state, requested_at, requested_by, requested_name)
      values (${run}, ${at.region}, ${at.layers[0]}, ${at.layers[1]}, '{"matrix":false}', '{}', 'failed', now(), 'test', '系统')`.execute(
      tx,
    );
    await sql`insert into conservation.batch (id, region, number, issued_on, columns, mapping, rows, created_at, created_by, created_name)
      values (${batch}, ${at.region}, ${`批${at.n}`}, '2026-01-01', '{编号}', '{"number":"编号"}', 0, now(), 'test', '系统')`.execute(
      tx,
    );
  });
  return {
    "paper.paper": { id: paper, act: "submit", format: "pdf" },
    "paper.incoming": { id: incoming, act: "propose" },
    "paper.seal": { id: seal },
    "conservation.run": { id: run },
    "conservation.batch": { id: batch },
  };
}
