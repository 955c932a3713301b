import { sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { type KitPlatform, openKitPlatform, sowPlaces } from "#kernel/kit.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { parseTime } from "#kernel/time.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { RelationalEngine } from "#store/kit.ts";
import type { Tx } from "#store/postgres.ts";
import { actOnCase } from "./act.server.ts";
import { openCase } from "./case.server.ts";
import { readCase } from "./reading.server.ts";

/** For tests of cases: real engines with a department, a bureau, a branch, two partner departments and an enterprise, and people in each. */
export type Person = Extract<Actor, { kind: "person" }>;
export const tester = systemActor("test");

const organs = ["department", "bureau", "branch", "forestry", "water", "plant"] as const;
export type CaseKit = Awaited<ReturnType<typeof openCaseKit>>;

/** Opens the engines; `clock.now` is the time, and the test turns it. Tuesday 24 November 2026, 10:00. */
export async function openCaseKit(kind: RelationalEngine) {
  const clock = { now: parseTime("2026-11-24T10:00:00+08:00") as number };
  const organ = Object.fromEntries(organs.map((name) => [name, uuidv7()])) as Record<(typeof organs)[number], string>;
  const opened: KitPlatform = await openKitPlatform({ kind, now: () => clock.now });
  const { platform } = opened;
  await sowPlaces(platform);
  await run(
    platform,
    sql`insert into organ.organ (id, name, kind, duty, region, parent) values
    (${organ.department}, '内蒙古自治区生态环境厅', 'department', null, '150000', null),
    (${organ.bureau}, '呼和浩特市生态环境局', 'bureau', null, '150100', ${organ.department}),
    (${organ.branch}, '土默特左旗分局', 'branch', null, '150121', ${organ.bureau}),
    (${organ.forestry}, '土默特左旗林业和草原局', 'partner', 'forestry', '150121', null),
    (${organ.water}, '土默特左旗水利局', 'partner', 'water', '150121', null),
    (${organ.plant}, '示例热电', 'enterprise', null, '150121', null)`,
  );
  const person = (name: string, role: string, of: (typeof organs)[number], scopes: string[]): Person => ({
    kind: "person",
    id: uuidv7(),
    name,
    roles: [role],
    organ: organ[of],
    scopes: [...scopes, `o:${organ[of]}`],
  });
  const people = {
    officer: person("巴图", "banner", "branch", ["r:150121"]),
    colleague: person("其其格", "banner", "branch", ["r:150121"]),
    chief: person("乌云", "league", "bureau", ["r:150100"]),
    director: person("斯琴", "region", "department", ["r:150000"]),
    forester: person("娜仁", "partner", "forestry", []),
    hydrologist: person("苏和", "partner", "water", []),
    company: person("张工", "enterprise", "plant", []),
    stranger: person("外人", "banner", "department", ["r:150122"]),
  };
  for (const one of Object.values(people))
    await run(
      platform,
      sql`insert into identity.person (id, username, name, organ) values (${one.id}, ${one.id}, ${one.name}, ${one.organ})`,
    );
  for (const one of Object.values(people))
    await run(
      platform,
      sql`insert into identity."grant" (id, person, role, organ, granted_by) values (${uuidv7()}, ${one.id}, ${one.roles[0]}, ${one.organ}, 'test')`,
    );
  const act = (who: Actor, id: string, name: string, values: Record<string, unknown> = {}, base?: number) =>
    platform.postgres.transact(who, async (tx) => {
      const calendar = await readCalendar(tx);
      const baseVersion = base ?? (await readCase(tx, who, id, clock.now)).version;
      await actOnCase(
        tx,
        id,
        { act: name, baseVersion, values },
        { actor: who, now: clock.now, calendar, files: platform.files },
      );
      return readCase(tx, who, id, clock.now);
    });
  const open = (
    definition: string,
    concern = uuidv7(),
    more: Partial<{ subject: { kind: string; id: string; name: string } }> = {},
  ) =>
    platform.postgres.transact(tester, async (tx) => {
      const { id } = await openCase(tx, tester, {
        definition,
        title: "示例热电总排口",
        subject: more.subject ?? { kind: "outfall", id: uuidv7(), name: "总排口" },
        concern,
        region: "150121",
        organ: organ.branch,
        party: organ.plant,
        at: clock.now,
        sample: true,
        note: "",
        detail: {},
        calendar: await readCalendar(tx),
      });
      return id;
    });
  const read = (who: Actor, id: string) =>
    platform.postgres.transact(who, (tx) => readCase(tx, who, id, clock.now), { readOnly: true });
  const as = <R>(who: Actor, work: (tx: Tx) => Promise<R>) => platform.postgres.transact(who, work);
  return {
    platform,
    clock,
    organ,
    people,
    act,
    open,
    read,
    as,
    close: opened.close,
    rows: <T>(q: ReturnType<typeof sql<T>>) => rows<T>(platform, q),
  };
}

const run = (platform: Platform, statement: ReturnType<typeof sql>) =>
  platform.postgres.transact(tester, (tx) => statement.execute(tx));
const rows = async <T>(platform: Platform, statement: ReturnType<typeof sql<T>>): Promise<T[]> =>
  (await platform.postgres.transact(tester, (tx) => statement.execute(tx))).rows;
