import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Platform } from "#kernel/platform.ts";
import { crc16, crcText } from "#protocols/hj212/crc.ts";
import { systemActor } from "#store/actor.ts";
import { eventually, relationalEngines } from "#store/kit.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { frameOf, freshQn, openPlatform, packetOf, registerDevices, Sender } from "./kit.ts";

const mn = "010000A8900016F000169DC0";

/** Cipher text in the printed notation that no key opens. */
function sealed(): string {
  const plain = frameOf({ ...packetOf("5EA1ED0000000000000000A1", { qn: freshQn() }), flag: 9 }).toString();
  const block = Array.from({ length: 16 }, (_, k) => `0x${(k * 7 + 16).toString(16).toUpperCase()}`).join(",");
  return plain.replace(/CP=&&.*&&/, `CP=&&{${block}}tail&&`);
}

describe.each(relationalEngines)("the gateway, with PostgreSQL %s", (kind) => {
  let opened: Awaited<ReturnType<typeof openPlatform>>;
  let platform: Platform;
  let gateway: Gateway;

  beforeAll(async () => {
    opened = await openPlatform({ kind });
    platform = opened.platform;
    await registerDevices(platform, [
      { mn },
      { mn: "OLD00000000001", protocol: "HJ212-2005" },
      { mn: "FENCED0000000000000000A1", addresses: ["10.1.0.0/16"] },
      { mn: "5EA1ED0000000000000000A1", protocol: "HJ212-2025", key: "30".repeat(16) },
    ]);
    gateway = await startGateway({
      platform,
      port: 0,
      host: "127.0.0.1",
      timeSync: false,
      rejectionsPerMinute: 20,
      halfPacketMs: 500,
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    await opened?.close();
  });

  type Row = {
    verdict: string;
    reason: string;
    readings: number;
    raw: string;
    mn: string;
    arrival: number;
    encoding: string;
    key: string;
    violations: string;
  };
  const rowsOf = (where: string): Promise<Row[]> =>
    platform.observe.query<Row>(`select * from packet where ${where} order by received`);

  async function withSender<R>(work: (sender: Sender) => Promise<R>): Promise<R> {
    const sender = new Sender(gateway.port);
    try {
      return await work(sender);
    } finally {
      sender.close();
    }
  }

  test("a packet comes in, is stored, and then is acknowledged", () =>
    withSender(async (sender) => {
      const qn = freshQn();
      sender.send(frameOf(packetOf(mn, { qn })));
      expect(await sender.answered(qn)).toBe(true);
      expect(sender.answers[0]).toMatchObject({ cn: "9014", qn, mn });
      const [row] = await rowsOf(`key = '${qn}'`);
      expect(row).toMatchObject({ verdict: "stored", reason: "", readings: 2, mn, arrival: 1 });
      const readings = await platform.observe.query(
        "select value, flag from reading where received = (select max(received) from packet) order by value",
      );
      expect(readings).toEqual([
        { value: "1.803", flag: "N" },
        { value: "36.91", flag: "N" },
      ]);
    }));

  test("a repeat is acknowledged again and stored as a duplicate without readings", () =>
    withSender(async (sender) => {
      const qn = freshQn();
      const frame = frameOf(packetOf(mn, { qn }));
      sender.send(Buffer.concat([frame, frame]));
      await sender.until(() => sender.answers.length === 2);
      sender.send(frame);
      expect(await sender.until(() => sender.answers.length === 3)).toBe(true);
      const rows = await rowsOf(`key = '${qn}'`);
      expect(rows.map(({ verdict, readings }) => [verdict, readings])).toEqual([
        ["stored", 2],
        ["duplicate", 0],
        ["duplicate", 0],
      ]);
    }));

  test("an older packet that was never seen is stored", () =>
    withSender(async (sender) => {
      const qn = "20260101000000000";
      sender.send(frameOf(packetOf(mn, { qn, time: Date.UTC(2026, 0, 1) })));
      expect(await sender.answered(qn)).toBe(true);
      expect((await rowsOf(`key = '${qn}'`)).map(({ verdict }) => verdict)).toEqual(["stored"]);
    }));

  test("each refusal has its reason, is kept word for word, and is not acknowledged", () =>
    withSender(async (sender) => {
      const good = (): string => frameOf(packetOf(mn, { qn: freshQn() })).toString();
      const broken = good()
        .replace(/..\r\n$/, (end) => (end.startsWith("0") ? "77\r\n" : "00\r\n"))
        .replace("36.91", "39.91");
      const cases: [string, string, string][] = [
        ["unknown-mn", "NOBODY0000000001", frameOf(packetOf("NOBODY0000000001", { qn: freshQn() })).toString()],
        ["wrong-password", mn, frameOf(packetOf(mn, { qn: freshQn(), password: "654321" })).toString()],
        [
          "not-allowed-address",
          "FENCED0000000000000000A1",
          frameOf(packetOf("FENCED0000000000000000A1", { qn: freshQn() })).toString(),
        ],
        ["bad-crc", mn, broken],
        ["future-time", mn, frameOf(packetOf(mn, { qn: freshQn(), time: Date.now() + 3_600_000 })).toString()],
        ["past-time", mn, frameOf(packetOf(mn, { qn: freshQn(), time: Date.UTC(1999, 0, 1) })).toString()],
        ["unreadable", mn, frameOf({ ...packetOf(mn, { qn: freshQn() }), cn: "" }).toString()],
        ["no-mn", "", frameOf(packetOf("", { qn: freshQn() })).toString()],
        ["bad-mn", "", frameOf(packetOf("有名无实", { qn: freshQn() })).toString()],
        ["undecryptable", "5EA1ED0000000000000000A1", sealed()],
      ];
      for (const [, , text] of cases) sender.send(text);
      const qn = freshQn();
      sender.send(`hello\x00world${frameOf(packetOf(mn, { qn }))}`);
      expect(await sender.answered(qn)).toBe(true);
      await eventually(() => gateway.counters.rejected >= cases.length + 1);
      expect(sender.answers).toHaveLength(1);
      for (const [reason, owner, text] of cases) {
        const rows = await rowsOf(`reason = '${reason}'`);
        expect(rows, reason).toHaveLength(1);
        expect(rows[0]).toMatchObject({ verdict: "rejected", mn: owner, raw: text.replace("\r\n", ""), readings: 0 });
      }
      expect(await rowsOf("reason = 'garbage'")).toMatchObject([{ raw: "hello\u0000world", mn: "" }]);
    }));

  test("bytes that are not UTF-8 are kept exactly", () =>
    withSender(async (sender) => {
      const bytes = Buffer.from([0xff, 0xfe, 0x80, 0x41]);
      const qn = freshQn();
      sender.send(Buffer.concat([bytes, frameOf(packetOf(mn, { qn }))]));
      await sender.answered(qn);
      const [row] = await rowsOf("encoding = 'base64'");
      expect(Buffer.from(row?.raw ?? "", "base64")).toEqual(bytes);
    }));

  test("an unknown device is served as soon as it is registered", () =>
    withSender(async (sender) => {
      const stranger = "ADOPTED000000001";
      const qn = freshQn();
      const frame = frameOf(packetOf(stranger, { qn }));
      sender.send(frame);
      const rows = await eventually(
        () => rowsOf(`mn = '${stranger}'`),
        ({ length }) => length > 0,
      );
      expect(rows).toMatchObject([{ verdict: "rejected", reason: "unknown-mn" }]);
      expect(sender.answers).toEqual([]);
      await registerDevices(platform, [{ mn: stranger }]);
      await sender.insist(frame, qn);
    }));

  test("parts of a split upload are taken in any order, each acknowledged by its own QN", () =>
    withSender(async (sender) => {
      const time = Date.now() - 60_000;
      const part = (pno: number) => ({
        ...packetOf(mn, { qn: freshQn(), time, flag: 7, values: { [`w2100${pno}`]: "1.5" } }),
        pnum: 3,
        pno,
      });
      const parts = [part(3), part(1), part(2)];
      for (const one of parts) sender.send(frameOf(one));
      for (const one of parts) expect(await sender.answered(one.qn)).toBe(true);
    }));

  test("a packet in pieces is one packet; half a packet is given up and the link goes on", () =>
    withSender(async (sender) => {
      const qn = freshQn();
      const frame = frameOf(packetOf(mn, { qn }));
      for (let at = 0; at < frame.length; at += 7) {
        sender.send(frame.subarray(at, at + 7));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(await sender.answered(qn)).toBe(true);
      const before = gateway.counters.halfPackets;
      sender.send(frameOf(packetOf(mn, { qn: freshQn() })).subarray(0, 60));
      await eventually(() => gateway.counters.halfPackets > before);
      const next = freshQn();
      sender.send(frameOf(packetOf(mn, { qn: next })));
      expect(await sender.answered(next)).toBe(true);
    }));

  test("a device of 2005 without QN is stored; it cannot be answered", () =>
    withSender(async (sender) => {
      const body =
        "ST=32;CN=2011;PW=123456;MN=OLD00000000001;CP=&&DataTime=20260824003817;011-Rtd=231.0,011-Flag=N;B01-Rtd=36.91&&";
      sender.send(`##${String(body.length).padStart(4, "0")}${body}${crcText(crc16(Buffer.from(body)))}\r\n`);
      const rows = await eventually(
        () => rowsOf("mn = 'OLD00000000001'"),
        ({ length }) => length > 0,
      );
      expect(rows).toMatchObject([{ verdict: "stored", readings: 2, key: "20260824003817" }]);
      // whatever is answered on this link, nothing was answered before the next packet's acknowledgement
      const qn = freshQn();
      sender.send(frameOf(packetOf(mn, { qn })));
      expect(await sender.answered(qn)).toBe(true);
      expect(sender.answers.map((answer) => answer.qn)).toEqual([qn]);
    }));

  test("heartbeat and calibration notice are answered 9013", () =>
    withSender(async (sender) => {
      for (const cn of ["9015", "1013"]) {
        const qn = freshQn();
        sender.send(frameOf({ ...packetOf(mn, { qn, cn }), cp: [] }));
        expect(await sender.answered(qn)).toBe(true);
        expect(sender.answers.at(-1)?.cn).toBe("9013");
      }
    }));

  test("more than six decimals are rounded half-even and said so", () =>
    withSender(async (sender) => {
      const qn = freshQn();
      sender.send(frameOf(packetOf(mn, { qn, values: { w01001: "7.12345650", w01009: "7.1234565" } })));
      expect(await sender.answered(qn)).toBe(true);
      const [row] = await rowsOf(`key = '${qn}'`);
      expect(row?.violations).toContain("value.precision");
      const values = await platform.observe.query<{ value: string }>(
        `select value from reading where received = (select received from packet where key = '${qn}') order by value`,
      );
      expect(values).toEqual([{ value: "7.123456" }, { value: "7.123456" }]);
    }));

  test("a flood of refusals closes the link", () =>
    withSender(async (sender) => {
      // twice what a minute allows, so that a minute that turns meanwhile does not spare the link
      for (let k = 0; k < 60; k++) sender.send(frameOf(packetOf(mn, { qn: freshQn(), password: "000000" })));
      expect(await sender.until(() => sender.closed)).toBe(true);
    }));

  test("the ledger balances: the highest number of an hour is the count of its rows", async () => {
    await eventually(() => gateway.waiting() === 0);
    const rows = await platform.observe.query<{ mn: string; received: number; rows: number }>(
      `select mn, toStartOfHour(p.received) as hour, boot, max(arrival) as received, count() as rows from packet as p group by mn, hour, boot`,
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) expect(row.rows, row.mn).toBe(row.received);
    const { received, stored, duplicate, rejected } = gateway.counters;
    expect(received).toBe(stored + duplicate + rejected);
  });

  test("series are named and numbered in PostgreSQL", async () => {
    const { rows } = await platform.postgres.transact(systemActor("test"), (tx) =>
      sql`select factor, aggregate, cadence, unit, name from observation.series where mn = ${mn} and factor = 'w01018'`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([
      {
        factor: "w01018",
        aggregate: "Rtd",
        cadence: "realtime",
        unit: "mg/L",
        name: expect.stringContaining("化学需氧量"),
      },
    ]);
  });
});
