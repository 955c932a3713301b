import type { Cipher } from "./cipher.ts";
import { sealSegment } from "./cipher.ts";
import { crc16, crcText } from "./crc.ts";
import type { Edition, Group, Packet } from "./packet.ts";
import { epochToQn, qnToEpoch } from "./time.ts";
import { bytesOf } from "./utf8.ts";

/**
 * Packets written as frames. Strict where parsing is lenient: order of table 3, upper-case check, CR LF. The version bits
 * of Flag come from the edition, its answer bit from the packet and its split bit from the splitting; Flag is left out
 * only where the packet has none and the edition is 2005.
 */
const versionBits: Readonly<Record<Edition, number>> = { "HJ212-2005": 0, "HJ212-2017": 4, "HJ212-2025": 8 };

const LARGEST_LENGTH = 9999;
/** 1024 bytes for the segment and 950 for the data area (table 3). */
const FIELDS_RESERVED = 1024 - 950;

/**
 * One frame, or several when the segment exceeds `maxSegment` bytes (default 1024) or the data area what that leaves for
 * it (950). Sub-packets hold whole groups, repeat DataTime and have a QN each (tables C.49, C.50): by default the QN of
 * the packet plus 0, 1, 2 … ms; `splitQn` gives others. A packet that already has a PNUM is not split again.
 *
 * Throws RangeError for what no frame can carry: a name or value with a separator in it, or a segment above 9999 bytes.
 */
export function encodePacket(
  packet: Packet,
  options: { edition: Edition; cipher?: Cipher; maxSegment?: number; splitQn?: (index: number) => string },
): Uint8Array[] {
  const maxSegment = options.maxSegment ?? 1024;
  const whole = segmentText(packet, options.edition);
  if (packet.pnum !== undefined || fits(whole, packet.cp, maxSegment)) return [frameOf(whole, options.cipher)];
  const parts = split(packet, options.edition, maxSegment);
  if (parts.length === 1) return [frameOf(whole, options.cipher)];
  const qnOf = options.splitQn ?? ((index: number) => laterQn(packet.qn, index));
  return parts.map((cp, index) => {
    const part = { ...packet, qn: qnOf(index), pnum: parts.length, pno: index + 1, cp };
    return frameOf(segmentText(part, options.edition), options.cipher);
  });
}

/** 9014: the data were received. Echoes QN, PW and MN; ST = 91. Send it only after the data are safe. */
export function dataAnswer(packet: Packet, edition: Edition): Uint8Array {
  return answer(packet, "9014", edition);
}

/** 9013: the notice was received. */
export function noticeAnswer(packet: Packet, edition: Edition): Uint8Array {
  return answer(packet, "9013", edition);
}

function answer(packet: Packet, cn: string, edition: Edition): Uint8Array {
  const { qn, pw, mn } = packet;
  const plain = { qn, st: "91", cn, pw, mn, flag: 0, pnum: undefined, pno: undefined, resent: false, cp: [] };
  return frameOf(segmentText(plain, edition), undefined);
}

function frameOf(text: string, cipher: Cipher | undefined): Uint8Array {
  const plain = bytesOf(text);
  if (plain.length > LARGEST_LENGTH)
    throw new RangeError(`a segment of ${plain.length} bytes cannot be declared in 4 digits`);
  const sent = cipher === undefined ? plain : sealSegment(plain, cipher);
  const head = bytesOf(`##${String(plain.length).padStart(4, "0")}`);
  const tail = bytesOf(`${crcText(crc16(plain))}\r\n`);
  const frame = new Uint8Array(head.length + sent.length + tail.length);
  frame.set(head);
  frame.set(sent, head.length);
  frame.set(tail, head.length + sent.length);
  return frame;
}

function segmentText(packet: Packet, edition: Edition): string {
  const isSplit = packet.pnum !== undefined || packet.pno !== undefined;
  const fields: [string, string | undefined][] = [
    ["QN", packet.qn],
    ["ST", packet.st],
    ["CN", packet.cn],
    ["PW", packet.pw],
    ["MN", packet.mn],
    ["Flag", flagText(packet.flag, edition, isSplit)],
    ["PNUM", packet.pnum?.toString()],
    ["PNO", packet.pno?.toString()],
    ["RF", packet.resent ? "1" : undefined],
  ];
  let text = "";
  for (const [name, value] of fields) {
    if (value === undefined || value === "") continue;
    refuseSeparators(value, name);
    text += `${name}=${value};`;
  }
  return `${text}CP=&&${areaText(packet.cp)}&&`;
}

function flagText(flag: number | undefined, edition: Edition, isSplit: boolean): string | undefined {
  if (flag === undefined && !isSplit && edition === "HJ212-2005") return undefined;
  return String(versionBits[edition] | ((flag ?? 0) & 1) | (isSplit ? 2 : 0));
}

function areaText(cp: ReadonlyArray<Group>): string {
  return cp.map((group) => group.map(([name, value]) => itemText(name, value)).join(",")).join(";");
}

function itemText(name: string, value: string): string {
  refuseSeparators(name, name);
  if (name === "" || name.includes("=")) throw new RangeError(`"${name}" cannot be the name of an item`);
  const isLog = value.length >= 4 && value.startsWith("//") && value.indexOf("//", 2) === value.length - 2;
  refuseSeparators(isLog ? value.replace(/[;,]/g, "") : value, name);
  return `${name}=${value}`;
}

function refuseSeparators(text: string, place: string): void {
  if (/[;,\r\n]|&&|##|^&|&$/.test(text) || text !== text.trim()) {
    throw new RangeError(`${place} holds a separator of HJ 212: ${JSON.stringify(text)}`);
  }
}

function fits(segment: string, cp: ReadonlyArray<Group>, maxSegment: number): boolean {
  const length = bytesOf(segment).length;
  if (length <= maxSegment - FIELDS_RESERVED) return true;
  return length <= maxSegment && areaLength(cp) <= maxSegment - FIELDS_RESERVED;
}

/** Bytes of `CP=&&…&&`. */
function areaLength(cp: ReadonlyArray<Group>): number {
  return bytesOf(areaText(cp)).length + "CP=&&&&".length;
}

/** The groups of each sub-packet. A single group that is too large by itself still goes whole. */
function split(packet: Packet, edition: Edition, maxSegment: number): Group[][] {
  const isShared = (group: Group): boolean => group.length === 1 && group[0]?.[0] === "DataTime";
  const shared = packet.cp.filter(isShared);
  const empty = { ...packet, pnum: 9999, pno: 9999, cp: shared };
  const fieldsLength = bytesOf(segmentText(empty, edition)).length - areaLength(shared);
  const room = Math.min(maxSegment - FIELDS_RESERVED, maxSegment - fieldsLength) - areaLength(shared);
  const parts: Group[][] = [];
  let part: Group[] = [];
  let used = 0;
  for (const group of packet.cp) {
    if (isShared(group)) continue;
    const size = bytesOf(areaText([group])).length + 1;
    if (part.length > 0 && used + size > room) {
      parts.push([...shared, ...part]);
      part = [];
      used = 0;
    }
    part.push(group);
    used += size;
  }
  parts.push([...shared, ...part]);
  return parts;
}

function laterQn(qn: string, index: number): string {
  const time = qnToEpoch(qn);
  return time === undefined ? qn : epochToQn(time + index);
}
