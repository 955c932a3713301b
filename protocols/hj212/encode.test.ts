import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commands } from "./commands.ts";
import { dataAnswer, encodePacket, noticeAnswer } from "./encode.ts";
import { factors } from "./factors.ts";
import { createFramer } from "./framer.ts";
import type { Edition, Group, Packet, Parsed } from "./packet.ts";
import { parseFrame } from "./packet.ts";
import { samples } from "./samples.ts";
import { systems } from "./systems.ts";
import { epochToQn } from "./time.ts";
import { bytesOf, textOf } from "./utf8.ts";

function readAll(frames: readonly Uint8Array[], edition?: Edition): Parsed[] {
  const framer = createFramer();
  return frames.flatMap((frame) => {
    const { frames: found, garbage } = framer.push(frame);
    expect([found.length, garbage.length]).toEqual([1, 0]);
    return found.map((each) => parseFrame(each, edition === undefined ? {} : { edition }));
  });
}

function readOne(frame: string): Parsed {
  return readAll([bytesOf(`${frame}\r\n`)])[0] as Parsed;
}

const text = fc
  .string({ unit: fc.constantFrom(..."0123456789abcXYZ.-+ /=|～清洗管路N"), maxLength: 12 })
  .map((value) => value.trim())
  .filter((value) => !value.startsWith("//"));
const log = fc.string({ unit: fc.constantFrom(..."ab;,= 清洗"), maxLength: 12 }).map((words) => `//${words}//`);
const group = fc.oneof(
  fc.tuple(fc.constantFrom("DataTime", "PolId", "SB1-RS", "i11001-Info"), fc.oneof(text, log)).map((item) => [item]),
  fc
    .tuple(
      fc.constantFrom(...[...factors.keys()].filter((code) => !code.endsWith("xx"))),
      fc.subarray(["SampleTime", "Rtd", "Min", "Avg", "Max", "Flag", "EFlag"], { minLength: 1 }),
      fc.array(text, { minLength: 7, maxLength: 7 }),
    )
    .map(([code, endings, values]) =>
      endings.map((ending, at) => [`${code}-${ending}`, values[at]] as [string, string]),
    ),
);
const editions = fc.constantFrom<Edition>("HJ212-2005", "HJ212-2017", "HJ212-2025");
const sent = editions.chain((edition) => {
  const bits = { "HJ212-2005": 0, "HJ212-2017": 4, "HJ212-2025": 8 }[edition];
  const hex = fc.string({ unit: fc.constantFrom(..."0123456789ABCDEF"), minLength: 24, maxLength: 24 });
  return fc
    .record({
      qn: fc.integer({ min: 0, max: 4_000_000_000_000 }).map(epochToQn),
      st: fc.constantFrom(...systems.keys()),
      cn: fc.constantFrom(...commands.map(({ cn }) => cn)),
      pw: fc.string({ unit: fc.constantFrom(..."0123456789ab"), minLength: 6, maxLength: 6 }),
      mn: hex.map((mn) => (edition === "HJ212-2005" ? mn.slice(0, 14) : mn)),
      answer: fc.constantFrom(0, 1),
      part: fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
      resent: fc.boolean(),
      cp: fc.array(group, { maxLength: 6 }),
    })
    .map(({ answer, part, ...fields }): { edition: Edition; packet: Packet } => {
      const flag = bits | answer | (part === undefined ? 0 : 2);
      return { edition, packet: { ...fields, flag, pnum: part, pno: part } };
    });
});

