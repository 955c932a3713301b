import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seenCase } from "#kernel/case/case.server.ts";
import { answer, ask } from "#kernel/case/joint.server.ts";
import { type CaseKit, openCaseKit, type Person } from "#kernel/case/kit.server.ts";
import { lintCase } from "#kernel/case/lint.ts";
import { lintAll } from "#kernel/case/prepare.server.ts";
import { type CaseKind, caseKinds } from "#kernel/case/registry.server.ts";
import { sweepClocks } from "#kernel/case/sweep.server.ts";
import { addEvidence } from "#kernel/evidence/evidence.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { Refusal } from "#kernel/refusal.ts";
import { relationalEngines } from "#store/kit.ts";
import { routes } from "./routes.ts";

/**
 * Random walks over every kind of case that the product has, on real engines: whatever people try in whatever order, an act either does all
 * of what it says or nothing. A kind that is about a register row says here how a case of it is opened.
 */
type Opener = (kit: CaseKit) => Promise<string>;
const openers: Readonly<Record<string, Opener>> = {
  "conservation.clue": async (kit) => {
    const id = uuidv7();
    await kit.rows(sql`insert into conservation.clue (id, region, number, activity, hectares, confidence, state, zone_kind, first_seen,
        last_seen, recurrences, origin, area, created_by, updated_by)
      values (${id}, '150121', ${id}, 'mining', 1.2, 'possible', 'open', 'general', '2026-10-01', '2026-11-01', 0, 'run',
        st_multi(st_makeenvelope(111.1, 40.7, 111.11, 40.71, 4490)), 'test', 'test')`);
    return kit.open("conservation.clue", "encroachment", {
      subject: { kind: "conservation.clue", id, name: "示例线索" },
    });
  },
};
const kinds = routes.length > 0 ? caseKinds() : [];

test("every definition is sound, by itself and among the others", () => {
  expect(kinds.length).toBeGreaterThan(0);
  expect(kinds.flatMap(({ definition }) => lintCase(definition))).toEqual([]);
  expect(lintAll(kinds)).toEqual([]);
});

