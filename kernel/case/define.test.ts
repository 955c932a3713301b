import { expect, test } from "vitest";
import type { CaseDefinition, Transition } from "./define.ts";
import { previousState, sameState } from "./define.ts";
import { lintCase } from "./lint.ts";
import { lintKind } from "./lint-kinds.ts";
import { placesOf } from "./places.ts";

const title = { zh: "甲", en: "a" };
const act = { title, by: "handler", roles: ["banner"], fields: [], clocks: [] } as const;
const paper = [{ does: "paper", kind: "closure-form" }] as const;
const sound: CaseDefinition = {
  id: "test.case",
  version: 1,
  title,
  opens: { state: "asked", clocks: ["answer"] },
  states: {
    asked: { title, category: "waiting" },
    done: { title, category: "closed" },
  },
  transitions: { answer: { ...act, from: ["asked"], to: "done", effects: paper } },
  clocks: ["answer"],
  due: "answer",
  number: ({ seq }) => String(seq),
};
const withActs = (transitions: Record<string, Transition>, more: Partial<CaseDefinition> = {}): CaseDefinition => ({
  ...sound,
  ...more,
  transitions: { ...sound.transitions, ...transitions },
});

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
  expect(lintCase(withActs({ fall: { ...act, from: ["asked"], to: "pit" } }, { states }))).toEqual([
    "state island cannot be reached",
    "no end can be reached from state island",
    "no end can be reached from state pit",
  ]);
});

test("waiting without a running clock is found, also after a pause", () => {
  expect(lintCase({ ...sound, opens: { state: "asked", clocks: [] } })).toEqual([
    "state asked waits while no clock runs",
  ]);
  const hold = { ...act, from: ["asked"], to: sameState, clocks: [{ clock: "answer", does: "pause" as const }] };
  expect(lintCase(withActs({ hold }))).toEqual(["state asked waits while no clock runs"]);
});

test("a way into a closed state that leaves no paper is found; one that asks for an issued paper is not", () => {
  const closing = (more: Partial<Transition>) =>
    lintCase({ ...sound, transitions: { answer: { ...act, from: ["asked"], to: "done", ...more } } });
  expect(closing({})).toEqual(["act answer closes the case without a paper"]);
  expect(closing({ papers: ["closure-form"] })).toEqual([]);
});

test("gates, roles, other acts and effects that name what is not there are found", () => {
  const wrong: Transition = {
    ...act,
    from: ["asked"],
    to: sameState,
    roles: ["nobody" as "banner"],
    notBy: ["missing"],
    gate: { mode: "all", of: "countersigners" },
    effects: [
      { does: "extend", clock: "none", field: "days" },
      { does: "assign", field: "person" },
      { does: "set", field: "status", from: "nowhere" },
    ],
  };
  expect(lintCase(withActs({ wrong }))).toEqual([
    "act wrong names the role nobody, which does not exist",
    "act wrong is not for who did missing, which is not declared",
    "act wrong waits for countersigners, whom nobody may ask",
    "act wrong extends the clock none, which is not declared",
    "act wrong: the effect extend needs a required field days of type number",
    "act wrong: the effect assign needs a required field person of type person",
    "act wrong sets status from nowhere, which is not filled in",
  ]);
});

test("what an act sets elsewhere must be put right by every later way to withdraw", () => {
  const states = {
    ...sound.states,
    checked: { title, category: "open" as const },
    gone: { title, category: "void" as const },
  };
  const check: Transition = {
    ...act,
    from: ["asked"],
    to: "checked",
    effects: [{ does: "set", field: "status", to: "bad" }],
  };
  const answer: Transition = { ...act, from: ["asked", "checked"], to: "done", effects: paper };
  const drop = (effects: Transition["effects"] = []): Transition => ({
    ...act,
    from: ["asked", "checked"],
    to: "gone",
    effects,
  });
  expect(lintCase(withActs({ check, answer, drop: drop() }, { states }))).toEqual([
    "act drop withdraws the case and leaves standing what check did: set status",
  ]);
  expect(
    lintCase(withActs({ check, answer, drop: drop([{ does: "set", field: "status", to: "good" }]) }, { states })),
  ).toEqual([]);
});

test("what is suspended goes back to where it was, with the clocks that ran there", () => {
  const states = {
    ...sound.states,
    looked: { title, category: "waiting" as const },
    held: { title, category: "open" as const, suspends: true as const },
  };
  const definition = withActs(
    {
      look: { ...act, from: ["asked"], to: "looked" },
      answer: { ...act, from: ["asked", "looked"], to: "done", effects: paper },
      hold: { ...act, from: ["asked", "looked"], to: "held" },
      resume: { ...act, from: ["held"], to: previousState },
    },
    { states },
  );
  expect(lintCase(definition)).toEqual([]);
  const held = placesOf(definition).filter(({ state }) => state === "held");
  expect(held.map(({ previous, running, suspended }) => [previous, [...running], [...suspended]])).toEqual([
    ["asked", [], ["answer"]],
    ["looked", [], ["answer"]],
  ]);
});

test("between kinds: guards, papers, sub-cases and maps that lead nowhere are found", () => {
  const definition = withActs({
    split: {
      ...act,
      from: ["asked"],
      to: sameState,
      guard: "ready",
      papers: ["poem"],
      effects: [
        { does: "spawn", definition: "test.child", concern: "x" },
        { does: "set", field: "status", to: "bad" },
      ],
    },
  });
  const papers = new Set(["closure-form"]);
  expect(lintKind({ definition, stateMaps: { 1: { states: { old: "gone" } } } }, new Map(), papers)).toEqual([
    "act split asks the guard ready, which nobody provides",
    "act split names the paper poem, which nobody draws up",
    "act split opens a sub-case test.child, which nobody provides",
    "act split sets status, but the kind names no row",
    "there is a map from version 1, which is not older than 1",
    "the map from version 1 leads old to gone, which is not declared",
  ]);
  const children = new Map([["test.child", { ...sound, id: "test.child" }]]);
  expect(lintKind({ definition, guards: { ready: () => true }, subject: () => undefined }, children, papers)).toEqual([
    "act split names the paper poem, which nobody draws up",
    "act split opens a sub-case test.child, which could not be withdrawn with its case",
  ]);
});
