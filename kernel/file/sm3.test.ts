import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { newSm3 } from "./sm3.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

test("GB/T 32905-2016, annex A: example 1 and example 2", () => {
  expect(newSm3().update(text("abc")).hex()).toBe("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  expect(
    newSm3()
      .update(text("abcd".repeat(16)))
      .hex(),
  ).toBe("debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});

test("in pieces of any size it is what Node says", () => {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 128, 10_007]) {
    const bytes = randomBytes(size);
    const hash = newSm3();
    for (let at = 0; at < size; at += 37) hash.update(bytes.subarray(at, at + 37));
    expect([size, hash.hex()]).toEqual([size, createHash("sm3").update(bytes).digest("hex")]);
  }
});
