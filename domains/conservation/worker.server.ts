import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { Refusal, sentenceOf } from "#kernel/refusal.ts";
import { type Rounds, startRounds } from "#kernel/rounds.server.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { openWaitingCases } from "./clue-cases.server.ts";
import { commitRun } from "./commit.server.ts";
import { cutFindings, joinPieces, makeFindings, openFindings, takeOffApproved } from "./findings.server.ts";
import type { LayerRow } from "./layer.server.ts";
import { matchFindings } from "./match.server.ts";
import { chunksOf, commonGround, matrixChunk, type OverlayScope, overlayChunk } from "./overlay.server.ts";
import { prepareNegativeList } from "./prepare.server.ts";
import { readRasterLayer } from "./raster.server.ts";
import type { RunStep } from "./run.ts";
import type { RunParameters, RunResult } from "./run-contract.ts";
import { rulesOn, sift, weighKnown } from "./weigh.server.ts";

const actor = systemActor("conservation");
/** How long a run stays with a worker that says nothing: longer than any chunk takes. */
const leaseMs = 60_000;
/** A run that took its worker with it so often is not begun again. */
const mostAttempts = 3;
const givenUp = "计算多次中断，已停止。请把本次比对的编号告诉管理员。";
const chunkPieces = 1_000;
const chunkFindings = 2_000;
const chunkCut = 200;

type Claimed = Readonly<{
  scope: OverlayScope;
  lease: string;
  parameters: RunParameters & { width: number };
  requestedAt: number;
  startedAt: number;
  sample: boolean;
}>;

/** The run is no longer this worker's, was cancelled, or the platform stops. What was staged does not count. */
class RunStopped extends Error {
  readonly cancelled: boolean;
  constructor(cancelled: boolean) {
    super(cancelled ? "cancelled" : "stopped");
    this.cancelled = cancelled;
  }
}

/** Takes the oldest run that waits, or one whose worker is gone, and empties what that one staged. */
export async function claimRun(platform: Platform): Promise<Claimed | undefined> {
  const now = platform.now();
  return platform.postgres.transact(actor, async (tx) => {
    const lease = uuidv7();
    await sql`update conservation.run set state = 'failed', problem = ${givenUp}, finished_at = ${isoTime(now)}, lease = null, version = version + 1
      where state = 'running' and lease_until < ${isoTime(now)} and attempts >= ${mostAttempts}`.execute(tx);
    const { rows } = await sql<{
      id: string;
      region: string;
      from_layer: string;
      to_layer: string;
      covered_on: string;
      parameters: Claimed["parameters"];
      requested_at: Date;
      sample: boolean;
    }>`update conservation.run u set state = 'running', lease = ${lease}, lease_until = ${isoTime(now + leaseMs)},
        attempts = u.attempts + 1, started_at = ${isoTime(now)}, step = 'overlay', done = 0, total = 0, version = u.version + 1
      from conservation.cover_layer b where b.id = u.to_layer and u.id = (select id from conservation.run
        where (state = 'queued' or (state = 'running' and lease_until < ${isoTime(now)}))
        order by requested_at, id limit 1 for update skip locked)
      returning u.id, u.region, u.from_layer, u.to_layer, b.covered_on, u.parameters, u.requested_at, u.sample`.execute(
      tx,
    );
    const row = rows[0];
    if (!row) return undefined;
    for (const table of ["run_piece", "run_hit", "finding"])
      await sql`delete from ${sql.table(`conservation.${table}`)} where run = ${row.id}`.execute(tx);
    return {
      scope: { run: row.id, from: row.from_layer, to: row.to_layer, date: row.covered_on, region: row.region },
      lease,
      parameters: row.parameters,
      requestedAt: row.requested_at.getTime(),
      startedAt: now,
      sample: row.sample,
    };
  });
}

/** Works a claimed run through to its commit. `stopping` is asked between chunks. */
export async function workRun(platform: Platform, run: Claimed, stopping: () => boolean = () => false): Promise<void> {
  const { scope, parameters } = run;
  const chunk = <R>(step: RunStep, done: number, total: number, work: (tx: Tx) => Promise<R>): Promise<R> =>
    platform.postgres.transact(actor, async (tx) => {
      if (stopping()) throw new RunStopped(false);
      await beat(tx, run, { step, done, total, now: platform.now() });
      return work(tx);
    });
  /** A step over numbered findings. */
  const each = async (step: RunStep, count: number, work: (tx: Tx, low: number, high: number) => Promise<void>) => {
    for (let low = 1; low <= count; low += chunkFindings)
      await chunk(step, low - 1, count, (tx) => work(tx, low, Math.min(count, low + chunkFindings - 1)));
  };
  const chunks = await chunk("overlay", 0, 0, (tx) => chunksOf(tx, scope, chunkPieces));
  for (const [n, bounds] of chunks.entries())
    await chunk("overlay", n, chunks.length, (tx) => overlayChunk(tx, scope, bounds));
  const counted = () => chunk("join", 0, 1, (tx) => sql`select conservation.count_staged()`.execute(tx));
  await counted();
  const count = await chunk("join", 0, 1, (tx) => joinPieces(tx, scope.run));
  await counted();
  await each("join", count, (tx, low, high) => makeFindings(tx, scope.run, parameters.width, low, high));
  await counted();
  const cut =
    parameters.width > 0 ? await chunk("open", 0, 0, (tx) => cutFindings(tx, scope.run, parameters.width)) : [];
  for (let at = 0; at < cut.length; at += chunkCut)
    await chunk("open", at, cut.length, (tx) =>
      openFindings(tx, scope.run, cut.slice(at, at + chunkCut), parameters.width),
    );
  await chunk("approved", 0, 1, (tx) => takeOffApproved(tx, scope));
  const rules = await chunk("place", 0, count, (tx) => rulesOn(tx, scope.date));
  await each("place", count, (tx, low, high) => sift(tx, scope, { rules, requestedAt: run.requestedAt }, low, high));
  await chunk("match", 0, 1, (tx) => matchFindings(tx, scope));
  await chunk("weigh", 0, 1, (tx) => weighKnown(tx, scope));
  const matrix = parameters.matrix ? await matrixOf(run, chunk) : null;
  await chunk("commit", 0, 1, (tx) =>
    commitRun(tx, scope, { now: platform.now(), sample: run.sample, matrix, startedAt: run.startedAt }),
  );
}

