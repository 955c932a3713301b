import { expect, test } from "vitest";
import type { CaseDefinition } from "./define.ts";
import { lintCase } from "./lint.ts";

const title = { zh: "甲", en: "a" };
const act = { title, by: "handler", roles: ["banner"], fields: [], clocks: [] } as const;
const sound: CaseDefinition = {
  id: "test.case",
  version: 1,
  title,
  opens: { state: "asked", clocks: ["answer"] },
  states: {
    asked: { title, category: "waiting" },
    done: { title, category: "closed" },
  },
  transitions: { answer: { ...act, from: ["asked"], to: "done" } },
  clocks: ["answer"],
  due: "answer",
  number: ({ seq }) => String(seq),
};

test("a sound definition has no problem", () => {
  expect(lintCase(sound)).toEqual([]);
});

test("names that nobody declared are found", () => {
  expect(lintCase({ ...sound, transitions: { answer: { ...act, from: ["asked"], to: "gone" } } })).toEqual([
    "act answer names the state gone, which is not declared",
  ]);
});

test("a state that cannot be reached, and one that cannot be left, are found", () => {
  const states = {
    ...sound.states,
    island: { title, category: "open" as const },
    pit: { title, category: "open" as const },
  };
  const transitions = { ...sound.transitions, fall: { ...act, from: ["asked"], to: "pit" } };
  expect(lintCase({ ...sound, states, transitions })).toEqual([
    "state island cannot be reached",
    "no end can be reached from state island",
    "no end can be reached from state pit",
  ]);
});

test("waiting without a running clock is found, also after a pause", () => {
  expect(lintCase({ ...sound, opens: { state: "asked", clocks: [] } })).toEqual([
    "state asked waits while no clock runs",
  ]);
  const transitions = {
    ...sound.transitions,
    hold: { ...act, from: ["asked"], to: "asked", clocks: [{ clock: "answer", does: "pause" as const }] },
  };
  expect(lintCase({ ...sound, transitions })).toEqual(["state asked waits while no clock runs"]);
});
