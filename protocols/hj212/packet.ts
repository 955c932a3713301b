import type { Cipher } from "./cipher.ts";
import { unsealSegment } from "./cipher.ts";
import { commandOf } from "./commands.ts";
import { crc16, crcText } from "./crc.ts";
import type { Frame } from "./framer.ts";
import type { Head } from "./segment.ts";
import { segmentOf } from "./segment.ts";
import { systemOf } from "./systems.ts";
import { isQn } from "./time.ts";
import { textOf } from "./utf8.ts";
import { note } from "./violations.ts";

/**
 * A frame read as a packet. Everything is kept as sent: the packet is what was said, the violations are what was wrong
 * with saying it so. Which edition a device speaks is known of the device, not of the packet: national surface water
 * stations sent the version of 2025 in Flag years before 2025.
 */
export type Edition = "HJ212-2005" | "HJ212-2017" | "HJ212-2025";

/** One departure from the standard: code of the catalogue in violations.ts, place = field name or byte offset. */
export type Violation = { code: string; place: string; zh: string; en: string };

/** The items between two `;` of the data area: names in order, names and values trimmed, otherwise as sent. */
export type Group = ReadonlyArray<readonly [name: string, value: string]>;

/** Absent text fields are "". pnum and pno are the number of packets and the number of this one, from 1. */
export type Packet = {
  qn: string;
  st: string;
  cn: string;
  pw: string;
  mn: string;
  flag: number | undefined;
  pnum: number | undefined;
  pno: number | undefined;
  /** RF=1: sent again after a break (补传). */
  resent: boolean;
  cp: ReadonlyArray<Group>;
};

/**
 * `text` is the plain data segment as decoded. `crcValid` is over the plain segment, so it is false for an encrypted
 * frame that could not be opened; its `cp` is empty then. A packet whose check is wrong is for keeping, not for using.
 */
export type Parsed = { packet: Packet; violations: Violation[]; crcValid: boolean; encrypted: boolean; text: string };

/** Flag bit 0: the sender asks for an answer. False without Flag. */
export function answerRequired(packet: Packet): boolean {
  return packet.flag !== undefined && (packet.flag & 1) === 1;
}

/** Flag bits 7–2: 0 = 2005, 1 = 2017, 2 = 2025. What the sender claims; see the trap above. */
export function versionOfFlag(flag: number): Edition | undefined {
  return (["HJ212-2005", "HJ212-2017", "HJ212-2025"] as const)[flag >> 2];
}

/** The value of the first item of this name, in whatever group. */
export function itemOf(packet: Packet, name: string): string | undefined {
  for (const group of packet.cp) {
    for (const item of group) if (item[0] === name) return item[1];
  }
  return undefined;
}

/**
 * Reads a frame. `profile` is what is known of the device: with an edition the packet is judged by that edition, without
 * one by what any edition allows. Never throws, whatever the bytes.
 */
export function parseFrame(frame: Frame, profile: { edition?: Edition; cipher?: Cipher } = {}): Parsed {
  const violations: Violation[] = [];
  if (frame.previousUnterminated) note(violations, "terminator-missing", "previous frame");
  const opened = opening(frame, profile.cipher, violations);
  const { text, utf8 } = textOf(opened.segment);
  // Cipher text that stays closed is no mistake of the data area.
  const ofText: Violation[] = opened.readable ? violations : [];
  if (!utf8) note(ofText, "not-utf8", "CP");
  const { head, cp } = segmentOf(text, ofText);
  if (!opened.readable) violations.push(...ofText.filter(({ code }) => code.startsWith("field-")));
  const packet = packetOf(head, opened.readable ? cp : [], violations);
  judgeHead(packet, head, profile.edition, violations);
  if (profile.cipher !== undefined && !opened.encrypted && mustBeEncrypted(packet))
    note(violations, "not-encrypted", "CP");
  return { packet, violations, crcValid: opened.crcValid, encrypted: opened.encrypted, text };
}

type Opening = { segment: Uint8Array; crcValid: boolean; encrypted: boolean; readable: boolean };

function opening(frame: Frame, cipher: Cipher | undefined, violations: Violation[]): Opening {
  const { segment, crc } = frame;
  const sent = crc.toUpperCase();
  if (sent !== crc) note(violations, "crc-lower-case", "CRC");
  const plainValid = crcText(crc16(segment)) === sent;
  const unsealed =
    plainValid && cipher === undefined && !isBraced(segment)
      ? ({ kind: "plain" } as const)
      : tryUnseal(segment, cipher, sent, violations);
  if (unsealed.kind === "plain") {
    if (!plainValid) note(violations, "crc-mismatch", "CRC");
    judgeLength(segment, frame, violations);
    return { segment, crcValid: plainValid, encrypted: false, readable: true };
  }
  if (unsealed.kind === "sealed") {
    note(violations, cipher === undefined ? "cipher-missing" : "decrypt-failed", "CP");
    return { segment, crcValid: false, encrypted: true, readable: false };
  }
  if (!unsealed.checked) note(violations, "decrypt-failed", "CRC");
  judgeLength(unsealed.segment, frame, violations);
  return { segment: unsealed.segment, crcValid: unsealed.checked, encrypted: true, readable: unsealed.checked };
}

