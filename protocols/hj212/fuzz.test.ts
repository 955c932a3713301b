import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cipher } from "./cipher.ts";
import { createFramer } from "./framer.ts";
import { measurementsOf } from "./measurement.ts";
import type { Parsed } from "./packet.ts";
import { parseFrame } from "./packet.ts";
import { samples } from "./samples.ts";
import { bytesOf } from "./utf8.ts";
import { violationLimit } from "./violations.ts";

const ROUNDS = 1_000_000;
const TIME_LIMIT_MS = 60_000;

/** A stand-in that costs nothing; what is tried here is the reading of cipher text, not the cipher. */
function xorCipher(notation: Cipher["notation"]): Cipher {
  const change = (block: Uint8Array): Uint8Array => block.map((byte) => byte ^ 0x5a);
  return { encryptBlock: change, decryptBlock: change, notation };
}

/** mulberry32: the same inputs in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const seeds = samples.map(({ frame }) => bytesOf(`${frame}\r\n`));
const telling = bytesOf("#&=;,-/ {}0x9aF.N\r\n");

/** A sample with one to four bytes changed, removed, doubled or cut off, sometimes run into the next sample. */
function mutated(random: (below: number) => number): Uint8Array {
  let bytes = seeds[random(seeds.length)] as Uint8Array;
  for (let change = random(4); change >= 0; change--) {
    const at = random(bytes.length);
    const kind = random(6);
    if (kind < 3) {
      bytes = bytes.slice();
      bytes[at] = kind === 0 ? random(256) : (telling[random(telling.length)] as number);
    } else if (kind === 3) {
      bytes = bytes.slice();
      bytes.copyWithin(at, at + 1);
    } else if (kind === 4) {
      const longer = new Uint8Array(bytes.length + 1);
      longer.set(bytes.subarray(0, at + 1));
      longer.set(bytes.subarray(at), at + 1);
      bytes = longer;
    } else if (at > 0) bytes = bytes.subarray(0, at);
  }
  return bytes;
}

function expectSound(parsed: Parsed): void {
  const { packet } = parsed;
  const isSound =
    typeof packet.qn === "string" &&
    typeof packet.mn === "string" &&
    (packet.flag === undefined || (packet.flag >= 0 && packet.flag <= 255)) &&
    (parsed.crcValid || parsed.violations.length > 0) &&
    parsed.violations.length <= 3 * violationLimit &&
    packet.cp.every((group) => group.length > 0);
  if (!isSound) throw new Error(`unsound: ${JSON.stringify(parsed)}`);
}

describe("any input", () => {
  test(
    "of a million mutated frames is read without a throw, and the link goes on",
    () => {
      const random = randomFrom(212);
      const ciphers = (["bytes", "braces", "hex", "base64"] as const).map(xorCipher);
      const framer = createFramer({ maxBuffer: 4096 });
      let frames = 0;
      let valid = 0;
      let values = 0;
      for (let round = 0; round < ROUNDS; round++) {
        for (const frame of framer.push(mutated(random)).frames) {
          const cipher = round % 8 === 0 ? ciphers[(round / 8) % 4] : undefined;
          const parsed = parseFrame(frame, cipher === undefined ? {} : { cipher });
          expectSound(parsed);
          const measured = measurementsOf(parsed.packet);
          frames++;
          if (parsed.crcValid) valid++;
          values += measured.measurements.length;
          if (measured.measurements.some(({ value, time }) => value === "" || !Number.isFinite(time))) {
            throw new Error(`unsound: ${parsed.text}`);
          }
        }
        if (framer.buffered >= 4096) throw new Error("the buffer outgrew its bound");
      }
      expect(frames).toBeGreaterThan(ROUNDS / 2);
      // A change in the header or the line end leaves the check right; most changes must be caught by it.
      expect(valid).toBeGreaterThan(0);
      expect(valid / frames).toBeLessThan(0.25);
      expect(values).toBeGreaterThan(ROUNDS / 2);
    },
    TIME_LIMIT_MS,
  );

  test("of any bytes in any frame is read without a throw", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 200 }).map(bytesOf),
    );
    fc.assert(
      fc.property(
        bytes,
        fc.string({ maxLength: 6 }),
        fc.nat(9999),
        fc.boolean(),
        (segment, crc, declaredLength, lengthValid) => {
          const frame = { declaredLength, segment, crc, raw: segment, lengthValid };
          for (const notation of ["bytes", "braces", "hex", "base64"] as const) {
            const parsed = parseFrame(frame, { edition: "HJ212-2025", cipher: xorCipher(notation) });
            expectSound(parsed);
            measurementsOf(parsed.packet, "HJ212-2025");
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
