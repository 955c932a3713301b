import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDayStart, day as dayMs, hour as hourMs, hourStart, isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { readAlarms, writeAlarms } from "./alarm.server.ts";
import type { Alarm } from "./alarm.ts";
import { type Catalogue, catalogueOf } from "./catalogue.server.ts";
import { changedFacts } from "./changed-facts.server.ts";
import { judgeConstant } from "./constant.server.ts";
import { attachCases, type CaseNews, waitingForCase } from "./exceedance-cases.server.ts";
import { judgeWindows, limitedWindows } from "./judge-windows.server.ts";
import { judgeRealtime } from "./reminder.server.ts";
import { judgeSilence } from "./silence.server.ts";
import { endedBySilence, silencesOf } from "./silent.ts";
import { bucketKey, recomputeDays, recomputeHours, type Touched, touchedHours } from "./windows.server.ts";

/**
 * The judge: one writer that follows the packets by a cursor. Each cycle computes the windows that new data touched, judges them, and
 * writes alarms, cases and the cursor in one transaction; whatever fails is done again by the next cycle with the same result.
 */
export type Judge = Readonly<{
  /** One cycle; false when there was nothing to do or another process holds the lease. */
  cycle(): Promise<boolean>;
  catalogue: Catalogue;
  /** How long the last cycle took and how much it saw. */
  last(): Readonly<{ ms: number; touched: number; windows: number; alarms: number }>;
}>;

type Cursor = Readonly<{ batch: number; hoursTo: number; daysTo: number; factsTo: number; version: number }>;

const actor = systemActor("judge");
const name = "judge";
const leaseMs = 15_000;
const heartbeatMs = 5_000;
/** Batches of one cycle while catching up. */
const batchesAtOnce = 2_000;
/** Hours and days that ended while the platform was down and are looked at again at start. */
const lookBackMs = 3 * dayMs;
const silenceEveryMs = 15_000;
/** The last hour is complete some minutes after its end, when minute and hourly data are in. */
const constantEveryMs = 600_000;