function tryUnseal(segment: Uint8Array, cipher: Cipher | undefined, sent: string, violations: Violation[]) {
  try {
    return unsealSegment(segment, cipher, (crc) => crcText(crc) === sent);
  } catch {
    // The cipher is not ours: a key it refuses is a fact about the device's settings and must not stop the link.
    note(violations, "decrypt-failed", "CP");
    return { kind: "sealed" } as const;
  }
}

/** The printed notation of cipher text `{0x…` is known at sight. Looked for from the end of the fields on. */
function isBraced(segment: Uint8Array): boolean {
  const open = segment.indexOf(123);
  return open > 1 && segment[open - 1] === 38 && segment[open - 2] === 38 && segment[open + 1] === 48;
}

/** An encrypted frame may declare the plain length (the standard's examples) or the length sent. */
function judgeLength(plain: Uint8Array, frame: Frame, violations: Violation[]): void {
  if (!frame.lengthValid && frame.declaredLength !== plain.length) note(violations, "length-mismatch", "LEN");
  if (plain.length > 1024) note(violations, "segment-over-limit", "LEN");
}

function packetOf(head: Head, cp: ReadonlyArray<Group>, violations: Violation[]): Packet {
  if (head.RF !== undefined && head.RF !== "1") note(violations, "rf-value", "RF");
  return {
    qn: head.QN ?? "",
    st: head.ST ?? "",
    cn: head.CN ?? "",
    pw: head.PW ?? "",
    mn: head.MN ?? "",
    flag: wholeOf(head.Flag, 0, 255, "flag-format", "Flag", violations),
    pnum: wholeOf(head.PNUM, 1, 9999, "split-range", "PNUM", violations),
    pno: wholeOf(head.PNO, 1, 9999, "split-range", "PNO", violations),
    resent: head.RF === "1",
    cp,
  };
}

function wholeOf(
  text: string | undefined,
  least: number,
  most: number,
  code: "flag-format" | "split-range",
  place: string,
  violations: Violation[],
): number | undefined {
  if (text === undefined) return undefined;
  let value = text === "" || text.length > 8 ? -1 : 0;
  for (let at = 0; at < text.length && value >= 0; at++) {
    const digit = text.charCodeAt(at) - 48;
    value = digit >= 0 && digit <= 9 ? value * 10 + digit : -1;
  }
  if (value >= least && value <= most) return value;
  note(violations, code, place);
  return undefined;
}

function judgeHead(packet: Packet, head: Head, edition: Edition | undefined, violations: Violation[]): void {
  if (head.QN === undefined) {
    if (edition !== "HJ212-2005") note(violations, "field-missing", "QN");
  } else if (!isQn(packet.qn)) note(violations, "qn-format", "QN");
  if (head.ST === undefined) note(violations, "field-missing", "ST");
  else if (systemOf(packet.st) === undefined) note(violations, "st-unknown", "ST");
  if (head.CN === undefined) note(violations, "field-missing", "CN");
  else if (commandOf(packet.cn) === undefined) note(violations, "cn-unknown", "CN");
  if (head.PW === undefined) note(violations, "field-missing", "PW");
  else if (packet.pw.length !== 6) note(violations, "pw-format", "PW");
  if (head.MN === undefined) note(violations, "field-missing", "MN");
  else if (!isMn(packet.mn, edition)) note(violations, "mn-format", "MN");
  judgeFlag(packet, head, edition, violations);
}

function judgeFlag(packet: Packet, head: Head, edition: Edition | undefined, violations: Violation[]): void {
  const { flag, pnum, pno } = packet;
  if (head.Flag === undefined && edition !== "HJ212-2005") note(violations, "field-missing", "Flag");
  if (flag !== undefined) {
    const version = versionOfFlag(flag);
    if (version === undefined || (edition !== undefined && version !== edition))
      note(violations, "flag-version", "Flag");
  }
  const announced = flag !== undefined && (flag & 2) === 2;
  const given = head.PNUM !== undefined || head.PNO !== undefined;
  if (announced && (head.PNUM === undefined || head.PNO === undefined)) note(violations, "split-incomplete", "Flag");
  if (!announced && given) note(violations, "split-unannounced", "Flag");
  if (pnum !== undefined && pno !== undefined && pno > pnum) note(violations, "split-range", "PNO");
}

/** 24 characters 0–9 A–F (EPC-96) since 2017, 14 characters before; other lengths are met in the field. */
function isMn(mn: string, edition: Edition | undefined): boolean {
  const old = mn.length === 14 && (edition === undefined || edition === "HJ212-2005");
  if (!old && (mn.length !== 24 || edition === "HJ212-2005")) return false;
  for (let at = 0; at < mn.length; at++) {
    const char = mn.charCodeAt(at);
    const isDigit = char >= 48 && char <= 57;
    if (!isDigit && !(char >= 65 && char <= (old ? 90 : 70))) return false;
  }
  return true;
}

/** On the Internet, by HJ 212-2025: data commands, the change of keys and site information. */
function mustBeEncrypted(packet: Packet): boolean {
  return (
    (packet.cn >= "2000" && packet.cn <= "2999" && packet.cp.length > 0) || packet.cn === "1014" || packet.cn === "3020"
  );
}
