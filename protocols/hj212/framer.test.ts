import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Framed } from "./framer.ts";
import { createFramer } from "./framer.ts";
import { samples } from "./samples.ts";
import { bytesOf, textOf } from "./utf8.ts";

const FRAME =
  "##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80";
const OTHER = "##0087QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&2200";

function textsOf(framed: Framed): string[] {
  return framed.frames.map((frame) => textOf(frame.raw).text);
}

function garbageOf(framed: Framed): string {
  return framed.garbage.map((run) => textOf(run).text).join("");
}

describe("a framer", () => {
  test("takes a frame apart", () => {
    const [frame, ...others] = createFramer().push(bytesOf(`${FRAME}\r\n`)).frames;
    expect(others).toEqual([]);
    expect(frame?.declaredLength).toBe(101);
    expect(textOf(frame?.segment as Uint8Array).text).toBe(FRAME.slice(6, -4));
    expect(frame?.crc).toBe("1C80");
    expect(frame?.lengthValid).toBe(true);
    expect(textOf(frame?.raw as Uint8Array).text).toBe(FRAME);
  });

  test("hands out a frame whose line end never comes, and says so with the next one", () => {
    const framer = createFramer();
    const first = framer.push(bytesOf(FRAME)).frames;
    expect(first.map((frame) => frame.previousUnterminated)).toEqual([false]);
    expect(framer.buffered).toBe(0);
    const next = framer.push(bytesOf(`${OTHER}\r\n${OTHER}\n${OTHER}`));
    expect(next.frames.map((frame) => frame.previousUnterminated)).toEqual([true, false, true]);
    expect(next.garbage).toEqual([]);
  });

  test("does not call a line end missing that comes in a later piece", () => {
    const framer = createFramer();
    framer.push(bytesOf(`${FRAME}`));
    framer.push(bytesOf("\r"));
    expect(framer.push(bytesOf(`\n${OTHER}`)).frames[0]?.previousUnterminated).toBe(false);
  });

  test("keeps what it skips", () => {
    const framed = createFramer().push(bytesOf(`\0noise##12 #${FRAME}\r\nmore#1${OTHER}`));
    expect(textsOf(framed)).toEqual([FRAME, OTHER]);
    expect(garbageOf(framed)).toBe("\0noise##12 #more#1");
  });

  test("gives up a broken frame when the next header comes", () => {
    const framed = createFramer().push(bytesOf(`${FRAME.slice(0, 60)}${OTHER}\r\n`));
    expect(textsOf(framed)).toEqual([OTHER]);
    expect(garbageOf(framed)).toBe(FRAME.slice(0, 60));
  });

  test.each(["0099", "0001", "0110", "0400", "0077"])("finds the end of a frame that declares %s bytes", (length) => {
    const framed = createFramer().push(bytesOf(`${FRAME.replace("0101", length)}\r\n${OTHER}\r\n`));
    expect(textsOf(framed)).toEqual([FRAME.replace("0101", length), OTHER]);
    expect(framed.frames.map((frame) => frame.lengthValid)).toEqual([false, true]);
    expect(framed.garbage).toEqual([]);
  });

  test("finds the end of a frame with neither length nor check right, once something follows", () => {
    const broken = FRAME.replace("0101", "0400").replace("1C80", "1C81");
    for (const next of ["\r\n", OTHER]) {
      const framer = createFramer();
      expect(textsOf(framer.push(bytesOf(broken)))).toEqual([]);
      expect(textsOf(framer.push(bytesOf(next)))[0]).toBe(broken);
    }
  });

  test("hands out a broken frame at once where its declared length is refuted", () => {
    const tooLong = FRAME.replace("0101", "0130").replace("1C80", "1C81");
    const framer = createFramer();
    expect(textsOf(framer.push(bytesOf(tooLong)))).toEqual([]);
    const framed = framer.push(bytesOf("x".repeat(29)));
    expect(textsOf(framed)).toEqual([tooLong]);
    expect(garbageOf(framed)).toBe("x".repeat(29));
    const tooShort = FRAME.replace("0101", "0090").replace("1C80", "1C81");
    expect(textsOf(createFramer().push(bytesOf(tooShort)))).toEqual([tooShort]);
  });

  test("hands out an encrypted frame, which declares its plain length, without waiting for its line end", () => {
    const sealed = samples.find(({ kind }) => kind === "encrypted")?.frame as string;
    expect(textsOf(createFramer().push(bytesOf(sealed)))).toEqual([sealed]);
  });

  test("is not misled by a factor code that looks like a check", () => {
    // The declared length ends after the opening && and "a210" of a21026 would pass for four hexadecimal digits.
    const segment = "ST=31;CN=2011;PW=123456;MN=010000A8900016;CP=&&a21026-Rtd=1.0&&";
    const framed = createFramer().push(bytesOf(`##0047${segment}0000\r\n`));
    expect(segment.indexOf("a21026")).toBe(47);
    expect(textsOf(framed)).toEqual([`##0047${segment}0000`]);
  });

  test("trusts a right length over marks inside the data", () => {
    const segment = "ST=32;CN=3020;CP=&&i11001-Info=//a&&1234//&&";
    const framed = createFramer().push(bytesOf(`##00${segment.length}${segment}0000\r\n`));
    expect(textsOf(framed)).toEqual([`##00${segment.length}${segment}0000`]);
    expect(framed.frames[0]?.lengthValid).toBe(true);
  });

  test("counts and skips what is larger than its limits", () => {
    const strict = createFramer({ maxSegment: 100 });
    const refused = strict.push(bytesOf(`${FRAME}\r\n${OTHER}\r\n`));
    expect(textsOf(refused)).toEqual([OTHER]);
    expect(refused.oversize).toBe(1);
    expect(garbageOf(refused)).toBe(`${FRAME}\r\n`);

    const framer = createFramer({ maxBuffer: 300 });
    const cut = framer.push(bytesOf(`##0010${"x".repeat(1000)}${OTHER}\r\n`));
    expect(textsOf(cut)).toEqual([OTHER]);
    expect(cut.oversize).toBe(1);
    expect(garbageOf(cut)).toBe(`##0010${"x".repeat(1000)}`);
  });

  test("keeps its limit exactly while the buffer grows", () => {
    const run = (length: number): Uint8Array => bytesOf(`##2900${"x".repeat(length)}&&1234`);
    const framer = createFramer({ maxBuffer: 3000 });
    expect(framer.push(run(2988)).frames.map((frame) => frame.raw.length)).toEqual([3000]);
    const cut = framer.push(run(3000));
    expect([cut.frames.length, cut.oversize, framer.buffered]).toEqual([0, 1, 0]);
  });

  test("reads the largest segment that four digits can declare", () => {
    const segment = `CP=&&${"x".repeat(9992)}&&`;
    const framed = createFramer().push(bytesOf(`##9999${segment}ABCD\r\n`));
    expect(framed.frames.map((frame) => frame.segment.length)).toEqual([9999]);
  });
});

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...samples.map((sample) => `${sample.frame}\r\n`)) },
  fc.constantFrom(...samples.map((sample) => sample.frame)),
  fc.tuple(fc.constantFrom(FRAME, OTHER), fc.nat(110)).map(([frame, length]) => frame.slice(0, length)),
  fc.constantFrom("x".repeat(2000), "##", "#", "##0", "\r\n", "\n", "&&", "&&1234", "CP=&&", "##0020", "##9999", "\0"),
  fc.tuple(fc.constantFrom(FRAME, OTHER), fc.nat(9999)).map(([frame, length]) => {
    return `##${String(length).padStart(4, "0")}${frame.slice(6)}\r\n`;
  }),
  fc.string({ maxLength: 20 }),
);
const stream = fc.array(piece, { maxLength: 12 }).map((pieces) => bytesOf(pieces.join("")));

