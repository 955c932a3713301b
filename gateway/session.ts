import type { Socket } from "node:net";
import { mnPattern } from "#kernel/observation/device.ts";
import type { Rejection } from "#kernel/observation/packet.ts";
import { createFramer, type Frame } from "#protocols/hj212/framer.ts";
import { parseFrame } from "#protocols/hj212/packet.ts";
import type { Arrivals } from "./arrival.ts";
import type { Arrived } from "./arrived.ts";
import type { Counters } from "./counters.ts";
import { plainMn } from "./plain-mn.ts";

/**
 * One connection: bytes in, numbered packets out, answers back. A link may carry several devices (a collector for a site), so the
 * device is known of each packet, not of the link.
 */
export type Session = {
  readonly peer: string;
  /** Writes what a commit has earned; several answers go in one write. */
  answer(bytes: Uint8Array): void;
  flush(): void;
  /** Counts a refusal; too many in a minute close the link. */
  refused(now: number): void;
  /** Devices that were recognised on this link. */
  readonly devices: Set<string>;
  pause(): void;
  resume(): void;
  close(): void;
  /** Gives up half a packet that never became whole. */
  sweep(now: number): void;
};

export type SessionSetting = Readonly<{
  arrivals: Arrivals;
  counters: Counters;
  admit(packet: Arrived): void;
  ended(session: Session): void;
  idleMs: number;
  halfPacketMs: number;
  rejectionsPerMinute: number;
}>;

export function openSession(socket: Socket, setting: SessionSetting): Session {
  const { counters } = setting;
  const peer = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  let framer: ReturnType<typeof createFramer> | undefined;
  let lastBytes = Date.now();
  let answers: Uint8Array[] = [];
  let minute = 0;
  let refusals = 0;

  const session: Session = {
    peer,
    devices: new Set(),
    answer: (bytes) => {
      answers.push(bytes);
    },
    flush: () => {
      const batch = answers;
      answers = [];
      if (socket.writable && batch.length > 0)
        socket.write(batch.length === 1 ? (batch[0] as Uint8Array) : Buffer.concat(batch));
    },
    refused: (now) => {
      const current = Math.floor(now / 60_000);
      if (current !== minute) {
        minute = current;
        refusals = 0;
      }
      refusals++;
      if (refusals > setting.rejectionsPerMinute && !socket.destroyed) {
        counters.floods++;
        socket.destroy();
      }
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.destroySoon(),
    sweep: (now) => {
      if (framer && framer.buffered > 0 && now - lastBytes > setting.halfPacketMs) {
        counters.halfPackets++;
        framer = undefined;
      }
    },
  };

  function onData(chunk: Buffer): void {
    lastBytes = Date.now();
    counters.bytes += chunk.length;
    framer ??= createFramer();
    const { frames, garbage, oversize } = framer.push(chunk);
    for (const bytes of garbage) refuse(bytes, "garbage");
    for (let count = 0; count < oversize; count++) refuse(new Uint8Array(0), "oversize");
    for (const frame of frames) admit(frame);
    if (framer.buffered === 0 && frames.length === 0) framer = undefined;
  }

  function refuse(raw: Uint8Array, reason: Rejection): void {
    const packet = arrived("", raw, undefined);
    packet.verdict = "rejected";
    packet.reason = reason;
    setting.admit(packet);
  }

  /** Only the MN is read here: the rest waits for its group, so that what reading makes is short-lived. */
  function admit(frame: Frame): void {
    let mn = plainMn(frame.segment);
    if (mn === undefined) {
      const { packet } = parseFrame(frame);
      mn = mnPattern.test(packet.mn) ? packet.mn : "";
    }
    setting.admit(arrived(mn, frame.raw, frame));
  }

  function arrived(mn: string, raw: Uint8Array, frame: Frame | undefined): Arrived {
    counters.received++;
    const { received, arrival } = setting.arrivals.next(mn);
    return {
      session,
      mn,
      received,
      arrival,
      peer,
      raw,
      frame,
      parsed: undefined,
      profile: undefined,
      answer: undefined,
      verdict: "stored",
      reason: "",
      violations: [],
      key: "",
      cn: "",
      st: "",
      hash: "",
      dataTime: undefined,
      readings: 0,
    };
  }

  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  socket.setTimeout(setting.idleMs, () => {
    counters.idleClosed++;
    socket.destroy();
  });
  socket.on("data", onData);
  // A peer that resets its link is no fault of ours; `close` follows.
  socket.on("error", () => undefined);
  socket.on("close", () => setting.ended(session));
  return session;
}
