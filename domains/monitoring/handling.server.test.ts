import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { actOnCase } from "#kernel/case/act.server.ts";
import { openCase } from "#kernel/case/case.server.ts";
import { readCase } from "#kernel/case/reading.server.ts";
import { sweepClocks } from "#kernel/case/sweep.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { rederiveClocks } from "#kernel/clock/derive.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { civilDate } from "#kernel/time.ts";
import { relationalEngines } from "#store/kit.ts";
import { exceedance } from "./exceedance.ts";
import { hourOf, judgeKit, tester } from "./kit.server.ts";
import { overviewOf } from "./overview.server.ts";
import { statesOf } from "./subject-state.server.ts";

/** From an alarm to a closed case, its clocks, and what each reader sees of it. */
describe.each(relationalEngines)("handling, with PostgreSQL %s", (kind) => {
  const kit = judgeKit(kind);
  const { clock, organ, run, read, plant, plants, commit, settle } = kit;

  test("a case moves between enterprise and bureau, its clocks with it, and falls due by the sweep", async () => {
    const { outfall, enterprise, mn, series } = await plant([["Avg", "minute"]]);
    const hour = new Date(clock.now - 2 * 3_600_000);
    hour.setMinutes(0, 0, 0);
    await commit(
      mn,
      hourOf(series["Avg-minute"] as number, hour.getTime(), () => "70"),
    );
    await settle();
    const [row] = await read<{ id: string }>(sql`select id from "case"."case" where subject_id = ${outfall}`);
    const id = row?.id as string;
    const person = (role: string, of: string, scopes: string[]) =>
      ({ kind: "person", id: uuidv7(), name: role, scopes, roles: [role], organ: of }) as const;
    const officer = person("banner", organ.branch, ["r:150121", `o:${organ.branch}`]);
    const company = person("enterprise", enterprise, [`o:${enterprise}`]);
    const other = person("banner", uuidv7(), ["r:150122"]);
    const act = (who: typeof officer, name: string, baseVersion: number, values: Record<string, string>) =>
      kit.platform.postgres.transact(who, async (tx) => {
        const calendar = await readCalendar(tx);
        await actOnCase(tx, id, { act: name, baseVersion, values }, { actor: who, now: clock.now, calendar });
        return readCase(tx, who, id, clock.now);
      });
    await expect(act(other, "verify", 1, { finding: "confirmed", note: "x" })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(act(company, "verify", 1, { finding: "confirmed", note: "x" })).rejects.toMatchObject({
      code: "access.role",
    });
    await expect(act(company, "explain", 1, { cause: "operation" })).rejects.toMatchObject({
      code: "field.required",
      detail: { field: "explanation" },
    });
    expect(await read(sql`select act from "case".event where case_id = ${id}`)).toEqual([{ act: "open" }]);

    const explained = await act(company, "explain", 1, {
      cause: "operation",
      explanation: "脱硫塔喷淋泵跳停",
      evidence: "中控曲线",
    });
    expect(explained).toMatchObject({ state: { id: "verifying" }, version: 2, acts: [] });
    expect(explained.clocks.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "explaining met",
      "handling running",
    ]);
    await expect(act(officer, "verify", 1, { finding: "confirmed", note: "x" })).rejects.toMatchObject({
      code: "version.conflict",
    });
    await act(officer, "verify", 2, { finding: "confirmed", note: "现场核实属实" });
    const rectifying = await act(officer, "rectify", 3, { note: "更换喷淋泵，五日内恢复" });
    expect(rectifying.clocks.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      "explaining met",
      "handling paused",
      "rectifying running",
    ]);

    clock.now += 40 * 86_400_000;
    expect(await sweepClocks(kit.platform)).toBeGreaterThanOrEqual(1);
    expect(await sweepClocks(kit.platform)).toBe(0);
    const late = await kit.platform.postgres.transact(officer, (tx) => readCase(tx, officer, id, clock.now));
    expect(late.clock).toMatchObject({ light: "red" });
    expect(late.timeline.slice(-2)).toMatchObject([
      { act: { zh: "整改时限逾期" }, by: { name: "系统" } },
      { act: { zh: "整改时限逾期未办，升级督办" }, by: { name: "系统" } },
    ]);
    await act(company, "report", 4, { measures: "已更换", evidence: "照片" });
    await act(officer, "verify", 5, { finding: "confirmed", note: "复核通过" });
    const closed = await act(officer, "resolve", 6, { note: "整改完成，责令加强巡检" });
    expect(closed).toMatchObject({ state: { id: "closed", category: "closed" }, acts: [], version: 7 });
    expect(closed.clocks.every(({ state }) => state === "met")).toBe(true);
    await expect(act(officer, "resolve", 7, { note: "x" })).rejects.toMatchObject({ code: "case.closed" });
    const lines = await read<{ act: string }>(
      sql`select act from audit.line where object = ${`case.case/${id}`} order by seq`,
    );
    expect(lines.map((line) => line.act)).toEqual([
      "case.open",
      "case.explain",
      "case.verify",
      "case.rectify",
      "clock.overdue",
      "clock.escalate",
      "case.report",
      "case.verify",
      "case.resolve",
    ]);
    await expect(run(sql`update "case".event set note = 'x' where case_id = ${id}`)).rejects.toThrow();
  });

  test("a holiday that is added moves open clocks", async () => {
    const { outfall, mn, series } = await plant([["Avg", "minute"]]);
    await commit(
      mn,
      hourOf(
        series["Avg-minute"] as number,
        Math.floor((clock.now - 2 * 3_600_000) / 3_600_000) * 3_600_000,
        () => "70",
      ),
    );
    await settle();
    const shown = async () => {
      const [row] = await read<{ id: string }>(sql`select id from "case"."case" where subject_id = ${outfall}`);
      return kit.platform.postgres.transact(tester, (tx) => readCase(tx, tester, row?.id as string, clock.now));
    };
    const before = (await shown()).clocks.find(({ kind }) => kind === "handling");
    const [free] = before?.countedDays ?? [];
    await run(
      sql`insert into clock.calendar_day (day, kind, year, source, verified) values (${free}, 'holiday', ${Number(free?.slice(0, 4))}, '自治区通知', true)`,
    );
    await kit.platform.postgres.transact(tester, async (tx) => rederiveClocks(tx, await readCalendar(tx), clock.now));
    const after = (await shown()).clocks.find(({ kind }) => kind === "handling");
    expect(after?.countedDays).not.toContain(free);
    expect(Date.parse(after?.due ?? "")).toBeGreaterThan(Date.parse(before?.due ?? ""));
    expect((await shown()).due).toBe(after?.due);
  });

  test("the states, points and overview of what a reader may see", async () => {
    const states = await statesOf(kit.platform, tester);
    expect(states.length).toBe(plants());
    const stranger = {
      kind: "person",
      id: uuidv7(),
      name: "x",
      scopes: ["r:150122"],
      roles: ["banner"],
      organ: undefined,
    } as const;
    expect(await statesOf(kit.platform, stranger)).toEqual([]);
    expect(await overviewOf(kit.platform, tester)).toMatchObject({
      outfalls: { total: plants() },
      devices: { total: plants() },
    });
    expect(await overviewOf(kit.platform, stranger)).toMatchObject({
      outfalls: { total: 0 },
      devices: { total: 0 },
      alarms: { open: 0 },
      recent: [],
    });
  });

  // one transaction at a time is all that the embedded engine does
  const together = test.skipIf(kind === "embedded");

  /** Opens a case about a subject of its own. */
  const opening = (handler: string, after: () => void = () => undefined) =>
    kit.platform.postgres.transact(tester, async (tx) => {
      const opened = await openCase(tx, tester, {
        definition: exceedance.id,
        title: "超标",
        subject: { kind: "outfall", id: uuidv7(), name: "总排口" },
        concern: "together",
        region: "150121",
        organ: handler,
        party: null,
        at: clock.now,
        sample: false,
        note: "",
        detail: {},
        calendar: await readCalendar(tx),
      });
      after();
      return opened;
    });

  together("twenty cases opened at once are numbered without a gap, though one opening fails", async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        opening(organ.bureau, () => {
          if (n === 7) throw new Error("the opening fails after it was numbered");
        }),
      ),
    );
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(1);
    const numbers = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.number] : []));
    const year = civilDate(clock.now).slice(0, 4);
    const wanted = Array.from({ length: 19 }, (_, n) => `超标〔${year}〕150100-${String(n + 1).padStart(4, "0")}号`);
    expect(numbers.sort()).toEqual(wanted);
  });

  together("of two who act on one case at the same time one does it, the other is told that it changed", async () => {
    const { id } = await opening(organ.branch);
    const results = await Promise.allSettled(
      ["甲", "乙"].map((name) => {
        const officer = {
          kind: "person",
          id: uuidv7(),
          name,
          scopes: ["r:150121"],
          roles: ["banner"],
          organ: organ.branch,
        } as const;
        return kit.platform.postgres.transact(officer, async (tx) =>
          actOnCase(
            tx,
            id,
            { act: "verify", baseVersion: 1, values: { finding: "confirmed", note: name } },
            { actor: officer, now: clock.now, calendar: await readCalendar(tx) },
          ),
        );
      }),
    );
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toMatchObject([{ code: "version.conflict" }]);
    expect(await read(sql`select act from "case".event where case_id = ${id} order by version`)).toEqual([
      { act: "open" },
      { act: "verify" },
    ]);
  });
});