describe("a packet", () => {
  test("is read back as it was written, without blame", () => {
    fc.assert(
      fc.property(sent, ({ edition, packet }) => {
        const [parsed, ...others] = readAll(encodePacket(packet, { edition, maxSegment: 9999 }), edition);
        expect(others).toEqual([]);
        expect(parsed?.packet).toEqual(packet);
        expect(parsed?.crcValid).toBe(true);
        expect(parsed?.violations.filter(({ code }) => !code.endsWith("over-limit"))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test.each(samples.filter(({ kind }) => kind === "published" || kind === "derived"))("$about", ({ frame, about }) => {
    const { packet } = readOne(frame);
    const edition = packet.flag === undefined ? "HJ212-2005" : packet.flag > 7 ? "HJ212-2025" : "HJ212-2017";
    const written = textOf(encodePacket(packet, { edition })[0] as Uint8Array).text;
    if (about.includes("without ';' before CP")) expect(written).toContain("Flag=5;CP=&&");
    else expect(written.toUpperCase()).toBe(`${frame}\r\n`.toUpperCase());
  });

  test("takes its version from the edition and leaves Flag out only in 2005", () => {
    const packet = { ...readOne(samples[0]?.frame as string).packet, flag: undefined };
    const flags = (["HJ212-2005", "HJ212-2017", "HJ212-2025"] as const).map((edition) => {
      return readAll(encodePacket(packet, { edition }))[0]?.packet.flag;
    });
    expect(flags).toEqual([undefined, 4, 8]);
  });

  test.each([
    ["a;b", "x"],
    ["a", "1;2"],
    ["a", "1,2"],
    ["a", "x&&1234"],
    ["a", "1&"],
    ["a", "##0100"],
    ["a", " 1"],
    ["a", "1\r\n"],
    ["a", "//b//;c//"],
    ["a=b", "1"],
    ["", "1"],
  ])("cannot carry %j=%j", (name, value) => {
    const packet = { ...readOne(samples[0]?.frame as string).packet, cp: [[[name, value] as const]] };
    expect(() => encodePacket(packet, { edition: "HJ212-2017" })).toThrow(RangeError);
  });

  test("cannot exceed what four digits declare", () => {
    const packet = { ...readOne(samples[0]?.frame as string).packet, cp: [[["a", "1".repeat(9999)] as const]] };
    expect(() => encodePacket(packet, { edition: "HJ212-2017", maxSegment: 20_000 })).toThrow(RangeError);
  });
});

describe("a large packet", () => {
  const base = readOne(samples[0]?.frame as string).packet;

  test("is split between factors, each part with DataTime and a QN of its own (tables C.49, C.50)", () => {
    const cp: Group[] = [[["DataTime", "20160801080000"]]];
    for (let at = 1; at <= 50; at++) {
      const code = `a${24000 + at}`;
      cp.push([
        [`${code}-Avg`, "12.345"],
        [`${code}-Flag`, "N"],
      ]);
    }
    const parts = readAll(encodePacket({ ...base, cn: "2061", cp }, { edition: "HJ212-2017" }), "HJ212-2017");
    expect(parts.map(({ packet }) => [packet.pnum, packet.pno, packet.flag])).toEqual([
      [2, 1, 7],
      [2, 2, 7],
    ]);
    expect(parts.map(({ packet }) => packet.qn)).toEqual(["20160801085857223", "20160801085857224"]);
    expect(parts.flatMap(({ violations }) => violations)).toEqual([]);
    for (const { packet } of parts) expect(packet.cp[0]).toEqual(cp[0]);
    expect(parts.flatMap(({ packet }) => packet.cp.slice(1))).toEqual(cp.slice(1));
  });

  test("stays within the limits and loses nothing, whatever its groups", () => {
    const groups = fc.array(group, { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(groups, fc.integer({ min: 500, max: 1024 }), (items, maxSegment) => {
        const cp = [[["DataTime", "20160801080000"] as const], ...items.filter(([item]) => item?.[0] !== "DataTime")];
        const frames = encodePacket({ ...base, cp }, { edition: "HJ212-2017", maxSegment, splitQn: (at) => `Q${at}` });
        const parts = readAll(frames);
        for (const part of parts) expect(bytesOf(part.text).length).toBeLessThanOrEqual(maxSegment);
        expect(parts.flatMap(({ packet }) => packet.cp.slice(1))).toEqual(cp.slice(1));
        if (parts.length === 1) return;
        expect(parts.map(({ packet }) => packet.pno)).toEqual(parts.map((_, at) => at + 1));
        expect(parts.map(({ packet }) => packet.qn)).toEqual(parts.map((_, at) => `Q${at}`));
      }),
    );
  });

  test("of one group goes whole, and a part is not split again", () => {
    const cp = [[["i11001-Info", `//${"a".repeat(1500)}//`] as const]];
    expect(encodePacket({ ...base, cp }, { edition: "HJ212-2017" }).length).toBe(1);
    const many = Array.from({ length: 100 }, (_, at) => [[`i${11000 + at}-Info`, "1234567890"] as const]);
    expect(encodePacket({ ...base, pnum: 3, pno: 1, cp: many }, { edition: "HJ212-2017" }).length).toBe(1);
  });
});

describe("an answer", () => {
  const find = (part: string): string => samples.find(({ frame }) => frame.includes(part))?.frame as string;

  test("to data is 9014 with the QN of the upload (table C.18)", () => {
    const { packet } = readOne(find("Flag=5;CP=&&DataTime=20160801085857;SB1-RS"));
    const answer = textOf(dataAnswer(packet, "HJ212-2017")).text;
    expect(answer).toBe(`${find("QN=20160801085857223;ST=91;CN=9014")}\r\n`);
  });

  test("to a notice is 9013", () => {
    const { packet } = readOne(find("CN=1013"));
    expect(textOf(noticeAnswer(packet, "HJ212-2017")).text).toBe(`${find("CN=9013")}\r\n`);
  });

  test("speaks the edition of the device", () => {
    const { packet } = readOne(find("CN=1013"));
    const flags = (["HJ212-2005", "HJ212-2017", "HJ212-2025"] as const).map((edition) => {
      return readAll([dataAnswer(packet, edition)])[0]?.packet.flag;
    });
    expect(flags).toEqual([0, 4, 8]);
  });

  test("to a packet of 2005 without QN has none", () => {
    const answer = textOf(dataAnswer({ ...readOne(find("CN=1013")).packet, qn: "" }, "HJ212-2005")).text;
    expect(answer.slice(6, 20)).toBe("ST=91;CN=9014;");
  });
});
