import { sql } from "kysely";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { clueCase } from "./clue-case.ts";
import { grid, naturalClasses } from "./overlay.server.ts";
import type { OverviewReply, ReserveReply } from "./overview-contract.ts";
import { listRuns } from "./run.server.ts";

const hectares = (column: string) => sql.raw(`coalesce(round(sum(${column}), 2), 0)::float8`);
type Counted = { key: string; count: number; hectares: number };
const byKey = (rows: readonly Counted[]) =>
  Object.fromEntries(rows.map(({ key, count, hectares: ha }) => [key, { count, hectares: ha }]));
const sumOf = (rows: readonly Counted[]) => ({
  count: rows.reduce((sum, { count }) => sum + count, 0),
  hectares: Math.round(rows.reduce((sum, row) => sum + row.hectares, 0) * 100) / 100,
});

/** One screen over lines, reserves, projects, clues and cases, as far as the reader sees them. */
export async function overview(tx: Tx, now: number): Promise<OverviewReply> {
  const grouped = async (table: string, key: string, area = "area_hectares", where = "retired_at is null") =>
    (
      await sql<Counted>`select ${sql.raw(key)} as key, count(*)::int as count, ${hectares(area)} as hectares from ${sql.table(table)}
        where ${sql.raw(where)} group by 1 order by 1`.execute(tx)
    ).rows;
  const today = "valid @> (now() at time zone 'Asia/Shanghai')::date and retired_at is null";
  const reserves = await grouped("conservation.reserve", "kind");
  const activities = await grouped("conservation.clue", "activity", "hectares");
  const states = await grouped("conservation.clue", "state", "hectares");
  const markers = await grouped("conservation.marker", "state", "0");
  const recurred = await sql<{
    n: number;
  }>`select count(*)::int as n from conservation.clue where recurrences > 0 and retired_at is null`.execute(tx);
  const counts = (rows: readonly Counted[]) => Object.fromEntries(rows.map(({ key, count }) => [key, count]));
  return {
    at: isoTime(now),
    redLines: sumOf(await grouped("conservation.red_line", "category")),
    reserves: { ...sumOf(reserves), kinds: byKey(reserves) },
    zones: byKey(await grouped("conservation.zone", "kind", "area_hectares", today)),
    markers: { count: sumOf(markers).count, intact: markers.find(({ key }) => key === "intact")?.count ?? 0 },
    projects: sumOf(await grouped("conservation.project", "kind", "area_hectares", today)),
    clues: {
      total: sumOf(states).count,
      hectares: sumOf(states).hectares,
      states: counts(states),
      confidence: counts(await grouped("conservation.clue", "confidence", "hectares")),
      activities: byKey(activities),
      recurred: recurred.rows[0]?.n ?? 0,
    },
    cases: await casesByState(tx, now),
    leagues: await leagues(tx),
    lastRun: (await listRuns(tx, { limit: 1, state: "done" })).items[0] ?? null,
    worst: (
      await sql<
        OverviewReply["worst"][number]
      >`select c.id, c.number, c.activity, c.hectares::float8, c.severity::float8,
          jsonb_build_object('code', r.code, 'name', r.name) as region from conservation.clue c join place.region r on r.code = c.region
        where c.retired_at is null and c.state in ('open', 'checking', 'problem') order by c.severity desc nulls last, c.id limit 10`.execute(
        tx,
      )
    ).rows,
  };
}

async function casesByState(tx: Tx, now: number): Promise<OverviewReply["cases"]> {
  const { rows } = await sql<{ state: string; count: number; overdue: number }>`select k.state, count(*)::int as count,
      count(*) filter (where exists (select from clock.clock c where c.case_id = k.id and (c.state = 'overdue' or (c.state = 'running' and c.due_at <= ${isoTime(now)}))))::int as overdue
    from "case"."case" k where k.definition = ${clueCase.id} group by 1`.execute(tx);
  return Object.entries(clueCase.states).map(([state, { title, category }]) => {
    const row = rows.find((one) => one.state === state);
    return { state, title, category, count: row?.count ?? 0, overdue: row?.overdue ?? 0 };
  });
}

