import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { systemActor } from "#store/actor.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { frameOf, freshQn, openPlatform, packetOf, registerDevices, Sender } from "./kit.ts";
import { keyHex, sm4Cipher } from "./sm4.ts";

/** What a link does beyond one good packet: limits of size and silence, requests that are sent again, encryption of 2025. */
const mn = "010000A8900016F000169DD0";
const sealedMn = "010000A8900016F000169DD5";
const key = keyHex("0123456789abcdef");

describe.each(relationalEngines)("a link of the gateway, with PostgreSQL %s", (kind) => {
  let opened: Awaited<ReturnType<typeof openPlatform>>;
  let gateway: Gateway;
  const start = (idleMs?: number): Promise<Gateway> =>
    startGateway({ platform: opened.platform, port: 0, host: "127.0.0.1", ...(idleMs ? { idleMs } : {}) });
  /** How far the platform's clock was turned. */
  let turned = 0;

  beforeAll(async () => {
    opened = await openPlatform({ kind, now: () => Date.now() + turned });
    await registerDevices(opened.platform, [{ mn }, { mn: sealedMn, protocol: "HJ212-2025", key }]);
    gateway = await start();
  });
  afterAll(async () => {
    await gateway?.stop();
    await opened?.close();
  });

  const rowsOf = (where: string) =>
    opened.platform.observe.query<Record<string, unknown>>(`select * from packet where ${where} order by received`);

  test("a packet that claims more than a frame may hold is refused and told apart; the link goes on", async () => {
    const sender = new Sender(gateway.port);
    const qn = freshQn();
    sender.send(`##9999${"A".repeat(70_000)}\r\n`);
    await sender.insist(frameOf(packetOf(mn, { qn })), qn);
    const refused = await rowsOf("verdict = 'rejected'");
    expect(refused.map(({ reason }) => reason)).toContain("oversize");
    sender.close();
  });

  test("an encrypted packet of 2025 is opened, read and acknowledged; its raw text stays as it came", async () => {
    const sender = new Sender(gateway.port);
    for (const notation of ["bytes", "braces"] as const) {
      const qn = freshQn();
      const packet = { ...packetOf(sealedMn, { qn, st: "31", values: { a21026: "35.7", a34013: "4.25" } }), flag: 9 };
      const [frame] = encodePacket(packet, { edition: "HJ212-2025", cipher: sm4Cipher(key, notation) });
      expect(Buffer.from(frame as Uint8Array).includes("35.7")).toBe(false);
      await sender.insist(frame as Uint8Array, qn);
      const [row] = await rowsOf(`key = '${qn}'`);
      expect(row).toMatchObject({ verdict: "stored", mn: sealedMn, readings: 2 });
      const raw = Buffer.from(row?.raw as string, row?.encoding === "base64" ? "base64" : "utf8");
      expect(raw.toString("latin1")).toBe(
        Buffer.from(frame as Uint8Array)
          .toString("latin1")
          .replace(/\r\n$/, ""),
      );
      const values = await opened.platform.observe.query(
        `select value from reading where received = (select min(received) from packet where key = '${qn}') order by value`,
      );
      expect(values).toEqual([{ value: "4.25" }, { value: "35.7" }]);
    }
    sender.close();
  });

  test("a request without an answer is sent three times more, and then is unanswered", async () => {
    const other = "010000A8900016F000169DD1";
    await registerDevices(opened.platform, [{ mn: other }]);
    const sender = new Sender(gateway.port);
    const qn = freshQn();
    await sender.insist(frameOf(packetOf(other, { qn })), qn);
    const asked = () => sender.answers.filter((answer) => answer.cn === "1012" && answer.mn === other);
    for (const sends of [1, 2, 3, 4]) {
      expect(await sender.until(() => asked().length === sends)).toBe(true);
      turned += 10_500;
    }
    const { rows } = await eventually(
      () =>
        opened.platform.postgres.transact(systemActor("test"), (tx) =>
          sql`select r.command, r.state, r.sends from observation.request as r join observation.device as d on d.id = r.device
            where d.mn = ${other}`.execute(tx),
        ),
      (found) => found.rows.length > 0,
    );
    expect(rows).toEqual([{ command: "time-sync", state: "unanswered", sends: 4 }]);
    expect(new Set(asked().map((answer) => answer.qn)).size).toBe(1);
    sender.close();
  });

  test("a link that says nothing for long is closed, one that speaks is not", async () => {
    await gateway.stop();
    gateway = await start(2_000);
    const [silent, speaking] = [new Sender(gateway.port), new Sender(gateway.port)];
    while (!silent.closed) {
      const qn = freshQn();
      speaking.send(frameOf(packetOf(mn, { qn })));
      expect(await speaking.answered(qn)).toBe(true);
      await silent.until(() => silent.closed, 200);
    }
    expect(gateway.counters.idleClosed).toBe(1);
    expect(speaking.closed).toBe(false);
    speaking.close();
  });
});
