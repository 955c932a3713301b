import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { systemActor } from "#store/actor.ts";
import { negativeList } from "./negative-list.ts";

/**
 * The entries of the law come with the platform, each once: one that an office changed, ended or retired is not brought back.
 */
export async function prepareNegativeList(platform: Pick<Platform, "postgres">): Promise<void> {
  await platform.postgres.transact(systemActor("conservation"), async (tx) => {
    const known = await sql<{
      activity: string;
      zone: string;
    }>`select distinct activity, zone from conservation.activity_rule`.execute(tx);
    const missing = negativeList.filter(
      ({ activity, zone }) => !known.rows.some((row) => row.activity === activity && row.zone === zone),
    );
    for (const entry of missing)
      await sql`insert into conservation.activity_rule (id, activity, zone, verdict, basis, conditions, verified, valid_from, created_by, updated_by)
        values (${uuidv7()}, ${entry.activity}, ${entry.zone}, ${entry.verdict}, ${entry.basis}, ${entry.conditions ?? null}, ${entry.verified},
          ${entry.validFrom}, '系统', '系统')`.execute(tx);
  });
}
