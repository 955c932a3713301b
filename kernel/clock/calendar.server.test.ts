import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CaseKit, openCaseKit, tester } from "#kernel/case/kit.server.ts";
import { onTime } from "#kernel/case/on-time.server.ts";
import { sweepClocks } from "#kernel/case/sweep.server.ts";
import { provideTrial } from "#kernel/case/trial.server.ts";
import { relationalEngines } from "#store/kit.ts";
import { prepareClock, readCalendar } from "./calendar.server.ts";
import { changeCalendar, previewCalendar } from "./calendar-change.server.ts";
import { decideExtension, extendClock } from "./extension.server.ts";

const day = 86_400_000;

describe.each(relationalEngines)("clocks of open cases, with PostgreSQL %s", (kind) => {
  let kit: CaseKit;
  beforeAll(async () => {
    provideTrial();
    kit = await openCaseKit(kind);
    await prepareClock(kit.platform);
  });
  afterAll(() => kit?.close());

  test("what a change of the calendar moves is said before, and is what it then moves; each case says so", async () => {
    const id = await kit.open("test.part");
    const before = await kit.read(kit.people.officer, id);
    const local = { days: [{ date: "2026-11-26", working: false, name: "自治区放假" }] };
    const preview = await kit.as(tester, (tx) => previewCalendar(tx, local, kit.clock.now));
    expect(preview).toMatchObject({ days: 1, clocks: 1, cases: 1, moved: [{ from: before.due }] });
    expect((await kit.read(kit.people.officer, id)).due).toBe(before.due);
    const change = { ...local, source: "内政办发〔2026〕1号", verified: true, reason: "自治区通知" };
    const by = { actor: kit.people.director, now: kit.clock.now };
    const made = await kit.as(tester, (tx) => changeCalendar(tx, change, by));
    expect(made).toMatchObject({ reply: preview, cases: [id] });
    const after = await kit.read(kit.people.officer, id);
    expect(after.due).toBe(preview.moved[0]?.to);
    expect(after.timeline.at(-1)).toMatchObject({
      act: { zh: "工作日历变更，办理时限重新计算" },
      by: { name: "斯琴" },
    });
    // the calendar of the product does not bring the old day back, nor does it move the case again
    await prepareClock(kit.platform);
    expect((await kit.read(kit.people.officer, id)).due).toBe(after.due);
    const back = { ...change, days: [{ date: "2026-11-26", working: true }] };
    await kit.as(tester, (tx) => changeCalendar(tx, back, by));
    expect((await kit.read(kit.people.officer, id)).due).toBe(before.due);
    await kit.act(kit.people.officer, id, "void");
  });

  test("a year stays provisional until its notice was taken over, however many single days it has", async () => {
    const by = { actor: kit.people.director, now: kit.clock.now };
    const basis = { source: "内政办发〔2027〕1号", verified: true, reason: "测试" };
    const official = () => kit.as(tester, async (tx) => (await readCalendar(tx)).isOfficial("2027-03-01"));
    await kit.as(tester, (tx) => changeCalendar(tx, { ...basis, days: [{ date: "2027-03-08", working: false }] }, by));
    expect(await official()).toBe(false);
    await kit.as(tester, (tx) => changeCalendar(tx, { ...basis, days: [], announces: 2027 }, by));
    expect(await official()).toBe(true);
  });

  test("a term is lengthened within its cap, by another than who asked, before it is over", async () => {
    const { officer, colleague } = kit.people;
    const id = await kit.open("test.part");
    const before = await kit.read(officer, id);
    const ask = (amount: number, who = officer) =>
      kit.as(who, async (tx) =>
        extendClock(
          tx,
          { caseId: id, kind: "handling", amount, reason: "等待鉴定" },
          { actor: who, now: kit.clock.now, calendar: await readCalendar(tx) },
        ),
      );
    const decide = (who: typeof officer, grant: boolean, note?: string) =>
      kit.as(who, async (tx) => {
        const { rows } = await sql<{
          id: string;
        }>`select id from clock.extension where case_id = ${id} and state = 'asked'`.execute(tx);
        return decideExtension(
          tx,
          { caseId: id, id: rows[0]?.id as string, grant, note },
          { actor: who, now: kit.clock.now, calendar: await readCalendar(tx) },
        );
      });
    await expect(ask(6)).rejects.toMatchObject({ code: "clock.cap", detail: { field: "amount" } });
    expect(await ask(3)).toMatchObject({ state: "asked" });
    await expect(ask(1)).rejects.toMatchObject({ code: "clock.asked" });
    await expect(decide(officer, true)).rejects.toMatchObject({ code: "case.four-eyes" });
    expect((await kit.read(officer, id)).due).toBe(before.due);
    await expect(decide(colleague, false)).rejects.toMatchObject({ code: "field.required" });
    await decide(colleague, true);
    const after = await kit.read(officer, id);
    expect(after.clocks[0]).toMatchObject({ extended: 3, extensions: [{ state: "granted", decidedByName: "其其格" }] });
    expect(after.clocks[0]?.countedDays).toHaveLength(8);
    expect(after.clocks[0]?.explanation.zh).toContain("经批准延长 3 个工作日");
    await expect(ask(3)).rejects.toMatchObject({ code: "clock.cap" });
    await kit.act(officer, id, "void");
  });

  test("the ladder: reminded, overdue, taken to the organ above; each once, and all at once after a pause of the platform", async () => {
    const { officer } = kit.people;
    const id = await kit.open("test.part");
    const acts = async () =>
      (await kit.read(officer, id)).timeline.map(({ act }) => act.zh).filter((act) => act.startsWith("办理时限"));
    await sweepClocks(kit.platform);
    expect(await acts()).toEqual([]);
    // due with the end of 1 December; two working days are left with the beginning of Friday the 27th
    kit.clock.now += 3 * day;
    await sweepClocks(kit.platform);
    await sweepClocks(kit.platform);
    expect(await acts()).toEqual(["办理时限即将到期"]);
    kit.clock.now += 14 * day;
    await sweepClocks(kit.platform);
    await sweepClocks(kit.platform);
    expect(await acts()).toEqual(["办理时限即将到期", "办理时限逾期", "办理时限逾期未办，升级督办"]);
    const late = await kit.read(officer, id);
    expect(late).toMatchObject({ clock: { light: "red" }, supervised: expect.any(String) });
    expect(
      await kit.rows(
        sql`select organ from notice.notice where about_id = ${id} and title_zh like '%升级督办%' order by organ`,
      ),
    ).toEqual(
      [{ organ: kit.organ.branch }, { organ: kit.organ.bureau }].sort((a, b) => a.organ.localeCompare(b.organ)),
    );
    const second = await kit.open("test.part");
    kit.clock.now += 30 * day;
    await sweepClocks(kit.platform);
    expect((await kit.read(officer, second)).timeline.map(({ act }) => act.zh)).toEqual([
      "立案",
      "办理时限逾期",
      "办理时限逾期未办，升级督办",
    ]);
    const asked = { definition: "test.part", now: kit.clock.now };
    expect(await kit.as(officer, (tx) => onTime(tx, asked))).toMatchObject({
      closedOnTime: 0,
      openOverdue: 2,
      rate: 0,
    });
    const third = await kit.open("test.part");
    await kit.act(officer, third, "close");
    await kit.act(officer, second, "close");
    expect(await kit.as(officer, (tx) => onTime(tx, asked))).toMatchObject({
      closedOnTime: 1,
      closedLate: 1,
      openOverdue: 1,
      rate: 1 / 3,
    });
  });
});
