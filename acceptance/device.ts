import { connect } from "node:net";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/measurement.ts";
import { type Packet, parseFrame } from "#protocols/hj212/packet.ts";

/** A logger at a TCP port, as a stranger would write one: it sends, and keeps its own log of what was acknowledged. */
export type Logger = Readonly<{
  /** Sends and waits; true when 9014 with its QN came back. */
  send(packet: Sent): Promise<boolean>;
  acknowledged: readonly string[];
  close(): void;
}>;
export type Sent = Readonly<{
  mn: string;
  password: string;
  cn: string;
  st: string;
  time: number;
  values: Readonly<Record<string, string>>;
  qn?: string;
}>;

let lastQn = 0;
/** A QN that no other packet of this run has. */
export const freshQn = (): string => {
  lastQn = Math.max(Date.now(), lastQn + 1);
  return epochToQn(lastQn);
};

export function openLogger(port: number): Promise<Logger> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const framer = createFramer();
    const acknowledged: string[] = [];
    const waiting = new Map<string, (arrived: boolean) => void>();
    socket.on("data", (chunk) => {
      for (const frame of framer.push(chunk).frames) {
        const { packet } = parseFrame(frame);
        if (packet.cn !== "9014") continue;
        acknowledged.push(packet.qn);
        waiting.get(packet.qn)?.(true);
      }
    });
    socket.on("close", () => {
      for (const settle of waiting.values()) settle(false);
    });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      socket.on("error", () => undefined);
      resolve({
        acknowledged,
        close: () => socket.destroy(),
        send: (sent) => {
          const qn = sent.qn ?? freshQn();
          const answer = new Promise<boolean>((settle) => {
            waiting.set(qn, settle);
            setTimeout(() => settle(false), 10_000).unref();
          });
          for (const frame of encodePacket(packetOf(sent, qn), { edition: "HJ212-2017" })) socket.write(frame);
          return answer;
        },
      });
    });
  });
}

const packetOf = ({ mn, password, cn, st, time, values }: Sent, qn: string): Packet => ({
  qn,
  st,
  cn,
  pw: password,
  mn,
  flag: 5,
  pnum: undefined,
  pno: undefined,
  resent: false,
  cp: [[["DataTime", epochToCivil(time)]], ...Object.entries(values).map(([name, value]) => [[name, value] as const])],
});
