import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Observe, openObserve } from "#store/clickhouse.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#store/embedded/postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openPostgres, type Postgres } from "#store/postgres.ts";
import { principalsSql } from "#store/principals.ts";
import { systemActor } from "#store/actor.ts";
import { actOnCase } from "#kernel/case/case.server.ts";
import { readCase } from "#kernel/case/reading.server.ts";
import { sweepClocks } from "#kernel/case/sweep.server.ts";
import { prepareClock, readCalendar } from "#kernel/clock/calendar.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { createLive } from "#kernel/live.ts";
import type { Platform } from "#kernel/platform.ts";
import { parseTime } from "#kernel/time.ts";
import { openJudge } from "./judge.server.ts";

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
  engine = await startEmbeddedPostgres({ dataDir: join(folder, "postgres"), preparation: principalsSql({ database: "saihan" }), log: () => undefined });
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
const read = async <T>(statement: ReturnType<typeof sql<T>>): Promise<T[]> => (await postgres.transact(tester, (tx) => statement.execute(tx))).rows;

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
  for (const [averaging, upper] of [["hour", "50"], ["day", "35"]])
    await run(sql`insert into base.limit (id, region, outfall, enterprise, factor, averaging, upper, unit, standard, valid_from, verified, created_by, updated_by)
      values (${uuidv7()}, '150121', ${outfall}, ${enterprise}, 'a21026', ${averaging}, ${upper}::numeric, 'mg/m3', 'GB 13223-2011', '2014-07-01', false, 'test', 'test')`);
  await run(sql`insert into observation.device (id, mn, protocol, subject_kind, subject_id, region, party, interval_s, created_by, updated_by)
    values (${device}, ${mn}, 'HJ212-2017', 'outfall', ${outfall}, '150121', ${enterprise}, ${interval}, 'test', 'test')`);
  const series: Record<string, number> = {};
  for (const [aggregate, cadence] of kinds) {
    const [row] = await read<{ id: number }>(sql`insert into observation.series (device, mn, subject_kind, subject_id, factor, aggregate, cadence, unit, region, party)
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
    columns: ["mn", "received", "boot", "arrival", "batch", "key", "cn", "st", "raw", "encoding", "bytes", "hash", "verdict", "reason", "violations", "faults", "readings", "data_time", "peer"],
    rows: [[mn, stamp, 1, batch, batch, String(batch), "2051", "31", "", "text", 0, uuidv7(), "stored", "", "", 0, readings.length, readings[0]?.[1] ?? null, "test"]],
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
  read<{ id: string; started: Date; last: Date; ended: Date | null; hours: number; value: string; multiple: string; case_id: string | null; explanation_zh: string; withdrawn_at: Date | null }>(
    sql`select * from monitoring.alarm where subject_id = ${outfall} and rule = ${rule} order by started, id`,
  );

test("an hour of minute data becomes a window; over the limit it becomes an alarm and one case", async () => {
  const { outfall, mn, series } = await plant([["Avg", "minute"]]);
  const id = series["Avg-minute"] as number;
  await commit(mn, hourOf(id, at("2026-11-24T08:00:00"), (minute) => (minute % 2 ? "60.5" : "62.1"), 58));
  await settle();
  expect(await spans(id)).toEqual([
    { at: at("2026-11-24T08:00:00"), expected: 60, count: 58, valid: 58, mean: "61.3", min: "60.5", max: "62.1", flag: "N", conflicts: 0, mark_version: 0 },
  ]);
  const [alarm, ...more] = await alarms(outfall, "hour-over");
  expect(more).toEqual([]);
  expect(alarm).toMatchObject({ hours: 1, value: "61.3", multiple: "0.226", ended: null });
  expect(alarm?.explanation_zh).toBe(
    `二氧化硫小时均值 61.3 mg/m3，超过限值 50 mg/m3 的 0.226 倍。依据：GB 13223-2011（自 2014-07-01 起执行，未核对原文）。最高值时段 2026-11-24 08:00—2026-11-24 09:00，有效数据 58/60，覆盖率 96.7 %。共超标 1 小时，尚未恢复。数据来源：设备 ${mn} 在该时段的分钟数据（CN 2051）数据包。`,
  );

  await commit(mn, hourOf(id, at("2026-11-24T09:00:00"), () => "55"));
  await settle();
  const [grown] = await alarms(outfall, "hour-over");
  expect(grown).toMatchObject({ id: alarm?.id, hours: 2, value: "61.3", case_id: alarm?.case_id });
  const cases = await read<{ id: string; number: string; organ: string; state: string }>(sql`select id, number, organ, state from "case"."case" where subject_id = ${outfall}`);
  expect(cases).toEqual([{ id: alarm?.case_id, number: "超标〔2026〕150121-0001号", organ: organ.branch, state: "notified" }]);
});
