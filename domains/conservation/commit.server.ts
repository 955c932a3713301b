import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { confidenceOf } from "./confidence.ts";
import { type Observation, observe } from "./match.server.ts";
import type { OverlayScope } from "./overlay.server.ts";
import type { RunResult } from "./run-contract.ts";

const actor = systemActor("conservation");
const clueWorthy = sql`f.disposition in ('new', 'seen', 'recurred')`;

/**
 * Turns the findings of a run into clues in one transaction of set-based statements: before it nothing of the run counts, after it all does.
 */
export async function commitRun(
  tx: Tx,
  scope: OverlayScope,
  { now, sample, matrix, startedAt }: { now: number; sample: boolean; matrix: RunResult["matrix"]; startedAt: number },
): Promise<void> {
  const { run, to, date } = scope;
  const year = Number(date.slice(0, 4));
  const observations = await observe(tx, scope);
  await numberAndInsert(tx, scope, { year, sample });
  await updateKnown(tx, scope);
  await sql`insert into conservation.clue_shape (clue, activity, plane)
    select f.clue, f.activity, f.plane from conservation.finding f where f.run = ${run} and ${clueWorthy}
    on conflict (clue) do update set plane = excluded.plane`.execute(tx);
  await sql`insert into conservation.clue_basis (clue, run, severity) select f.clue, ${run}, f.terms from conservation.finding f
    where f.run = ${run} and ${clueWorthy} on conflict (clue) do update set run = excluded.run, severity = excluded.severity`.execute(
    tx,
  );
  await sql`insert into conservation.sighting (clue, layer, run, covered_on, seen, hectares)
    select f.clue, ${to}, ${run}, ${date}, true, f.hectares from conservation.finding f where f.run = ${run} and ${clueWorthy}
    on conflict (clue, layer) do update set run = excluded.run, seen = true, hectares = excluded.hectares`.execute(tx);
  await recordObservations(tx, scope, observations);
  await rederiveConfidence(tx, run);
  await finish(tx, scope, { now, matrix, startedAt, observations });
}

async function numberAndInsert(
  tx: Tx,
  { run, date }: OverlayScope,
  { year, sample }: { year: number; sample: boolean },
): Promise<void> {
  // running numbers of each banner and year, without gaps: the rows of the counter are locked until the run is committed
  await sql`
    with wanted as (select region, count(*)::int as n from conservation.finding where run = ${run} and disposition = 'new' group by region)
    insert into conservation.clue_number as c (region, year, last) select region, ${year}, n from wanted order by region
      on conflict (region, year) do update set last = c.last + excluded.last`.execute(tx);
  await sql`
    with numbered as (
      select f.*, row_number() over (partition by f.region order by f.seq) - count(*) over (partition by f.region) as back
      from conservation.finding f where f.run = ${run} and f.disposition = 'new'
    )
    insert into conservation.clue (id, region, number, activity, hectares, confidence, state, severity, zone_kind, red_line, reserve, zone, verdict,
        from_class, to_class, first_seen, last_seen, growth, approved_share, recurrences, origin, area, sample, created_by, updated_by)
      select n.clue, n.region, '线索' || ${String(year)} || '-' || n.region || '-' || lpad((c.last + n.back)::text, 5, '0'), n.activity, n.hectares, 'possible',
        'open', n.severity, n.zone_kind, n.red_line, n.reserve, n.zone, n.verdict, n.from_class, n.to_class, ${date}, ${date}, 0,
        round((100 * n.approved_metres / (n.approved_metres + n.square_metres))::numeric, 2), 0, 'run', n.area, ${sample}, '系统', '系统'
      from numbered n join conservation.clue_number c on c.region = n.region and c.year = ${year} order by n.seq`.execute(
    tx,
  );
}

async function updateKnown(tx: Tx, { run, date }: OverlayScope): Promise<void> {
  await sql`select set_config('saihan.reason', '遥感比对再次发现', true)`.execute(tx);
  await sql`update conservation.clue c set hectares = f.hectares, last_seen = greatest(c.last_seen, ${date}::date), area = f.area, severity = f.severity,
      growth = (f.terms ->> 'growth')::numeric, verdict = f.verdict,
      approved_share = round((100 * f.approved_metres / (f.approved_metres + f.square_metres))::numeric, 2),
      state = case f.disposition when 'recurred' then 'open' else c.state end,
      recurrences = c.recurrences + case f.disposition when 'recurred' then 1 else 0 end,
      case_id = case f.disposition when 'recurred' then null else c.case_id end,
      case_number = case f.disposition when 'recurred' then null else c.case_number end,
      version = c.version + 1, updated_at = now(), updated_by = '系统'
    from conservation.finding f where f.run = ${run} and f.disposition in ('seen', 'recurred') and c.id = f.clue`.execute(
    tx,
  );
}

