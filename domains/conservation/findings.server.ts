import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import { fringeShare, openPatch, type PlanePolygon } from "./opening.ts";
import { grid, type OverlayScope } from "./overlay.server.ts";
import { polygonHex } from "./well-known-binary.ts";

/** Pieces of one activity that touch are one patch: seams of images and of subdivided ground are no borders. Returns how many there are. */
export async function joinPieces(tx: Tx, run: string): Promise<number> {
  await sql`
    with touching as (
      select piece, part, activity, st_clusterdbscan(plane, 0.01, 1) over (partition by activity) as cluster
      from conservation.run_piece where run = ${run}
    ), firsts as (
      select piece, part, first_value(piece) over w as first_piece, first_value(part) over w as first_part, activity
      from touching window w as (partition by activity, cluster order by piece, part)
    ), numbered as (
      select piece, part, dense_rank() over (order by activity, first_piece, first_part) as finding from firsts
    )
    update conservation.run_piece p set finding = n.finding from numbered n
      where p.run = ${run} and p.piece = n.piece and p.part = n.part`.execute(tx);
  const { rows } = await sql<{
    n: number;
  }>`select coalesce(max(finding), 0)::int as n from conservation.run_piece where run = ${run}`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * Makes the findings low..high from their pieces: of several covers the largest is named, and of several red lines and zones the one that holds
 * most. What a border cut and needs no opening to be seen as a strip of registration is
 * marked at once: smaller than a disc of the position error, or thin all over (4πA/P² < 0.1) with a mean width (2A/P) below it.
 */
export async function makeFindings(tx: Tx, run: string, width: number, low: number, high: number): Promise<void> {
  const w = sql`${width}::float8`;
  await sql`
    with own as materialized (
      select *, st_area(plane) as metres, count(*) over (partition by finding) as parts from conservation.run_piece
      where run = ${run} and finding between ${low} and ${high}
    ), several as (
      select finding, st_collectionextract(st_union(plane, ${grid}), 3) as shape, bool_or(cut) as cut from own where parts > 1 group by finding
    ), largest as (
      select distinct on (finding) finding, from_class, to_class from (
        select finding, from_class, to_class, sum(metres) as metres from own where parts > 1 group by 1, 2, 3) classes
      order by finding, metres desc, from_class, to_class
    ), made as (
      select finding, activity, from_class, to_class, cut, plane as shape, metres from own where parts = 1
      union all
      select s.finding, o.activity, l.from_class, l.to_class, s.cut, s.shape, st_area(s.shape) from several s join largest l using (finding)
        join (select finding, min(activity) as activity from own group by finding) o using (finding)
    ), unit as (
      select p.finding, h.kind, h.unit, sum(h.square_metres) as metres from (select distinct finding, piece from own) p
        join conservation.run_hit h on h.run = ${run} and h.piece = p.piece group by 1, 2, 3
    ), best as (
      select distinct on (finding, kind) finding, kind, unit from unit order by finding, kind, metres desc, unit
    ), placed as (
      select b.finding, l.id as red_line, z.id as zone, z.reserve, coalesce(z.kind, 'red-line') as zone_kind, coalesce(l.region, z.region) as region
      from (select finding, (array_agg(unit) filter (where kind = 'red-line'))[1] as red_line, (array_agg(unit) filter (where kind = 'zone'))[1] as zone
          from best group by finding) b
        left join conservation.red_line l on l.id = b.red_line left join conservation.zone z on z.id = b.zone
    ), judged as (
      select m.*, cut and ${w} > 0 and (metres < pi() * ${w} ^ 2 or (4 * pi() * metres / st_perimeter(shape) ^ 2 < 0.1
        and 2 * metres / st_perimeter(shape) < ${w})) as strip from made m
    )
    insert into conservation.finding (run, seq, activity, from_class, to_class, cut, found_metres, square_metres, red_line, zone, reserve, zone_kind,
        region, disposition, plane)
      select ${run}, finding, activity, from_class, to_class, cut, metres, case when strip then 0 else metres end, red_line, zone, reserve, zone_kind,
        region, case when strip then 'strip' else 'found' end, shape
      from judged join placed using (finding)`.execute(tx);
}

/**
 * The findings that a border cut, and may therefore be or carry strips of registration. A fringe of a twentieth of the patch that is nowhere wider than
 * twice the error has a length, and with it a patch has at least so much border: one with less carries none and need not be opened.
 */
export async function cutFindings(tx: Tx, run: string, width: number): Promise<number[]> {
  const w = sql`${width}::float8`;
  const { rows } = await sql<{ seq: number }>`select seq from (
      select seq, square_metres as metres, st_perimeter(plane) as border from conservation.finding
      where run = ${run} and cut and disposition = 'found') found
    where metres <= ${w} * border or border >= 2 * sqrt(pi() * ${1 - fringeShare} * metres) + ${fringeShare} * metres / ${w} order by seq`.execute(
    tx,
  );
  return rows.map(({ seq }) => seq);
}

type Outlined = { seq: number; shape: string };

/** Opens findings: strips are marked, fringes cut off. */
export async function openFindings(tx: Tx, run: string, seqs: readonly number[], width: number): Promise<void> {
  const { rows } = await sql<Outlined>`select seq, st_asgeojson(plane, 3) as shape
    from conservation.finding where run = ${run} and seq = any (${[...seqs]}::int[]) order by seq`.execute(tx);
  const strips: number[] = [];
  const trimmed: { seq: number; within: readonly PlanePolygon[] }[] = [];
  for (const { seq, shape } of rows) {
    const opened = openPatch(polygonsOf(shape), width);
    if (opened.kind === "drop") strips.push(seq);
    if (opened.kind === "trim") trimmed.push({ seq, within: opened.within });
  }
  if (strips.length > 0)
    await sql`update conservation.finding set disposition = 'strip', square_metres = 0 where run = ${run} and seq = any (${strips}::int[])`.execute(
      tx,
    );
  const parts = trimmed.flatMap(({ seq, within }) => within.map((rings) => ({ seq, hex: polygonHex(rings) })));
  if (parts.length > 0)
    await sql`
      with mask as (
        select seq, st_collect(hex::geometry) as shape from unnest(${parts.map(({ seq }) => seq)}::int[], ${parts.map(({ hex }) => hex)}::text[])
          as given (seq, hex) group by seq
      ), opened as (
        select f.seq, st_collectionextract(st_intersection(f.plane, m.shape, ${grid}), 3) as shape
        from conservation.finding f join mask m using (seq) where f.run = ${run}
      )
      update conservation.finding f set plane = o.shape, square_metres = st_area(o.shape) from opened o where f.run = ${run} and f.seq = o.seq`.execute(
      tx,
    );
}

function polygonsOf(shape: string): PlanePolygon[] {
  const geometry = JSON.parse(shape) as { type: string; coordinates: unknown };
  return geometry.type === "Polygon"
    ? [geometry.coordinates as PlanePolygon]
    : (geometry.coordinates as PlanePolygon[]);
}

/** Takes off what is approved on the day of the later image; what is left of a partly approved patch stays with its share. */
export async function takeOffApproved(tx: Tx, { run, date }: OverlayScope): Promise<void> {
  await sql`
    with met as materialized (
      select f.seq, st_union(p.plane, ${grid}) as approved from conservation.finding f
        join conservation.protected_piece p on st_intersects(p.plane, f.plane)
      where f.run = ${run} and f.disposition = 'found' and p.kind = 'project' and p.valid @> ${date}::date group by f.seq
    ), rest as (
      select f.seq, st_collectionextract(st_difference(f.plane, m.approved, ${grid}), 3) as shape
      from conservation.finding f join met m using (seq) where f.run = ${run}
    )
    update conservation.finding f set plane = case when st_area(r.shape) > 0 then r.shape else f.plane end,
        approved_metres = f.square_metres - st_area(r.shape), square_metres = st_area(r.shape),
        disposition = case when st_area(r.shape) > 0 then f.disposition else 'approved' end
      from rest r where f.run = ${run} and f.seq = r.seq and st_area(r.shape) < f.square_metres`.execute(tx);
}
