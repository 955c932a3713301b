import { describe, expect, test } from "vitest";
import { crc16, crcText } from "./crc.ts";
import type { Frame } from "./framer.ts";
import { createFramer } from "./framer.ts";
import type { Edition, Parsed } from "./packet.ts";
import { answerRequired, itemOf, parseFrame, versionOfFlag } from "./packet.ts";
import { bytesOf } from "./utf8.ts";
import { violationLimit } from "./violations.ts";

const HEAD = "QN=20160801085857223;ST=32;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;";

function frameOf(segment: string | Uint8Array, declared?: number): Frame {
  const bytes = typeof segment === "string" ? bytesOf(segment) : segment;
  const declaredLength = declared ?? bytes.length;
  const crc = crcText(crc16(bytes));
  return { declaredLength, segment: bytes, crc, raw: bytes, lengthValid: declaredLength === bytes.length };
}

function read(segment: string, edition?: Edition): Parsed {
  return parseFrame(frameOf(segment), edition === undefined ? {} : { edition });
}

function blame(parsed: Parsed): string[] {
  return parsed.violations.map(({ code, place }) => `${code} ${place}`);
}

describe("a packet of 2017", () => {
  const parsed = read(`${HEAD}CP=&&DataTime=20160801085857;w01001-Rtd=7.1,w01001-Flag=N&&`, "HJ212-2017");

  test("is read as sent", () => {
    expect(parsed.packet).toEqual({
      qn: "20160801085857223",
      st: "32",
      cn: "2011",
      pw: "123456",
      mn: "010000A8900016F000169DC0",
      flag: 5,
      pnum: undefined,
      pno: undefined,
      resent: false,
      cp: [
        [["DataTime", "20160801085857"]],
        [
          ["w01001-Rtd", "7.1"],
          ["w01001-Flag", "N"],
        ],
      ],
    });
    expect(parsed.violations).toEqual([]);
    expect([parsed.crcValid, parsed.encrypted]).toEqual([true, false]);
  });

  test("asks for an answer by bit 0 and tells its version by the bits from 2", () => {
    expect([4, 5, 6, 7, 8, undefined].map((flag) => answerRequired({ ...parsed.packet, flag }))).toEqual([
      false,
      true,
      false,
      true,
      false,
      false,
    ]);
    const editions = [undefined, "HJ212-2005", "HJ212-2017", "HJ212-2025"];
    expect([12, 3, 7, 11].map(versionOfFlag)).toEqual(editions);
  });

  test("gives an item by name", () => {
    expect(itemOf(parsed.packet, "w01001-Flag")).toBe("N");
    expect(itemOf(parsed.packet, "w01018-Flag")).toBeUndefined();
  });
});

