import { crc16 } from "./crc.ts";

/**
 * Encryption of the data area (HJ 212-2025 §6.3.3 and annex A.2, known from secondary sources only: verified = false).
 *
 * SM4, ECB, no padding: between `CP=&&` and the closing `&&` each full group of 16 bytes is encrypted and the tail stays
 * plain. Length and check are those of the plain segment. How the cipher text is written on the wire is not settled, so
 * it is a setting of each device: raw bytes, the printed form `{0xE4,0x3E,…}`, upper-case hexadecimal, or base64.
 *
 * The block cipher comes from outside: pure files have no cryptography.
 */
export type Cipher = {
  /** SM4-ECB of one block of 16 bytes, without padding. */
  encryptBlock(block: Uint8Array): Uint8Array;
  decryptBlock(block: Uint8Array): Uint8Array;
  notation: "bytes" | "braces" | "hex" | "base64";
};

/** The reading of HJ 212-2025 behind this file is not confirmed against the text of the standard. */
export const cipherVerified = false;

const BLOCK = 16;
const AMPERSAND = 38;
const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const base64Values = new Map([...base64Letters].map((letter, value) => [letter.charCodeAt(0), value]));

/** The segment with its data area encrypted; the same segment when there is not one full group to encrypt. */
export function sealSegment(segment: Uint8Array, cipher: Cipher): Uint8Array {
  const body = bodyOf(segment);
  const full = body === undefined ? 0 : body.to - body.from - ((body.to - body.from) % BLOCK);
  if (body === undefined || full === 0) return segment;
  const sealed = eachBlock(segment.subarray(body.from, body.from + full), cipher.encryptBlock);
  return joined([segment.subarray(0, body.from), written(sealed, cipher), segment.subarray(body.from + full)]);
}

/**
 * What a received segment is. plain: not encrypted; opened: decrypted, `segment` is the plain one, and `checked` tells
 * whether the check of the frame agrees; sealed: encrypted, and this cipher (or none) does not fit its notation.
 */
export type Unsealed =
  | { kind: "plain" }
  | { kind: "opened"; segment: Uint8Array; checked: boolean }
  | { kind: "sealed" };

/**
 * Tells cipher text from plain text by the check, which is over the plain segment, and by the look of the data area:
 * the check alone takes only 256 values and would take one encrypted frame of 256 for plain.
 */
export function unsealSegment(
  segment: Uint8Array,
  cipher: Cipher | undefined,
  isCheck: (crc: number) => boolean,
): Unsealed {
  const body = bodyOf(segment);
  if (body === undefined || body.to - body.from < BLOCK) return { kind: "plain" };
  const braces = segment[body.from] === 123 && segment[body.from + 1] === 48;
  const plainLook = !braces && looksPlain(segment, body.from, body.to);
  const plainCheck = isCheck(crc16(segment));
  if (plainCheck && plainLook) return { kind: "plain" };
  if (cipher === undefined) return { kind: braces || !(plainCheck || plainLook) ? "sealed" : "plain" };
  const opened = openedBody(segment.subarray(body.from, body.to), braces ? { ...cipher, notation: "braces" } : cipher);
  if (opened !== undefined) {
    const whole = joined([segment.subarray(0, body.from), opened, segment.subarray(body.to)]);
    const checked = isCheck(crc16(whole));
    if (checked || !(plainLook || plainCheck)) return { kind: "opened", segment: whole, checked };
  }
  return { kind: plainLook || plainCheck ? "plain" : "sealed" };
}

/** The bytes between the `&&` that opens the data area and the last `&&`. */
function bodyOf(segment: Uint8Array): { from: number; to: number } | undefined {
  let from = 0;
  while (from < segment.length && !(segment[from] === AMPERSAND && segment[from + 1] === AMPERSAND)) from++;
  from += 2;
  let to = segment.length - 2;
  while (to >= from && !(segment[to] === AMPERSAND && segment[to + 1] === AMPERSAND)) to--;
  return to < from ? undefined : { from, to };
}

