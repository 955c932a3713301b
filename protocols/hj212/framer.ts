import { crc16, crcText } from "./crc.ts";

/**
 * Cuts a byte stream into frames `##` + 4 digits + data segment + 4 hex + CR LF (HJ 212-2017 table 2).
 *
 * What must not change: each decision is taken at a byte position of the stream and never looks past it, so that the
 * same stream gives the same frames however the network chops it, and a complete frame is handed out at once even when
 * the sender forgets CR LF and waits for its answer.
 *
 * The order of belief: the declared length, when a closing `&&` + 4 hex (or a right check) stands there; then an earlier
 * closing `&&` + 4 hex whose check is right or which a line end or the next header follows; then, the length being
 * refuted, the next closing `&&` + 4 hex. HJ 212-2025 needs the last one: an encrypted frame declares its plain length.
 */
export type Frame = {
  declaredLength: number;
  /** The bytes between length and check, as received. */
  segment: Uint8Array;
  /** Four hexadecimal digits as received. */
  crc: string;
  /** From `##` to the check, without the line end. */
  raw: Uint8Array;
  /** The declared length is the number of bytes of the segment. */
  lengthValid: boolean;
  /** The frame before this one on the same link lacked its CR LF, which can be known only now. */
  previousUnterminated?: boolean;
};

/**
 * `garbage`: runs of bytes skipped while resynchronising on `##`; a run is handed out at the latest with the push that
 * brought it. `oversize`: runs given up because they declared or reached more than the limits allow.
 */
export type Framed = { frames: Frame[]; garbage: Uint8Array[]; oversize: number };

const HASH = 35;
const AMPERSAND = 38;
const CR = 13;
const LF = 10;
const HEADER = 6;
const CHECK = 4;
const SMALL_BUFFER = 2048;

/**
 * A framer for one link. Never throws; keeps at most `maxBuffer` bytes (default 65,536, enough for a segment of 9,999
 * bytes in the widest notation of cipher text).
 */
