import { sql } from "kysely";
import type { Tx } from "#store/postgres.ts";
import type { Activity, Verdict, ZoneKind } from "./activity.ts";
import type { Disposition, FindingReply } from "./run-contract.ts";

type Row = {
  seq: number;
  activity: Activity;
  from_class: string;
  to_class: string;
  disposition: Disposition;
  found_metres: number;
  approved_metres: number;
  square_metres: number;
  zone_kind: ZoneKind | null;
  verdict: Verdict | null;
  severity: string | null;
  clue: string | null;
  clue_number: string | null;
  region: string | null;
  region_name: string | null;
  lon: number | null;
  lat: number | null;
};
const hectares = (metres: number): number => Math.round(metres) / 10_000;

/** What a run found behind the number `from`, in its order, and the last number of the page where there is more. */
export async function listFindings(
  tx: Tx,
  run: string,
  { from, limit, disposition }: Readonly<{ from: number; limit: number; disposition?: string | undefined }>,
): Promise<{ items: FindingReply[]; last: number | null }> {
  const { rows } = await sql<Row>`
    with page as (select * from conservation.finding f where f.run = ${run} and f.seq > ${from}
        and ${disposition ? sql`f.disposition = any (string_to_array(${disposition}, ','))` : sql`true`} order by f.seq limit ${limit + 1}),
      place as (select (d).path[1] as n, (d).geom from (select st_dump(conservation.from_plane(st_collect(st_centroid(plane) order by seq))) as d from page) dumped)
    select f.*, c.number as clue_number, r.name as region_name, st_x(p.geom) as lon, st_y(p.geom) as lat
    from (select *, row_number() over (order by seq) as n from page) f left join place p on p.n = f.n left join conservation.clue c on c.id = f.clue
      left join place.region r on r.code = f.region order by f.seq`.execute(tx);
  const items = rows.slice(0, limit);
  return {
    items: items.map((row) => ({
      seq: row.seq,
      activity: row.activity,
      fromClass: row.from_class,
      toClass: row.to_class,
      disposition: row.disposition,
      hectares: hectares(row.square_metres),
      foundHectares: hectares(row.found_metres),
      approvedHectares: hectares(row.approved_metres),
      zoneKind: row.zone_kind,
      verdict: row.verdict,
      severity: row.severity === null ? null : Number(row.severity),
      clue: row.clue && row.clue_number ? { id: row.clue, name: row.clue_number } : null,
      region: row.region ? { code: row.region, name: row.region_name ?? "" } : null,
      center: row.lon === null || row.lat === null ? null : { lon: row.lon, lat: row.lat },
    })),
    last: rows.length > limit ? (items.at(-1)?.seq ?? null) : null,
  };
}
