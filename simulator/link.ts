import { connect, type Socket } from "node:net";
import type { Cipher } from "#protocols/hj212/cipher.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import type { Edition, Packet } from "#protocols/hj212/packet.ts";
import { parseFrame } from "#protocols/hj212/packet.ts";

/** A TCP connection of a device to the platform: frames out, packets in. */
export type Link = Readonly<{
  isOpen(): boolean;
  /** Resolves when the bytes are handed to the system; rejects when the link is down. */
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
  /** Resolves when the link has ended, whoever ended it. */
  closed: Promise<void>;
}>;

export type LinkOptions = Readonly<{
  host: string;
  port: number;
  edition: Edition;
  cipher?: Cipher;
  /** Called for every readable packet that the platform sends. */
  onPacket(packet: Packet): void;
}>;

const connectTimeoutMs = 20_000;

export class LinkDown extends Error {}

/** Opens a link; rejects when nobody listens. */
export async function openLink(options: LinkOptions): Promise<Link> {
  const socket = await connected(options);
  const framer = createFramer();
  socket.on("data", (chunk: Buffer) => {
    for (const frame of framer.push(chunk).frames) {
      const parsed = parseFrame(frame, { edition: options.edition, cipher: options.cipher });
      if (parsed.crcValid) options.onPacket(parsed.packet);
    }
  });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  return {
    isOpen: () => !socket.destroyed && socket.writable,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed || !socket.writable) return reject(new LinkDown("the link is closed"));
        socket.write(bytes, (error) => (error ? reject(new LinkDown(error.message)) : resolve()));
      }),
    close: () => socket.destroy(),
    closed,
  };
}

function connected(options: LinkOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: options.host, port: options.port, noDelay: true, keepAlive: true });
    const timer = setTimeout(() => socket.destroy(new LinkDown("connecting took too long")), connectTimeoutMs);
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(new LinkDown(error.message));
    });
    socket.once("connect", () => {
      clearTimeout(timer);
      // After connecting an error is followed by `close`, which is what callers watch.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

/** Waits for the acknowledgements of packets by their QN; several packets may be under way. */
export type Acknowledgements = Readonly<{
  /** Resolves true when all were acknowledged, false when the time ran out or the link ended. */
  wait(qns: readonly string[], timeoutMs: number): Promise<boolean>;
  arrived(qn: string): void;
  /** The link ended: nothing that is waited for can come any more. */
  abandon(): void;
}>;

export function createAcknowledgements(): Acknowledgements {
  type Waiter = { left: Set<string>; settle(done: boolean): void };
  const waiting = new Map<string, Waiter>();
  return {
    wait(qns, timeoutMs) {
      return new Promise((resolve) => {
        const settle = (done: boolean) => {
          clearTimeout(timer);
          for (const qn of qns) waiting.delete(qn);
          resolve(done);
        };
        const timer = setTimeout(() => settle(false), timeoutMs);
        const waiter = { left: new Set(qns), settle };
        for (const qn of qns) waiting.set(qn, waiter);
      });
    },
    arrived(qn) {
      const waiter = waiting.get(qn);
      if (waiter?.left.delete(qn) && waiter.left.size === 0) waiter.settle(true);
    },
    abandon() {
      for (const waiter of new Set(waiting.values())) waiter.settle(false);
    },
  };
}
