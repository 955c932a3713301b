import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "#store/actor.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { frameOf, freshQn, openPlatform, packetOf, registerDevices, Sender } from "./kit.ts";

/** A slow question to either engine stops no acknowledgement, and neither does an engine that fails for a while. */
const mn = "010000A8900016F000169DC2";

describe.each(relationalEngines)("a gateway whose engines are busy or away, with PostgreSQL %s", (kind) => {
  let opened: Awaited<ReturnType<typeof openPlatform>>;
  let gateway: Gateway;
  let failing = false;
  let away = false;

  beforeAll(async () => {
    opened = await openPlatform({ kind, log: () => undefined });
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
  });

  /** Sends one packet and waits for its acknowledgement. */
  async function exchange(sender: Sender): Promise<void> {
    const qn = freshQn();
    sender.send(frameOf(packetOf(mn, { qn })));
    if (!(await sender.answered(qn))) throw new Error("no acknowledgement");
  }

  test("acknowledgements go on while each engine is busy for three seconds", async () => {
    const sender = new Sender(gateway.port);
    await exchange(sender);
    const { observe, postgres } = opened.platform;
    const events: ("acknowledged" | "answered")[] = [];
    let busy = true;
    const questions = Promise.all(
      [
        ...Array.from({ length: 6 }, () =>
          observe.query("select sum(sleepEachRow(0.01)) as s from numbers(300)", {}, { maxSeconds: 60 }),
        ),
        postgres.transact(systemActor("test"), (tx) => sql`select pg_sleep(3)`.execute(tx)),
      ].map((question) => question.then(() => events.push("answered"))),
    ).finally(() => {
      busy = false;
    });
    while (busy) {
      await exchange(sender);
      events.push("acknowledged");
    }
    await questions;
    sender.close();
    // No acknowledgement waited for the end of a question: they came before the first of them ended.
    expect(events.slice(0, 3)).toEqual(["acknowledged", "acknowledged", "acknowledged"]);
    expect(events.filter((event) => event === "answered")).toHaveLength(7);
  });

  test("while the store takes nothing, nothing is acknowledged; afterwards everything is, once", async () => {
    failing = true;
    const sender = new Sender(gateway.port);
    const qns = Array.from({ length: 80 }, () => freshQn());
    for (const qn of qns) sender.send(frameOf(packetOf(mn, { qn })));
    await eventually(() => gateway.counters.pauses > 0);
    expect(sender.answers).toEqual([]);
    failing = false;
    for (const qn of qns) expect(await sender.answered(qn)).toBe(true);
    const [row] = await opened.platform.observe.query<{ n: number; keys: number }>(
      "select count() as n, uniqExact(key) as keys from packet where key in {qns:Array(String)} and verdict = 'stored'",
      { qns },
    );
    expect(row).toEqual({ n: 80, keys: 80 });
    sender.close();
  });

  test("while PostgreSQL is away known devices are served; a new one is refused for now and served later", async () => {
    away = true;
    const sender = new Sender(gateway.port);
    for (let k = 0; k < 5; k++) await exchange(sender);
    const newcomer = "010000A8900016F000169DC3";
    await registerDevices(opened.platform, [{ mn: newcomer }]);
    const qn = freshQn();
    const bytes = frameOf(packetOf(newcomer, { qn }));
    sender.send(bytes);
    await eventually(() => gateway.counters.rejected > 0);
    expect(sender.answers.some((answer) => answer.qn === qn)).toBe(false);
    away = false;
    await sender.insist(bytes, qn);
    const rows = await opened.platform.observe.query<{ verdict: string; reason: string }>(
      "select verdict, reason from packet where mn = {mn:String} order by received",
      { mn: newcomer },
    );
    expect(rows[0]).toEqual({ verdict: "rejected", reason: "platform-busy" });
    expect(rows.filter(({ verdict }) => verdict === "stored")).toHaveLength(1);
    sender.close();
  });
});
