import { connect, type Socket } from "node:net";
import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import { type KitOptions, type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import { type Group, type Packet, parseFrame } from "#protocols/hj212/packet.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/time.ts";
import { systemActor } from "#store/actor.ts";

/**
 * Real engines and real sockets for the tests and the bench of this room: a platform with places, devices in it, and a sender that
 * speaks HJ 212 and remembers what it was answered.
 */
export async function openPlatform(options: KitOptions = {}): Promise<KitPlatform> {
  const opened = await openKitPlatform({ log: (line) => console.error(line), ...options });
  await sowPlaces(opened.platform);
  return opened;
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
  answered(qn: string, ms = 30_000): Promise<boolean> {
    return this.until(() => this.answers.some((answer) => answer.qn === qn && answer.cn !== "1012"), ms);
  }

  /** Sends as a device in the field does: again and again until it is answered. */
  async insist(bytes: Uint8Array, qn: string): Promise<void> {
    for (let sends = 0; sends < 60; sends++) {
      this.send(bytes);
      if (await this.answered(qn, 500)) return;
    }
    throw new Error(`${qn} was never answered`);
  }

  /** Whether `test` came to hold with what arrived, waiting at most `ms`. */
  until(test: () => boolean, ms = 30_000): Promise<boolean> {
    if (test()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const entry = {
        test,
        done: () => {
          clearTimeout(timer);
          resolve(true);
        },
      };
      const timer = setTimeout(() => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(test());
      }, ms);
      this.#waiting.push(entry);
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
