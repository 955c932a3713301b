import fc from "fast-check";
import { expect, test } from "vitest";
import { actsNow, type FlowPaper, isFixed, type PaperActId, paperActs, stepPaper } from "./flow.ts";

const drafter = { persons: ["draws"], organ: true, countersigner: "own" };
const chief = { persons: ["signs"], organ: true, countersigner: "own" };
const other = { persons: ["agrees"], organ: false, countersigner: "forest" };
const paper = (state: FlowPaper["state"], countersigners: FlowPaper["countersigners"] = []): FlowPaper => ({
  state,
  drafters: ["draws"],
  countersigners,
});

test("the whole way: draft, review, issue, number, seal, send, file", () => {
  const way: readonly [PaperActId, FlowPaper["state"]][] = [
    ["submit", "review"],
    ["pass", "approval"],
    ["issue", "issued"],
    ["number", "numbered"],
    ["seal", "sealed"],
    ["send", "sent"],
    ["file", "filed"],
  ];
  let state: FlowPaper["state"] = "draft";
  for (const [act, to] of way) {
    expect(stepPaper(paper(state), act, chief)).toEqual({ ok: true, to });
    state = to;
  }
  expect(actsNow(paper("filed"), chief)).toEqual([]);
});

test.each(["pass", "issue", "return"] as const)(
  "the drafter may not %s, nor who acts in the drafter's place",
  (act) => {
    const state = act === "pass" ? "review" : "approval";
    expect(stepPaper(paper(state), act, drafter, { reason: "x" })).toEqual({ ok: false, why: "four-eyes" });
    const stand = { ...chief, persons: ["signs", "draws"] };
    expect(stepPaper(paper(state), act, stand, { reason: "x" })).toEqual({ ok: false, why: "four-eyes" });
    const inPlace = { ...paper(state), drafters: ["helper", "signs"] };
    expect(stepPaper(inPlace, act, chief, { reason: "x" })).toEqual({ ok: false, why: "four-eyes" });
  },
);

test("everyone who was asked must agree; one refusal takes it back to the draft", () => {
  const asked = (one: "asked" | "agreed", two: "asked" | "agreed") =>
    paper("countersign", [
      { organ: "forest", state: one },
      { organ: "water", state: two },
    ]);
  expect(stepPaper(paper("draft", asked("asked", "asked").countersigners), "submit", drafter)).toEqual({
    ok: true,
    to: "countersign",
  });
  expect(stepPaper(asked("asked", "asked"), "agree", other)).toEqual({ ok: true, to: "countersign" });
  expect(stepPaper(asked("asked", "agreed"), "agree", other)).toEqual({ ok: true, to: "review" });
  expect(stepPaper(asked("asked", "agreed"), "refuse", other)).toEqual({ ok: false, why: "reason" });
  expect(stepPaper(asked("asked", "agreed"), "refuse", other, { reason: "数字有误" })).toEqual({
    ok: true,
    to: "draft",
  });
  expect(stepPaper(asked("agreed", "asked"), "agree", other)).toEqual({ ok: false, why: "answered" });
  expect(stepPaper(asked("asked", "asked"), "agree", { ...other, countersigner: "police" })).toEqual({
    ok: false,
    why: "countersigner",
  });
});

test("whatever is tried, a paper is never numbered without review and issue by somebody else, and then never edited", () => {
  const acts = Object.keys(paperActs) as PaperActId[];
  const actors = [drafter, chief, other];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(acts.length - 1), fc.nat(2)), { maxLength: 60 }), (tries) => {
      let now = paper("draft");
      const done: string[] = [];
      for (const [act, who] of tries) {
        const id = acts[act] as PaperActId;
        const actor = actors[who] as typeof drafter;
        const step = stepPaper(now, id, actor, { reason: "x" });
        if (!step.ok) continue;
        if (isFixed(now.state)) expect(["seal", "send", "file"]).toContain(id);
        done.push(`${id} ${actor.persons[0]}`);
        now = { ...now, state: step.to };
      }
      if (isFixed(now.state)) expect(done).toEqual(expect.arrayContaining(["pass signs", "issue signs"]));
    }),
  );
});
