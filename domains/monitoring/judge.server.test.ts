import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actOnCase } from "#kernel/case/case.server.ts";
import { readCase } from "#kernel/case/reading.server.ts";
import { sweepClocks } from "#kernel/case/sweep.server.ts";
import { prepareClock, readCalendar } from "#kernel/clock/calendar.server.ts";
import { rederiveClocks } from "#kernel/clock/clock.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { createLive } from "#kernel/live.ts";
import type { Platform } from "#kernel/platform.ts";
import { parseTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { type Observe, openObserve } from "#store/clickhouse.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#store/embedded/postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openPostgres, type Postgres } from "#store/postgres.ts";
import { principalsSql } from "#store/principals.ts";
import { episodesOf } from "./episode.ts";
import { openJudge } from "./judge.server.ts";
import { overviewOf } from "./overview.server.ts";
import { statesOf } from "./subject-state.server.ts";

const folder = mkdtempSync(join(tmpdir(), "saihan-judge-"));
const tester = systemActor("test");
let engine: EmbeddedPostgres;
let postgres: Postgres;
let observe: Observe;
let platform: Platform;
let now = at("2026-11-24T10:00:30");
let batch = 0;

function at(text: string): number {
  return parseTime(`${text}+08:00`) as number;
}

beforeAll(async () => {
  engine = await startEmbeddedPostgres({
    dataDir: join(folder, "postgres"),
    preparation: principalsSql({ database: "saihan" }),
    log: () => undefined,
  });
  await migrate({ ownerUrl: engine.ownerUrl });
  postgres = openPostgres({ url: engine.appUrl });
  observe = await openObserve({ path: join(folder, "observe") });
  await observe.migrate();
  platform = {
    postgres,
    observe,
    live: createLive(),
    now: () => now,
    log: () => undefined,
    settings: { mapApproval: undefined, demo: false, version: "test", dataFolder: folder, hj212Port: 0 },
  };
  await run(sql`insert into place.region (code, name, level, parent, path, source) values
    ('150000', '内蒙古自治区', 'region', null, '{150000}', 'test'),
    ('150100', '呼和浩特市', 'league', '150000', '{150100,150000}', 'test'),
    ('150121', '土默特左旗', 'banner', '150100', '{150121,150100,150000}', 'test'),
    ('150122', '托克托县', 'banner', '150100', '{150122,150100,150000}', 'test')`);
  await run(sql`insert into organ.organ (id, name, kind, region, parent) values
    (${organ.department}, '内蒙古自治区生态环境厅', 'department', '150000', null),
    (${organ.bureau}, '呼和浩特市生态环境局', 'bureau', '150100', ${organ.department}),
    (${organ.branch}, '呼和浩特市生态环境局土默特左旗分局', 'branch', '150121', ${organ.bureau})`);
  await run(sql`insert into base.pollutant (id, code, name, medium, unit, source, verified, created_by, updated_by) values
    (${uuidv7()}, 'a21026', '二氧化硫', 'gas', 'mg/m3', 'test', true, 'test', 'test')`);
  await prepareClock(platform);
}, 120_000);

afterAll(async () => {
  await postgres?.close();
  await observe?.close();
  await engine?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const organ = { department: uuidv7(), bureau: uuidv7(), branch: uuidv7() };
const run = (statement: ReturnType<typeof sql>) => postgres.transact(tester, (tx) => statement.execute(tx));
const read = async <T>(statement: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await postgres.transact(tester, (tx) => statement.execute(tx))).rows;

type Plant = { enterprise: string; outfall: string; mn: string; series: Record<string, number> };
let plants = 0;

/** An enterprise with one gas outfall, SO2 limited to 50 mg/m3 by hour and 35 by day, and a device. */
async function plant(kinds: readonly (readonly [aggregate: string, cadence: string])[], interval = 60): Promise<Plant> {
  plants++;
  const [enterprise, outfall, device, mn] = [uuidv7(), uuidv7(), uuidv7(), `MN${plants}`];
  await run(sql`insert into base.enterprise (id, region, name, uscc, management, status, created_by, updated_by)
    values (${enterprise}, '150121', ${`示例热电${plants}`}, ${`9115000000000000${plants}`}, 'key', 'running', 'test', 'test')`);
  await run(sql`insert into base.outfall (id, region, name, code, enterprise, kind, status, location, created_by, updated_by)
    values (${outfall}, '150121', '1号锅炉排口', 'DA001', ${enterprise}, 'gas', 'in-use', st_setsrid(st_point(111.1, 40.7), 4490), 'test', 'test')`);
  for (const [averaging, upper] of [
    ["hour", "50"],
    ["day", "35"],
  ])
    await run(sql`insert into base.limit (id, region, outfall, enterprise, factor, averaging, upper, unit, standard, valid_from, verified, created_by, updated_by)
      values (${uuidv7()}, '150121', ${outfall}, ${enterprise}, 'a21026', ${averaging}, ${upper}::numeric, 'mg/m3', 'GB 13223-2011', '2014-07-01', false, 'test', 'test')`);
  await run(sql`insert into observation.device (id, mn, protocol, subject_kind, subject_id, region, party, interval_s, created_by, updated_by)
    values (${device}, ${mn}, 'HJ212-2017', 'outfall', ${outfall}, '150121', ${enterprise}, ${interval}, 'test', 'test')`);
  const series: Record<string, number> = {};
  for (const [aggregate, cadence] of kinds) {
    const [row] = await read<{
      id: number;
    }>(sql`insert into observation.series (device, mn, subject_kind, subject_id, factor, aggregate, cadence, unit, region, party)
      values (${device}, ${mn}, 'outfall', ${outfall}, 'a21026', ${aggregate}, ${cadence}, 'mg/m3', '150121', ${enterprise}) returning id`);
    series[`${aggregate}-${cadence}`] = row?.id as number;
  }
  return { enterprise, outfall, mn, series };
}

type Reading = readonly [series: number, time: number, value: string | null, flag?: string];

/** Commits readings as the gateway does: readings first, then the packet that names their batch. */
async function commit(mn: string, readings: readonly Reading[], received = now): Promise<void> {
  batch++;
  const stamp = received * 1000 + batch;
  await observe.insert({
    table: "reading",
    columns: ["series", "time", "value", "flag", "received", "batch"],
    rows: readings.map(([series, time, value, flag = "N"]) => [series, time, value, flag, stamp, batch]),
    token: uuidv7(),
  });
  await observe.insert({
    table: "packet",
    columns: [
      "mn",
      "received",
      "boot",
      "arrival",
      "batch",
      "key",
      "cn",
      "st",
      "raw",
      "encoding",
      "bytes",
      "hash",
      "verdict",
      "reason",
      "violations",
      "faults",
      "readings",
      "data_time",
      "peer",
    ],
    rows: [
      [
        mn,
        stamp,
        1,
        batch,
        batch,
        String(batch),
        "2051",
        "31",
        "",
        "text",
        0,
        uuidv7(),
        "stored",
        "",
        "",
        0,
        readings.length,
        readings[0]?.[1] ?? null,
        "test",
      ],
    ],
    token: uuidv7(),
  });
}

const hourOf = (series: number, start: number, value: (minute: number) => string, minutes = 60): Reading[] =>
  Array.from({ length: minutes }, (_, minute) => [series, start + minute * 60_000, value(minute)] as const);

async function settle(judge = openJudge(platform)): Promise<void> {
  while (await judge.cycle());
}

const spans = (series: number, span = "hour") =>
  observe.query<Record<string, unknown>>(
    `select toUnixTimestamp64Milli(start) as at, expected, count, valid, mean, min, max, flag, conflicts, mark_version from span final
     where series = ${series} and span = '${span}' order by start`,
  );
const alarms = (outfall: string, rule: string) =>
  read<{
    id: string;
    started: Date;
    last: Date;
    ended: Date | null;
    hours: number;
    value: string;
    multiple: string;
    case_id: string | null;
    explanation_zh: string;
    withdrawn_at: Date | null;
  }>(sql`select * from monitoring.alarm where subject_id = ${outfall} and rule = ${rule} order by started, id`);

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
    `二氧化硫小时均值 61.3 mg/m3，超过限值 50 mg/m3 的 0.226 倍。依据：GB 13223-2011（自 2014-07-01 起执行，未核对原文）。最高值时段 2026-11-24 08:00—2026-11-24 09:00，有效数据 58/60，覆盖率 96.7 %。共超标 1 小时，尚未恢复。数据来源：设备 ${mn} 在该时段的分钟数据（CN 2051）数据包。`,
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
      [raw, now - seconds * 1000, "99"],
      [converted, now - seconds * 1000, value],
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
    started: new Date(now - 240_000),
    last: new Date(now - 180_000),
    ended: new Date(now - 120_000),
    value: "58",
  });
  expect(reminder?.explanation_zh).toContain("二氧化硫（折算）实时值 58 mg/m3，超过限值 50 mg/m3 的 0.16 倍");
  await put(60, "60");
  await settle();
  expect(await alarms(outfall, "realtime-over")).toMatchObject([{ id: reminder?.id, ended: null, value: "60" }]);
});