type League = { code: string; name: string; line: number; clues: number; problems: number; closed: number };
async function leagues(tx: Tx): Promise<OverviewReply["leagues"]> {
  const { rows } = await sql<League>`
    select r.code, r.name,
      coalesce((select round(sum(l.area_hectares), 2) from conservation.red_line l join place.region o on o.code = l.region where r.code = any (o.path) and l.retired_at is null), 0)::float8 as line,
      coalesce(c.clues, 0)::int as clues, coalesce(c.problems, 0)::int as problems, coalesce(c.closed, 0)::int as closed
    from place.region r left join lateral (
      select count(*) as clues, count(*) filter (where c.state = 'problem') as problems, count(*) filter (where c.state = 'closed') as closed
      from conservation.clue c join place.region o on o.code = c.region where r.code = any (o.path) and c.retired_at is null) c on true
    where r.level = 'league' and not r.statistical order by r.code`.execute(tx);
  return rows
    .filter(({ line, clues }) => line > 0 || clues > 0)
    .map(({ code, name, line, clues, problems, closed }) => ({
      region: { code, name },
      redLineHectares: line,
      clues,
      problems,
      closed,
      cluesPerThousand: line > 0 ? Math.round((clues / line) * 1_000 * 100) / 100 : null,
    }));
}

/** What the page of a reserve shows beside its register row. */
export async function reservePage(tx: Tx, id: string): Promise<Omit<ReserveReply, "effect">> {
  const zones = await sql<
    ReserveReply["zones"][number]
  >`select id, name, kind, former_zone as "formerZone", area_hectares::float8 as hectares, valid_from as "validFrom",
      valid_to as "validTo" from conservation.zone where reserve = ${id} and retired_at is null order by valid_from, kind, name`.execute(
    tx,
  );
  const clues = await sql<
    ReserveReply["clues"][number]
  >`select id, number, state, activity, hectares::float8, zone_kind as "zoneKind" from conservation.clue
    where reserve = ${id} and retired_at is null order by severity desc nulls last, id limit 500`.execute(tx);
  const projects = await sql<
    ReserveReply["projects"][number]
  >`select p.id, p.name, p.area_hectares::float8 as hectares from conservation.project p
    join conservation.reserve r on r.id = ${id} and st_intersects(p.area, r.area) where p.retired_at is null order by p.name limit 500`.execute(
    tx,
  );
  const markers = await sql<{
    count: number;
    intact: number;
  }>`select count(*)::int as count, count(*) filter (where state = 'intact')::int as intact
    from conservation.marker where reserve = ${id} and retired_at is null`.execute(tx);
  return {
    id,
    zones: zones.rows,
    clues: clues.rows,
    projects: projects.rows,
    markers: markers.rows[0] ?? { count: 0, intact: 0 },
  };
}

/** 保护成效: cover of the reserve's zones in each layer that reaches it, oldest first. Computed on the derived pieces, by the platform. */
export async function protectionEffect(
  tx: Tx,
  reserve: string,
  layers: readonly string[],
): Promise<ReserveReply["effect"]> {
  const { rows } = await sql<{ layer: string; name: string; covered_on: string; class: string; hectares: number }>`
    select l.id as layer, l.name, l.covered_on, t.class, round((sum(case when st_coveredby(t.plane, p.plane) then st_area(t.plane)
        else st_area(st_collectionextract(st_intersection(t.plane, p.plane, ${grid}), 3)) end) / 10000)::numeric, 2)::float8 as hectares
    from conservation.zone z join conservation.protected_piece p on p.unit = z.id
      join conservation.cover_layer l on l.id = any (${[...layers]}::uuid[]) and p.valid @> l.covered_on
      join conservation.cover_piece t on t.layer = l.id and st_intersects(t.plane, p.plane)
    where z.reserve = ${reserve} and z.retired_at is null group by 1, 2, 3, 4 order by 3, 1, 4`.execute(tx);
  const effect: ReserveReply["effect"] = [];
  for (const row of rows) {
    let entry = effect.at(-1);
    if (entry?.layer.id !== row.layer) {
      entry = {
        layer: { id: row.layer, name: row.name, coveredOn: row.covered_on },
        naturalHectares: 0,
        coveredHectares: 0,
        classes: {},
      };
      effect.push(entry);
    }
    entry.classes[row.class] = row.hectares;
    entry.coveredHectares = Math.round((entry.coveredHectares + row.hectares) * 100) / 100;
    if (naturalClasses(row.covered_on).includes(row.class))
      entry.naturalHectares = Math.round((entry.naturalHectares + row.hectares) * 100) / 100;
  }
  return effect;
}
