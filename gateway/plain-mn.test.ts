import fc from "fast-check";
import { expect, test } from "vitest";
import { mnPattern } from "#kernel/observation/device.ts";
import { createFramer } from "#protocols/hj212/framer.ts";
import { parseFrame } from "#protocols/hj212/packet.ts";
import { frameOf, packetOf } from "./kit.ts";
import { plainMn } from "./plain-mn.ts";

const codecMn = (segment: Uint8Array): string => {
  const raw = Buffer.concat([Buffer.from("##0000"), segment, Buffer.from("0000")]);
  return parseFrame({ declaredLength: segment.length, segment, crc: "0000", raw, lengthValid: true }).packet.mn;
};

test("a well-written MN is read without the codec", () => {
  const [frame] = createFramer().push(
    frameOf(packetOf("010000A8900016F000169DC0", { qn: "20260824003817000" })),
  ).frames;
  expect(plainMn(frame?.segment as Uint8Array)).toBe("010000A8900016F000169DC0");
  for (const text of [
    "",
    "MN",
    "MN=",
    "MN=A",
    "XMN=A;CP=&&&&",
    "CP=&&;MN=A;&&",
    "MN=有;CP=&&&&",
    `MN=${"A".repeat(33)};`,
  ])
    expect(plainMn(Buffer.from(text)), text).toBeUndefined();
});

test("whatever the bytes, it says what the codec says or nothing", () => {
  const part = fc.constantFrom(
    "MN=",
    ";",
    ",",
    "A1",
    "-",
    "CP=",
    "&&",
    "=",
    " ",
    "QN=1",
    "PW=MN",
    "mn=B",
    "有",
    "\r",
    "#",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 16 }), (parts) => {
      const segment = Buffer.from(parts.join(""));
      const mn = plainMn(segment);
      if (mn !== undefined) expect(codecMn(segment)).toBe(mn);
      if (mn !== undefined) expect(mnPattern.test(mn)).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});