test("a device that falls silent is one alarm, which ends with its next value", async () => {
  const { outfall, mn, series } = await plant([["Rtd", "realtime"]]);
  const id = series["Rtd-realtime"] as number;
  await commit(mn, [[id, now, "10"]]);
  const last = now;
  const judge = openJudge(platform);
  await settle(judge);
  expect(await alarms(outfall, "silence")).toEqual([]);
  now += 11 * 60_000;
  await settle(judge);
  expect(await alarms(outfall, "silence")).toMatchObject([{ started: new Date(last), ended: null }]);
  now += 60_000;
  await commit(mn, [[id, now - 5_000, "10"]]);
  now += 20_000;
  await settle(judge);
  expect(await alarms(outfall, "silence")).toMatchObject([{ started: new Date(last), ended: new Date(now - 25_000) }]);
});

test("a mean that repeats for six hours is told, and ends with the first that differs", async () => {
  const { outfall, mn, series } = await plant([["Avg", "hour"]]);
  const id = series["Avg-hour"] as number;
  const hour = Math.floor(now / 3_600_000) * 3_600_000;
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
  now += 3_600_000;
  await commit(mn, [[id, back(0), "12.5"]]);
  await settle();
  await turn();
  expect(await alarms(outfall, "constant")).toMatchObject([{ ended: new Date(back(0)) }]);
});

