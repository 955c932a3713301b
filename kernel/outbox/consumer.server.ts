import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { systemActor } from "#store/actor.ts";
import type { Postgres, Tx } from "#store/postgres.ts";
import type { OutboxEvent } from "./outbox.server.ts";

/**
 * Delivers events to a consumer: in order, one at a time, at least once. The cursor stands in PostgreSQL and moves after the handler has
 * ended; a process that dies in between leaves the event to be delivered again. An event is delivered only once no running transaction
 * can put one before it, so a slow writer is waited for and never skipped.
 *
 * The handler runs outside any transaction: on the embedded engine an open one would stop everybody.
 */
export type Consumer = Readonly<{
  /** Stable: the cursor is kept under it. */
  name: string;
  topics: readonly string[];
  handle(event: OutboxEvent): Promise<void>;
  /** Failures after which an event is set aside with its reason and the next one is delivered; 8 unless said. */
  attempts?: number;
  /** Wait after the first failure, doubled after each to at most 5 minutes; 1 s unless said. */
  backoffMs?: number;
  /** How long a handler may take before another process may take over; 60 s unless said. */
  holdMs?: number;
  /** 1 s unless said. */
  intervalMs?: number;
}>;

const longestBackoffMs = 300_000;
const batch = 100;

/** Consumes until stopped; `stop` waits for the event in hand. */
export function startConsumer(platform: Pick<Platform, "postgres" | "log">, consumer: Consumer): Rounds {
  const holder = randomUUID();
  const rounds = startRounds({
    name: `outbox ${consumer.name}`,
    everyMs: consumer.intervalMs ?? 1_000,
    log: platform.log,
    // when the store is away the cursor has not moved
    round: async (stopping) => {
      let dealtWith = batch;
      while (dealtWith === batch && !stopping())
        dealtWith = await consumeBatch(platform, consumer, { holder, isStopped: stopping });
    },
  });
  return {
    ...rounds,
    async stop() {
      await rounds.stop();
      await release(platform.postgres, consumer.name, holder).catch(() => {
        // The store is gone already: the hold runs out by itself.
      });
    },
  };
}

/** Delivers what is there, up to 100 events. Returns how many were dealt with; fewer than 100 means wait. */
export async function consumeBatch(
  platform: Pick<Platform, "postgres" | "log">,
  consumer: Consumer,
  { holder, isStopped = () => false }: { holder: string; isStopped?: () => boolean },
): Promise<number> {
  const { postgres } = platform;
  const actor = systemActor(`outbox:${consumer.name}`);
  const events = await postgres.transact(actor, (tx) => takeBatch(tx, consumer, holder));
  let dealt = 0;
  for (const event of events) {
    if (isStopped()) break;
    const failure = await consumer.handle(event).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const goesOn = await postgres.transact(actor, (tx) =>
      failure === undefined
        ? advance(tx, consumer, holder, event)
        : fail(tx, consumer, holder, { event, reason: failure }),
    );
    if (failure !== undefined) platform.log(`outbox ${consumer.name}: event ${event.seq} (${event.topic}): ${failure}`);
    if (!goesOn) break;
    dealt += 1;
  }
  return dealt;
}

/** Takes the hold of the consumer, unless another process has it or the last failure is too fresh, and reads what comes next. */
async function takeBatch(tx: Tx, consumer: Consumer, holder: string): Promise<(OutboxEvent & { position: number })[]> {
  await sql`insert into outbox.consumer (name) values (${consumer.name}) on conflict do nothing`.execute(tx);
  const held = await sql<{ position: number }>`
    update outbox.consumer set holder = ${holder}, held_until = ${until(consumer)}, updated_at = clock_timestamp()
    where name = ${consumer.name} and (retry_at is null or retry_at <= clock_timestamp())
      and (holder is null or holder = ${holder} or held_until < clock_timestamp())
    returning position`.execute(tx);
  const cursor = held.rows[0];
  if (!cursor) return [];
  await sql`select outbox.place()`.execute(tx);
  const found = await sql<{ seq: number; topic: string; body: Record<string, unknown>; at: Date; position: number }>`
    select seq, topic, body, at, position from outbox.event
    where position > ${cursor.position} and topic = any (${[...consumer.topics]})
    order by position limit ${batch}`.execute(tx);
  return found.rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

const until = (consumer: Consumer) => sql`clock_timestamp() + ${consumer.holdMs ?? 60_000} * interval '1 millisecond'`;

/** False when another process has taken over meanwhile: the event was or will be delivered there too. */
async function advance(tx: Tx, consumer: Consumer, holder: string, event: { position: number }): Promise<boolean> {
  const moved = await sql`
    update outbox.consumer set position = ${event.position}, attempts = 0, retry_at = null, last_error = null,
      held_until = ${until(consumer)}, updated_at = clock_timestamp()
    where name = ${consumer.name} and holder = ${holder}`.execute(tx);
  return moved.numAffectedRows === 1n;
}

/** Waits longer after each failure; after the last one the event is set aside and the cursor passes it. Returns whether it passed. */
async function fail(
  tx: Tx,
  consumer: Consumer,
  holder: string,
  { event, reason }: { event: OutboxEvent & { position: number }; reason: string },
): Promise<boolean> {
  const counted = await sql<{ attempts: number }>`
    update outbox.consumer set attempts = attempts + 1, last_error = ${reason},
      retry_at = clock_timestamp()
        + least(${longestBackoffMs}, ${consumer.backoffMs ?? 1_000} * power(2, least(attempts, 20))) * interval '1 millisecond',
      updated_at = clock_timestamp()
    where name = ${consumer.name} and holder = ${holder} returning attempts`.execute(tx);
  const attempts = counted.rows[0]?.attempts;
  if (attempts === undefined || attempts < (consumer.attempts ?? 8)) return false;
  await sql`insert into outbox.dead (consumer, seq, attempts, reason)
    values (${consumer.name}, ${event.seq}, ${attempts}, ${reason}) on conflict do nothing`.execute(tx);
  return advance(tx, consumer, holder, event);
}

async function release(postgres: Postgres, name: string, holder: string): Promise<void> {
  await postgres.transact(systemActor(`outbox:${name}`), (tx) =>
    sql`update outbox.consumer set holder = null, held_until = null where name = ${name} and holder = ${holder}`.execute(
      tx,
    ),
  );
}
