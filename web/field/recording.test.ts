import { expect, test } from "vitest";
import type { FieldTask } from "#kernel/field/contract.ts";
import { commandsOf, fitsTheField, missingFor } from "./recording.ts";
import type { Draft, Shot } from "./store.ts";

const title = { zh: "核实", en: "Verify" };
const act = {
  id: "verify",
  title,
  fields: [
    {
      name: "finding",
      title,
      type: "choice",
      required: true,
      choices: [{ value: "yes", title: { zh: "属实", en: "yes" } }],
    },
    { name: "note", title, type: "longtext", required: false },
    { name: "pictures", title, type: "files", required: false },
  ],
  evidence: { atLeast: 2, position: true, kinds: ["photo"], has: 0 },
};
const task: FieldTask = {
  id: "case-1",
  number: "线索〔2026〕1号",
  title: "",
  definition: { id: "d", title },
  state: { id: "s", title, category: "open" },
  subject: { kind: "clue", id: "x", name: "图斑 7" },
  region: { code: "150121", name: "土默特左旗" },
  organ: { id: "o", name: "分局" },
  enterprise: null,
  due: null,
  clock: null,
  sample: true,
  version: 4,
  facts: [],
  location: null,
  outline: null,
  acts: [act],
};
const shot = (hash: string, placed: boolean): Shot => ({
  id: `id-${hash}`,
  hash,
  name: `${hash}.jpg`,
  mediaType: "image/jpeg",
  size: 1,
  takenAt: Date.parse("2026-11-24T10:00:00+08:00"),
  position: placed ? { lon: 111.1, lat: 40.7, accuracy: 8.4, at: 0 } : null,
  note: "",
});
const draft: Draft = {
  account: "a",
  subject: "case-1",
  act: "verify",
  values: { finding: "yes", note: "" },
  shots: [shot("p1", true), shot("p2", false)],
  position: null,
  replaces: null,
  changedAt: 0,
};
let ids = 0;
const making = { now: 1_000, offsetMs: -5, device: "phone", onBehalfOf: "b", newId: () => `n${++ids}` };

test("each photo becomes an exhibit with its own id, the act comes last with the version that was seen", () => {
  const commands = commandsOf(draft, task, making);
  expect(commands.map(({ path, baseVersion, photos }) => [path, baseVersion, photos])).toEqual([
    ["/evidence", null, ["p1"]],
    ["/evidence", null, ["p2"]],
    ["/cases/case-1/acts/verify", 4, []],
  ]);
  expect(commands[0]?.body).toEqual({
    id: "id-p1",
    owner: { kind: "case", id: "case-1" },
    hash: "p1",
    name: "p1.jpg",
    takenAt: "2026-11-24T10:00:00+08:00",
    device: "phone",
    position: { lon: 111.1, lat: 40.7 },
    accuracy: 8,
    note: null,
  });
  expect(commands[2]).toMatchObject({
    label: {
      what: "核实",
      detail: "属实",
      filled: [
        { name: "finding", title, text: "属实" },
        { name: "pictures", title, text: "p1.jpg、p2.jpg" },
      ],
    },
    body: {
      finding: "yes",
      pictures: [
        { hash: "p1", name: "p1.jpg" },
        { hash: "p2", name: "p2.jpg" },
      ],
    },
    onBehalfOf: "b",
    deviceAt: 1_000,
    offsetMs: -5,
  });
});

test("without an act the photos go alone", () => {
  expect(commandsOf({ ...draft, act: null }, task, making).map(({ path }) => path)).toEqual(["/evidence", "/evidence"]);
});

test("what is missing is known without a network: fields, and exhibits with a position wherever they are", () => {
  expect(missingFor(act, { ...draft, values: { finding: " " } }, [])).toEqual({ field: "finding" });
  expect(missingFor(act, draft, [])).toEqual({ evidence: 1 });
  expect(missingFor({ ...act, evidence: { ...act.evidence, has: 1 } }, draft, [])).toBeUndefined();
  const paper = { ...draft, shots: [shot("p1", true), { ...shot("p3", true), name: "批文.pdf" }] };
  expect(missingFor(act, paper, [])).toEqual({ evidence: 1 });
});

test("an act that must name an organ or a person is done with a network", () => {
  expect(fitsTheField(act)).toBe(true);
  expect(fitsTheField({ ...act, fields: [{ name: "to", title, type: "organ", required: true }] })).toBe(false);
});
