import { sql } from "kysely";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Call, Raw } from "./route.ts";
import { raw } from "./route.ts";

/**
 * Runs a write in one transaction, once per idempotency key of its sender: a repeat gets the first answer, and a key that comes back
 * with other content is refused. Without a key the write simply runs.
 */
export async function once<R>(
  call: Call,
  routeId: string,
  status: number,
  work: (tx: Tx) => Promise<R>,
  /** In whose name the store is written, where that is not the sender: accounts are closed to every person's role. */
  as: Actor = call.actor,
): Promise<R | Raw> {
  const { platform, actor, idempotencyKey: key } = call;
  if (key === undefined || actor.kind !== "person") return platform.postgres.transact(as, work);
  const hash = sm3(canonical({ params: call.params, body: withoutPasswords(call.body) }));
  return platform.postgres.transact(as, async (tx) => {
    // the row lock makes a second request of the same key wait for the first one's answer
    const first = await sql`insert into identity.idempotency (actor, key, route, request_hash, status)
      values (${actor.id}, ${key}, ${routeId}, ${hash}, ${status}) on conflict do nothing`.execute(tx);
    if (first.numAffectedRows === 0n) {
      const known = await sql<{ route: string; request_hash: string; reply: unknown }>`
        select route, request_hash, reply from identity.idempotency where actor = ${actor.id} and key = ${key}`.execute(
        tx,
      );
      const earlier = known.rows[0];
      if (!earlier || earlier.route !== routeId || earlier.request_hash !== hash)
        refuse("idempotency.reused", { field: "idempotency-key" });
      return raw({
        status,
        headers: { "content-type": "application/json; charset=utf-8", "idempotent-replay": "true" },
        body: JSON.stringify(earlier.reply),
      });
    }
    const reply = await work(tx);
    await sql`update identity.idempotency set reply = ${JSON.stringify(reply ?? null)}::jsonb where actor = ${actor.id} and key = ${key}`.execute(
      tx,
    );
    return reply;
  });
}

/** A password leaves no hash behind that could be tried against. */
const withoutPasswords = (body: unknown): unknown =>
  typeof body === "object" && body !== null && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([name]) => !/password/i.test(name)))
    : body;
