import { type RawBuilder, sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { classEditions } from "./cover-class.ts";
import { planeProjection } from "./plane.ts";
import { type RunStep, runSteps } from "./run.ts";
import type { RunBody, RunParameters, RunReply, RunResult } from "./run-contract.ts";
import { weights } from "./severity.ts";
import { leastAreas, transitionsOn } from "./transition.ts";

const wrong = (field: string, problem: Title): never => refuse("field.invalid", { field, values: { problem } });

/** Asks for a run. What it will compute with is written down now: layers, parameters, and which rules are in force. */
export async function requestRun(tx: Tx, actor: Actor, body: RunBody, now: number): Promise<string> {
  const id = body.id ?? uuidv7();
  const present = await sql`select from conservation.run where id = ${id}`.execute(tx);
  if (present.rows.length > 0) return id;
  const layers = await sql<{
    id: string;
    covered_on: string;
    state: string;
    rmse: string;
    edition: string;
    file_hash: string | null;
  }>`
    select id, covered_on, state, rmse, edition, file_hash from conservation.cover_layer where id = any (${[body.from, body.to]}::uuid[])`.execute(
    tx,
  );
  const from = layers.rows.find((row) => row.id === body.from) ?? wrong("from", missing);
  const to = layers.rows.find((row) => row.id === body.to) ?? wrong("to", missing);
  for (const [field, row] of [
    ["from", from],
    ["to", to],
  ] as const)
    if (row.state !== "ready")
      wrong(field, { zh: "图层尚未导入完成，请稍后再比对。", en: "The layer is not ready yet." });
  if (from.covered_on >= to.covered_on)
    wrong("to", { zh: "后期影像的日期须晚于前期影像。", en: "The later image must be of a later day." });
  const overlap = await sql<{ met: boolean }>`select st_intersects(a.extent, b.extent) as met
    from conservation.cover_layer a, conservation.cover_layer b where a.id = ${from.id} and b.id = ${to.id}`.execute(
    tx,
  );
  if (!overlap.rows[0]?.met) wrong("to", { zh: "两期图层的范围没有重叠。", en: "The two layers do not overlap." });
  const parameters = {
    ...body.parameters,
    width: body.parameters.width ?? Math.max(Number(from.rmse), Number(to.rmse)),
  };
  const by =
    actor.kind === "person" ? { id: actor.id, name: actor.name } : { id: `system:${actor.name}`, name: "系统" };
  await sql`insert into conservation.run (id, region, from_layer, to_layer, parameters, editions, state, requested_at, requested_by, requested_name, sample)
    values (${id}, ${body.region}, ${from.id}, ${to.id}, ${JSON.stringify(parameters)}::jsonb,
      ${JSON.stringify(editionsOn(to.covered_on, [from, to]))}::jsonb, 'queued', ${isoTime(now)}, ${by.id}, ${by.name}, ${body.sample ?? false})`.execute(
    tx,
  );
  await recordAct(tx, actor, {
    act: "conservation.run.request",
    object: `conservation.run/${id}`,
    detail: { from: from.id, to: to.id, region: body.region, parameters },
  });
  return id;
}

const missing: Title = { zh: "图层不存在或不在您的管辖范围内。", en: "There is no such layer in your territory." };

/** What was in force on the day of the later image: enough to compute the run again and to defend it. */
function editionsOn(date: string, layers: readonly { edition: string; file_hash: string | null }[]) {
  const source = (rows: readonly { source: string; verified: boolean; validFrom: string }[]) =>
    rows.slice(0, 1).map(({ source: text, verified, validFrom }) => ({ source: text, verified, validFrom }))[0];
  return {
    algorithm: "encroachment/1",
    plane: planeProjection,
    classes: layers.map(({ edition }) => classEditions.find((one) => one.id === edition)?.source ?? edition),
    files: layers.map(({ file_hash }) => file_hash),
    transitions: source(transitionsOn(date)),
    leastAreas: source(leastAreas),
    severity: source(weights),
  };
}

export async function cancelRun(tx: Tx, actor: Actor, id: string, now: number): Promise<void> {
  const done = await sql`update conservation.run set cancel_at = ${isoTime(now)}, version = version + 1,
      state = case state when 'queued' then 'cancelled' else state end, finished_at = case state when 'queued' then ${isoTime(now)}::timestamptz end
    where id = ${id} and state in ('queued', 'running')`.execute(tx);
  if ((done.numAffectedRows ?? 0n) === 0n)
    wrong("state", { zh: "该比对已结束，不能取消。", en: "This run has ended and cannot be stopped." });
  await recordAct(tx, actor, { act: "conservation.run.cancel", object: `conservation.run/${id}` });
}

type Row = {
  id: string;
  version: number;
  region: string;
  region_name: string;
  from_layer: string;
  from_name: string;
  from_on: string;
  to_layer: string;
  to_name: string;
  to_on: string;
  state: RunReply["state"];
  step: string;
  done: number;
  total: number;
  parameters: RunParameters;
  editions: Record<string, unknown>;
  requested_at: Date;
  requested_name: string;
  started_at: Date | null;
  finished_at: Date | null;
  result: RunResult | null;
  digest: string | null;
  problem: string | null;
  sample: boolean;
};

const runs = sql`select u.*, r.name as region_name, a.name as from_name, a.covered_on as from_on, b.name as to_name, b.covered_on as to_on
  from conservation.run u join place.region r on r.code = u.region join conservation.cover_layer a on a.id = u.from_layer
    join conservation.cover_layer b on b.id = u.to_layer`;

function shown(row: Row): RunReply {
  const time = (at: Date | null) => (at ? isoTime(at.getTime()) : null);
  return {
    id: row.id,
    version: row.version,
    region: { code: row.region, name: row.region_name },
    from: { id: row.from_layer, name: row.from_name, coveredOn: row.from_on },
    to: { id: row.to_layer, name: row.to_name, coveredOn: row.to_on },
    state: row.state,
    step: row.step in runSteps ? { id: row.step, title: runSteps[row.step as RunStep] } : null,
    done: row.done,
    total: row.total,
    parameters: row.parameters,
    editions: row.editions,
    requestedAt: isoTime(row.requested_at.getTime()),
    requestedBy: row.requested_name,
    startedAt: time(row.started_at),
    finishedAt: time(row.finished_at),
    result: row.result,
    digest: row.digest,
    problem: row.problem,
    sample: row.sample,
  };
}

export async function readRun(tx: Tx, id: string): Promise<RunReply> {
  const { rows } = await sql<Row>`${runs} where u.id = ${id}`.execute(tx);
  return rows[0] ? shown(rows[0]) : refuse("not-found", { values: { what: { zh: "该次比对", en: "This run" } } });
}

/** Runs, the newest first, a page behind the cursor. */
export async function listRuns(
  tx: Tx,
  query: Readonly<{ after?: string | undefined; limit: number; state?: string | undefined }>,
): Promise<{ items: RunReply[]; next: string | null }> {
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.state) where.push(sql`u.state = any (string_to_array(${query.state}, ','))`);
  if (query.after) {
    const [at, id] = cursorValues(query.after, 2);
    where.push(sql`(u.requested_at, u.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const { rows } =
    await sql<Row>`${runs} where ${sql.join(where, sql` and `)} order by u.requested_at desc, u.id desc limit ${query.limit + 1}`.execute(
      tx,
    );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map(shown),
    next: rows.length > query.limit && last ? cursorText([last.requested_at.toISOString(), last.id]) : null,
  };
}