/** Plain data begins with a name of at most 31 characters and a single `=`. */
function looksPlain(segment: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to && at < from + 32; at++) {
    const byte = segment[at] as number;
    if (byte === 61) return at > from && segment[at + 1] !== 61;
    if (!isNameByte(byte)) return false;
  }
  return false;
}

function isNameByte(byte: number): boolean {
  if ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)) return true;
  return byte === 45 || byte === 95 || byte === 32;
}

function openedBody(body: Uint8Array, cipher: Cipher): Uint8Array | undefined {
  const read = readNotation(body, cipher.notation);
  if (read === undefined || read.sealed.length === 0) return undefined;
  return joined([eachBlock(read.sealed, cipher.decryptBlock), read.tail]);
}

function eachBlock(bytes: Uint8Array, change: (block: Uint8Array) => Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += BLOCK)
    result.set(change(bytes.subarray(at, at + BLOCK)).subarray(0, BLOCK), at);
  return result;
}

type Read = { sealed: Uint8Array; tail: Uint8Array } | undefined;

/** Cipher text and plain tail. The length of the body alone says how many full groups it holds: tails are under 16. */
function readNotation(body: Uint8Array, notation: Cipher["notation"]): Read {
  if (notation === "braces") return readBraces(body);
  if (notation === "hex") return readHex(body);
  if (notation === "base64") return readBase64(body);
  const full = body.length - (body.length % BLOCK);
  return { sealed: body.subarray(0, full), tail: body.subarray(full) };
}

function readBraces(body: Uint8Array): Read {
  const close = body.indexOf(125);
  if (close < 0) return undefined;
  const bytes = asciiOf(body.subarray(1, close))
    .split(",")
    .map((part) => (/^\s*0[xX][0-9a-fA-F]{1,2}\s*$/.test(part) ? Number(part) : -1));
  if (bytes.includes(-1) || bytes.length % BLOCK !== 0) return undefined;
  return { sealed: Uint8Array.from(bytes), tail: body.subarray(close + 1) };
}

function readHex(body: Uint8Array): Read {
  const full = body.length - (body.length % (2 * BLOCK));
  const digits = asciiOf(body.subarray(0, full));
  if (body.length - full >= BLOCK || !/^[0-9a-fA-F]*$/.test(digits)) return undefined;
  const sealed = new Uint8Array(full / 2);
  for (let at = 0; at < sealed.length; at++) sealed[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return { sealed, tail: body.subarray(full) };
}

function readBase64(body: Uint8Array): Read {
  // One more group takes at least 20 letters, more than any tail, so only one number of groups fits.
  const groups = Math.floor((body.length * 3) / (4 * BLOCK));
  const letters = body.subarray(0, base64Length(groups));
  if (groups === 0 || body.length - letters.length >= BLOCK) return undefined;
  const sealed = new Uint8Array(groups * BLOCK);
  let bits = 0;
  let held = 0;
  let written = 0;
  for (const letter of letters) {
    if (letter === 61) break;
    const value = base64Values.get(letter);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held >= 8 && written < sealed.length) {
      held -= 8;
      sealed[written++] = (bits >> held) & 0xff;
    }
  }
  return written === sealed.length ? { sealed, tail: body.subarray(letters.length) } : undefined;
}

function base64Length(groups: number): number {
  return 4 * Math.ceil((groups * BLOCK) / 3);
}

function written(sealed: Uint8Array, cipher: Cipher): Uint8Array {
  if (cipher.notation === "bytes") return sealed;
  if (cipher.notation === "base64") return bytesOfAscii(base64Of(sealed));
  const hex = [...sealed].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  return bytesOfAscii(cipher.notation === "hex" ? hex.join("") : `{${hex.map((byte) => `0x${byte}`).join(",")}}`);
}

function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += base64Letters.charAt(three >> 18) + base64Letters.charAt((three >> 12) & 63);
    text += left > 1 ? base64Letters.charAt((three >> 6) & 63) : "=";
    text += left > 2 ? base64Letters.charAt(three & 63) : "=";
  }
  return text;
}

function asciiOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function bytesOfAscii(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
