import { isAscii, isUtf8 } from "node:buffer";
import type { Violation } from "#protocols/hj212/packet.ts";
import type { Arrived } from "./arrived.ts";

/**
 * Rows as the ready text of JSONCompactEachRow. This is the hot path: text is joined directly, no object is made for a row.
 */
export const packetColumns = [
  "mn",
  "received",
  "boot",
  "arrival",
  "batch",
  "key",
  "cn",
  "st",
  "raw",
  "encoding",
  "bytes",
  "hash",
  "verdict",
  "reason",
  "violations",
  "faults",
  "readings",
  "data_time",
  "peer",
] as const;

export const readingColumns = ["series", "time", "value", "flag", "received", "batch"] as const;

export function packetRow(packet: Arrived, boot: number, batch: number): string {
  const bytes = packet.raw.length;
  const binary = !isAscii(packet.raw) && !isUtf8(packet.raw);
  const raw = JSON.stringify(binary ? toBuffer(packet.raw).toString("base64") : toBuffer(packet.raw).toString("utf8"));
  const faults = packet.violations.length;
  const violations = faults === 0 ? '""' : JSON.stringify(violationsText(packet.violations));
  const time = packet.dataTime === undefined ? "null" : packet.dataTime;
  return (
    `["${packet.mn}",${packet.received},${boot},${packet.arrival},${batch},${plain(packet.key)},${plain(packet.cn)},${plain(packet.st)},` +
    `${raw},"${binary ? "base64" : "text"}",${bytes},"${packet.hash}","${packet.verdict}","${packet.reason}",${violations},${faults},` +
    `${packet.readings},${time},"${packet.peer}"]\n`
  );
}

const violationsText = (violations: readonly Violation[]): string => JSON.stringify(violations);

/** Digits need no quoting rules; anything else from a device does. Fields are kept short: the raw text has them whole. */
function plain(text: string): string {
  return isDigits(text) ? `"${text}"` : JSON.stringify(text.slice(0, 64));
}

function isDigits(text: string): boolean {
  if (text.length > 24) return false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char < 48 || char > 57) return false;
  }
  return true;
}

/** One letter as a rule; quoted whatever it is. */
export function flagText(flag: string): string {
  if (flag.length === 0) return '""';
  if (flag.length === 1 && flag >= "A" && flag <= "Z") return `"${flag}"`;
  return JSON.stringify(flag.slice(0, 16));
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
