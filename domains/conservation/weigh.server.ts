import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import type { Activity, Verdict, ZoneKind } from "./activity.ts";
import { clueId } from "./match.server.ts";
import type { OverlayScope } from "./overlay.server.ts";
import { growthRate, severityOf } from "./severity.ts";
import { leastAreaOf } from "./transition.ts";

type Rules = ReadonlyMap<string, Verdict>;
const ruleKey = (activity: string, zone: string): string => `${activity}/${zone}`;

/** The negative list in force on a day, by activity and zone. */
export async function rulesOn(tx: Tx, date: string): Promise<Rules> {
  const { rows } = await sql<{
    activity: string;
    zone: string;
    verdict: Verdict;
  }>`select activity, zone, verdict from conservation.activity_rule
    where retired_at is null and valid @> ${date}::date`.execute(tx);
  return new Map(rows.map(({ activity, zone, verdict }) => [ruleKey(activity, zone), verdict]));
}

type Row = { seq: number; activity: Activity; zone_kind: ZoneKind; metres: number };

/**
 * Decides what the findings low..high are: below the least area, allowed by the list, or a clue, which gets its id, weight and outline in degrees. That
 * it is a clue of before is found out later.
 */
export async function sift(
  tx: Tx,
  scope: OverlayScope,
  { rules, requestedAt }: { rules: Rules; requestedAt: number },
  low: number,
  high: number,
): Promise<void> {
  const { run, date } = scope;
  const { rows } = await sql<Row>`select seq, activity, zone_kind, square_metres as metres from conservation.finding
    where run = ${run} and seq between ${low} and ${high} and disposition = 'found' order by seq`.execute(tx);
  const judged = rows.map((row) => {
    const verdict = rules.get(ruleKey(row.activity, row.zone_kind)) ?? null;
    const disposition =
      row.metres < leastAreaOf(row.activity, date) ? "small" : verdict === "allowed" ? "allowed" : "new";
    const hectares = Math.round(row.metres) / 10_000;
    const severity =
      disposition === "new"
        ? severityOf({ zone: row.zone_kind, activity: row.activity, hectares, growth: 0 }, date)
        : null;
    return {
      ...row,
      verdict,
      disposition,
      hectares,
      severity,
      clue: disposition === "new" ? clueId(run, row.seq, requestedAt) : null,
    };
  });
  await sql`
    with given as materialized (
      select * from unnest(${judged.map(({ seq }) => seq)}::int[], ${judged.map(({ disposition }) => disposition)}::text[],
        ${judged.map(({ verdict }) => verdict)}::text[], ${judged.map(({ hectares }) => hectares)}::numeric[],
        ${judged.map(({ severity }) => severity?.value ?? null)}::numeric[],
        ${judged.map(({ severity }) => (severity ? JSON.stringify({ ...severity, growth: 0 }) : null))}::text[], ${judged.map(({ clue }) => clue)}::uuid[])
        as g (seq, disposition, verdict, hectares, severity, terms, clue)
    ), wanted as (
      select f.seq, f.plane, row_number() over (order by f.seq) as n from conservation.finding f join given g using (seq)
      where f.run = ${run} and g.disposition = 'new'
    ), turned as (
      select (d).path[1] as n, (d).geom from (select st_dump(conservation.from_plane(st_collect(plane order by n))) as d from wanted) dumped
    ), shaped as (
      select w.seq, st_multi(st_collect(t.geom)) as area from wanted w join turned t using (n) group by w.seq
    )
    update conservation.finding f set disposition = g.disposition, verdict = g.verdict, hectares = g.hectares, severity = g.severity,
        terms = g.terms::jsonb, clue = g.clue, area = s.area
      from given g left join shaped s using (seq) where f.run = ${run} and f.seq = g.seq`.execute(tx);
  await findBanners(tx, run, low, high);
}

/** The banner of clues whose line or zone only says its league. */
async function findBanners(tx: Tx, run: string, low: number, high: number): Promise<void> {
  await sql`
    with loose as (
      select f.seq, st_pointonsurface(f.area) as point from conservation.finding f join place.region r on r.code = f.region
      where f.run = ${run} and f.seq between ${low} and ${high} and f.disposition = 'new' and r.level <> 'banner'
    )
    update conservation.finding f set region = b.code
      from loose l join place.boundary b on st_covers(b.area, l.point) join place.region r on r.code = b.code and r.level = 'banner' and not r.statistical
      where f.run = ${run} and f.seq = l.seq`.execute(tx);
}

type Known = {
  seq: number;
  activity: Activity;
  zone_kind: ZoneKind;
  hectares: string;
  first_seen: string;
  first_hectares: string | null;
};

/** Weighs the findings that are clues of before anew, with their growth. */
export async function weighKnown(tx: Tx, { run, date }: OverlayScope): Promise<void> {
  const { rows } = await sql<Known>`select f.seq, f.activity, f.zone_kind, f.hectares, c.first_seen,
      (select s.hectares from conservation.sighting s where s.clue = f.clue order by s.covered_on limit 1) as first_hectares
    from conservation.finding f join conservation.clue c on c.id = f.clue
    where f.run = ${run} and f.disposition in ('seen', 'recurred') order by f.seq`.execute(tx);
  const weighed = rows.map((row) => {
    const hectares = Number(row.hectares);
    const first = { date: row.first_seen, hectares: Number(row.first_hectares ?? row.hectares) };
    const growth = growthRate(first, { date, hectares });
    return {
      seq: row.seq,
      growth,
      ...severityOf({ zone: row.zone_kind, activity: row.activity, hectares, growth }, date),
    };
  });
  await sql`update conservation.finding f set severity = g.severity, terms = g.terms::jsonb
    from unnest(${weighed.map(({ seq }) => seq)}::int[], ${weighed.map(({ value }) => value)}::numeric[],
      ${weighed.map(({ value, terms, source, verified, growth }) => JSON.stringify({ value, terms, source, verified, growth }))}::text[])
      as g (seq, severity, terms) where f.run = ${run} and f.seq = g.seq`.execute(tx);
}