/** Everything a stream gives, with what is handed out at different times joined. */
function readAll(bytes: Uint8Array, cuts: readonly number[], maxBuffer?: number) {
  const framer = createFramer({ maxBuffer });
  const total: Framed = { frames: [], garbage: [], oversize: 0 };
  let from = 0;
  for (const cut of [...cuts, bytes.length]) {
    const to = Math.min(bytes.length, from + cut);
    const framed = framer.push(bytes.subarray(from, to));
    total.frames.push(...framed.frames);
    total.garbage.push(...framed.garbage);
    total.oversize += framed.oversize;
    from = to;
  }
  const garbage = total.garbage.reduce((length, run) => length + run.length, 0);
  return { total, garbage, buffered: framer.buffered };
}

describe("a stream", () => {
  test("gives the same frames however it is chopped", () => {
    const cuts = fc.array(fc.oneof(fc.nat(3), fc.nat(200)), { maxLength: 200 });
    fc.assert(
      fc.property(stream, cuts, fc.constantFrom(undefined, 64, 200, 2500), (bytes, chopped, maxBuffer) => {
        const whole = readAll(bytes, [], maxBuffer);
        const pieces = readAll(bytes, chopped, maxBuffer);
        expect(pieces.total.frames).toEqual(whole.total.frames);
        expect([pieces.garbage, pieces.buffered]).toEqual([whole.garbage, whole.buffered]);
        expect(pieces.total.oversize).toBe(whole.total.oversize);
      }),
      { numRuns: 300 },
    );
  });

  test("loses no byte but line ends", () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const { total, garbage, buffered } = readAll(bytes, []);
        const kept = total.frames.reduce((length, frame) => length + frame.raw.length, garbage + buffered);
        expect(kept).toBeLessThanOrEqual(bytes.length);
        expect(kept + 2 * total.frames.length).toBeGreaterThanOrEqual(bytes.length);
      }),
      { numRuns: 300 },
    );
  });

  test("is found again after garbage", () => {
    const noise = fc.uint8Array({ maxLength: 200 }).filter((bytes) => !bytes.includes(35));
    fc.assert(
      fc.property(noise, noise, (before, between) => {
        const framer = createFramer();
        const texts = [before, bytesOf(`${FRAME}\r\n`), between, bytesOf(`${OTHER}\r\n`)].flatMap((part) => {
          return textsOf(framer.push(part));
        });
        expect(texts).toEqual([FRAME, OTHER]);
      }),
    );
  });

  test("never makes the buffer grow beyond its bound", () => {
    const chunk = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      stream,
      fc.constantFrom("##9000", "##0100", "&&12").map((text) => bytesOf(text.repeat(100))),
    );
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 10 }), (chunks) => {
        const framer = createFramer({ maxBuffer: 1500 });
        for (const bytes of chunks) {
          framer.push(bytes);
          expect(framer.buffered).toBeLessThan(1500);
        }
      }),
    );
  });
});