export function openJudge(platform: Platform): Judge {
  const holder = uuidv7();
  const catalogue = catalogueOf(platform);
  const runningSince = platform.now();
  let silenceAt = 0;
  let constantAt = 0;
  let figures = { ms: 0, touched: 0, windows: 0, alarms: 0 };

  /** Keeps the lease while a long cycle runs. */
  async function cycle(): Promise<boolean> {
    const beat = setInterval(() => {
      const until = isoTime(platform.now() + leaseMs);
      platform.postgres
        .transact(actor, (tx) =>
          sql`update monitoring.lease set until = ${until} where name = ${name} and holder = ${holder}`.execute(tx),
        )
        .catch((error: Error) => platform.log(`judge: the lease could not be kept (${error.message})`));
    }, heartbeatMs);
    beat.unref();
    try {
      return await work();
    } finally {
      clearInterval(beat);
    }
  }

  async function work(): Promise<boolean> {
    const began = performance.now();
    const now = platform.now();
    const cursor = await takeLease(platform, holder, now);
    if (!cursor) return false;
    await catalogue.refresh();
    const version = Math.max(cursor.version + 1, now * 1_000);

    const [end] = await platform.observe.query<{ batch: number }>("select max(m.batch) as batch from device_mark as m");
    const to = Math.min(end?.batch ?? 0, cursor.batch + batchesAtOnce);
    const { facts, asOf } = await changedFacts(platform, catalogue, { since: cursor.factsTo, now });
    const hourNow = hourStart(now);
    const dayNow = civilDayStart(now);
    const turned = hourNow > cursor.hoursTo || dayNow > cursor.daysTo;
    const quietTime = now >= silenceAt;
    if (to <= cursor.batch && !turned && facts.length === 0 && !quietTime) return false;

    const touched = merged(
      to > cursor.batch ? await touchedHours(platform.observe, cursor.batch, to) : [],
      facts.flatMap(({ hours }) => hours),
    );
    const hours = await recomputeHours(platform.observe, catalogue, touched, version);
    const daysTouched = merged(
      touched
        .filter(({ start }) => start + hourMs <= hourNow)
        .map(({ series, start }) => ({ series, start: civilDayStart(start) })),
      hourNow > cursor.hoursTo ? await justEnded(platform, cursor.hoursTo, hourNow) : [],
    );
    const days = await recomputeDays(platform.observe, catalogue, daysTouched, version);

    const open = await platform.postgres.transact(
      actor,
      (tx) => readAlarms(tx, sql`(ended is null or (rule = 'realtime-over' and ended >= ${isoTime(now - hourMs)}))`),
      { readOnly: true },
    );
    const silences = silencesOf(open);
    const raised = [
      ...(await judgeWindows(platform, catalogue, {
        span: "hour",
        now,
        silences,
        touched: merged(
          touched,
          facts.flatMap(({ hours: list }) => list),
          hourNow > cursor.hoursTo ? limitedWindows(catalogue, "hour", cursor.hoursTo, hourNow) : [],
        ),
      })),
      ...(await judgeWindows(platform, catalogue, {
        span: "day",
        now,
        silences,
        touched: merged(
          daysTouched,
          touched.map(({ series, start }) => ({ series, start: civilDayStart(start) })),
          dayNow > cursor.daysTo ? limitedWindows(catalogue, "day", cursor.daysTo, dayNow) : [],
        ),
      })),
      ...(to > cursor.batch ? await judgeRealtime(platform, catalogue, { from: cursor.batch, to, now, open }) : []),
      ...(now >= constantAt || hourNow > cursor.hoursTo
        ? await judgeConstant(platform, catalogue, { lastHour: hourNow - hourMs, open })
        : []),
      ...(quietTime ? await judgeSilence(platform, catalogue, { now, runningSince, open }) : []),
    ];

    const judged = withSilence(open, raised);

    const news = await platform.postgres.transact(actor, async (tx) => {
      await keepLease(tx, holder, now);
      await writeAlarms(tx, judged, now);
      const cases = await attachCases(
        tx,
        catalogue,
        [...judged, ...(quietTime ? await waitingForCase(tx, now) : [])],
        now,
      );
      await sql`update monitoring.cursor set batch = ${to}, version = ${version}, hours_to = ${isoTime(Math.max(cursor.hoursTo, hourNow))}, days_to = ${isoTime(Math.max(cursor.daysTo, dayNow))},
        facts_to = ${isoTime(asOf)}, updated_at = ${isoTime(now)} where name = ${name}`.execute(tx);
      return { cases, alarms: await alarmScopes(tx, judged) };
    });
    if (quietTime) silenceAt = now + silenceEveryMs;
    if (now >= constantAt) constantAt = now + constantEveryMs;
    publish(platform, news, now);
    figures = {
      ms: performance.now() - began,
      touched: touched.length,
      windows: hours.length + days.length,
      alarms: judged.length,
    };
    return to < (end?.batch ?? 0) || to > cursor.batch;
  }

  return { cycle, catalogue, last: () => figures };
}

/** What this cycle found, and what ends because a device is silent by now. */
function withSilence(open: readonly Alarm[], raised: readonly Alarm[]): Alarm[] {
  const changed = new Map(raised.map((alarm) => [alarm.id, alarm]));
  const standing = [...open.filter(({ id }) => !changed.has(id)), ...raised];
  const silences = silencesOf(standing);
  for (const alarm of standing) {
    const after = endedBySilence(alarm, silences);
    if (after !== alarm) changed.set(after.id, after);
  }
  return [...changed.values()];
}

async function justEnded(platform: Platform, from: number, to: number): Promise<Touched[]> {
  const rows = await platform.observe.query<Touched>(
    `select distinct series, (intDiv(toUnixTimestamp(s.start) + 28800, 86400) * 86400 - 28800) * 1000 as start from span as s
     where s.span = 'hour' and s.start >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') and s.start < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`,
    { from, to },
  );
  return rows;
}

/** All of the lists, each bucket once. */
function merged(...lists: readonly (readonly Touched[])[]): Touched[] {
  const found = new Map<number, Touched>();
  for (const list of lists) for (const one of list) found.set(bucketKey(one.series, one.start), one);
  return [...found.values()];
}

/**
 * Takes or keeps the lease; undefined while another process holds it. With an engine inside this process there is no other process, and a
 * lease is what a crash left behind. The first judge ever begins with all that is stored.
 */