describe.each(relationalEngines)("walks, with PostgreSQL %s", (engine) => {
  let kit: CaseKit;
  let pictures = 0;
  beforeAll(async () => {
    kit = await openCaseKit(engine);
  });
  afterAll(() => kit?.close());

  /** All that an act may write, so that a refusal can be seen to have written nothing. */
  const everything = async (id: string) =>
    JSON.stringify(
      await kit.rows(sql`select c.*, (select count(*)::int from "case".event where case_id = c.id) as events,
          (select count(*)::int from audit.line where object = 'case.case/' || c.id) as lines,
          (select count(*)::int from paper.paper where case_id = c.id) as papers,
          (select count(*)::int from notice.notice where about_id = c.id::text) as notices,
          (select count(*)::int from evidence.item where owner = c.id) as exhibits,
          (select count(*)::int from "case"."case" as s where s.parent = c.id) as children,
          (select jsonb_agg(to_jsonb(k) order by k.id) from clock.clock as k where k.case_id = c.id) as clocks,
          (select jsonb_agg(to_jsonb(p) order by p.id) from "case".participant as p where p.case_id = c.id) as participants
        from "case"."case" as c where c.id = ${id}`),
    );

  async function exhibit(who: Person, id: string): Promise<void> {
    const n = pictures++;
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 6, n >> 16, (n >> 8) & 255, n & 255, 1, 0xff, 0xd9]);
    const { hash } = await kit.platform.files.put(bytes);
    await kit.as(who, async (tx) => {
      await sql`insert into file.upload (hash, person, size, at) values (${hash}, ${who.id}, ${bytes.length}, now())`.execute(
        tx,
      );
      const position = { lon: 111.1, lat: 40.7 };
      const body = { id: uuidv7(), owner: { kind: "case", id }, hash, name: `照片${n}.jpg`, position };
      await addEvidence(tx, who, body, { files: kit.platform.files, now: kit.clock.now });
    });
  }

  /** What a person might fill in; `spoilt`: one required field is left out. */
  function filled({ definition }: CaseKind, act: string, spoilt: boolean): Record<string, unknown> {
    const fields = definition.transitions[act]?.fields ?? [];
    const left = spoilt ? fields.find(({ required }) => required)?.name : undefined;
    const given = fields
      .filter(({ name, type }) => name !== left && type !== "files")
      .map(({ name, type, choices, min }): [string, unknown] => {
        if (type === "choice") return [name, choices?.[0]?.value];
        if (type === "date") return [name, "2026-12-01"];
        if (type === "number") return [name, min ?? 1];
        if (type === "boolean") return [name, true];
        if (type === "organ") return [name, kit.organ.water];
        if (type === "person") return [name, kit.people.colleague.id];
        if (type === "point") return [name, { lon: 111.1, lat: 40.7 }];
        return [name, "现场核实"];
      });
    return Object.fromEntries(given);
  }

  /** One step: somebody tries an act, the right one or not. */
  async function step(kind: CaseKind, id: string, choice: number): Promise<void> {
    const people = Object.values(kit.people);
    const acts = Object.keys(kind.definition.transitions);
    const who = people[choice % people.length] as Person;
    const before = await kit.read(kit.people.director, id);
    const possible = (await kit.read(who, id).catch(() => undefined))?.acts ?? [];
    const wild = choice % 4 === 0;
    const act = wild || possible.length === 0 ? acts[choice % acts.length] : possible[choice % possible.length]?.id;
    const spoilt = choice % 7 === 0;
    const base = choice % 11 === 0 ? before.version - 1 : before.version;
    const snapshot = await everything(id);
    const tried = await kit.act(who, id, act as string, filled(kind, act as string, spoilt), base).then(
      (after) => ({ after }),
      (error: unknown) => ({ error }),
    );
    if ("error" in tried) {
      // anything but a refusal is a bug
      if (!(tried.error instanceof Refusal)) throw tried.error;
      expect(await everything(id), `${act} was refused (${tried.error.code}) and changed something`).toBe(snapshot);
      if (tried.error.code === "case.evidence") await exhibit(who, id);
      return;
    }
    const { after } = tried;
    expect(base).toBe(before.version);
    expect(possible.map((one) => one.id)).toContain(act);
    expect(after.version).toBe(before.version + 1);
    expect(after.timeline.length).toBeGreaterThan(before.timeline.length);
    expect(after.timeline.slice(0, before.timeline.length)).toEqual(before.timeline);
    const line = after.timeline[before.timeline.length];
    expect(line).toMatchObject({
      act: kind.definition.transitions[act as string]?.title,
      from: before.state.title,
      to: after.state.title,
    });
    if (["closed", "void"].includes(after.state.category)) await ended(id);
  }

  /** Somebody asks or answers, rightly or not; the version of the case stays what it was. */
  async function joint(kind: CaseKind, id: string, choice: number): Promise<void> {
    const role = kind.definition.asks?.[choice % 2] ?? "supporter";
    const who = Object.values(kit.people)[choice % 8] as Person;
    const by = { actor: who, now: kit.clock.now };
    const state = (["agreed", "done", "refused"] as const)[choice % 3] ?? "agreed";
    const before = await kit.read(kit.people.director, id);
    await kit
      .as(who, async (tx) => {
        const row = await seenCase(tx, id);
        if (choice % 2 === 0) await ask(tx, row, { organ: kit.organ.water, role }, by);
        else await answer(tx, row, { role, state, opinion: "意见" }, by);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    expect((await kit.read(kit.people.director, id)).version).toBe(before.version);
  }

  async function ended(id: string): Promise<void> {
    for (const who of [kit.people.officer, kit.people.chief, kit.people.company]) {
      const shown = await kit.read(who, id);
      expect(shown.acts).toEqual([]);
      expect(shown.clocks.map(({ state }) => state).filter((state) => state !== "met")).toEqual([]);
      expect(shown.participants.filter(({ state }) => state === "asked")).toEqual([]);
    }
  }

  test.each(kinds.map((kind) => [kind.definition.id, kind] as const))("%s", async (name, kind) => {
    const opener = openers[name];
    if (!opener && kind.subject) throw new Error(`say in openers how a case of ${name} is opened`);
    const states = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(10_000), { minLength: 10, maxLength: 40 }), async (choices) => {
        const id = opener ? await opener(kit) : await kit.open(name);
        for (const choice of choices) {
          const { state } = await kit.read(kit.people.director, id);
          states.add(state.id);
          if (["closed", "void"].includes(state.category)) break;
          if (choice % 13 === 0) {
            kit.clock.now += (choice % 5) * 86_400_000;
            await sweepClocks(kit.platform);
          } else if (choice % 9 === 1) await joint(kind, id, choice);
          else await step(kind, id, choice);
        }
      }),
      { numRuns: 12 },
    );
    expect(states.size).toBeGreaterThan(2);
  });
});
