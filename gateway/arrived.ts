import type { Rejection, Verdict } from "#kernel/observation/packet.ts";
import type { Profile } from "#kernel/observation/profile.server.ts";
import type { Frame } from "#protocols/hj212/framer.ts";
import type { Parsed, Violation } from "#protocols/hj212/packet.ts";
import type { Session } from "./session.ts";

/** A packet on its way from the socket to its row. Numbered at once; verdict, series and answer are filled in on the way. */
export type Arrived = {
  readonly session: Session;
  /** The device it is counted for; "" when it names none that can be read. */
  readonly mn: string;
  /** Microseconds since 1970. */
  readonly received: number;
  readonly arrival: number;
  readonly peer: string;
  /** Bytes as they came. */
  readonly raw: Uint8Array;
  /** Absent for bytes that are no frame. */
  readonly frame: Frame | undefined;
  /** Kept only while the packet is judged, and where its content matters after the commit. */
  parsed: Parsed | undefined;
  profile: Profile | undefined;
  /** What it has earned once its row is in. */
  answer: Uint8Array | undefined;
  verdict: Verdict;
  reason: Rejection | "";
  violations: readonly Violation[];
  key: string;
  cn: string;
  st: string;
  hash: string;
  dataTime: number | undefined;
  readings: number;
};