async function recordObservations(
  tx: Tx,
  { run, to, date }: OverlayScope,
  observations: readonly Observation[],
): Promise<void> {
  if (observations.length === 0) return;
  const clues = observations.map(({ clue }) => clue);
  await sql`insert into conservation.sighting (clue, layer, run, covered_on, seen, hectares)
    select clue, ${to}, ${run}, ${date}, seen, round((metres / 10000)::numeric, 4)
    from unnest(${clues}::uuid[], ${observations.map(({ seen }) => seen)}::boolean[], ${observations.map(({ metres }) => metres)}::float8[])
      as o (clue, seen, metres) on conflict (clue, layer) do nothing`.execute(tx);
  await sql`update conservation.clue set last_seen = ${date}, version = version + 1, updated_at = now(), updated_by = '系统'
    where id = any (${observations.filter(({ seen }) => seen).map(({ clue }) => clue)}::uuid[]) and last_seen < ${date}::date`.execute(
    tx,
  );
}

/** Clues that this run saw or did not see climb the ladder, or stay. */
async function rederiveConfidence(tx: Tx, run: string): Promise<void> {
  const { rows } = await sql<{ clue: string; confidence: string; later: boolean[] }>`
    select c.id as clue, c.confidence, array_agg(s.seen order by s.covered_on) filter (where s.covered_on > c.first_seen) as later
    from conservation.clue c join conservation.sighting s on s.clue = c.id
    where c.id in (select clue from conservation.sighting where run = ${run}) and c.confidence <> 'verified' group by c.id`.execute(
    tx,
  );
  const changed = rows
    .map(({ clue, confidence, later }) => ({ clue, confidence, now: confidenceOf(later ?? [], false) }))
    .filter((one) => one.now !== one.confidence);
  if (changed.length === 0) return;
  await sql`update conservation.clue c set confidence = g.confidence, version = c.version + 1, updated_at = now(), updated_by = '系统'
    from unnest(${changed.map(({ clue }) => clue)}::uuid[], ${changed.map((one) => one.now)}::text[]) as g (clue, confidence) where c.id = g.clue`.execute(
    tx,
  );
}

type Ending = { now: number; matrix: RunResult["matrix"]; startedAt: number; observations: readonly Observation[] };

async function finish(tx: Tx, { run }: OverlayScope, { now, matrix, startedAt, observations }: Ending): Promise<void> {
  const counted = await sql<{ disposition: string; count: number; hectares: number }>`
    select disposition, count(*)::int as count, round((sum(case when disposition in ('new', 'seen', 'recurred', 'small', 'allowed')
      then square_metres else found_metres end) / 10000)::numeric, 4)::float8 as hectares
    from conservation.finding where run = ${run} group by 1 order by 1`.execute(tx);
  const seen = observations.filter((one) => one.seen).length;
  const result: RunResult = {
    findings: Object.fromEntries(
      counted.rows.map(({ disposition, count, hectares }) => [disposition, { count, hectares }]),
    ),
    observed: { seen, notSeen: observations.length - seen },
    matrix,
    seconds: Math.round((now - startedAt) / 100) / 10,
  };
  await sql`update conservation.run set state = 'done', step = 'commit', finished_at = ${isoTime(now)}, lease = null, lease_until = null,
    result = ${JSON.stringify(result)}::jsonb, digest = ${await digestOf(tx, run)}, version = version + 1 where id = ${run}`.execute(
    tx,
  );
  await sql`delete from conservation.run_piece where run = ${run}`.execute(tx);
  await sql`delete from conservation.run_hit where run = ${run}`.execute(tx);
  await recordAct(tx, actor, {
    act: "conservation.run.commit",
    object: `conservation.run/${run}`,
    detail: result.findings,
  });
}

/** SM3 over every finding in its order, outline included. Ids of clues of before are part of it, times are not. */
async function digestOf(tx: Tx, run: string): Promise<string> {
  const { rows } = await sql<{
    line: string;
  }>`select md5(concat_ws('|', seq, activity, from_class, to_class, disposition, clue, square_metres,
      approved_metres, red_line, zone, region, verdict, severity, md5(st_asbinary(plane)))) as line
    from conservation.finding where run = ${run} order by seq`.execute(tx);
  return sm3(rows.map(({ line }) => line).join("\n"));
}
