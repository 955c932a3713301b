import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { createLive } from "#kernel/live.ts";
import type { Platform } from "#kernel/platform.ts";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import { type Group, type Packet, parseFrame } from "#protocols/hj212/packet.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/time.ts";
import { systemActor } from "#store/actor.ts";
import { openObserve } from "#store/clickhouse.ts";
import { startEmbeddedPostgres } from "#store/embedded/postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openPostgres } from "#store/postgres.ts";
import { principalsSql } from "#store/principals.ts";

/**
 * Real engines and real sockets for the tests and the bench of this room: a platform in a folder, devices in it, and a sender that
 * speaks HJ 212 and remembers what it was answered.
 */
export async function openPlatform(folder: string): Promise<{ platform: Platform; close(): Promise<void> }> {
  const engine = await startEmbeddedPostgres({
    dataDir: join(folder, "postgres"),
    preparation: principalsSql({ database: "saihan" }),
    log: () => undefined,
  });
  await migrate({ ownerUrl: engine.ownerUrl });
  const postgres = openPostgres({ url: engine.appUrl });
  const observe = await openObserve({ path: join(folder, "observe") });
  await observe.migrate();
  const settings = { mapApproval: undefined, demo: false, version: "test", dataFolder: folder, hj212Port: 0 };
  const platform: Platform = {
    postgres,
    observe,
    live: createLive(),
    now: Date.now,
    settings,
    log: (line) => console.error(line),
  };
  await postgres.transact(systemActor("kit"), (tx) =>
    sql`insert into place.region (code, name, level, parent, path, source)
      values ('150000', '内蒙古自治区', 'region', null, array['150000'], 'test'),
        ('150100', '呼和浩特市', 'league', '150000', array['150100', '150000'], 'test'),
        ('150200', '包头市', 'league', '150000', array['150200', '150000'], 'test')
      on conflict do nothing`.execute(tx),
  );
  return {
    platform,
    close: async () => {
      await observe.close();
      await postgres.close();
      await engine.stop();
    },
  };
}

export type KitDevice = {
  mn: string;
  password?: string;
  protocol?: string;
  region?: string;
  key?: string;
  addresses?: string[];
};

/** Registers devices directly, many in one transaction. */
export async function registerDevices(platform: Platform, devices: readonly KitDevice[]): Promise<void> {
  const rows = devices.map((device) => ({
    id: uuidv7(),
    mn: device.mn,
    protocol: device.protocol ?? "HJ212-2017",
    region: device.region ?? "150100",
    password: device.password ?? "123456",
    key: device.key ?? null,
    addresses: device.addresses ?? [],
  }));
  const text = JSON.stringify(rows);
  await platform.postgres.transact(systemActor("kit"), async (tx) => {
    await sql`insert into observation.device (id, mn, protocol, region, addresses, created_by, updated_by)
      select id, mn, protocol, region, array(select jsonb_array_elements_text(addresses)), 'kit', 'kit' from jsonb_to_recordset(${text}::jsonb)
        as d (id uuid, mn text, protocol text, region text, addresses jsonb) on conflict do nothing`.execute(tx);
    await sql`insert into observation.device_secret (device, password, cipher_key)
      select id, password, key from jsonb_to_recordset(${text}::jsonb) as d (id uuid, password text, key text)
      where exists (select from observation.device as o where o.id = d.id) on conflict do nothing`.execute(tx);
  });
}

export type Said = {
  cn?: string;
  st?: string;
  qn: string;
  time?: number;
  values?: Record<string, string>;
  flag?: number;
  password?: string;
};

/** A real-time packet as a 2017 device sends it. */
export function packetOf(mn: string, said: Said): Packet {
  const cp: Group[] = [[["DataTime", epochToCivil(said.time ?? Date.now())]]];
  for (const [factor, value] of Object.entries(said.values ?? { w01018: "36.91", w21003: "1.803" })) {
    cp.push([
      [`${factor}-Rtd`, value],
      [`${factor}-Flag`, "N"],
    ]);
  }
  return {
    qn: said.qn,
    st: said.st ?? "32",
    cn: said.cn ?? "2011",
    pw: said.password ?? "123456",
    mn,
    flag: said.flag ?? 5,
    pnum: undefined,
    pno: undefined,
    resent: false,
    cp,
  };
}

export const frameOf = (packet: Packet): Buffer => Buffer.concat(encodePacket(packet, { edition: "HJ212-2017" }));

let lastQn = 0;
/** A QN of now that no other call gave. */
export function freshQn(): string {
  lastQn = Math.max(Date.now(), lastQn + 1);
  return epochToQn(lastQn);
}

/** A device's side of a link. */
export class Sender {
  readonly socket: Socket;
  /** Answers in order: command, QN, MN. */
  readonly answers: { cn: string; qn: string; mn: string; packet: Packet }[] = [];
  readonly #waiting: { test: () => boolean; done: () => void }[] = [];
  closed = false;

  constructor(port: number) {
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const framer = createFramer();
    this.socket.on("data", (chunk) => {
      for (const frame of framer.push(chunk).frames) {
        const { packet } = parseFrame(frame);
        this.answers.push({ cn: packet.cn, qn: packet.qn, mn: packet.mn, packet });
      }
      this.#check();
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => {
      this.closed = true;
      this.#check();
    });
  }

  send(bytes: Uint8Array | string): void {
    this.socket.write(bytes);
  }

  /** Whether `qn` was answered, waiting for it at most `ms`. */
  answered(qn: string, ms = 5_000): Promise<boolean> {
    return this.until(() => this.answers.some((answer) => answer.qn === qn && answer.cn !== "1012"), ms);
  }

  until(test: () => boolean, ms = 5_000): Promise<boolean> {
    if (test()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const entry = { test, done: () => resolve(true) };
      this.#waiting.push(entry);
      setTimeout(() => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(test());
      }, ms);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  #check(): void {
    for (const entry of [...this.#waiting]) {
      if (!entry.test()) continue;
      this.#waiting.splice(this.#waiting.indexOf(entry), 1);
      entry.done();
    }
  }
}
