import { createCipheriv, createDecipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cipher } from "./cipher.ts";
import { cipherVerified } from "./cipher.ts";
import { encodePacket } from "./encode.ts";
import type { Frame } from "./framer.ts";
import { createFramer } from "./framer.ts";
import type { Packet, Parsed } from "./packet.ts";
import { parseFrame } from "./packet.ts";
import { samples } from "./samples.ts";
import { bytesOf, textOf } from "./utf8.ts";

const notations = ["bytes", "braces", "hex", "base64"] as const;

function sm4(notation: Cipher["notation"], key = "0".repeat(16)): Cipher {
  return {
    notation,
    encryptBlock: (block) => createCipheriv("sm4-ecb", key, null).setAutoPadding(false).update(block),
    decryptBlock: (block) => createDecipheriv("sm4-ecb", key, null).setAutoPadding(false).update(block),
  };
}

function read(bytes: Uint8Array, cipher?: Cipher): Parsed {
  const { frames } = createFramer().push(bytes);
  expect(frames.length).toBe(1);
  return parseFrame(frames[0] as Frame, cipher === undefined ? {} : { cipher });
}

const index = samples.findIndex(({ kind }) => kind === "encrypted");
const sealed = `${samples[index]?.frame}\r\n`;
const plain = `${samples[index - 1]?.frame}\r\n`;
const codes = ({ violations }: Parsed): string[] => violations.map(({ code }) => code);

describe("the SM4 pair of samples", () => {
  test("opens to the plain one, whose check and length it bears", () => {
    const parsed = read(bytesOf(sealed), sm4("braces"));
    expect(parsed.packet).toEqual(read(bytesOf(plain)).packet);
    expect([parsed.encrypted, parsed.crcValid, parsed.text]).toEqual([true, true, plain.slice(6, -6)]);
    expect(parsed.violations).toEqual([]);
  });

  test("is written as printed", () => {
    const [frame] = encodePacket(read(bytesOf(plain)).packet, { edition: "HJ212-2025", cipher: sm4("braces") });
    expect(textOf(frame as Uint8Array).text).toBe(sealed);
  });

  test("stays closed without the key, and its fields are still read", () => {
    const parsed = read(bytesOf(sealed));
    expect([parsed.encrypted, parsed.crcValid, ...codes(parsed)]).toEqual([true, false, "cipher-missing"]);
    expect(parsed.packet).toEqual({ ...read(bytesOf(plain)).packet, cp: [] });
  });

  test("stays closed with another key", () => {
    const parsed = read(bytesOf(sealed), sm4("braces", "1".repeat(16)));
    expect([parsed.encrypted, parsed.crcValid, ...codes(parsed)]).toEqual([true, false, "decrypt-failed"]);
    expect(parsed.packet.cp).toEqual([]);
  });

  test("does not stop the link when the key itself is refused", () => {
    const parsed = read(bytesOf(sealed), sm4("braces", "short"));
    expect([parsed.encrypted, parsed.crcValid, ...new Set(codes(parsed))]).toEqual([true, false, "decrypt-failed"]);
  });
});

test("plain data of a device that has a key is read and blamed; its answers need no key", () => {
  const parsed = read(bytesOf(plain), sm4("bytes"));
  expect([parsed.encrypted, parsed.crcValid, ...codes(parsed)]).toEqual([false, true, "not-encrypted"]);
  const answer = samples.find(({ frame }) => frame.includes("CN=9013"))?.frame;
  expect(codes(read(bytesOf(`${answer}\r\n`), sm4("bytes")))).toEqual([]);
});

test("one group in base64 is known as cipher text although it ends with =", () => {
  const packet = read(bytesOf(plain)).packet;
  for (let value = 10; value < 40; value++) {
    const cp = [[["w01018-Rtd", `10.${value}`] as const]];
    const [frame] = encodePacket({ ...packet, cp }, { edition: "HJ212-2025", cipher: sm4("base64") });
    expect(read(frame as Uint8Array).encrypted).toBe(true);
    expect(read(frame as Uint8Array, sm4("base64")).packet.cp).toEqual(cp);
  }
});

test("only full groups of 16 bytes are encrypted, in UTF-8", () => {
  const packet = read(bytesOf(plain)).packet;
  const cp = [[["i11001-Info", "//清洗管路//"] as const]];
  const [frame] = encodePacket({ ...packet, cp }, { edition: "HJ212-2025", cipher: sm4("hex") });
  // 28 bytes: one group becomes 32 digits, and the 12 bytes behind it stay, though the cut goes through a character.
  const [, body = ""] = String.fromCharCode(...(frame as Uint8Array)).split("&&");
  expect(body).toMatch(/^[0-9A-F]{32}/);
  expect(body.slice(32)).toBe(String.fromCharCode(...bytesOf("i11001-Info=//清洗管路//").subarray(16)));
  expect(read(frame as Uint8Array, sm4("hex")).packet.cp).toEqual(cp);
});

describe.each(notations)("cipher text written as %s", (notation) => {
  const key = sm4(notation);
  const item = fc.tuple(fc.constantFrom("w01018-Rtd", "DataTime", "a34013-Avg"), fc.stringMatching(/^[0-9.N]{0,14}$/));

  test("is opened again, for any length of data", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), (items) => {
        const packet: Packet = { ...read(bytesOf(plain)).packet, cp: items.map((each) => [each]) };
        const [frame] = encodePacket(packet, { edition: "HJ212-2025", cipher: key });
        const parsed = read(frame as Uint8Array, key);
        expect(parsed.packet).toEqual(packet);
        expect([parsed.crcValid, codes(parsed).filter((code) => code !== "not-encrypted")]).toEqual([true, []]);
        const length = items.reduce((sum, [name, value]) => sum + name.length + value.length + 2, -1);
        expect(parsed.encrypted).toBe(length >= 16);
      }),
      { numRuns: 200 },
    );
  });

  test("may declare the length that is sent", () => {
    const [frame] = encodePacket(read(bytesOf(plain)).packet, { edition: "HJ212-2025", cipher: key });
    const bytes = frame as Uint8Array;
    bytes.set(bytesOf(String(bytes.length - 12).padStart(4, "0")), 2);
    const parsed = read(bytes, key);
    expect([parsed.encrypted, parsed.crcValid, ...codes(parsed)]).toEqual([true, true]);
  });

  test("is known as such without the key", () => {
    const [frame] = encodePacket(read(bytesOf(plain)).packet, { edition: "HJ212-2025", cipher: key });
    const parsed = read(frame as Uint8Array);
    expect([parsed.encrypted, parsed.crcValid, ...codes(parsed)]).toEqual([true, false, "cipher-missing"]);
  });
});

test("the reading of HJ 212-2025 is not confirmed", () => {
  expect(cipherVerified).toBe(false);
});
