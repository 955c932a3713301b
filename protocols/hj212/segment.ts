import type { Group, Violation } from "./packet.ts";
import { note } from "./violations.ts";

/**
 * The text of a data segment taken apart: fields before the data area (table 3), items in it (table 4).
 * Read leniently: any order, blanks, missing fields, `,` for `;`. Each leniency is noted. Never throws.
 * This is the hot path: one walk by character code, no regular expression.
 */
export type Segment = { head: Head; cp: Group[] };

/** The fields as sent, trimmed; undefined when absent. */
export type Head = {
  QN: string | undefined;
  ST: string | undefined;
  CN: string | undefined;
  PW: string | undefined;
  MN: string | undefined;
  Flag: string | undefined;
  PNUM: string | undefined;
  PNO: string | undefined;
  RF: string | undefined;
};

const SEMICOLON = 59;
const COMMA = 44;
const EQUALS = 61;
const SLASH = 47;
/** Characters of `CP=&&…&&` (table 3). */
const LARGEST_AREA = 950;

/** The order of table 3; RF (2025) stands before CP. */
const rank: Readonly<Record<keyof Head, number>> = {
  QN: 1,
  ST: 2,
  CN: 3,
  PW: 4,
  MN: 5,
  Flag: 6,
  PNUM: 7,
  PNO: 8,
  RF: 9,
};

/** Where the data area lies: `nameAt` is the C of `CP=`, the body is [from, to), `after` follows the closing `&&`. */
export type Area = { nameAt: number; from: number; to: number; after: number };

/** Finds the data area, or undefined when the text has none. */
export function areaOf(text: string, violations: Violation[]): Area | undefined {
  const open = text.indexOf("&&");
  if (open < 0) {
    const nameAt = text.indexOf("CP=");
    note(violations, nameAt < 0 ? "cp-missing" : "cp-unclosed", "CP");
    return nameAt < 0 ? undefined : { nameAt, from: nameAt + 3, to: text.length, after: text.length };
  }
  const nameAt = areaNameAt(text, open, violations);
  const close = text.lastIndexOf("&&");
  if (close >= open + 2) return { nameAt, from: open + 2, to: close, after: close + 2 };
  note(violations, "cp-unclosed", "CP");
  return { nameAt, from: open + 2, to: text.length, after: text.length };
}

function areaNameAt(text: string, open: number, violations: Violation[]): number {
  if (text.startsWith("CP=", open - 3) && open >= 3) return open - 3;
  let at = open;
  while (isBlank(text.charCodeAt(at - 1))) at--;
  if (text.charCodeAt(at - 1) === EQUALS) at--;
  while (isBlank(text.charCodeAt(at - 1))) at--;
  const named = at >= 2 && text.startsWith("CP", at - 2);
  note(violations, named ? "field-blank" : "cp-missing", "CP");
  return named ? at - 2 : open;
}

/** Takes the plain text of a segment apart. */
export function segmentOf(text: string, violations: Violation[]): Segment {
  const head: Head = {
    QN: undefined,
    ST: undefined,
    CN: undefined,
    PW: undefined,
    MN: undefined,
    Flag: undefined,
    PNUM: undefined,
    PNO: undefined,
    RF: undefined,
  };
  const area = areaOf(text, violations);
  readFields(text, 0, area?.nameAt ?? text.length, head, violations);
  if (area === undefined) return { head, cp: [] };
  if (area.nameAt > 0 && text.charCodeAt(area.nameAt - 1) !== SEMICOLON) note(violations, "field-separator", "CP");
  if (area.after - area.nameAt > LARGEST_AREA) note(violations, "cp-over-limit", "CP");
  if (area.after < text.length) readFieldsAfter(text, area.after, head, violations);
  return { head, cp: groupsOf(text, area.from, area.to, violations) };
}

function readFieldsAfter(text: string, from: number, head: Head, violations: Violation[]): void {
  if (text.slice(from).trim() === "") return;
  note(violations, "field-after-cp", "CP");
  const order: Violation[] = [];
  readFields(text, text.charCodeAt(from) === SEMICOLON ? from + 1 : from, text.length, head, order);
  for (const found of order) if (found.code !== "field-order") violations.push(found);
}

