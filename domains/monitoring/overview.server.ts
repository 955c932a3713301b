import { sql } from "kysely";
import { linksOf } from "#kernel/observation/links.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDayStart, hour as hourMs, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import { alarmItems } from "./alarm-reading.server.ts";
import { catalogueOf } from "./catalogue.server.ts";
import { type State, statesOf } from "./subject-state.server.ts";

/** The day at a glance, of what the reader may see. Kept for some seconds for readers of the same territory. */
const keptMs = 4_000;
const kept = new WeakMap<Platform, Map<string, { at: number; answer: Promise<unknown> }>>();

export function overviewOf(platform: Platform, actor: Actor): Promise<unknown> {
  const now = platform.now();
  const key = actor.kind === "person" ? [...actor.scopes].sort().join() : "system";
  const cache = kept.get(platform) ?? new Map<string, { at: number; answer: Promise<unknown> }>();
  kept.set(platform, cache);
  const known = cache.get(key);
  if (known && Math.abs(now - known.at) < keptMs) return known.answer;
  const answer = compute(platform, actor, now);
  if (cache.size > 500) cache.clear();
  cache.set(key, { at: now, answer });
  answer.catch(() => cache.delete(key));
  return answer;
}

type Counts = Readonly<{ open: number; today: number }>;
type PlaceCount = { region: string; alarms: number; cases: number };

async function compute(platform: Platform, actor: Actor, now: number) {
  const today = civilDayStart(now);
  const states = await statesOf(platform, actor);
  const catalogue = catalogueOf(platform);
  const found = await platform.postgres.transact(
    actor,
    async (tx) => {
      const devices = await sql<{
        mn: string;
        region: string;
        interval_s: number;
      }>`select mn, region, interval_s from observation.device
        where retired_at is null`.execute(tx);
      const alarms = await sql<Counts>`select count(*) filter (where ended is null)::int as open,
          count(*) filter (where started >= ${isoTime(today)})::int as today from monitoring.alarm
        where withdrawn_at is null and (ended is null or started >= ${isoTime(today)})`.execute(tx);
      const cases = await sql<{ open: number; overdue: number }>`select count(*)::int as open,
          count(*) filter (where exists (select from clock.clock as k where k.case_id = c.id
            and (k.state = 'overdue' or (k.state = 'running' and k.due_at <= ${isoTime(now)}))))::int as overdue
        from "case"."case" as c where category not in ('closed', 'void')`.execute(tx);
      const places = await sql<PlaceCount>`select region, sum(alarms)::int as alarms, sum(cases)::int as cases from (
          select region, 1 as alarms, 0 as cases from monitoring.alarm where ended is null and withdrawn_at is null
          union all select region, 0, 1 from "case"."case" where category not in ('closed', 'void')) as counted group by region`.execute(
        tx,
      );
      const recent = await alarmItems(tx, sql`a.withdrawn_at is null`, sql`a.started desc, a.id desc`, 10);
      return { devices: devices.rows, alarms: alarms.rows[0], cases: cases.rows[0], places: places.rows, recent };
    },
    { readOnly: true },
  );
  const traffic = await trafficOf(platform, actor, found.devices, { now, today });
  const online = new Set(
    found.devices
      .filter(({ mn, interval_s }) => isOnline(platform, traffic.last.get(mn), mn, interval_s, now))
      .map(({ mn }) => mn),
  );
  const leagueOf = (region: string): string | undefined =>
    catalogue.regions.get(region)?.path.find((code) => catalogue.regions.get(code)?.level === "league");
  const leagues = [...catalogue.regions]
    .filter(([, { level }]) => level === "league")
    .map(([code, { name }]) => {
      const inside = <T extends { region: string }>(list: readonly T[]): T[] =>
        list.filter(({ region }) => leagueOf(region) === code);
      const devices = inside(found.devices);
      const places = inside(found.places);
      const sum = (of: "alarms" | "cases"): number => places.reduce((total, place) => total + place[of], 0);
      return {
        code,
        name,
        devices: devices.length,
        online: devices.filter(({ mn }) => online.has(mn)).length,
        alarms: sum("alarms"),
        cases: sum("cases"),
      };
    })
    .filter(
      ({ code, devices, alarms, cases }) =>
        devices + alarms + cases > 0 || states.some(({ subject }) => leagueOf(subject.region) === code),
    )
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return {
    at: isoTime(now),
    devices: { total: found.devices.length, online: online.size, silent: found.devices.length - online.size },
    readings: { lastHour: traffic.hour, today: traffic.today },
    packets: { today: traffic.packets, rejectedToday: traffic.rejected },
    alarms: found.alarms ?? { open: 0, today: 0 },
    cases: found.cases ?? { open: 0, overdue: 0 },
    outfalls: outfallsOf(states),
    air: airOf(states),
    water: waterOf(states),
    leagues,
    recent: found.recent,
  };
}

