import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { relationalEngines } from "#store/kit.ts";
import { type CaseKit, openCaseKit, type Person } from "./kit.server.ts";
import { type SupervisionAct, superviseCase } from "./supervision.server.ts";
import { provideTrial } from "./trial.server.ts";

describe.each(relationalEngines)("supervision by hand, with PostgreSQL %s", (kind) => {
  let kit: CaseKit;
  beforeAll(async () => {
    provideTrial();
    kit = await openCaseKit(kind);
  });
  afterAll(() => kit?.close());

  const does = (who: Person, id: string, act: SupervisionAct, note = "请于月底前查清") =>
    kit.as(who, (tx) => superviseCase(tx, id, { act, note }, { actor: who, now: kit.clock.now }));

  test("an organ above sets it with its demand: timeline, audit, and a notice to the handler; it is set once", async () => {
    const { officer, chief, director } = kit.people;
    const id = await kit.open("test.trial");
    expect((await kit.read(officer, id)).may.supervision).toBeNull();
    expect((await kit.read(chief, id)).may.supervision).toBe("supervise");
    await does(chief, id, "supervise");
    const shown = await kit.read(officer, id);
    expect(shown).toMatchObject({
      version: 1,
      supervised: expect.any(String),
      supervisedBy: { name: "呼和浩特市生态环境局" },
      may: { supervision: null },
    });
    expect(shown.timeline.at(-1)).toMatchObject({
      act: { zh: "督办" },
      by: { name: "乌云", organ: "呼和浩特市生态环境局" },
      note: "请于月底前查清",
    });
    expect(
      await kit.rows(sql`select organ, person, title_zh, body_zh, link from notice.notice where about_id = ${id}`),
    ).toEqual([
      {
        organ: kit.organ.branch,
        person: null,
        title_zh: `督办：${shown.number}`,
        body_zh: "请于月底前查清",
        link: `/cases/${id}`,
      },
    ]);
    expect(await kit.rows(sql`select act from audit.line where object = ${`case.case/${id}`} order by seq`)).toEqual(
      expect.arrayContaining([{ act: "case.supervision.supervise" }]),
    );
    await expect(does(director, id, "supervise")).rejects.toMatchObject({ code: "case.supervised" });
  });

  test("a branch, and an organ that handles the case itself, are refused and nothing is written", async () => {
    const { officer, chief, forester, company } = kit.people;
    const id = await kit.open("test.trial");
    for (const who of [officer, forester, company])
      await expect(does(who, id, "supervise")).rejects.toMatchObject({
        code: who === forester ? "not-found" : "access.role",
      });
    const own: Person = { ...officer, roles: ["league"] };
    await expect(does(own, id, "supervise")).rejects.toMatchObject({ code: "access.role" });
    await expect(does(chief, id, "lift")).rejects.toMatchObject({ code: "case.not-supervised" });
    expect(await kit.read(officer, id)).toMatchObject({ supervised: null, supervisedBy: null });
    expect((await kit.read(officer, id)).timeline).toHaveLength(1);
  });

  test("who set it or stands above lifts it, nobody below; a closed case knows neither", async () => {
    const { officer, chief, director } = kit.people;
    const id = await kit.open("test.trial");
    await does(director, id, "supervise", "省级督办");
    expect((await kit.read(chief, id)).may.supervision).toBeNull();
    for (const who of [officer, chief])
      await expect(does(who, id, "lift", "已办")).rejects.toMatchObject({ code: "access.role" });
    expect((await kit.read(director, id)).may.supervision).toBe("lift");
    await does(director, id, "lift", "整改到位");
    const after = await kit.read(officer, id);
    expect(after).toMatchObject({ supervised: null, supervisedBy: null });
    expect(after.timeline.slice(-2).map(({ act, note }) => [act.zh, note])).toEqual([
      ["督办", "省级督办"],
      ["解除督办", "整改到位"],
    ]);
    expect(await kit.rows(sql`select title_zh from notice.notice where about_id = ${id} order by title_zh`)).toEqual([
      { title_zh: `督办：${after.number}` },
      { title_zh: `解除督办：${after.number}` },
    ]);
    await does(chief, id, "supervise");
    expect((await kit.read(director, id)).may.supervision).toBe("lift");
    await does(director, id, "lift");
    await kit.rows(sql`update "case"."case" set category = 'closed' where id = ${id}`);
    await expect(does(chief, id, "supervise")).rejects.toMatchObject({ code: "case.closed" });
    expect((await kit.read(chief, id)).may.supervision).toBeNull();
  });
});
