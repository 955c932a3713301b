import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { uuidv7 } from "#kernel/id.ts";
import { relationalEngines } from "#store/kit.ts";
import { openJudge } from "./judge.server.ts";
import { at, hourOf, judgeKit } from "./kit.server.ts";

describe.each(relationalEngines)("the judge, with PostgreSQL %s", (kind) => {
  const kit = judgeKit(kind);
  const { clock, organ, run, read, plant, commit, settle, spans, alarms } = kit;

  test("an hour of minute data becomes a window; over the limit it becomes an alarm and one case", async () => {
    const { outfall, mn, series } = await plant([["Avg", "minute"]]);
    const id = series["Avg-minute"] as number;
    await commit(
      mn,
      hourOf(id, at("2026-11-24T08:00:00"), (minute) => (minute % 2 ? "60.5" : "62.1"), 58),
    );
    await settle();
    expect(await spans(id)).toEqual([
      {
        at: at("2026-11-24T08:00:00"),
        expected: 60,
        count: 58,
        valid: 58,
        mean: "61.3",
        min: "60.5",
        max: "62.1",
        flag: "N",
        conflicts: 0,
        mark_version: 0,
      },
    ]);
    const [alarm, ...more] = await alarms(outfall, "hour-over");
    expect(more).toEqual([]);
    expect(alarm).toMatchObject({ hours: 1, value: "61.3", multiple: "0.226", ended: null });
    expect(alarm?.explanation_zh).toBe(
      `二氧化硫小时均值 61.3 mg/m3，超过限值 50 mg/m3，超标 0.23 倍。依据：GB 13223-2011（自 2014-07-01 起执行，未核实）。最高值时段 2026-11-24 08:00—2026-11-24 09:00，有效数据 58/60，覆盖率 96.7 %。共超标 1 小时，尚未恢复。数据来源：设备 ${mn} 在该时段的分钟数据（CN 2051）数据包。`,
    );

    await commit(
      mn,
      hourOf(id, at("2026-11-24T09:00:00"), () => "55"),
    );
    await settle();
    const [grown] = await alarms(outfall, "hour-over");
    expect(grown).toMatchObject({ id: alarm?.id, hours: 2, value: "61.3", case_id: alarm?.case_id });
    const cases = await read<{ id: string; number: string; organ: string; state: string }>(
      sql`select id, number, organ, state from "case"."case" where subject_id = ${outfall}`,
    );
    expect(cases).toEqual([
      { id: alarm?.case_id, number: "超标〔2026〕150121-0001号", organ: organ.branch, state: "notified" },
    ]);
  });

  test("a mark keeps an hour from judging and opens no case; taken back, the hour is judged", async () => {
    const { outfall, enterprise, mn, series } = await plant([["Avg", "minute"]]);
    const mark = uuidv7();
    await run(sql`insert into monitoring.mark (id, region, outfall, enterprise, kind, begins, ends, reason, created_by, updated_by)
    values (${mark}, '150121', ${outfall}, ${enterprise}, 'maintenance', '2026-11-24T08:00:00+08:00', null, '更换采样管', 'test', 'test')`);
    const id = series["Avg-minute"] as number;
    await commit(
      mn,
      hourOf(id, at("2026-11-24T08:00:00"), () => "80"),
    );
    await settle();
    expect(await spans(id)).toMatchObject([{ mean: "80", flag: "N", mark_version: 1 }]);
    expect(await alarms(outfall, "hour-over")).toEqual([]);
    await run(sql`update monitoring.mark set ends = '2026-11-24T07:00:00+08:00', begins = '2026-11-24T06:00:00+08:00', version = 2,
    updated_at = now() where id = ${mark}`);
    await settle();
    expect(await spans(id)).toMatchObject([{ mean: "80", mark_version: 0 }]);
    expect(await alarms(outfall, "hour-over")).toMatchObject([{ hours: 1, value: "80", case_id: expect.any(String) }]);
  });

  test("late data are judged again: an alarm is stretched, joined, ended, or loses its ground", async () => {
    const { outfall, mn, series } = await plant([["Avg", "minute"]]);
    const id = series["Avg-minute"] as number;
    const put = (hour: string, value: string, minutes = 60) =>
      commit(
        mn,
        hourOf(id, at(`2026-11-24T${hour}:00:00`), () => value, minutes),
      );
    await put("05", "70");
    await put("07", "90");
    await put("06", "20");
    await settle();
    const shown = async () =>
      (await alarms(outfall, "hour-over")).map(({ started, ended, hours, withdrawn_at }) => [
        started.getTime(),
        ended?.getTime() ?? null,
        hours,
        withdrawn_at !== null,
      ]);
    expect(await shown()).toEqual([
      [at("2026-11-24T05:00:00"), at("2026-11-24T06:00:00"), 1, false],
      [at("2026-11-24T07:00:00"), null, 1, false],
    ]);
    await put("08", "10");
    await put("04", "75");
    await settle();
    expect(await shown()).toEqual([
      [at("2026-11-24T04:00:00"), at("2026-11-24T06:00:00"), 2, false],
      [at("2026-11-24T07:00:00"), at("2026-11-24T08:00:00"), 1, false],
    ]);
    const cases = await read(sql`select id from "case"."case" where subject_id = ${outfall}`);
    expect(cases).toHaveLength(1);
  });

  test("the first value received stays in force; the conflict is counted", async () => {
    const { mn, series } = await plant([["Avg", "minute"]]);
    const id = series["Avg-minute"] as number;
    const start = at("2026-11-24T08:00:00");
    await commit(
      mn,
      hourOf(id, start, () => "95"),
    );
    await commit(
      mn,
      hourOf(id, start, () => "45", 3),
    );
    await settle();
    expect(await spans(id)).toMatchObject([{ mean: "95", min: "95", conflicts: 3, valid: 60 }]);
  });

  test("a reported hour counts where nothing else covers it; a device's history opens no case", async () => {
    const { outfall, mn, series } = await plant([
      ["Avg", "hour"],
      ["Avg", "minute"],
    ]);
    const hourly = series["Avg-hour"] as number;
    const start = at("2026-11-17T00:00:00");
    await commit(
      mn,
      Array.from({ length: 30 }, (_, n) => [hourly, start + n * 3_600_000, n < 24 ? "66" : "20"] as const),
    );
    await settle();
    expect(await alarms(outfall, "hour-over")).toMatchObject([
      { hours: 24, started: new Date(start), ended: new Date(start + 24 * 3_600_000), case_id: null },
    ]);
    expect(await spans(hourly, "day")).toMatchObject([
      { at: start, expected: 24, count: 24, valid: 24, mean: "66", flag: "N" },
      { at: start + 24 * 3_600_000, count: 6, flag: "" },
    ]);
    expect(await alarms(outfall, "day-over")).toMatchObject([{ hours: 24, value: "66", case_id: null }]);
    await commit(
      mn,
      hourOf(series["Avg-minute"] as number, start, () => "30"),
    );
    await settle();
    expect(await alarms(outfall, "hour-over")).toMatchObject([{ hours: 23, started: new Date(start + 3_600_000) }]);
  });

  test("a real-time value over the limit reminds, joins and ends; converted values are what is judged", async () => {
    const { outfall, mn, series } = await plant([
      ["Rtd", "realtime"],
      ["ZsRtd", "realtime"],
    ]);
    const [raw, converted] = [series["Rtd-realtime"] as number, series["ZsRtd-realtime"] as number];
    const put = (seconds: number, value: string) =>
      commit(mn, [
        [raw, clock.now - seconds * 1000, "99"],
        [converted, clock.now - seconds * 1000, value],
      ]);
    await put(300, "49");
    await settle();
    expect(await alarms(outfall, "realtime-over")).toEqual([]);
    await put(240, "51");
    await settle();
    await put(180, "58");
    await put(120, "40");
    await settle();
    await put(240, "1000");
    await settle();
    const [reminder, ...more] = await alarms(outfall, "realtime-over");
    expect(more).toEqual([]);
    expect(reminder).toMatchObject({
      started: new Date(clock.now - 240_000),
      last: new Date(clock.now - 180_000),
      ended: new Date(clock.now - 120_000),
      value: "58",
    });
    expect(reminder?.explanation_zh).toContain("二氧化硫（折算）实时值 58 mg/m3，超过限值 50 mg/m3，超标 0.16 倍");
    await put(60, "60");
    await settle();
    expect(await alarms(outfall, "realtime-over")).toMatchObject([{ id: reminder?.id, ended: null, value: "60" }]);
  });

  test("a device that falls silent is one alarm, which ends with its next value", async () => {
    const { outfall, mn, series } = await plant([["Rtd", "realtime"]]);
    const id = series["Rtd-realtime"] as number;
    await commit(mn, [[id, clock.now, "10"]]);
    const last = clock.now;
    const judge = openJudge(kit.platform);
    await settle(judge);
    expect(await alarms(outfall, "silence")).toEqual([]);
    clock.now += 11 * 60_000;
    await settle(judge);
    expect(await alarms(outfall, "silence")).toMatchObject([{ started: new Date(last), ended: null }]);
    clock.now += 60_000;
    await commit(mn, [[id, clock.now - 5_000, "10"]]);
    clock.now += 20_000;
    await settle(judge);
    expect(await alarms(outfall, "silence")).toMatchObject([
      { started: new Date(last), ended: new Date(clock.now - 25_000) },
    ]);
  });

  test("a mean that repeats for six hours is told, and ends with the first that differs", async () => {
    const { outfall, mn, series } = await plant([["Avg", "hour"]]);
    const id = series["Avg-hour"] as number;
    const hour = Math.floor(clock.now / 3_600_000) * 3_600_000;
    const back = (n: number) => hour - n * 3_600_000;
    await commit(
      mn,
      [7, 6, 5, 4, 3, 2, 1].map((n) => [id, back(n), n === 7 ? "11" : "12.34"] as const),
    );
    const turn = async () => {
      await run(sql`update monitoring.cursor set hours_to = hours_to - interval '1 hour'`);
      await settle();
    };
    await settle();
    await turn();
    expect(await alarms(outfall, "constant")).toMatchObject([
      { started: new Date(back(6)), last: new Date(back(1)), ended: null, hours: 6, value: "12.34" },
    ]);
    clock.now += 3_600_000;
    await commit(mn, [[id, back(0), "12.5"]]);
    await settle();
    await turn();
    expect(await alarms(outfall, "constant")).toMatchObject([{ ended: new Date(back(0)) }]);
  });
});