function isOnline(
  platform: Platform,
  last: number | undefined,
  mn: string,
  intervalSeconds: number,
  now: number,
): boolean {
  if (linksOf(platform).online.has(mn)) return true;
  return last !== undefined && now - last <= Math.max(600_000, 3_000 * intervalSeconds);
}

type Traffic = Readonly<{
  last: ReadonlyMap<string, number>;
  hour: number;
  today: number;
  packets: number;
  rejected: number;
}>;

/** What came in from the devices that the reader may see; who sees the whole region is spared the list of them. */
async function trafficOf(
  platform: Platform,
  actor: Actor,
  devices: readonly { mn: string }[],
  { now, today }: Readonly<{ now: number; today: number }>,
): Promise<Traffic> {
  const whole = actor.kind === "system" || actor.scopes.includes("r:150000");
  const mns = devices.map(({ mn }) => `'${mn}'`).join(",");
  if (!whole && devices.length === 0) return { last: new Map(), hour: 0, today: 0, packets: 0, rejected: 0 };
  // an MN holds letters, digits, _ and - only
  const mine = whole ? "1" : `p.mn in (${mns})`;
  const [last, sums] = await Promise.all([
    platform.observe.query<{ mn: string; last: number }>(
      `select p.mn as mn, toUnixTimestamp64Milli(max(toDateTime64(p.received, 3))) as last from device_mark as p where ${mine} group by p.mn`,
    ),
    platform.observe.query<{ hour: number; today: number; packets: number; rejected: number }>(
      `select sumIf(p.readings, p.verdict = 'stored' and p.received >= fromUnixTimestamp64Milli({hour:Int64})) as hour,
         sumIf(p.readings, p.verdict = 'stored' and p.received >= fromUnixTimestamp64Milli({today:Int64})) as today,
         countIf(p.received >= fromUnixTimestamp64Milli({today:Int64})) as packets,
         countIf(p.verdict = 'rejected' and p.received >= fromUnixTimestamp64Milli({today:Int64})) as rejected
       from packet as p where ${mine} and p.received >= fromUnixTimestamp64Milli({from:Int64})`,
      { hour: now - hourMs, today, from: Math.min(now - hourMs, today) },
    ),
  ]);
  return {
    last: new Map(last.map((row) => [row.mn, row.last])),
    ...(sums[0] ?? { hour: 0, today: 0, packets: 0, rejected: 0 }),
  };
}

function outfallsOf(states: readonly State[]) {
  const outfalls = states.filter(({ subject }) => subject.kind === "outfall");
  const count = (state: string): number => outfalls.filter((one) => one.state === state).length;
  return {
    total: outfalls.length,
    over: count("over"),
    alarm: count("alarm"),
    silent: count("silent"),
    normal: count("normal"),
    stopped: count("stopped"),
    maintenance: count("maintenance"),
    fault: count("fault"),
    unmonitored: count("unmonitored"),
  };
}

function levelsOf(states: readonly State[]): Record<string, number> {
  const levels: Record<string, number> = { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, na: 0 };
  for (const { level } of states) levels[level ?? "na"] = (levels[level ?? "na"] ?? 0) + 1;
  return levels;
}

function airOf(states: readonly State[]) {
  const stations = states.filter(({ subject }) => subject.kind === "air-station");
  const worst = stations
    .filter(({ level }) => level !== undefined)
    .sort((a, b) => (b.judgement?.aqi ?? 0) - (a.judgement?.aqi ?? 0))
    .slice(0, 5)
    .map(({ subject, level, judgement }) => ({
      id: subject.id,
      name: subject.name,
      aqi: judgement?.aqi ?? 0,
      level,
      primary: (judgement?.primary ?? []).join("、"),
    }));
  return { stations: stations.length, levels: levelsOf(stations), worst };
}

function waterOf(states: readonly State[]) {
  const sections = states.filter(({ subject }) => subject.kind === "water-section");
  const worst = sections
    .filter(({ level }) => level !== undefined)
    .sort((a, b) => (b.level ?? 0) - (a.level ?? 0))
    .slice(0, 5)
    .map(({ subject, level }) => ({ id: subject.id, name: subject.name, class: level }));
  return { sections: sections.length, classes: levelsOf(sections), worst };
}
