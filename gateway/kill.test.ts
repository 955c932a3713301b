import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { ledgerOf } from "#kernel/observation/packet.server.ts";
import { systemActor } from "#store/actor.ts";
import { eventually } from "#store/kit.ts";
import { frameOf, freshQn, openPlatform, packetOf, registerDevices, Sender } from "./kit.ts";

/**
 * The promise of this room, tried the hard way: a gateway with its engines is killed at random moments while devices send. Acknowledged
 * means stored, exactly once; what was not acknowledged is sent again and ends stored once too; the ledger balances.
 */
const folder = mkdtempSync(join(tmpdir(), "saihan-kill-"));
const mns = Array.from({ length: 8 }, (_, k) => `010000A8900016F0000000D${k}`);
const kills = 3;
let child: ChildProcess | undefined;
let port = 0;

afterAll(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  const started = fork(join(import.meta.dirname, "kit-child.ts"), [folder], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child = started;
  port = await new Promise<number>((resolve, reject) => {
    started.on("message", (message: { port?: number }) => message.port && resolve(message.port));
    started.once("exit", (code) => reject(new Error(`the gateway ended at its start (${code})`)));
  });
}

type Sent = { mn: string; qn: string; bytes: Buffer };

/** A device that sends one packet after another, several under way, and sends again what was not acknowledged. */
async function device(
  mn: string,
  acknowledged: Set<string>,
  sent: Map<string, Sent>,
  running: () => boolean,
): Promise<void> {
  let open: Sent[] = [];
  while (running() || open.length > 0) {
    const sender = new Sender(port);
    for (const one of open) sender.send(one.bytes);
    while (!sender.closed) {
      if (running() && open.length < 5) {
        const qn = freshQn();
        const one = {
          mn,
          qn,
          bytes: frameOf(
            packetOf(mn, { qn, values: { w01018: String(sent.size % 997), w21003: "1.803", w21011: "0.27" } }),
          ),
        };
        sent.set(`${mn}/${qn}`, one);
        open.push(one);
        sender.send(one.bytes);
      }
      await pause(running() ? 4 : 20);
      // A link that breaks before the answer is read: the device cannot know that its packet was stored.
      if (Math.random() < 0.02) break;
      for (const answer of sender.answers.splice(0)) acknowledged.add(`${answer.mn}/${answer.qn}`);
      open = open.filter(({ qn }) => !acknowledged.has(`${mn}/${qn}`));
      if (!running() && open.length === 0) break;
    }
    sender.close();
    await pause(50);
  }
}

test(`what was acknowledged is stored exactly once after ${kills} kills`, async () => {
  const prepared = await openPlatform({ at: folder });
  await registerDevices(
    prepared.platform,
    mns.map((mn) => ({ mn })),
  );
  await prepared.close();
  await start();
  const acknowledged = new Set<string>();
  const sent = new Map<string, Sent>();
  let running = true;
  /** Waits until forty more packets are acknowledged, whatever the machine does meanwhile. */
  const more = async (): Promise<void> => {
    const before = acknowledged.size;
    await eventually(() => acknowledged.size > before + 40);
  };
  const devices = mns.map((mn) => device(mn, acknowledged, sent, () => running));
  for (let kill = 0; kill < kills; kill++) {
    await more();
    await pause(Math.random() * 500);
    const dead = new Promise((resolve) => child?.once("exit", resolve));
    child?.kill("SIGKILL");
    await dead;
    await start();
  }
  await more();
  running = false;
  await Promise.all(devices);
  expect(acknowledged.size).toBe(sent.size);
  const ended = new Promise((resolve) => child?.once("exit", resolve));
  child?.kill("SIGTERM");
  expect(await ended).toBe(0);

  const { platform, close } = await openPlatform({ at: folder });
  const { observe, postgres } = platform;
  const rows = await observe.query<{ id: string; n: number }>(
    "select concat(mn, '/', key) as id, countIf(verdict = 'stored') as n from packet group by id",
  );
  const stored = new Map(rows.map(({ id, n }) => [id, n]));
  const wrong = [...sent.keys()].filter((id) => stored.get(id) !== 1);
  expect(wrong).toEqual([]);
  expect(stored.size).toBe(sent.size);

  let duplicates = 0;
  for (const mn of mns) {
    const ledger = await ledgerOf(observe, mn, Date.now() - 3_600_000, Date.now() + 3_600_000);
    expect(ledger.hours.length).toBeGreaterThan(0);
    for (const hour of ledger.hours) {
      const rejected = Object.values(hour.rejected).reduce((sum, n) => sum + n, 0);
      expect(hour.stored + hour.duplicate + rejected).toBe(hour.received);
      duplicates += hour.duplicate;
    }
  }

  // Every reading walks back to one packet, every packet has its three readings, and series are not doubled.
  const [loose] = await observe.query<{ n: number }>(
    "select count() as n from reading where received not in (select received from packet where verdict = 'stored')",
  );
  expect(loose?.n).toBe(0);
  const [short] = await observe.query<{ n: number }>(
    `select count() as n from (select p.received as at, any(p.readings) as promised from packet as p where p.verdict = 'stored' group by at) as p
      left join (select r.received as at, count() as found from reading as r group by at) as r on r.at = p.at where p.promised != 3 or r.found != 3`,
  );
  expect(short?.n).toBe(0);
  const [newest] = await observe.query<{ n: number }>(
    `select count() as n from (select l.series as series, argMaxMerge(l.newest) as n from latest as l group by l.series) as l
      left join (select r.series as series, argMax(r.received, (r.time, -toUnixTimestamp64Micro(r.received))) as received from reading as r group by r.series) as r
      on r.series = l.series where r.received != l.n.4`,
  );
  expect(newest?.n).toBe(0);
  const series = await postgres.transact(systemActor("test"), (tx) =>
    sql<{ n: number }>`select count(*)::int as n from observation.series`.execute(tx),
  );
  expect(series.rows[0]?.n).toBe(mns.length * 3);
  expect(duplicates).toBeGreaterThan(0);
  console.log(`${sent.size} packets sent and acknowledged over ${kills} kills, ${duplicates} repeats recognised`);
  await close();
}, 240_000);
