import { describe, expect, test } from "vitest";
import { crc16, crcText } from "./crc.ts";
import { bytesOf } from "./utf8.ts";

const check = (text: string): string => crcText(crc16(bytesOf(text)));

describe("the check of HJ 212-2017 annex A", () => {
  test("of the example of the annex is 1C80, not the 1C08 of its prose nor the 0759 of Modbus", () => {
    const segment =
      "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&";
    expect(check(segment)).toBe("1C80");
  });

  test("of the example of HJ 212-2025 annex A.1 is 2200", () => {
    expect(check("QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&")).toBe(
      "2200",
    );
  });

  test("of nothing is FFFF and of one zero byte 4040", () => {
    expect(crcText(crc16(new Uint8Array()))).toBe("FFFF");
    expect(crcText(crc16(Uint8Array.of(0)))).toBe("4040");
  });

  test("follows the bit by bit definition", () => {
    const bytes = bytesOf("DataTime=20160801085857;w01001-Rtd=7.1,w01001-Flag=N;//清洗管路//");
    let register = 0xffff;
    for (const byte of bytes) {
      register = (register >> 8) ^ byte;
      for (let bit = 0; bit < 8; bit++) register = register & 1 ? (register >> 1) ^ 0xa001 : register >> 1;
    }
    expect(crc16(bytes)).toBe(register);
  });

  test("covers only the bytes asked for", () => {
    expect(crc16(bytesOf("##0003abcFFFF"), 6, 9)).toBe(crc16(bytesOf("abc")));
  });

  test("takes no more than 256 values, so it proves nothing about integrity", () => {
    const values = new Set<number>();
    for (let pair = 0; pair < 65_536; pair++) values.add(crc16(Uint8Array.of(pair >> 8, pair & 255)));
    expect(values.size).toBe(256);
  });
});