export function createFramer(options: { maxSegment?: number; maxBuffer?: number } = {}): {
  push(chunk: Uint8Array): Framed;
  readonly buffered: number;
} {
  const maxSegment = Math.min(options.maxSegment ?? 9999, 9999);
  const maxBuffer = Math.max(options.maxBuffer ?? 65_536, 32);
  const smallBuffer = Math.min(SMALL_BUFFER, maxBuffer);

  let buffer = new Uint8Array(smallBuffer);
  let start = 0; // where the current run begins
  let end = 0; // where the received bytes end
  let scanned = 0; // bytes of the run already looked at
  let inFrame = false; // the run begins with a header
  let declaredLength = 0;
  let lengthEnd = 0; // length of the whole frame if the declared length is right
  let lengthRefuted = false;
  let candidate = 0; // length of the whole frame if the last closing mark seen is the end; 0 = none seen
  let lineEnd: "none" | "awaits-cr" | "awaits-lf" = "none";
  let previousUnterminated = false;

  function push(chunk: Uint8Array): Framed {
    const framed: Framed = { frames: [], garbage: [], oversize: 0 };
    let taken = 0;
    do {
      makeRoom(chunk.length - taken);
      const count = Math.min(buffer.length - end, chunk.length - taken);
      buffer.set(count === chunk.length ? chunk : chunk.subarray(taken, taken + count), end);
      end += count;
      taken += count;
      scan(framed);
    } while (taken < chunk.length);
    if (start === end && buffer.length > smallBuffer) buffer = new Uint8Array(smallBuffer);
    return framed;
  }

  function makeRoom(wanted: number): void {
    if (start === end) start = end = 0;
    else if (start > 0 && buffer.length - end < wanted) {
      buffer.copyWithin(0, start, end);
      end -= start;
      start = 0;
    }
    if (end < buffer.length) return;
    const larger = new Uint8Array(Math.min(buffer.length * 2, maxBuffer));
    larger.set(buffer);
    buffer = larger;
  }

  function scan(framed: Framed): void {
    let moved = true;
    while (moved && start < end) {
      if (lineEnd !== "none") moved = readLineEnd();
      else moved = inFrame ? readFrame(framed) : seekHeader(framed);
    }
  }

  function readLineEnd(): boolean {
    const byte = buffer[start];
    if (lineEnd === "awaits-cr" && byte === CR) lineEnd = "awaits-lf";
    else {
      if (lineEnd === "awaits-cr" || byte !== LF) previousUnterminated = true;
      lineEnd = "none";
      if (byte !== LF) return true;
    }
    start++;
    return true;
  }

  /** Skips to the next `##` + 4 digits. Returns false when it needs more bytes. */
  function seekHeader(framed: Framed): boolean {
    for (let at = start + Math.max(scanned, HEADER - 1); at < end; at++) {
      if (!isHeader(at - 5)) continue;
      const length = decimal(at - 3);
      if (length > maxSegment || HEADER + length + CHECK > maxBuffer) {
        framed.oversize++;
        continue;
      }
      skipTo(at - 5, framed);
      inFrame = true;
      declaredLength = length;
      lengthEnd = HEADER + length + CHECK;
      lengthRefuted = false;
      candidate = 0;
      scanned = HEADER;
      return true;
    }
    let kept = Math.max(start, end - (HEADER - 1));
    while (kept < end && !mayBecomeHeader(kept)) kept++;
    skipTo(kept, framed);
    return false;
  }

  /** Looks for the end of the frame that begins at `start`. Returns false when it needs more bytes. */
  function readFrame(framed: Framed): boolean {
    for (let at = start + scanned; at < end; at++) {
      const length = at - start + 1;
      if (length === lengthEnd) {
        if (endsFrame(at - 3)) return hand(length, true, framed);
        lengthRefuted = true;
        if (candidate > 0) return hand(candidate, false, framed);
      }
      const byte = buffer[at - 4];
      if (byte === AMPERSAND && isClosing(at - 3)) {
        if (lengthRefuted || checkIsRight(at - 3)) return hand(length, false, framed);
        candidate = length;
      } else if (byte === HASH && at - 5 > start && isHeader(at - 5)) {
        if (candidate > 0) return hand(candidate, false, framed);
        skipTo(at - 5, framed);
        inFrame = false;
        return true;
      } else if (candidate === length - 1 && candidate > 0 && (buffer[at] === CR || buffer[at] === LF)) {
        return hand(candidate, false, framed);
      }
    }
    scanned = end - start;
    if (scanned < maxBuffer) return false;
    framed.oversize++;
    inFrame = false;
    scanned = HEADER;
    return true;
  }

  function hand(length: number, lengthValid: boolean, framed: Framed): true {
    const raw = buffer.slice(start, start + length);
    const segment = raw.subarray(HEADER, length - CHECK);
    const crc = String.fromCharCode(
      raw[length - 4] as number,
      raw[length - 3] as number,
      raw[length - 2] as number,
      raw[length - 1] as number,
    );
    framed.frames.push({ declaredLength, segment, crc, raw, lengthValid, previousUnterminated });
    start += length;
    scanned = 0;
    inFrame = false;
    lineEnd = "awaits-cr";
    previousUnterminated = false;
    return true;
  }

  function skipTo(position: number, framed: Framed): void {
    if (position > start) framed.garbage.push(buffer.slice(start, position));
    start = position;
    scanned = 0;
  }

  function endsFrame(check: number): boolean {
    return isClosing(check) || (isHexQuad(check) && checkIsRight(check));
  }

  /** `&&` and then 4 hex at `check`; the `&&` that opens the data area (`CP=&&`) closes nothing. */
  function isClosing(check: number): boolean {
    if (buffer[check - 1] !== AMPERSAND || buffer[check - 2] !== AMPERSAND || !isHexQuad(check)) return false;
    return !(buffer[check - 3] === 61 && buffer[check - 4] === 80 && buffer[check - 5] === 67);
  }

  function checkIsRight(check: number): boolean {
    const sent = String.fromCharCode(...buffer.subarray(check, check + CHECK));
    return crcText(crc16(buffer, start + HEADER, check)) === sent.toUpperCase();
  }

  function isHeader(at: number): boolean {
    if (buffer[at] !== HASH || buffer[at + 1] !== HASH) return false;
    return isDigit(buffer[at + 2]) && isDigit(buffer[at + 3]) && isDigit(buffer[at + 4]) && isDigit(buffer[at + 5]);
  }

  function mayBecomeHeader(at: number): boolean {
    for (let next = at; next < end; next++) {
      if (next < at + 2 ? buffer[next] !== HASH : !isDigit(buffer[next])) return false;
    }
    return true;
  }

  function decimal(at: number): number {
    let value = 0;
    for (let next = at; next < at + 4; next++) value = value * 10 + (buffer[next] as number) - 48;
    return value;
  }

  function isHexQuad(at: number): boolean {
    return isHex(buffer[at]) && isHex(buffer[at + 1]) && isHex(buffer[at + 2]) && isHex(buffer[at + 3]);
  }

  return {
    push,
    get buffered() {
      return end - start;
    },
  };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

function isHex(byte: number | undefined): boolean {
  return (
    byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70) || (byte >= 97 && byte <= 102))
  );
}
