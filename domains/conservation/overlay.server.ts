import { type RawBuilder, sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import { coverClasses } from "./cover-class.ts";
import { transitionsOn } from "./transition.ts";

/**
 * The overlay of a run, in pieces small enough that the engine serves others in between. All geometry is in the plane and each operation names
 * its grid; a patch that a piece of ground covers whole is not overlaid at all, which is most of them.
 */
export type OverlayScope = Readonly<{
  run: string;
  from: string;
  to: string;
  /** Day of the later image: the lines, zones, projects and rules of that day count. */
  date: string;
  region: string;
}>;

export const grid = sql.raw("0.001");
const polygons = (of: RawBuilder<unknown>): RawBuilder<unknown> => sql`st_collectionextract(${of}, 3)`;

/** Classes that a person makes, i.e. to which some transition leads. */
export const madeClasses = (date: string): string[] => [...new Set(transitionsOn(date).map(({ to }) => to))];
export const naturalClasses = (date: string): string[] =>
  Object.keys(coverClasses).filter((name) => !madeClasses(date).includes(name));

/** Units whose region lies in the run's. */
export const inRegion = (column: RawBuilder<unknown>, region: string): RawBuilder<boolean> =>
  sql`${column} in (select code from place.region where ${region} = any (path))`;

/** Bounds of chunks: numbers of pieces such that each chunk holds at most `size` of the made classes. */
export async function chunksOf(tx: Tx, { to, date }: OverlayScope, size: number): Promise<[number, number][]> {
  const { rows } = await sql<{ low: number; high: number }>`
    select min(seq)::int as low, max(seq)::int as high from (
      select seq, (row_number() over (order by seq) - 1) / ${size} as chunk from conservation.cover_piece
      where layer = ${to} and class = any (${madeClasses(date)}::text[])) numbered
    group by chunk order by 1`.execute(tx);
  return rows.map(({ low, high }) => [low, high]);
}

/** Stages what changed from natural to made inside the protected ground, for the pieces low..high of the later layer. */
export async function overlayChunk(tx: Tx, scope: OverlayScope, [low, high]: readonly [number, number]): Promise<void> {
  const { run, from, to, date, region } = scope;
  const rules = transitionsOn(date).flatMap((rule) =>
    rule.from.map((source) => ({ from: source, to: rule.to, activity: rule.activity })),
  );
  await sql`
    with rule as (
      select * from unnest(${rules.map((one) => one.from)}::text[], ${rules.map((one) => one.to)}::text[], ${rules.map((one) => one.activity)}::text[])
        as rule (from_class, to_class, activity)
    ), patch as materialized (
      select seq, class, plane, st_area(plane) as metres from conservation.cover_piece
      where layer = ${to} and seq between ${low} and ${high} and class = any (${madeClasses(date)}::text[])
    ), near as materialized (
      -- in the order of the ground, so that the engine prepares each piece of it once
      select p.seq, u.unit, u.kind, u.plane as unit_plane, p.plane from patch p join conservation.protected_piece u on u.plane && p.plane
      where u.kind <> 'project' and u.valid @> ${date}::date ${region === "150000" ? sql`` : sql`and ${inRegion(sql`u.region`, region)}`}
      order by u.unit, u.seq
    ), met as materialized (
      select *, st_covers(unit_plane, plane) as whole from near where st_intersects(unit_plane, plane)
    ), hit as materialized (
      select seq, unit, kind, whole, case when whole then plane else ${polygons(sql`st_intersection(plane, unit_plane, ${grid})`)} end as shape,
        bool_or(whole) over (partition by seq) as any_whole, count(*) over (partition by seq) as units
      from met
    ), hits as (
      insert into conservation.run_hit (run, piece, unit, kind, square_metres)
        select ${run}, seq, unit, kind, sum(st_area(shape)) from hit group by seq, unit, kind having sum(st_area(shape)) > 0
    ), inside as materialized (
      select p.seq, p.class, p.metres, case when h.any_whole then p.plane when h.units = 1 then h.one else h.several end as shape
      from patch p join (
        select seq, bool_or(any_whole) as any_whole, max(units) as units, (array_agg(shape) filter (where not any_whole and units = 1))[1] as one,
          st_union(shape, ${grid}) filter (where not any_whole and units > 1) as several
        from hit group by seq) h using (seq)
    ), under as materialized (
      select i.seq, i.class as to_class, i.metres, i.shape, f.class as from_class, f.seq as under, f.plane as ground, r.activity
      from inside i join conservation.cover_piece f on f.layer = ${from} and f.plane && i.shape
        join rule r on r.to_class = i.class and r.from_class = f.class
      where not st_isempty(i.shape) order by f.seq
    ), changed as materialized (
      select seq, to_class, metres, from_class, under, activity,
        case when st_covers(ground, shape) then shape else ${polygons(sql`st_intersection(shape, ground, ${grid})`)} end as shape
      from under where st_intersects(ground, shape)
    ), part as (
      select c.*, d.geom, d.path from changed c, st_dump(c.shape) as d where not st_isempty(c.shape) and st_area(d.geom) > 0
    )
    insert into conservation.run_piece (run, piece, part, from_class, to_class, activity, cut, plane)
      select ${run}, seq, row_number() over (partition by seq order by under, path), from_class, to_class, activity,
        sum(st_area(geom)) over (partition by seq) < metres * (1 - 1e-4), geom
      from part`.execute(tx);
}

/**
 * Adds the transitions of some pieces of the later layer to the matrix: square metres by pair of classes. Pieces of the earlier layer that
 * hold a piece whole are not overlaid.
 */
export async function matrixChunk(
  tx: Tx,
  { from, to }: OverlayScope,
  [low, high]: readonly [number, number],
): Promise<{ from: string; to: string; metres: number }[]> {
  const { rows } = await sql<{ from: string; to: string; metres: number }>`
    select f.class as from, t.class as to,
      sum(case when st_coveredby(t.plane, f.plane) then st_area(t.plane) when st_coveredby(f.plane, t.plane) then st_area(f.plane)
        else st_area(${polygons(sql`st_intersection(t.plane, f.plane, ${grid})`)}) end) as metres
    from conservation.cover_piece t join conservation.cover_piece f on f.layer = ${from} and st_intersects(f.plane, t.plane)
    where t.layer = ${to} and t.seq between ${low} and ${high}
    group by 1, 2 order by 1, 2`.execute(tx);
  return rows;
}

/**
 * Ground that both layers cover, square metres, found without laying them over each other piece by piece: the two outlines are drawn first.
 */
export async function commonGround(tx: Tx, { from, to }: OverlayScope): Promise<number> {
  const { rows } = await sql<{ metres: number }>`select st_area(${polygons(sql`st_intersection(
      (select st_union(plane, ${grid}) from conservation.cover_piece where layer = ${from}),
      (select st_union(plane, ${grid}) from conservation.cover_piece where layer = ${to}), ${grid})`)}) as metres`.execute(
    tx,
  );
  return rows[0]?.metres ?? 0;
}
