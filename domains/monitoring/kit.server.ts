import { sql } from "kysely";
import { afterAll, beforeAll } from "vitest";
import { prepareClock } from "#kernel/clock/calendar.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { parseTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { RelationalEngine } from "#store/kit.ts";
import { openJudge } from "./judge.server.ts";

/**
 * For the tests of this room: real engines with a department, a bureau and a branch, a clock that the test turns, plants with devices, and
 * readings that arrive as the gateway commits them.
 */
export const tester = systemActor("test");

/** Epoch milliseconds of a civil time in +08:00. */
export const at = (text: string): number => parseTime(`${text}+08:00`) as number;

export type Plant = { enterprise: string; outfall: string; mn: string; series: Record<string, number> };
export type Reading = readonly [series: number, time: number, value: string | null, flag?: string];
export type AlarmRow = {
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
};

/** An hour of minute values. */
export const hourOf = (series: number, start: number, value: (minute: number) => string, minutes = 60): Reading[] =>
  Array.from({ length: minutes }, (_, minute) => [series, start + minute * 60_000, value(minute)] as const);

export type JudgeKit = ReturnType<typeof judgeKit>;

/** Opens the engines before the tests of the suite that calls it, and closes them afterwards. */
export function judgeKit(kind: RelationalEngine) {
  const clock = { now: at("2026-11-24T10:00:30") };
  const organ = { department: uuidv7(), bureau: uuidv7(), branch: uuidv7() };
  let opened: KitPlatform;
  let batch = 0;
  let plants = 0;

  beforeAll(async () => {
    opened = await openKitPlatform({ kind, now: () => clock.now });
    await sowPlaces(opened.platform);
    await run(sql`insert into organ.organ (id, name, kind, region, parent) values
      (${organ.department}, '内蒙古自治区生态环境厅', 'department', '150000', null),
      (${organ.bureau}, '呼和浩特市生态环境局', 'bureau', '150100', ${organ.department}),
      (${organ.branch}, '呼和浩特市生态环境局土默特左旗分局', 'branch', '150121', ${organ.bureau})`);
    await run(sql`insert into base.pollutant (id, code, name, medium, unit, source, verified, created_by, updated_by) values
      (${uuidv7()}, 'a21026', '二氧化硫', 'gas', 'mg/m3', 'test', true, 'test', 'test')`);
    await prepareClock(opened.platform);
  });
  afterAll(() => opened?.close());

  const run = (statement: ReturnType<typeof sql>) =>
    opened.platform.postgres.transact(tester, (tx) => statement.execute(tx));
  const read = async <T>(statement: ReturnType<typeof sql<T>>): Promise<T[]> =>
    (await opened.platform.postgres.transact(tester, (tx) => statement.execute(tx))).rows;

  /** An enterprise with one gas outfall, SO2 limited to 50 mg/m3 by hour and 35 by day, and a device. */
  async function plant(
    kinds: readonly (readonly [aggregate: string, cadence: string])[],
    interval = 60,
  ): Promise<Plant> {
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

  /** Commits readings as the gateway does: readings first, then the packet that names their batch. */
  async function commit(mn: string, readings: readonly Reading[], received = clock.now): Promise<void> {
    batch++;
    const stamp = received * 1000 + batch;
    await opened.platform.observe.insert({
      table: "reading",
      columns: ["series", "time", "value", "flag", "received", "batch"],
      rows: readings.map(([series, time, value, flag = "N"]) => [series, time, value, flag, stamp, batch]),
      token: uuidv7(),
    });
    await opened.platform.observe.insert({
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

  async function settle(judge = openJudge(opened.platform)): Promise<void> {
    while (await judge.cycle());
  }

  const spans = (series: number, span = "hour") =>
    opened.platform.observe.query<Record<string, unknown>>(
      `select toUnixTimestamp64Milli(start) as at, expected, count, valid, mean, min, max, flag, conflicts, mark_version from span final
     where series = ${series} and span = '${span}' order by start`,
    );
  const alarms = (outfall: string, rule: string) =>
    read<AlarmRow>(
      sql`select * from monitoring.alarm where subject_id = ${outfall} and rule = ${rule} order by started, id`,
    );

  return {
    clock,
    organ,
    get platform(): Platform {
      return opened.platform;
    },
    plants: () => plants,
    run,
    read,
    plant,
    commit,
    settle,
    spans,
    alarms,
  };
}
