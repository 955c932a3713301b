import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import { isStrip, openPatch, type PlanePolygon } from "./opening.ts";
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

/** Makes the findings low..high from their pieces. Of several covers before and after the largest is named. */
export async function makeFindings(tx: Tx, run: string, low: number, high: number): Promise<void> {
  await sql`
    with own as materialized (
      select *, st_area(plane) as metres, count(*) over (partition by finding) as parts from conservation.run_piece
      where run = ${run} and finding between ${low} and ${high}
    ), largest as (
      select distinct on (finding) finding, from_class, to_class from (
        select finding, from_class, to_class, sum(metres) as metres from own group by 1, 2, 3) classes
      order by finding, metres desc, from_class, to_class
    ), joined as (
      select finding, min(activity) as activity, bool_or(cut) as cut,
        (array_agg(plane) filter (where parts = 1))[1] as one, st_union(plane, ${grid}) filter (where parts > 1) as several
      from own group by finding
    )
    insert into conservation.finding (run, seq, activity, from_class, to_class, cut, found_metres, square_metres, plane)
      select ${run}, finding, activity, from_class, to_class, cut, st_area(shape), st_area(shape), shape
      from (select *, coalesce(one, st_collectionextract(several, 3)) as shape from joined) j join largest using (finding)`.execute(
    tx,
  );
}

/** The findings that a border cut, and may therefore be or carry strips of registration. */
export async function cutFindings(tx: Tx, run: string): Promise<number[]> {
  const { rows } = await sql<{
    seq: number;
  }>`select seq from conservation.finding where run = ${run} and cut order by seq`.execute(tx);
  return rows.map(({ seq }) => seq);
}

type Outlined = { seq: number; metres: number; perimeter: number; shape: string };

/** Opens findings: strips are marked, fringes cut off. */
export async function openFindings(tx: Tx, run: string, seqs: readonly number[], width: number): Promise<void> {
  const { rows } =
    await sql<Outlined>`select seq, square_metres as metres, st_perimeter(plane) as perimeter, st_asgeojson(plane, 3) as shape
    from conservation.finding where run = ${run} and seq = any (${[...seqs]}::int[]) order by seq`.execute(tx);
  const strips: number[] = [];
  const trimmed: { seq: number; within: readonly PlanePolygon[] }[] = [];
  for (const { seq, metres, perimeter, shape } of rows) {
    const opened = isStrip(metres, perimeter, width)
      ? ({ kind: "drop" } as const)
      : openPatch(polygonsOf(shape), width);
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
        select seq, st_union(hex::geometry, ${grid}) as shape from unnest(${parts.map(({ seq }) => seq)}::int[], ${parts.map(({ hex }) => hex)}::text[])
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

/** Says in which red line, zone and reserve the findings low..high lie: each time the one that holds most of them; and the banner. */
export async function placeFindings(tx: Tx, run: string, low: number, high: number): Promise<void> {
  await sql`
    with piece as (
      select distinct finding, piece from conservation.run_piece where run = ${run} and finding between ${low} and ${high}
    ), unit as (
      select p.finding, h.kind, h.unit, sum(h.square_metres) as metres from piece p join conservation.run_hit h on h.run = ${run} and h.piece = p.piece
      group by 1, 2, 3
    ), best as (
      select distinct on (finding, kind) finding, kind, unit from unit order by finding, kind, metres desc, unit
    ), placed as (
      select b.finding, (array_agg(unit) filter (where kind = 'red-line'))[1] as red_line, (array_agg(unit) filter (where kind = 'zone'))[1] as zone
      from best b group by b.finding
    )
    update conservation.finding f set red_line = p.red_line, zone = p.zone, reserve = z.reserve, zone_kind = coalesce(z.kind, 'red-line'),
        region = coalesce(r.region, z.region)
      from placed p left join conservation.zone z on z.id = p.zone left join conservation.red_line r on r.id = p.red_line
      where f.run = ${run} and f.seq = p.finding`.execute(tx);
}

/** Outlines in degrees for the findings that may become clues, and their banner where the unit only says its league. */
export async function outlineFindings(tx: Tx, run: string, low: number, high: number): Promise<void> {
  await sql`
    with wanted as (
      select seq, plane, row_number() over (order by seq) as n from conservation.finding
      where run = ${run} and seq between ${low} and ${high} and disposition = 'found'
    ), turned as (
      select (d).path[1] as n, (d).geom from (select st_dump(conservation.from_plane(st_collect(plane order by n))) as d from wanted) dumped
    ), shaped as (
      select w.seq, st_multi(st_collect(t.geom)) as area from wanted w join turned t using (n) group by w.seq
    )
    update conservation.finding f set area = s.area from shaped s where f.run = ${run} and f.seq = s.seq`.execute(tx);
  await sql`
    with loose as (
      select f.seq, st_pointonsurface(f.area) as point from conservation.finding f join place.region r on r.code = f.region
      where f.run = ${run} and f.seq between ${low} and ${high} and f.disposition = 'found' and r.level <> 'banner'
    )
    update conservation.finding f set region = b.code
      from loose l join place.boundary b on st_covers(b.area, l.point) join place.region r on r.code = b.code and r.level = 'banner' and not r.statistical
      where f.run = ${run} and f.seq = l.seq`.execute(tx);
}
