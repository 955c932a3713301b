import { hash } from "node:crypto";
import { earliestMs, futureToleranceMs, type Rejection } from "#kernel/observation/packet.ts";
import { isAllowed, type Profile } from "#kernel/observation/profile.server.ts";
import { exactValue } from "#kernel/observation/value.ts";
import { type Measured, measurementsOf } from "#protocols/hj212/measurement.ts";
import { parseFrame, type Violation } from "#protocols/hj212/packet.ts";
import type { Arrived } from "./arrived.ts";
import { cipherOf } from "./cipher.ts";

/**
 * The verdict on a packet, apart from whether it is a repeat. `profile` is null when nobody registered the device. Returns the values of
 * a packet that is to be stored; undefined when it was refused, with the reason set.
 */
export function judge(packet: Arrived, profile: Profile | null, now: number): Measured | undefined {
  if (packet.reason !== "") return refuse(packet, packet.reason);
  const { frame } = packet;
  if (!frame) return refuse(packet, "garbage");
  packet.profile = profile ?? undefined;
  packet.parsed = parseFrame(frame, profile ? { edition: profile.protocol, cipher: cipherOf(profile) } : {});
  const { parsed } = packet;
  const { packet: said } = parsed;
  packet.violations = parsed.violations;
  packet.cn = said.cn;
  packet.st = said.st;
  packet.hash = hash("sm3", frame.segment, "hex");
  packet.key = said.qn;
  const reason = reasonAgainst(packet, profile);
  if (reason) return refuse(packet, reason);
  const measured = measurementsOf(said, (profile as Profile).protocol);
  packet.dataTime = measured.dataTime;
  if (said.qn === "" && measured.dataTime !== undefined) packet.key = dataTimeKey(measured.dataTime);
  if (measured.violations.length > 0) packet.violations = [...packet.violations, ...measured.violations];
  const untimely = untimelyReason(measured, now);
  return untimely ? refuse(packet, untimely) : measured;
}

function reasonAgainst(packet: Arrived, profile: Profile | null): Rejection | undefined {
  const { parsed, mn } = packet;
  if (!parsed) return "unreadable";
  if (!parsed.crcValid && !parsed.encrypted) return "bad-crc";
  if (mn === "") return parsed.packet.mn === "" ? "no-mn" : "bad-mn";
  if (parsed.packet.mn !== mn) return "bad-mn";
  if (!profile) return "unknown-mn";
  if (profile.allowed && !isAllowed(profile.allowed, packet.peer)) return "not-allowed-address";
  if (parsed.packet.pw !== profile.password) return "wrong-password";
  if (!parsed.crcValid) return "undecryptable";
  if (parsed.packet.cn === "") return "unreadable";
  return undefined;
}

function untimelyReason({ dataTime, measurements }: Measured, now: number): Rejection | undefined {
  const latest = now + futureToleranceMs;
  if (dataTime !== undefined && dataTime > latest) return "future-time";
  if (dataTime !== undefined && dataTime < earliestMs) return "past-time";
  for (const { time } of measurements) {
    if (time > latest) return "future-time";
    if (time < earliestMs) return "past-time";
  }
  return undefined;
}

function refuse(packet: Arrived, reason: Rejection): undefined {
  packet.verdict = "rejected";
  packet.reason = reason;
  if (packet.hash === "") packet.hash = hash("sm3", packet.raw, "hex");
}

/** 14 digits, as a device writes DataTime; only compared with itself and with QN. */
const dataTimeKey = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().replace(/\D/g, "").slice(0, 14);

/** The stored text of a value, or undefined when it cannot be kept; what was lost is noted. */
export function valueText(value: string, place: string, violations: Violation[]): string | undefined {
  const exact = exactValue(value);
  if (exact === undefined) violations.push(outOfRange(place));
  else if (exact.rounded) violations.push(precision(place));
  return exact?.text;
}

const precision = (place: string): Violation => ({
  code: "value.precision",
  place,
  zh: "数值超过 6 位小数，按四舍六入五成双保留 6 位",
  en: "The value has more than six decimals and was rounded half-even",
});
const outOfRange = (place: string): Violation => ({
  code: "value.range",
  place,
  zh: "数值整数部分超过 12 位，未采用",
  en: "The value has more than twelve digits before the point and is not used",
});
