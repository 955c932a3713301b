import { expect, test } from "vitest";
import { maskPassword } from "./explain.ts";

test("a password is masked wherever it stands, character for character, in text and in bytes", () => {
  const text = "##0068PW=123456;MN=A;CP=&&NewPW=abcdef&&";
  const masked = "##0068PW=******;MN=A;CP=&&NewPW=******&&";
  expect(maskPassword(text, "text")).toBe(masked);
  const bytes = Buffer.concat([Buffer.from(text, "latin1"), Buffer.from([0, 255, 129])]);
  const again = Buffer.from(maskPassword(bytes.toString("base64"), "base64"), "base64");
  expect(again.subarray(0, text.length).toString("latin1")).toBe(masked);
  expect(again.subarray(text.length)).toEqual(Buffer.from([0, 255, 129]));
});