test("a judge that starts again, or two at once, change nothing", async () => {
  const { outfall, mn, series } = await plant([["Avg", "minute"]]);
  await commit(
    mn,
    hourOf(series["Avg-minute"] as number, at("2026-11-24T08:00:00"), () => "70"),
  );
  await settle();
  const before = await alarms(outfall, "hour-over");
  const [first, second] = [openJudge(platform), openJudge(platform)];
  now += 200_000;
  await Promise.allSettled([first.cycle(), second.cycle()]);
  await run(sql`update monitoring.cursor set batch = 0`);
  now += 200_000;
  await settle();
  expect(await alarms(outfall, "hour-over")).toMatchObject(
    before.map(({ id, started, hours }) => ({ id, started, hours })),
  );
  expect(before).toHaveLength(1);
});

test("after random late data every window equals a full recomputation, bit for bit", async () => {
  const { mn, series } = await plant([["Avg", "minute"]]);
  const id = series["Avg-minute"] as number;
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const start = at("2026-11-22T00:00:00");
  const minutes = Array.from({ length: 30 * 60 }, (_, n) => n).sort(() => random() - 0.5);
  for (let from = 0; from < minutes.length; from += 150) {
    const part = minutes.slice(from, from + 150 + Math.floor(random() * 20));
    await commit(
      mn,
      part.map(
        (minute) => [id, start + minute * 60_000, (random() * 90).toFixed(3), random() < 0.05 ? "D" : "N"] as const,
      ),
    );
    if (random() < 0.5) await settle();
  }
  await settle();
  const incremental = [...(await spans(id)), ...(await spans(id, "day"))];
  expect(incremental).toHaveLength(32);
  await run(sql`update monitoring.cursor set batch = 0`);
  await settle();
  expect([...(await spans(id)), ...(await spans(id, "day"))]).toEqual(incremental);
});

