import { sql } from "kysely";
import type { z } from "zod";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { savedFilterBody, savedFilterReply } from "./contract.ts";
import type { Person } from "./session.server.ts";

/** What a person keeps for one list is little: more than this is no filter bar any more. */
const most = 20;

/** The reader's own saved filters of a list, in the order in which they were kept. */
export async function listSavedFilters(tx: Tx, actor: Person, list: string) {
  const found = await sql<z.output<typeof savedFilterReply>>`select id, list, name, filters from identity.saved_filter
    where person = ${actor.id} and list = ${list} and retired_at is null order by at, id`.execute(tx);
  return { items: found.rows, next: null };
}

/** Keeps a filter under a name; the same name again replaces it. */
export async function saveFilter(
  tx: Tx,
  actor: Person,
  body: z.output<typeof savedFilterBody>,
  now: number,
): Promise<{ id: string }> {
  await sql`update identity.saved_filter set retired_at = ${isoTime(now)}
    where person = ${actor.id} and list = ${body.list} and name = ${body.name} and retired_at is null`.execute(tx);
  if ((await listSavedFilters(tx, actor, body.list)).items.length >= most)
    refuse("field.invalid", {
      field: "name",
      values: {
        problem: {
          zh: `最多保存 ${most} 个筛选，请先删除不用的。`,
          en: `At most ${most} filters are kept; remove one first.`,
        },
      },
    });
  const id = uuidv7();
  await sql`insert into identity.saved_filter (id, person, list, name, filters, at)
    values (${id}, ${actor.id}, ${body.list}, ${body.name}, ${JSON.stringify(body.filters)}::jsonb, ${isoTime(now)})`.execute(
    tx,
  );
  return { id };
}

export async function removeFilter(tx: Tx, actor: Person, id: string, now: number): Promise<void> {
  const gone = await sql`update identity.saved_filter set retired_at = ${isoTime(now)}
    where id = ${id} and person = ${actor.id} and retired_at is null`.execute(tx);
  if (gone.numAffectedRows === 0n) refuse("not-found", { values: { what: { zh: "该筛选", en: "This filter" } } });
}