async function takeLease(platform: Platform, holder: string, now: number): Promise<Cursor | undefined> {
  return platform.postgres.transact(actor, async (tx) => {
    const until = isoTime(now + leaseMs);
    const taken =
      await sql`insert into monitoring.lease as l (name, holder, until) values (${name}, ${holder}, ${until})
      on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where l.holder = excluded.holder or l.until < ${isoTime(now)} or ${platform.observe.embedded} returning holder`.execute(
        tx,
      );
    if (taken.rows.length === 0) return undefined;
    const back = isoTime(hourStart(now - lookBackMs));
    await sql`insert into monitoring.cursor (name, batch, hours_to, days_to, facts_to, updated_at)
      values (${name}, 0, ${back}, ${isoTime(civilDayStart(now - lookBackMs))}, now(), ${isoTime(now)}) on conflict (name) do nothing`.execute(
      tx,
    );
    const { rows } = await sql<{ batch: number; hours_to: Date; days_to: Date; facts_to: Date; version: number }>`
      select batch, hours_to, days_to, facts_to, version from monitoring.cursor where name = ${name}`.execute(tx);
    const row = rows[0];
    return (
      row && {
        batch: row.batch,
        hoursTo: row.hours_to.getTime(),
        daysTo: row.days_to.getTime(),
        factsTo: row.facts_to.getTime(),
        version: row.version,
      }
    );
  });
}

async function keepLease(tx: Tx, holder: string, now: number): Promise<void> {
  const { rows } =
    await sql`update monitoring.lease set until = ${isoTime(now + leaseMs)} where name = ${name} and holder = ${holder} returning name`.execute(
      tx,
    );
  if (rows.length === 0) throw new Error("another process took the lease; its cycle counts");
}

type News = Readonly<{ cases: readonly CaseNews[]; alarms: readonly { id: string; scopes: string[] }[] }>;

async function alarmScopes(tx: Tx, alarms: readonly Alarm[]): Promise<{ id: string; scopes: string[] }[]> {
  if (alarms.length === 0) return [];
  const { rows } = await sql<{
    id: string;
    scopes: string[];
  }>`select id, array(select identity.scopes_of(region, array[enterprise])) as scopes
    from monitoring.alarm where id = any (${alarms.map(({ id }) => id)}::uuid[])`.execute(tx);
  return rows;
}

function publish(platform: Platform, { cases, alarms }: News, at: number): void {
  for (const [topic, list] of [
    ["alarm", alarms],
    ["case", cases],
  ] as const) {
    const byScopes = new Map<string, { ids: string[]; scopes: readonly string[] }>();
    for (const { id, scopes } of list) {
      const entry = byScopes.get(scopes.join()) ?? { ids: [], scopes };
      entry.ids.push(id);
      byScopes.set(scopes.join(), entry);
    }
    for (const { ids, scopes } of byScopes.values()) platform.live.publish({ topic, ids, scopes, at });
  }
}

/** A judge whose last good cycle is older does not work. */
const staleMs = 60_000;

/**
 * Runs the judge: about every two seconds, less often while cycles are long, and on through failures of the engines. A cycle that found
 * another process at work is a good one.
 */
export function startJudge(platform: Platform): { stop(): Promise<void>; healthy(): boolean } {
  const judge = openJudge(platform);
  let succeededAt = performance.now();
  let stopped = false;
  let wake: (() => void) | undefined;
  let failures = 0;

  async function run(): Promise<void> {
    while (!stopped) {
      let pause = 2_000;
      try {
        const more = await judge.cycle();
        if (failures > 0) platform.log("judge: works again");
        failures = 0;
        succeededAt = performance.now();
        // never more than a third of the time, so that packets come first
        pause = more ? Math.max(1_000, 2 * judge.last().ms) : 2_000;
      } catch (error) {
        failures++;
        if (failures === 1 || failures % 30 === 0)
          platform.log(`judge: the cycle failed and will be tried again (${(error as Error).message})`);
        pause = Math.min(30_000, 1_000 * 2 ** Math.min(failures, 5));
      }
      if (stopped) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  const running = run();
  return {
    healthy: () => performance.now() - succeededAt <= staleMs,
    stop: () => {
      stopped = true;
      wake?.();
      return running;
    },
  };
}
