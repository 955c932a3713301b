import { setTimeout as sleep } from "node:timers/promises";
import { encodePacket } from "#protocols/hj212/encode.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/measurement.ts";
import { mix } from "#seed/random.ts";
import { type Link, openLink } from "./link.ts";

/**
 * A logger that nobody has registered: it knocks every minute with an outlet's readings. The platform refuses it and lists it, so that
 * an officer can adopt it.
 */
export async function runStranger(options: {
  host: string;
  port: number;
  seed: number;
  signal: AbortSignal;
}): Promise<void> {
  const mn = `${mix(options.seed, "stranger").toString(16).padStart(8, "0")}FFFFFFFF00000001`.toUpperCase();
  while (!options.signal.aborted) {
    let link: Link | undefined;
    try {
      link = await openLink({ host: options.host, port: options.port, edition: "HJ212-2017", onPacket: () => {} });
      while (link.isOpen() && !options.signal.aborted) {
        for (const frame of knock(mn, Date.now())) await link.write(frame);
        await Promise.race([sleep(60_000, undefined, { signal: options.signal }), link.closed]);
      }
    } catch {
      // Refused, cut off or told to stop: it knocks again unless told to stop.
    }
    link?.close();
    await sleep(5000, undefined, { signal: options.signal }).catch(() => {});
  }
}

function knock(mn: string, now: number): Uint8Array[] {
  const qn = epochToQn(now);
  const cp = [
    [["DataTime", epochToCivil(now)]],
    [
      ["w01018-Rtd", "41.2"],
      ["w01018-Flag", "N"],
    ],
    [
      ["w21003-Rtd", "3.105"],
      ["w21003-Flag", "N"],
    ],
    [
      ["w00000-Rtd", "18.60"],
      ["w00000-Flag", "N"],
    ],
  ] as const;
  return encodePacket(
    { qn, st: "32", cn: "2011", pw: "123456", mn, flag: 1, pnum: undefined, pno: undefined, resent: false, cp },
    { edition: "HJ212-2017" },
  );
}