function readFields(text: string, from: number, to: number, head: Head, violations: Violation[]): void {
  let start = from;
  let equals = -1;
  let last = 0;
  for (let at = from; at <= to; at++) {
    const char = at < to ? text.charCodeAt(at) : SEMICOLON;
    if (char === EQUALS && equals < 0) equals = at;
    if (char !== SEMICOLON && char !== COMMA) continue;
    if (char === COMMA) note(violations, "field-separator", `byte ${at}`);
    if (equals >= 0) last = setField(text, start, equals, at, last, head, violations);
    else if (at > start && text.slice(start, at).trim() !== "")
      note(violations, "field-malformed", text.slice(start, at));
    start = at + 1;
    equals = -1;
  }
}

function setField(
  text: string,
  start: number,
  equals: number,
  end: number,
  last: number,
  head: Head,
  violations: Violation[],
): number {
  const name = trimmed(text, start, equals, "field-blank", violations);
  const value = trimmed(text, equals + 1, end, "field-blank", violations);
  if (!isField(name)) {
    note(violations, "field-unknown", name);
    return last;
  }
  if (head[name] !== undefined) {
    note(violations, "field-duplicate", name);
    return last;
  }
  head[name] = value;
  if (rank[name] < last) note(violations, "field-order", name);
  return Math.max(last, rank[name]);
}

function isField(name: string): name is keyof Head {
  switch (name) {
    case "QN":
    case "ST":
    case "CN":
    case "PW":
    case "MN":
    case "Flag":
    case "PNUM":
    case "PNO":
    case "RF":
      return true;
    default:
      return false;
  }
}

/** The items of a data area, grouped by `;`. A value between `//` and `//` (a log text) may hold any separator. */
export function groupsOf(text: string, from: number, to: number, violations: Violation[]): Group[] {
  const groups: Group[] = [];
  let group: (readonly [string, string])[] = [];
  let start = from;
  let equals = -1;
  for (let at = from; at <= to; at++) {
    const char = at < to ? text.charCodeAt(at) : SEMICOLON;
    if (char === EQUALS && equals < 0) {
      equals = at;
      if (text.charCodeAt(at + 1) === SLASH && text.charCodeAt(at + 2) === SLASH) {
        const close = text.indexOf("//", at + 3);
        if (close > 0 && close + 2 <= to) at = close + 1;
      }
      continue;
    }
    if (char !== SEMICOLON && char !== COMMA) continue;
    if (equals >= 0) {
      const name = trimmed(text, start, equals, "item-blank", violations);
      group.push([name, trimmed(text, equals + 1, at, "item-blank", violations)]);
    } else addOddItem(text.slice(start, at), at === to && start === from, group, violations);
    if (char === SEMICOLON && group.length > 0) {
      if (group.length > 1) checkGroup(group, violations);
      groups.push(group);
      group = [];
    }
    start = at + 1;
    equals = -1;
  }
  return groups;
}

/** Text without `=`: kept with an empty value when it says anything. An empty data area is no mistake. */
function addOddItem(raw: string, whole: boolean, group: (readonly [string, string])[], violations: Violation[]): void {
  const name = raw.trim();
  if (name !== "") {
    note(violations, "item-malformed", name);
    group.push([name, ""]);
  } else if (!whole) note(violations, "item-empty", "CP");
}

/** `,` joins the values of one factor only; the standard's own examples print it between BeginTime and EndTime. */
function checkGroup(group: Group, violations: Violation[]): void {
  const first = (group[0] as readonly [string, string])[0];
  const dash = first.indexOf("-");
  const prefix = first.slice(0, dash + 1);
  for (let index = 1; index < group.length; index++) {
    const name = (group[index] as readonly [string, string])[0];
    if (dash >= 0 && name.startsWith(prefix)) continue;
    note(violations, "item-separator", name);
    return;
  }
}

function trimmed(
  text: string,
  from: number,
  to: number,
  code: "field-blank" | "item-blank",
  violations: Violation[],
): string {
  if (from >= to) return "";
  const part = text.slice(from, to);
  // Letters beyond ASCII are rare and some of them are blanks too: they take the slow way.
  if (isPlain(text.charCodeAt(from)) && isPlain(text.charCodeAt(to - 1))) return part;
  const clean = part.trim();
  if (clean.length < part.length) note(violations, code, clean);
  return clean;
}

function isPlain(char: number): boolean {
  return char > 32 && char < 127;
}

function isBlank(char: number): boolean {
  return char === 32 || char === 9;
}
