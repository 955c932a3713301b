import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Tx } from "#store/postgres.ts";
import type { ScoreItem } from "./overview-contract.ts";
import { type ScoreRule, type ScoreTermId, scoreOf } from "./score.ts";

/** Rows behind every term: which count, and how much. One query feeds the score and its drill-down, so that they cannot differ. */
type Row = {
  region: string;
  term: ScoreTermId;
  kind: string;
  id: string;
  name: string;
  counts: boolean;
  amount: number;
  says: string;
};

const rowsOf = (year: number) => sql`
  with clue as (
    select c.*, k.closed_at, k.state as case_state from conservation.clue c left join "case"."case" k on k.id::text = c.case_id
    where c.retired_at is null and extract(year from c.first_seen) <= ${year}
      and (extract(year from c.last_seen) >= ${year} or c.state in ('open', 'checking', 'problem'))
  )
  select region, 'checked' as term, 'clue' as kind, id, number as name, state not in ('open', 'checking') as counts, 1::float8 as amount, state as says from clue
  union all
  select region, 'closed', 'clue', id, number, state = 'closed', 1, state from clue where state in ('problem', 'closed')
  union all
  select k.region, 'onTime', 'case', k.id, k.number, bool_and(coalesce(c.met_at, 'infinity'::timestamptz) <= c.due_at), 1,
      coalesce(min(c.title_zh) filter (where coalesce(c.met_at, 'infinity'::timestamptz) > c.due_at), '按期')
    from "case"."case" k join clock.clock c on c.case_id = k.id
    where k.definition = 'conservation.clue' and c.kind <> 'publicity' and c.state in ('met', 'overdue')
      and extract(year from c.started_at at time zone 'Asia/Shanghai') = ${year}
    group by k.region, k.id, k.number
  union all
  select region, 'recurrence', 'clue', id, number, recurrences = 0, 1, recurrences::text from clue where state = 'closed' or recurrences > 0
  union all
  select region, 'markers', 'marker', id, number, state = 'intact', 1, state from conservation.marker where retired_at is null
  union all
  select region, 'cover', 'clue', id, number, true, hectares::float8, state from clue
    where state not in ('lawful', 'unfounded') and extract(year from first_seen) = ${year}
  union all
  select region, 'cover', 'red-line', id, name, false, area_hectares::float8, code from conservation.red_line where retired_at is null`;

type Counted = { code: string; name: string; term: ScoreTermId | null; yes: number; all: number };

/** Scores of every league, or of every banner that has anything to judge, that the reader sees; the best first, those without a score last. */
export async function scores(
  tx: Tx,
  { level, year, within }: { level: "league" | "banner"; year: number; within?: string | undefined },
  rule: ScoreRule,
): Promise<ScoreItem[]> {
  const { rows } = await sql<Counted>`
    select r.code, r.name, v.term, coalesce(sum(v.amount) filter (where v.counts), 0)::float8 as yes,
      coalesce(sum(v.amount) filter (where v.term <> 'cover' or not v.counts), 0)::float8 as all
    from place.region r join place.region own on r.code = any (own.path) join (${rowsOf(year)}) v on v.region = own.code
    where r.level = ${level} and ${within ? sql`${within} = any (r.path)` : sql`true`} group by 1, 2, 3`.execute(tx);
  const regions = new Map<string, { name: string; rows: Counted[] }>();
  for (const row of rows) {
    const entry = regions.get(row.code) ?? { name: row.name, rows: [] };
    entry.rows.push(row);
    regions.set(row.code, entry);
  }
  return [...regions]
    .map(([code, { name, rows: own }]) => ({ region: { code, name }, ...scoreOf(countsOf(own, rule), rule) }))
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || (a.region.code < b.region.code ? -1 : 1));
}

const countsOf = (rows: readonly Counted[], rule: ScoreRule) =>
  Object.fromEntries(
    (Object.keys(rule.weights) as ScoreTermId[]).map((id) => {
      const row = rows.find(({ term }) => term === id);
      return [id, { numerator: row?.yes ?? 0, denominator: row?.all ?? 0 }];
    }),
  ) as Record<ScoreTermId, { numerator: number; denominator: number }>;

/** The rows behind one term of one region. */
export async function termRowsOf(
  tx: Tx,
  { region, term, year }: { region: string; term: ScoreTermId; year: number },
  rule: ScoreRule,
) {
  const { rows } = await sql<Row>`select v.kind, v.id, v.name, v.counts, v.amount, v.says from (${rowsOf(year)}) v
    join place.region own on own.code = v.region where ${region} = any (own.path) and v.term = ${term} order by v.counts, v.kind, v.name, v.id limit 2000`.execute(
    tx,
  );
  const level = await sql<{
    level: "region" | "league" | "banner";
  }>`select level from place.region where code = ${region}`.execute(tx);
  const found = level.rows[0] ?? refuse("not-found", { values: { what: { zh: "该行政区划", en: "This region" } } });
  const [item] =
    found.level === "region"
      ? []
      : await scores(tx, { level: found.level, year, within: region }, rule).then((all) =>
          all.filter((one) => one.region.code === region),
        );
  const empty = scoreOf(countsOf([], rule), rule);
  const scored = (item?.terms ?? empty.terms).find(({ id }) => id === term);
  if (!scored) throw new Error(`no term ${term}`);
  return { term: scored, items: rows.map(({ kind, id, name, counts, says }) => ({ kind, id, name, counts, says })) };
}