test("alarms are the episodes of the hours, in whatever order the hours came", async () => {
  let seed = 11;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const start = at("2026-11-20T00:00:00");
  for (let round = 0; round < 3; round++) {
    const { outfall, mn, series } = await plant([["Avg", "hour"]]);
    const id = series["Avg-hour"] as number;
    const value = (n: number): string => ((n * 7919 * (round + 3)) % 11 < 5 ? "60" : "20");
    const hours = Array.from({ length: 80 }, (_, n) => n)
      .filter(() => random() > 0.45)
      .sort(() => random() - 0.5);
    for (let from = 0; from < hours.length; from += 6) {
      const part = hours.slice(from, from + 6);
      await commit(
        mn,
        part.map((n) => [id, start + n * 3_600_000, value(n)] as const),
      );
      await settle();
    }
    const verdict = (n: number) => (value(n) === "60" ? "over" : "normal");
    const judged = hours
      .sort((a, b) => a - b)
      .map((n) => ({ start: start + n * 3_600_000, verdict: verdict(n), window: n }) as const);
    const expected = episodesOf(judged, { length: 3_600_000, gap: 6 * 3_600_000 });
    expect(expected.length).toBeGreaterThan(3);
    const inForce = (await alarms(outfall, "hour-over")).filter(({ withdrawn_at }) => withdrawn_at === null);
    expect(
      inForce.map(({ started, last, ended, hours: over }) => [
        started.getTime(),
        last.getTime(),
        ended?.getTime(),
        over,
      ]),
    ).toEqual(expected.map(({ started, last, ended, over }) => [started, last, ended, over.length]));
  }
});

test("a case moves between enterprise and bureau, its clocks with it, and falls due by the sweep", async () => {
  const { outfall, enterprise, mn, series } = await plant([["Avg", "minute"]]);
  const hour = new Date(now - 2 * 3_600_000);
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
    postgres.transact(who, async (tx) => {
      const calendar = await readCalendar(tx);
      await actOnCase(tx, id, { act: name, baseVersion, values }, { actor: who, now, calendar });
      return readCase(tx, who, id, now);
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
  expect(explained.clocks.map(({ kind, state }) => `${kind} ${state}`)).toEqual(["explaining met", "handling running"]);
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

  now += 40 * 86_400_000;
  expect(await sweepClocks(platform)).toBeGreaterThanOrEqual(1);
  expect(await sweepClocks(platform)).toBe(0);
  const late = await postgres.transact(officer, (tx) => readCase(tx, officer, id, now));
  expect(late.clock).toMatchObject({ light: "red" });
  expect(late.timeline.at(-1)).toMatchObject({ act: { zh: "整改时限逾期" }, by: { name: "系统" } });
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
    hourOf(series["Avg-minute"] as number, Math.floor((now - 2 * 3_600_000) / 3_600_000) * 3_600_000, () => "70"),
  );
  await settle();
  const shown = async () => {
    const [row] = await read<{ id: string }>(sql`select id from "case"."case" where subject_id = ${outfall}`);
    return postgres.transact(tester, (tx) => readCase(tx, tester, row?.id as string, now));
  };
  const before = (await shown()).clocks.find(({ kind }) => kind === "handling");
  const [free] = before?.countedDays ?? [];
  await run(
    sql`insert into clock.calendar_day (day, kind, year, source, verified) values (${free}, 'holiday', ${Number(free?.slice(0, 4))}, '自治区通知', true)`,
  );
  await postgres.transact(tester, async (tx) => rederiveClocks(tx, await readCalendar(tx), now));
  const after = (await shown()).clocks.find(({ kind }) => kind === "handling");
  expect(after?.countedDays).not.toContain(free);
  expect(Date.parse(after?.due ?? "")).toBeGreaterThan(Date.parse(before?.due ?? ""));
  expect((await shown()).due).toBe(after?.due);
});

test("the states, points and overview of what a reader may see", async () => {
  const states = await statesOf(platform, tester);
  expect(states.length).toBe(plants);
  const stranger = {
    kind: "person",
    id: uuidv7(),
    name: "x",
    scopes: ["r:150122"],
    roles: ["banner"],
    organ: undefined,
  } as const;
  expect(await statesOf(platform, stranger)).toEqual([]);
  expect(await overviewOf(platform, tester)).toMatchObject({ outfalls: { total: plants }, devices: { total: plants } });
  expect(await overviewOf(platform, stranger)).toMatchObject({
    outfalls: { total: 0 },
    devices: { total: 0 },
    alarms: { open: 0 },
    recent: [],
  });
});
