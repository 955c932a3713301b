import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import type { Activity, Verdict, ZoneKind } from "./activity.ts";
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

/** Drops what is below the least area or allowed by the list; names the verdict of the rest. */
export async function sift(
  tx: Tx,
  { run, date }: OverlayScope,
  rules: Rules,
  low: number,
  high: number,
): Promise<void> {
  const { rows } = await sql<Row>`select seq, activity, zone_kind, square_metres as metres from conservation.finding
    where run = ${run} and seq between ${low} and ${high} and disposition = 'found' order by seq`.execute(tx);
  const verdicts = rows.map((row) => rules.get(ruleKey(row.activity, row.zone_kind)) ?? null);
  const dispositions = rows.map((row, n) =>
    row.metres < leastAreaOf(row.activity, date) ? "small" : verdicts[n] === "allowed" ? "allowed" : "found",
  );
  await sql`update conservation.finding f set disposition = g.disposition, verdict = g.verdict, hectares = round((f.square_metres / 10000)::numeric, 4)
    from unnest(${rows.map(({ seq }) => seq)}::int[], ${dispositions}::text[], ${verdicts}::text[]) as g (seq, disposition, verdict)
    where f.run = ${run} and f.seq = g.seq`.execute(tx);
}

type Weighed = {
  seq: number;
  activity: Activity;
  zone_kind: ZoneKind;
  hectares: string;
  first_seen: string | null;
  first_hectares: string | null;
};

/** Severity of the findings low..high, with the growth of those that are clues already. */
export async function weighFindings(tx: Tx, { run, date }: OverlayScope, low: number, high: number): Promise<void> {
  const { rows } = await sql<Weighed>`select f.seq, f.activity, f.zone_kind, f.hectares, c.first_seen,
      (select s.hectares from conservation.sighting s where s.clue = f.clue order by s.covered_on limit 1) as first_hectares
    from conservation.finding f left join conservation.clue c on c.id = f.clue
    where f.run = ${run} and f.seq between ${low} and ${high} and f.disposition = any ('{found,new,seen,recurred}'::text[]) order by f.seq`.execute(
    tx,
  );
  const weighed = rows.map((row) => {
    const hectares = Number(row.hectares);
    const growth =
      row.first_seen === null || row.first_hectares === null
        ? 0
        : growthRate({ date: row.first_seen, hectares: Number(row.first_hectares) }, { date, hectares });
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
