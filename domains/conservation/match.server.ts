import { sql } from "kysely";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import type { Tx } from "#store/postgres.ts";
import { identify, type Pair } from "./identity.ts";
import { grid, inRegion, madeClasses, type OverlayScope } from "./overlay.server.ts";

/** The id of the clue that a finding becomes: the same for the same run, so that a run that is repeated after a crash gives the same. */
export function clueId(run: string, seq: number, requestedAt: number): string {
  const hash = sm3(`${run}/${seq}`);
  return uuidv7(requestedAt, (bytes) => {
    for (let n = 0; n < bytes.length; n++) bytes[n] = Number.parseInt(hash.slice(n * 2, n * 2 + 2), 16);
    return bytes;
  });
}

/** Share in ground that a clue must have grown by before a lawful one is looked at again. */
const regrowth = 1.1;

/**
 * Finds which findings are clues of before. A clue that was closed after its ground was restored and is seen on a later image has recurred; one that
 * was lawful or no activity at all is looked at again only where it grew.
 */
export async function matchFindings(tx: Tx, { run, date }: OverlayScope): Promise<void> {
  const { rows } = await sql<Pair>`
    select patch, clue, metres / (patch_metres + clue_metres - metres) as iou from (
      select f.seq as patch, s.clue, st_area(f.plane) as patch_metres, st_area(s.plane) as clue_metres,
        case when st_equals(f.plane, s.plane) then st_area(s.plane) else st_area(st_intersection(f.plane, s.plane, ${grid})) end as metres
      from conservation.finding f join conservation.clue_shape s on st_intersects(s.plane, f.plane) and s.activity = f.activity
        join conservation.clue c on c.id = s.clue and c.first_seen <= ${date}::date
      where f.run = ${run} and f.disposition = 'new') met
    order by patch, clue`.execute(tx);
  const pairs = [...identify(rows).values()];
  await sql`
    with pair as (select * from unnest(${pairs.map(({ patch }) => patch)}::int[], ${pairs.map(({ clue }) => clue)}::uuid[]) as p (seq, clue))
    update conservation.finding f set clue = p.clue, disposition = case
        when c.state = 'closed' and exists (select from "case"."case" k where k.id::text = c.case_id
          and (k.closed_at at time zone 'Asia/Shanghai')::date < ${date}::date) then 'recurred'
        when c.state in ('lawful', 'unfounded') and f.hectares > c.hectares * ${regrowth} then 'recurred' else 'seen' end
      from pair p join conservation.clue c on c.id = p.clue where f.run = ${run} and f.seq = p.seq`.execute(tx);
}

export type Observation = Readonly<{ clue: string; seen: boolean; metres: number }>;

/**
 * Clues of before that this run did not find as a change, because the earlier layer shows them too or because they are gone: seen where made ground
 * still holds at least half of the outline. Only ground that the later layer covers is an observation.
 */
export async function observe(tx: Tx, { run, to, date, region }: OverlayScope): Promise<Observation[]> {
  const made = sql`t.class = any (${madeClasses(date)}::text[])`;
  const { rows } = await sql<{ clue: string; clue_metres: number; covered: number; made: number }>`
    select clue, clue_metres, sum(metres) as covered, coalesce(sum(metres) filter (where made), 0) as made from (
      select s.clue, st_area(s.plane) as clue_metres, ${made} as made,
        case when st_coveredby(s.plane, t.plane) then st_area(s.plane) else st_area(st_intersection(s.plane, t.plane, ${grid})) end as metres
      from conservation.clue_shape s join conservation.clue c on c.id = s.clue
        join conservation.cover_piece t on t.layer = ${to} and st_intersects(t.plane, s.plane)
      where c.first_seen < ${date}::date and c.state <> 'unfounded' and ${inRegion(sql`c.region`, region)}
        and not exists (select from conservation.finding f where f.run = ${run} and f.clue = s.clue)) met
    group by clue, clue_metres order by clue`.execute(tx);
  return rows
    .filter((row) => row.covered >= row.clue_metres / 2)
    .map((row) => ({ clue: row.clue, seen: row.made >= row.clue_metres / 2, metres: row.made }));
}
