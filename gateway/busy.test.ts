import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "#store/actor.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { frameOf, freshQn, openPlatform, packetOf, registerDevices, Sender } from "./kit.ts";

/** A slow question to either engine stops no acknowledgement, and neither does an engine that fails for a while. */
const folder = mkdtempSync(join(tmpdir(), "saihan-busy-"));
const mn = "010000A8900016F000169DC2";
let opened: Awaited<ReturnType<typeof openPlatform>>;
let gateway: Gateway;
let failing = false;
let away = false;

beforeAll(async () => {
  opened = await openPlatform(folder);
  await registerDevices(opened.platform, [{ mn }]);
  const { observe } = opened.platform;
  // The engine itself is real; only its refusal to write is played, since a healthy one will not refuse.
  const insert: typeof observe.insert = (block) =>
    failing ? Promise.reject(new Error("disk full")) : observe.insert(block);
  const { postgres } = opened.platform;
  const transact: typeof postgres.transact = (...call) =>
    away ? Promise.reject(new Error("connection refused")) : postgres.transact(...call);
  gateway = await startGateway({
    platform: { ...opened.platform, observe: { ...observe, insert }, postgres: { ...postgres, transact } },
    port: 0,
    host: "127.0.0.1",
    timeSync: false,
    waitingLimit: 50,
  });
});
afterAll(async () => {
  await gateway?.stop();
  await opened?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Sends packets one after another for `ms`; returns how long each waited for its acknowledgement. */
async function waits(ms: number): Promise<number[]> {
  const sender = new Sender(gateway.port);
  const all: number[] = [];
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const qn = freshQn();
    const began = performance.now();
    sender.send(frameOf(packetOf(mn, { qn })));
    if (!(await sender.answered(qn, 10_000))) throw new Error("no acknowledgement");
    all.push(performance.now() - began);
  }
  sender.close();
  return all.sort((a, b) => a - b);
}

test("acknowledgements go on while each engine is busy for three seconds", async () => {
  await waits(300);
  const { observe, postgres } = opened.platform;
  const slow = Promise.allSettled([
    ...Array.from({ length: 6 }, () =>
      observe.query("select sum(sleepEachRow(0.01)) as s from numbers(300)", {}, { maxSeconds: 10 }),
    ),
    postgres.transact(systemActor("test"), (tx) => sql`select pg_sleep(3)`.execute(tx)),
  ]);
  const all = await waits(3_000);
  const slowest = all.at(-1) as number;
  console.log(
    `${all.length} acknowledgements during three busy seconds, median ${all[all.length >> 1]?.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms`,
  );
  expect(all.length).toBeGreaterThan(3);
  // Shorter than any of the questions: no acknowledgement waited for one.
  expect(slowest).toBeLessThan(2_500);
  await slow;
});

test("while the store takes nothing, nothing is acknowledged; afterwards everything is, once", async () => {
  failing = true;
  const sender = new Sender(gateway.port);
  const qns = Array.from({ length: 80 }, () => freshQn());
  for (const qn of qns) sender.send(frameOf(packetOf(mn, { qn })));
  expect(await sender.answered(qns[0] as string, 1_000)).toBe(false);
  expect(gateway.counters.pauses).toBeGreaterThan(0);
  failing = false;
  for (const qn of qns) expect(await sender.answered(qn, 10_000)).toBe(true);
  const [row] = await opened.platform.observe.query<{ n: number; keys: number }>(
    "select count() as n, uniqExact(key) as keys from packet where key in {qns:Array(String)} and verdict = 'stored'",
    { qns },
  );
  expect(row).toEqual({ n: 80, keys: 80 });
  sender.close();
});

test("while PostgreSQL is away known devices are served; a new one is refused for now and served later", async () => {
  away = true;
  const known = await waits(500);
  expect(known.length).toBeGreaterThan(0);
  const newcomer = "010000A8900016F000169DC3";
  await registerDevices(opened.platform, [{ mn: newcomer }]);
  const sender = new Sender(gateway.port);
  const qn = freshQn();
  const bytes = frameOf(packetOf(newcomer, { qn }));
  sender.send(bytes);
  expect(await sender.answered(qn, 1_000)).toBe(false);
  away = false;
  sender.send(bytes);
  expect(await sender.answered(qn, 10_000)).toBe(true);
  const rows = await opened.platform.observe.query(
    "select verdict, reason from packet where mn = {mn:String} order by received",
    { mn: newcomer },
  );
  expect(rows).toEqual([
    { verdict: "rejected", reason: "platform-busy" },
    { verdict: "stored", reason: "" },
  ]);
  sender.close();
});