type Chunk = <R>(step: RunStep, done: number, total: number, work: (tx: Tx) => Promise<R>) => Promise<R>;

async function matrixOf({ scope }: Claimed, chunk: Chunk): Promise<RunResult["matrix"]> {
  const found = await chunk("matrix", 0, 0, (tx) =>
    sql<{ n: number }>`select max(seq)::int as n from conservation.cover_piece where layer = ${scope.to}`.execute(tx),
  );
  const last = found.rows[0]?.n ?? 0;
  const sums = new Map<string, number>();
  for (let low = 1; low <= last; low += chunkPieces)
    for (const { from, to, metres } of await chunk("matrix", low - 1, last, (tx) =>
      matrixChunk(tx, scope, [low, low + chunkPieces - 1]),
    ))
      sums.set(`${from}/${to}`, (sums.get(`${from}/${to}`) ?? 0) + metres);
  const common = await chunk("matrix", last, last, (tx) => commonGround(tx, scope));
  const all = [...sums.values()].reduce((sum, metres) => sum + metres, 0);
  return {
    rows: [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, metres]) => {
        const [from = "", to = ""] = key.split("/");
        return { from, to, hectares: Math.round(metres) / 10_000 };
      }),
    hectares: Math.round(all) / 10_000,
    relativeError: common > 0 ? Math.abs(all - common) / common : 0,
  };
}

/** Says how far the run is and that its worker lives; throws when it is no longer to be worked on. */
async function beat(
  tx: Tx,
  { scope, lease }: Claimed,
  { step, done, total, now }: { step: RunStep; done: number; total: number; now: number },
): Promise<void> {
  const { rows } = await sql<{
    cancel_at: Date | null;
  }>`update conservation.run set step = ${step}, done = ${done}, total = ${total},
    lease_until = ${isoTime(now + leaseMs)} where id = ${scope.run} and lease = ${lease} and state = 'running' returning cancel_at`.execute(
    tx,
  );
  if (!rows[0]) throw new RunStopped(false);
  if (rows[0].cancel_at) throw new RunStopped(true);
}

/** One run from claim to end; true when there was one. */
export async function workOneRun(platform: Platform, stopping: () => boolean = () => false): Promise<boolean> {
  const run = await claimRun(platform);
  if (!run) return false;
  try {
    await workRun(platform, run, stopping);
  } catch (error) {
    if (error instanceof RunStopped && !error.cancelled) return false;
    await endRun(platform, run, error as Error);
  }
  return true;
}

async function endRun(platform: Platform, { scope, lease }: Claimed, error: Error): Promise<void> {
  const cancelled = error instanceof RunStopped;
  if (!cancelled) platform.log(`encroachment run ${scope.run}: ${error.stack ?? error.message}`);
  const problem = cancelled
    ? null
    : error instanceof Refusal
      ? sentenceOf(error.code, error.detail, "zh")
      : "计算未能完成，未改动任何线索。原因已记入运行日志。";
  await platform.postgres.transact(actor, async (tx) => {
    await sql`update conservation.run set state = ${cancelled ? "cancelled" : "failed"}, problem = ${problem}, finished_at = ${isoTime(platform.now())},
      lease = null, lease_until = null, version = version + 1 where id = ${scope.run} and lease = ${lease}`.execute(tx);
    for (const table of ["run_piece", "run_hit", "finding"])
      await sql`delete from ${sql.table(`conservation.${table}`)} where run = ${scope.run}`.execute(tx);
  });
}

/** Reads the oldest raster layer that waits; true when there was one. */
async function readOneLayer(platform: Platform, signal: AbortSignal): Promise<boolean> {
  const { rows } = await platform.postgres.transact(actor, (tx) =>
    sql<LayerRow>`update conservation.cover_layer set state = 'reading', version = version + 1, updated_at = now() where id = (
        select id from conservation.cover_layer where format = 'raster' and file_hash is not null and retired_at is null
          and (state = 'open' or (state = 'reading' and updated_at < now() - interval '1 hour')) order by created_at, id limit 1 for update skip locked)
      returning id, name, covered_on, format, rmse, resolution, edition, state, region, file_hash, sample`.execute(tx),
  );
  const layer = rows[0];
  if (!layer) return false;
  await readRasterLayer(platform, layer, signal);
  return true;
}

/** The worker of the room: reads layers, works runs, and gives every clue its case. */
export function startConservation(platform: Platform): Rounds {
  const leaving = new AbortController();
  let prepared = false;
  const rounds = startRounds({
    name: "conservation",
    everyMs: 2_000,
    log: platform.log,
    round: async (stopping) => {
      if (!prepared) await prepareNegativeList(platform);
      prepared = true;
      while (!stopping() && (await readOneLayer(platform, leaving.signal)));
      while (!stopping() && (await workOneRun(platform, stopping)));
      while (!stopping() && (await openWaitingCases(platform)));
    },
  });
  return {
    ...rounds,
    stop: () => {
      leaving.abort();
      return rounds.stop();
    },
  };
}
