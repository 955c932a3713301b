import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";

/**
 * What happened, for those who act on it later (mail, webhooks, MQTT, rebuilt projections). An event is a row of the transaction that made
 * it happen: it exists exactly when the act does. The body names what changed and is read again by the consumer; it carries no secret.
 */
export type OutboxEvent = Readonly<{
  /** Number of the event: the same at every delivery, so a consumer that keeps it is idempotent. */
  seq: number;
  topic: string;
  body: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  at: number;
}>;

/** Call it after the change it tells of: then events about one row are delivered in the order in which the row changed. */
export async function emit(tx: Tx, topic: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  await sql`insert into outbox.event (topic, body) values (${topic}, ${JSON.stringify(body)}::jsonb)`.execute(tx);
}
