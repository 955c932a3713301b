/**
 * The check of HJ 212 (annex A, "ANSI CRC16"): neither Modbus nor ARC, because the register is shifted before the byte
 * is mixed in, so its low byte is lost at every step.
 *
 * WARNING: for that reason the register is always one of the 256 entries of the table below: this check can take only
 * 256 values, and about 0.4 % of random corruptions pass it. It is no evidence of integrity and none against tampering.
 */
const table = buildTable();

function buildTable(): Uint16Array {
  const entries = new Uint16Array(256);
  for (let index = 0; index < 256; index++) {
    let register = index;
    for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1;
    entries[index] = register;
  }
  return entries;
}

/**
 * The check of the bytes in [from, to), the data segment of a frame without `##`, length and check itself.
 * crc16 of nothing is 0xFFFF. Source: HJ 212-2017 annex A; the prose there misprints its own example 1C80 as 1C08.
 */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let register = 0xffff;
  for (let at = from; at < to; at++) register = table[(register >> 8) ^ (bytes[at] as number)] as number;
  return register;
}

/** Four upper-case hexadecimal digits, high byte first, as they are sent. */
export function crcText(crc: number): string {
  return crc.toString(16).toUpperCase().padStart(4, "0");
}
