import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemActor } from "#store/actor.ts";
import { eventually, openTestEngines, relationalEngines, type TestEngines } from "#store/kit.ts";
import { type Consumer, consumeBatch, startConsumer } from "./consumer.server.ts";
import { emit, type OutboxEvent } from "./outbox.server.ts";

describe.each(relationalEngines)("the outbox on the %s engine", (kind) => {
  // one transaction at a time is all that the embedded engine does
  const overlaps = kind === "server";
  let store: TestEngines;
  let superuser: pg.Client;
  let lines: string[] = [];
  let name = "";
  beforeAll(async () => {
    store = await openTestEngines(kind);
    superuser = new pg.Client({ connectionString: store.superuserUrl });
    await superuser.connect();
  });
  afterAll(async () => {
    await superuser.end();
    await store.close();
  });
  beforeEach(async () => {
    lines = [];
    name = `test-${randomUUID()}`;
    await superuser.query("truncate outbox.event, outbox.consumer, outbox.dead");
  });

  const platform = () => ({ postgres: store.postgres, log: (line: string) => void lines.push(line) });
  const tell = (...numbers: number[]): Promise<void> =>
    store.postgres.transact(systemActor("test"), async (tx) => {
      for (const n of numbers) await emit(tx, "case", { n });
    });
  const consumer = (handle: Consumer["handle"], more: Partial<Consumer> = {}): Consumer => ({
    name,
    topics: ["case"],
    handle,
    ...more,
  });
  const numbers = (events: readonly OutboxEvent[]): unknown[] => events.map((event) => event.body.n);
  const cursor = async () =>
    (
      await superuser.query(
        "select attempts, last_error, round(extract(epoch from retry_at - updated_at))::int as wait from outbox.consumer where name = $1",
        [name],
      )
    ).rows[0];
  /** Turns the store's clock for this consumer. */
  const hurry = (column: "retry_at" | "held_until") =>
    superuser.query(`update outbox.consumer set ${column} = now() - interval '1 second' where name = $1`, [name]);

  it("delivers in order, each once, and only the topics that were asked for", async () => {
    const got: OutboxEvent[] = [];
    const running = startConsumer(
      platform(),
      consumer(async (event) => void got.push(event), { intervalMs: 20 }),
    );
    await tell(1, 2);
    await store.postgres.transact(systemActor("test"), (tx) => emit(tx, "alarm", { n: 99 }));
    await tell(3);
    await eventually(() => got.length >= 3);
    await running.stop();
    expect(numbers(got)).toEqual([1, 2, 3]);
    expect(got[0]?.at).toBeGreaterThan(Date.now() - 60_000);
  });

  it("delivers nothing of a transaction that was rolled back", async () => {
    const got: OutboxEvent[] = [];
    await store.postgres
      .transact(systemActor("test"), async (tx) => {
        await emit(tx, "case", { n: 1 });
        throw new Error("changed my mind");
      })
      .catch(() => undefined);
    await tell(2);
    await consumeBatch(
      platform(),
      consumer(async (event) => void got.push(event)),
      { holder: randomUUID() },
    );
    expect(numbers(got)).toEqual([2]);
  });

  it("delivers again what was handled when the process died before the cursor moved", async () => {
    await tell(1, 2);
    const got: OutboxEvent[] = [];
    const dies = { ...store.postgres };
    let calls = 0;
    dies.transact = ((...given: Parameters<typeof store.postgres.transact>) => {
      calls += 1;
      if (calls > 1) throw new Error("killed");
      return store.postgres.transact(...given);
    }) as typeof store.postgres.transact;
    const takes = consumer(async (event) => void got.push(event));
    await expect(consumeBatch({ ...platform(), postgres: dies }, takes, { holder: randomUUID() })).rejects.toThrow(
      "killed",
    );
    // the dead process holds the consumer until its time is up
    expect(await consumeBatch(platform(), takes, { holder: randomUUID() })).toBe(0);
    await hurry("held_until");
    await consumeBatch(platform(), takes, { holder: randomUUID() });
    expect(numbers(got)).toEqual([1, 1, 2]);
    expect(got[0]?.seq).toBe(got[1]?.seq);
  });

  it("lets one process at a time handle a consumer", async () => {
    await tell(1, 2, 3);
    const got: number[] = [];
    const slow = consumer(async (event) => {
      await pause(30);
      got.push(Number(event.body.n));
    });
    await Promise.all([1, 2, 3].map(() => consumeBatch(platform(), slow, { holder: randomUUID() })));
    expect(got).toEqual([1, 2, 3]);
  });

  it("tries again later and longer, keeps the order, and sets aside with its reason what never works", async () => {
    await tell(1, 2);
    const tried: unknown[] = [];
    const broken = consumer(
      async (event) => {
        tried.push(event.body.n);
        if (event.body.n === 1) throw new Error("mail server says no");
      },
      { attempts: 3, backoffMs: 100_000 },
    );
    const holder = randomUUID();
    const once = () => consumeBatch(platform(), broken, { holder });
    expect(await once()).toBe(0);
    expect(await once()).toBe(0);
    expect(tried).toEqual([1]);
    expect(await cursor()).toMatchObject({ attempts: 1, last_error: "mail server says no", wait: 100 });
    await hurry("retry_at");
    expect(await once()).toBe(0);
    expect(await cursor()).toMatchObject({ attempts: 2, wait: 200 });
    await hurry("retry_at");
    expect(await once()).toBe(2);
    expect(tried).toEqual([1, 1, 1, 2]);
    const dead = await superuser.query("select consumer, attempts, reason from outbox.dead");
    expect(dead.rows).toEqual([{ consumer: name, attempts: 3, reason: "mail server says no" }]);
    expect(lines).toHaveLength(3);
    expect(await cursor()).toMatchObject({ attempts: 0, last_error: null, wait: null });
  });

  it.skipIf(!overlaps)("waits for a writer that has not committed, and does not skip it", async () => {
    const got: OutboxEvent[] = [];
    const holder = randomUUID();
    const takes = consumer(async (event) => void got.push(event));
    let commit = () => {};
    let begun = () => {};
    const running = new Promise<void>((done) => {
      begun = done;
    });
    const slow = store.postgres.transact(systemActor("test"), async (tx) => {
      await emit(tx, "case", { n: 1 });
      await new Promise<void>((done) => {
        commit = done;
        begun();
      });
    });
    await running;
    await tell(2);
    await consumeBatch(platform(), takes, { holder });
    expect(numbers(got)).toEqual([]);
    commit();
    await slow;
    await consumeBatch(platform(), takes, { holder });
    expect(numbers(got)).toEqual([1, 2]);
  });

  it("misses and doubles nothing while many write", async () => {
    const got: number[] = [];
    const running = startConsumer(
      platform(),
      consumer(async (event) => void got.push(Number(event.body.n)), { intervalMs: 5 }),
    );
    await Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        for (let n = 0; n < 25; n++) await tell(writer * 100 + n);
      }),
    );
    await eventually(() => got.length >= 150);
    await running.stop();
    expect(new Set(got).size).toBe(150);
    expect(got).toHaveLength(150);
    for (let writer = 0; writer < 6; writer++) {
      const own = got.filter((n) => Math.floor(n / 100) === writer);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
  });
});
