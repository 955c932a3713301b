import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { relationalEngines } from "#store/kit.ts";
import { seenCase } from "./case.server.ts";
import { answer, ask, withdraw } from "./joint.server.ts";
import { type CaseKit, openCaseKit, type Person } from "./kit.server.ts";
import { provideTrial } from "./trial.server.ts";

/** What an act asks for, what it does beyond its case, and what it leaves untouched when it is refused. */
describe.each(relationalEngines)("acts, with PostgreSQL %s", (kind) => {
  let kit: CaseKit;
  beforeAll(async () => {
    provideTrial();
    kit = await openCaseKit(kind);
  });
  afterAll(() => kit?.close());

  const asked = (who: Person, id: string, organ: string, role: "supporter" | "countersigner") =>
    kit.as(who, async (tx) => ask(tx, await seenCase(tx, id), { organ, role }, { actor: who, now: kit.clock.now }));
  const answered = (
    who: Person,
    id: string,
    role: "supporter" | "countersigner",
    state: "agreed" | "refused" | "done",
    opinion = "同意",
  ) =>
    kit.as(who, async (tx) =>
      answer(tx, await seenCase(tx, id), { role, state, opinion }, { actor: who, now: kit.clock.now }),
    );
  /** A JPEG of two markers, uploaded by a person, for a field of files. */
  async function photo(who: Person, n: number) {
    const bytes = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 4, n, n, 0xff, 0xd9]);
    const { hash } = await kit.platform.files.put(bytes);
    expect(hash).toBe(sm3(bytes));
    await kit.as(who, (tx) =>
      sql`insert into file.upload (hash, person, size, at) values (${hash}, ${who.id}, ${bytes.length}, now())`.execute(
        tx,
      ),
    );
    return { hash, name: `照片${n}.jpg` };
  }

  test("fields, guard and evidence are asked in turn; a refusal writes nothing; files become exhibits", async () => {
    const { officer, colleague, company } = kit.people;
    const id = await kit.open("test.trial");
    await expect(kit.act(officer, id, "accept", { person: company.id })).rejects.toMatchObject({
      code: "field.invalid",
      detail: { field: "person" },
    });
    expect(await kit.read(officer, id)).toMatchObject({ version: 1, assignee: null, state: { id: "received" } });
    const accepted = await kit.act(officer, id, "accept", { person: colleague.id });
    expect(accepted).toMatchObject({ version: 2, assignee: { name: "其其格" }, state: { id: "checking" } });
    expect(accepted.timeline.at(-1)).toMatchObject({ detail: { person: { shown: "其其格" } } });

    const values = { amount: "120", on: "2026-11-20", lawful: "false", place: { lon: 111.1, lat: 40.7 } };
    await expect(kit.act(officer, id, "check", values)).rejects.toMatchObject({ code: "access.role" });
    await expect(kit.act(colleague, id, "check", { ...values, on: "2026-13-01" })).rejects.toMatchObject({
      code: "field.invalid",
      detail: { field: "on" },
    });
    const shown = await kit.read(colleague, id);
    expect(shown.acts.find((one) => one.id === "check")?.missing).toEqual([
      { what: "evidence", zh: expect.stringContaining("照片 1 份"), en: expect.any(String) },
    ]);
    await expect(kit.act(colleague, id, "check", { ...values, amount: 3 })).rejects.toMatchObject({
      code: "case.evidence",
    });
    const photos = [await photo(colleague, 1)];
    await expect(kit.act(colleague, id, "check", { ...values, photos })).rejects.toMatchObject({ code: "case.guard" });
    expect((await kit.read(colleague, id)).version).toBe(2);
    const done = await kit.act(colleague, id, "check", { ...values, amount: 3, photos });
    expect(done).toMatchObject({ version: 3, state: { id: "deciding" } });
    expect(done.timeline.at(-1)?.detail).toMatchObject({
      amount: { shown: "3 公顷" },
      lawful: { shown: { zh: "否" } },
      photos: { shown: "照片1.jpg" },
      basis: [{ law: "行政处罚法" }],
    });
    expect(await kit.rows(sql`select exhibit, name from evidence.item where owner = ${id}`)).toEqual([
      { exhibit: 1, name: "照片1.jpg" },
    ]);
  });

  /** A case that waits for its decision, checked by the colleague. */
  async function decided(): Promise<string> {
    const { officer, colleague } = kit.people;
    const id = await kit.open("test.trial");
    await kit.act(officer, id, "accept", { person: colleague.id });
    await kit.act(colleague, id, "check", {
      amount: 3,
      on: "2026-11-20",
      lawful: true,
      photos: [await photo(colleague, Math.floor(Math.random() * 200) + 2)],
    });
    return id;
  }

  test("four eyes, countersigners and sub-cases stand before a decision, then it closes with a paper", async () => {
    const { officer, colleague, chief, forester, hydrologist } = kit.people;
    const id = await decided();
    await expect(kit.act(officer, id, "approve")).rejects.toMatchObject({ code: "case.four-eyes" });
    await expect(kit.act(colleague, id, "approve")).rejects.toMatchObject({ code: "case.four-eyes" });
    const standing = { ...officer, id: chief.id, onBehalfOf: { id: colleague.id, name: "其其格" } };
    await expect(kit.act(standing, id, "approve")).rejects.toMatchObject({ code: "case.four-eyes" });
    await expect(kit.act(chief, id, "approve")).rejects.toMatchObject({ code: "case.gate" });

    await expect(kit.read(forester, id)).rejects.toMatchObject({ code: "not-found" });
    await asked(officer, id, kit.organ.forestry, "countersigner");
    await asked(officer, id, kit.organ.water, "countersigner");
    await expect(asked(officer, id, kit.organ.water, "countersigner")).rejects.toMatchObject({ code: "case.asked" });
    await expect(asked(forester, id, kit.organ.water, "supporter")).rejects.toMatchObject({ code: "access.role" });
    await expect(asked(officer, id, kit.organ.plant, "supporter")).rejects.toMatchObject({ code: "field.invalid" });
    expect((await kit.read(forester, id)).may).toEqual({
      ask: [],
      answer: ["countersigner"],
      extend: false,
      supervision: null,
    });
    await answered(forester, id, "countersigner", "agreed");
    await expect(answered(hydrologist, id, "countersigner", "refused", " ")).rejects.toMatchObject({
      code: "field.required",
    });
    await answered(hydrologist, id, "countersigner", "refused", "涉及河道管理范围");
    const shut = await kit.read(chief, id);
    expect(shut.gates).toMatchObject([
      { act: "approve", met: false, sentence: { zh: "会签须 2 家完成，现 1 家，尚待：土默特左旗水利局（不同意）。" } },
    ]);
    await answered(hydrologist, id, "countersigner", "agreed");
    expect((await kit.read(chief, id)).version).toBe(3);
    const closed = await kit.act(chief, id, "approve", { note: "同意" });
    expect(closed).toMatchObject({ state: { category: "closed" }, version: 4, acts: [], gates: [] });
    expect(closed.clocks.every(({ state }) => state === "met")).toBe(true);
    expect(await kit.rows(sql`select kind from paper.paper where case_id = ${id}`)).toEqual([{ kind: "closure-form" }]);
    expect(
      await kit.rows(
        sql`select about_id::text as id from notice.notice where about_id = ${id} and organ = ${kit.organ.plant}`,
      ),
    ).toHaveLength(1);
    await expect(asked(officer, id, kit.organ.forestry, "supporter")).rejects.toMatchObject({ code: "case.closed" });
  });

  test("a sub-case waits, is told of, and is withdrawn with its case together with its clocks and requests", async () => {
    const { officer, colleague, chief } = kit.people;
    const id = await kit.open("test.trial");
    await kit.act(officer, id, "accept", { person: colleague.id });
    const split = await kit.act(officer, id, "split");
    expect(split).toMatchObject({ version: 3, state: { id: "checking" }, children: [{ state: { id: "open" } }] });
    const again = await kit.act(officer, id, "split");
    expect(again.children).toHaveLength(1);
    const child = again.children[0]?.id as string;
    expect((await kit.read(officer, child)).parent).toMatchObject({ id });
    await asked(officer, child, kit.organ.forestry, "supporter");
    await expect(kit.act(officer, child, "close")).rejects.toMatchObject({ code: "case.gate" });
    const withdrawn = await kit.act(officer, id, "void", { note: "重复立案" });
    expect(withdrawn.children).toMatchObject([{ state: { category: "void" } }]);
    const gone = await kit.read(officer, child);
    expect(gone.timeline.at(-1)).toMatchObject({ act: { zh: "随主案撤销" } });
    expect(gone.clocks).toMatchObject([{ state: "met" }]);
    expect(gone.participants.find(({ role }) => role === "supporter")?.state).toBe("withdrawn");

    const other = await decided();
    await kit.act(officer, other, "suspend");
    await kit.act(officer, other, "resume");
    expect(await kit.read(chief, other)).toMatchObject({ state: { id: "deciding" } });
  });

  test("a supporter is done before the lead closes; a request that was withdrawn is waited for no more", async () => {
    const { officer, forester, hydrologist } = kit.people;
    const id = await kit.open("test.part");
    await asked(officer, id, kit.organ.forestry, "supporter");
    await asked(officer, id, kit.organ.water, "supporter");
    await answered(forester, id, "supporter", "agreed");
    await expect(kit.act(officer, id, "close")).rejects.toMatchObject({ code: "case.gate" });
    await answered(forester, id, "supporter", "done", "已核实为草原");
    await kit.as(officer, async (tx) =>
      withdraw(
        tx,
        await seenCase(tx, id),
        { organ: kit.organ.water, role: "supporter", reason: "不涉水" },
        { actor: officer, now: kit.clock.now },
      ),
    );
    await expect(answered(hydrologist, id, "supporter", "done", "x")).rejects.toMatchObject({ code: "access.role" });
    const closed = await kit.act(officer, id, "close");
    expect(closed.state.category).toBe("closed");
    expect(closed.participants.map(({ role, state }) => `${role} ${state}`)).toEqual([
      "lead agreed",
      "supporter done",
      "supporter withdrawn",
    ]);
  });

  test("what is suspended resumes where it was, and its clock runs on with the days added", async () => {
    const { officer } = kit.people;
    const id = await kit.open("test.trial");
    const before = (await kit.read(officer, id)).clocks[0];
    const held = await kit.act(officer, id, "suspend", { note: "等待鉴定" });
    expect(held).toMatchObject({ state: { id: "suspended" }, clocks: [{ state: "paused" }] });
    kit.clock.now += 7 * 86_400_000;
    const resumed = await kit.act(officer, id, "resume");
    expect(resumed).toMatchObject({ state: { id: "received" }, clocks: [{ state: "running" }] });
    expect(before?.countedDays).toEqual(["2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"]);
    expect(resumed.clocks[0]?.countedDays).toEqual([
      "2026-12-01",
      "2026-12-02",
      "2026-12-03",
      "2026-12-04",
      "2026-12-07",
    ]);
    expect(resumed.due).toBe(resumed.clocks[0]?.due);
  });
});
