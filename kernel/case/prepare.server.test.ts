import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relationalEngines } from "#store/kit.ts";
import type { CaseDefinition } from "./define.ts";
import { type CaseKit, openCaseKit, tester } from "./kit.server.ts";
import { prepareCases } from "./prepare.server.ts";
import { type CaseKind, provideCase } from "./registry.server.ts";
import { partKind, provideTrial, trialKind } from "./trial.server.ts";
import { trial } from "./trial-kind.ts";

/** One version of a definition runs. What ran before is known, and no case is left behind in a state that nobody has. */
describe.each(relationalEngines)("versions of a definition, with PostgreSQL %s", (engine) => {
  let kit: CaseKit;
  beforeAll(async () => {
    provideTrial();
    kit = await openCaseKit(engine);
  });
  afterAll(() => kit?.close());

  const start = (kind: CaseKind) => prepareCases(kit.platform, [kind, partKind]);
  const second = (change: Partial<CaseDefinition>): CaseDefinition => ({ ...trial, version: 2, ...change });
  const { received: _, ...others } = trial.states;
  /** Version 2 calls `received` `registered`, and its clock `answering`. */
  const renamed = second({
    opens: { state: "registered", clocks: ["answering"] },
    states: { registered: trial.states.received as CaseDefinition["states"][string], ...others },
    transitions: Object.fromEntries(
      Object.entries(trial.transitions).map(([id, transition]) => [
        id,
        {
          ...transition,
          from: transition.from.map((state) => (state === "received" ? "registered" : state)),
          effects: (transition.effects ?? []).map((effect) =>
            effect.does === "extend" ? { ...effect, clock: "answering" } : effect,
          ),
        },
      ]),
    ),
    clocks: ["answering"],
    due: "answering",
  });
  const same = Object.fromEntries(Object.keys(trial.states).map((state) => [state, state]));

  test("wording may change under a version, meaning may not", async () => {
    await start(trialKind);
    await start(trialKind);
    const reworded = {
      ...trial,
      states: { ...trial.states, closed: { title: { zh: "办毕", en: "over" }, category: "closed" as const } },
    };
    await start({ ...trialKind, definition: reworded });
    const { void: __, ...fewer } = trial.transitions;
    await expect(start({ ...trialKind, definition: { ...trial, transitions: fewer } })).rejects.toThrow(
      "means something else than version 1 did: give it version 2",
    );
    expect(await kit.rows(sql`select id, version from "case".definition order by id`)).toEqual([
      { id: "test.part", version: 1 },
      { id: "test.trial", version: 1 },
    ]);
  });

  test("a new version starts only with a map for every state that a case holds; then every case stands where the map says", async () => {
    const states = Object.keys(trial.states);
    const ids = new Map<string, string>();
    for (const state of states) {
      const id = await kit.open("test.trial");
      ids.set(state, id);
      const { category } = trial.states[state] as { category: string };
      await kit.as(tester, (tx) =>
        sql`update "case"."case" set state = ${state}, category = ${category}, previous_state = ${state === "suspended" ? "received" : null} where id = ${id}`.execute(
          tx,
        ),
      );
    }
    for (const missing of states) {
      const rest = Object.fromEntries(
        Object.entries({ ...same, received: "registered" }).filter(([old]) => old !== missing),
      );
      await expect(start({ ...trialKind, definition: renamed, stateMaps: { 1: { states: rest } } })).rejects.toThrow(
        `no map for states that cases hold: ${missing} (version 1, 1 cases)`,
      );
    }
    await expect(
      start({ ...trialKind, definition: renamed, stateMaps: { 1: { states: { ...same, received: "closed" } } } }),
    ).rejects.toThrow("ends what is in received");
    expect(await kit.rows(sql`select distinct definition_version as v from "case"."case"`)).toEqual([{ v: 1 }]);

    const kind: CaseKind = {
      ...trialKind,
      definition: renamed,
      stateMaps: { 1: { states: { ...same, received: "registered" }, clocks: { handling: "answering" } } },
    };
    provideCase(kind);
    await start(kind);
    const { officer, colleague } = kit.people;
    for (const [state, id] of ids) {
      const shown = await kit.read(officer, id);
      const now = state === "received" ? "registered" : state;
      expect(shown).toMatchObject({ version: 2, state: { id: now, category: trial.states[state]?.category } });
      expect(shown.timeline.at(-1)).toMatchObject({ act: { zh: "办理规程更新至第 2 版" } });
      expect(shown.clocks).toMatchObject([{ kind: "answering" }]);
    }
    const moved = await kit.act(officer, ids.get("received") as string, "accept", { person: colleague.id });
    expect(moved).toMatchObject({ state: { id: "checking" }, version: 3 });
    const resumed = await kit.act(officer, ids.get("suspended") as string, "resume");
    expect(resumed).toMatchObject({ state: { id: "registered" } });
    await start(kind);
    expect((await kit.read(officer, ids.get("checking") as string)).version).toBe(2);
    provideTrial();
    await expect(start(trialKind)).rejects.toThrow("ran in version 2 before");
  });
});