describe("a violation", () => {
  test.each<[string, string, string[], Edition?]>([
    [
      "any order",
      "ST=32;QN=20160801085857223;CN=2011;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&&&",
      ["field-order QN"],
    ],
    ["no QN", "ST=32;CN=2011;PW=123456;MN=010000A8900016;Flag=1;CP=&&&&", ["field-missing QN"]],
    ["2005 needs neither QN nor Flag", "ST=32;CN=2011;PW=123456;MN=010000A8900016;CP=&&&&", [], "HJ212-2005"],
    [
      "blanks",
      `${HEAD.replace("CN=", " CN = ")}CP=&& a = 1 ;b=2&&`,
      ["field-blank CN", "field-blank 2011", "item-blank a", "item-blank 1"],
    ],
    ["blank before the area", `${HEAD}CP= &&a=1&&`, ["field-blank CP"]],
    ["comma between fields", HEAD.replace(";CN", ",CN").concat("CP=&&&&"), ["field-separator byte 26"]],
    ["no semicolon before CP", `${HEAD.slice(0, -1)}CP=&&&&`, ["field-separator CP"]],
    ["Flag after CP", `${HEAD.replace("Flag=5;", "")}CP=&&a=1&&;Flag=5`, ["field-after-cp CP"]],
    ["twice", `${HEAD}MN=1;CP=&&&&`, ["field-duplicate MN"]],
    ["unknown field", `${HEAD}XY=1;CP=&&&&`, ["field-unknown XY"]],
    ["no equals sign", `${HEAD}XY;CP=&&&&`, ["field-malformed XY"]],
    ["no area", HEAD, ["cp-missing CP"]],
    ["area without name", `${HEAD}&&a=1&&`, ["cp-missing CP"]],
    ["area not closed", `${HEAD}CP=&&a=1`, ["cp-unclosed CP"]],
    ["area without marks", `${HEAD}CP=a=1`, ["cp-unclosed CP"]],
    ["comma for semicolon", `${HEAD}CP=&&BeginTime=1,EndTime=2&&`, ["item-separator EndTime"]],
    ["item without equals sign", `${HEAD}CP=&&a=1;b&&`, ["item-malformed b"]],
    ["separator too many", `${HEAD}CP=&&a=1;&&`, ["item-empty CP"]],
    ["QN of 14 digits", `${HEAD.replace("857223", "857")}CP=&&&&`, ["qn-format QN"]],
    ["unknown ST", `${HEAD.replace("ST=32", "ST=00")}CP=&&&&`, ["st-unknown ST"]],
    ["unknown CN", `${HEAD.replace("2011", "7777")}CP=&&&&`, ["cn-unknown CN"]],
    ["short password", `${HEAD.replace("123456", "12345")}CP=&&&&`, ["pw-format PW"]],
    ["field form of MN", `${HEAD.replace("010000A8900016F000169DC0", "NM100000_0005")}CP=&&&&`, ["mn-format MN"]],
    [
      "MN of 2005 in 2017",
      `${HEAD.replace("010000A8900016F000169DC0", "LD130133000015")}CP=&&&&`,
      ["mn-format MN"],
      "HJ212-2017",
    ],
    ["Flag of letters", `${HEAD.replace("Flag=5", "Flag=x")}CP=&&&&`, ["flag-format Flag"]],
    ["Flag of another edition", `${HEAD.replace("Flag=5", "Flag=9")}CP=&&&&`, ["flag-version Flag"], "HJ212-2017"],
    ["Flag of no edition", `${HEAD.replace("Flag=5", "Flag=133")}CP=&&&&`, ["flag-version Flag"]],
    ["split without numbers", `${HEAD.replace("Flag=5", "Flag=7")}CP=&&&&`, ["split-incomplete Flag"]],
    ["numbers without split", `${HEAD}PNUM=2;PNO=1;CP=&&&&`, ["split-unannounced Flag"]],
    ["number beyond the count", `${HEAD.replace("Flag=5", "Flag=7")}PNUM=2;PNO=3;CP=&&&&`, ["split-range PNO"]],
    ["RF=0", `${HEAD}RF=0;CP=&&&&`, ["rf-value RF"]],
  ])("%s", (_about, segment, expected, edition) => {
    const parsed = read(segment, edition);
    expect(blame(parsed)).toEqual(expected);
    for (const { zh, en } of parsed.violations) expect([zh.length > 3, en.length > 10]).toEqual([true, true]);
  });

  test("of length, check and case is of the frame", () => {
    const frame = frameOf(`${HEAD}CP=&&&&`);
    expect(blame(parseFrame({ ...frame, declaredLength: 50, lengthValid: false }))).toEqual(["length-mismatch LEN"]);
    expect(blame(parseFrame({ ...frame, crc: "0000" }))).toEqual(["crc-mismatch CRC"]);
    expect(parseFrame({ ...frame, crc: "0000" }).crcValid).toBe(false);
    const lower = frameOf(`${HEAD.replace("5;", "4;")}CP=&&a=1&&`);
    expect(lower.crc).toMatch(/[A-F]/);
    const read = parseFrame({ ...lower, crc: lower.crc.toLowerCase() });
    expect([read.crcValid, ...blame(read)]).toEqual([true, "crc-lower-case CRC"]);
    expect(blame(parseFrame({ ...frame, previousUnterminated: true }))).toEqual(["terminator-missing previous frame"]);
  });

  test("of size is of the whole segment and of the data area", () => {
    expect(HEAD.length).toBe(80);
    expect(blame(read(`${HEAD}CP=&&a=${"1".repeat(935)}&&`))).toEqual([]);
    expect(blame(read(`${HEAD}CP=&&a=${"1".repeat(936)}&&`))).toEqual(["segment-over-limit LEN"]);
    const bare = "ST=32;CN=2011;PW=123456;MN=010000A8900016;";
    expect(blame(read(`${bare}CP=&&a=${"1".repeat(941)}&&`, "HJ212-2005"))).toEqual([]);
    expect(blame(read(`${bare}CP=&&a=${"1".repeat(942)}&&`, "HJ212-2005"))).toEqual(["cp-over-limit CP"]);
  });

  test("is noted a limited number of times", () => {
    expect(read(`${HEAD}CP=&&${"a;".repeat(4000)}&&`).violations.length).toBeLessThanOrEqual(violationLimit);
  });
});

describe("text", () => {
  test("between // and // may hold separators", () => {
    const parsed = read(`${HEAD}CP=&&i11001-Info=//a;b,c=d//;x=1&&`);
    expect(parsed.packet.cp).toEqual([[["i11001-Info", "//a;b,c=d//"]], [["x", "1"]]]);
    expect(parsed.violations).toEqual([]);
  });

  test("may hold the mark that closes the area, for the last one closes it", () => {
    const parsed = read(`${HEAD}CP=&&i11001-Info=//a&&b//&&`);
    expect(parsed.packet.cp).toEqual([[["i11001-Info", "//a&&b//"]]]);
    expect(parsed.violations).toEqual([]);
  });

  test("in UTF-8 counts in bytes", () => {
    const text =
      "##0152QN=20160801085857223;ST=32;CN=3020;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&DataTime=20100301145000;PolId=w01018;i11001-Info=//清洗管路//&&9741\r\n";
    const frame = createFramer().push(bytesOf(text)).frames[0] as Frame;
    const parsed = parseFrame(frame);
    expect(frame.segment.length).toBe(152);
    expect([parsed.crcValid, itemOf(parsed.packet, "i11001-Info")]).toEqual([true, "//清洗管路//"]);
  });

  test("in GBK is read and noted, and the bytes stay", () => {
    const gbk = [0xc7, 0xe5, 0xcf, 0xb4, 0xb9, 0xdc, 0xc2, 0xb7];
    const bytes = Uint8Array.of(...bytesOf(`${HEAD}CP=&&i11001-Info=//`), ...gbk, ...bytesOf("//&&"));
    const frame = frameOf(bytes);
    const parsed = parseFrame(frame);
    expect(blame(parsed)).toEqual(["not-utf8 CP"]);
    expect([parsed.crcValid, itemOf(parsed.packet, "i11001-Info")]).toEqual([true, "//清洗管路//"]);
    expect(frame.segment).toEqual(bytes);
  });

  test("in no encoding is read with gaps", () => {
    const bytes = Uint8Array.of(...bytesOf(`${HEAD}CP=&&a=`), 0xff, 0xff, ...bytesOf(";b=1&&"));
    const parsed = parseFrame(frameOf(bytes));
    expect([itemOf(parsed.packet, "a"), itemOf(parsed.packet, "b")]).toEqual(["\uFFFD\uFFFD", "1"]);
    expect(blame(parsed)).toEqual(["not-utf8 CP"]);
  });
});
