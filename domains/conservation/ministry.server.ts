import { type RawBuilder, sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { regionOf } from "#kernel/place/region-of.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { shapeSql } from "#kernel/register/row-sql.server.ts";
import { shape as shapeSchema } from "#kernel/register/shape.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Activity, ZoneKind } from "./activity.ts";
import { leastIou } from "./identity.ts";
import { activityNamed, type Cells, placeOf } from "./ministry.ts";
import type { BatchBody } from "./ministry-contract.ts";
import { grid, inRegion } from "./overlay.server.ts";
import { severityOf } from "./severity.ts";

type Outcome = Readonly<{ outcome: "matched" | "new" | "unmatched"; clue: string | null; problem: string | null }>;

/**
 * Takes a batch as it came: every row is kept in its own order, matched with a clue that stands there already or made one. What lies on no protected
 * ground, or nowhere, is kept and said to be unmatched. Runs as the platform, since a batch reaches over territories; who may send one says the route.
 */
export async function importBatch(tx: Tx, actor: Actor, body: BatchBody, now: number): Promise<string> {
  const id = body.id ?? uuidv7();
  const present = await sql`select from conservation.batch where id = ${id}`.execute(tx);
  if (present.rows.length > 0) return id;
  const taken = await sql`select from conservation.batch where number = ${body.number}`.execute(tx);
  if (taken.rows.length > 0)
    refuse("field.taken", { field: "number", values: { label: { zh: "批次号", en: "Number" }, value: body.number } });
  for (const [name, header] of Object.entries(body.mapping))
    if (!body.columns.includes(header))
      refuse("field.invalid", {
        field: `mapping.${name}`,
        values: { problem: { zh: `表头中没有“${header}”这一列。`, en: `There is no column “${header}”.` } },
      });
  const by =
    actor.kind === "person" ? { id: actor.id, name: actor.name } : { id: `system:${actor.name}`, name: "系统" };
  await sql`insert into conservation.batch (id, region, number, issued_on, due_on, columns, mapping, rows, created_at, created_by, created_name, sample)
    values (${id}, ${body.region}, ${body.number}, ${body.issuedOn}, ${body.dueOn ?? null}, ${body.columns}::text[], ${JSON.stringify(body.mapping)}::jsonb,
      ${body.rows.length}, ${isoTime(now)}, ${by.id}, ${by.name}, ${body.sample ?? false})`.execute(tx);
  const seen = new Set<string>();
  for (const [index, row] of body.rows.entries()) {
    const cells = cellsOf(body, row);
    const outcome: Outcome =
      cells.number === ""
        ? unmatched("没有编号")
        : seen.has(cells.number)
          ? unmatched(`编号 ${cells.number} 在本批次中重复`)
          : await settle(tx, body, cells);
    seen.add(cells.number);
    await sql`insert into conservation.batch_row (batch, position, cells, ministry_number, outcome, clue, problem)
      values (${id}, ${index + 1}, ${body.columns.map((_, n) => row[n] ?? "")}::text[], ${cells.number}, ${outcome.outcome}, ${outcome.clue}, ${outcome.problem})`.execute(
      tx,
    );
  }
  await recordAct(tx, actor, {
    act: "conservation.batch.import",
    object: `conservation.batch/${id}`,
    detail: { number: body.number, rows: body.rows.length },
  });
  return id;
}

const unmatched = (problem: string): Outcome => ({ outcome: "unmatched", clue: null, problem });

function cellsOf({ columns, mapping }: BatchBody, row: readonly string[]): Cells {
  const cell = (header: string | undefined) =>
    header === undefined ? undefined : (row[columns.indexOf(header)] ?? "").trim();
  const named = Object.fromEntries(Object.entries(mapping).map(([name, header]) => [name, cell(header)]));
  return { ...named, number: cell(mapping.number) ?? "" } as Cells;
}

async function settle(tx: Tx, body: BatchBody, cells: Cells): Promise<Outcome> {
  const outline = await outlineOf(tx, cells);
  if (typeof outline === "string") return unmatched(outline);
  const standing = await sql<{ clue: string; iou: number; inside: boolean }>`
    with given as materialized (select conservation.to_plane(${outline}) as plane), met as (
      select s.clue, st_area(s.plane) as own, st_area(g.plane) as given, st_intersects(s.plane, st_pointonsurface(g.plane)) as inside,
        st_area(st_collectionextract(st_intersection(s.plane, g.plane, ${grid}), 3)) as common
      from given g join conservation.clue_shape s on st_intersects(s.plane, g.plane)
        join conservation.clue c on c.id = s.clue and c.retired_at is null and ${inRegion(sql`c.region`, body.region)})
    select clue, common / (own + given - common) as iou, inside from met order by iou desc, clue limit 1`.execute(tx);
  const found = standing.rows[0];
  // a circle says where and how much, not in which shape: lying inside each other is enough for it
  if (found && (found.iou > leastIou || found.inside)) {
    await sql`update conservation.clue set ministry_number = coalesce(ministry_number, ${cells.number}), version = version + 1, updated_at = now(), updated_by = '系统'
      where id = ${found.clue}`.execute(tx);
    return { outcome: "matched", clue: found.clue, problem: null };
  }
  return newClue(tx, body, cells, outline);
}

/** The outline in degrees as an expression, or the sentence that says why there is none. */
async function outlineOf(tx: Tx, cells: Cells): Promise<RawBuilder<unknown> | string> {
  const place = placeOf(cells);
  if (!place.ok) return place.problem.zh;
  if (place.kind === "circle") {
    // 48 corners: within 0.3 % of the area
    const ring = sql`st_makepolygon(st_makeline(array(select st_translate(centre, ${place.radius} * cos(k * pi() / 24), ${place.radius} * sin(k * pi() / 24))
      from (select conservation.to_plane(st_setsrid(st_makepoint(${place.lon}, ${place.lat}), 4490)) as centre) c, generate_series(0, 48) as k)))`;
    return sql`st_multi(conservation.from_plane(st_reduceprecision(${ring}, ${grid})))`;
  }
  const outline = outlineText(place.text);
  if (!outline) return "图形列不是 WKT 或 GeoJSON 面";
  const { rows } = await sql<{ ok: boolean }>`select st_isvalid(${outline}) and st_area(${outline}) > 0 as ok`.execute(
    tx,
  );
  return rows[0]?.ok ? outline : "图形自相交或没有面积";
}

function outlineText(text: string): RawBuilder<unknown> | undefined {
  if (/^(MULTI)?POLYGON\s*\(\([\d\s.,()eE+-]+\)\)$/i.test(text))
    return sql`st_multi(st_force2d(st_setsrid(st_geomfromtext(${text}), 4490)))`;
  try {
    const read = shapeSchema.safeParse(JSON.parse(text));
    return read.success ? shapeSql(read.data) : undefined;
  } catch {
    return undefined;
  }
}

type Unit = { red_line: string | null; zone: string | null; reserve: string | null; kind: ZoneKind | null };

async function newClue(tx: Tx, body: BatchBody, cells: Cells, outline: RawBuilder<unknown>): Promise<Outcome> {
  const units = await sql<Unit>`
    with given as materialized (select conservation.to_plane(${outline}) as plane), met as (
      select p.kind, p.unit, sum(st_area(st_collectionextract(st_intersection(g.plane, p.plane, ${grid}), 3))) as metres
      from given g join conservation.protected_piece p on st_intersects(p.plane, g.plane) and p.kind <> 'project' and p.valid @> ${body.issuedOn}::date
      group by 1, 2), best as (select distinct on (kind) kind, unit from met where metres > 0 order by kind, metres desc, unit)
    select (select unit from best where kind = 'red-line') as red_line, z.id as zone, z.reserve, z.kind
    from (select 1) one left join conservation.zone z on z.id = (select unit from best where kind = 'zone')`.execute(
    tx,
  );
  const unit = units.rows[0];
  if (!unit || (unit.red_line === null && unit.zone === null)) return unmatched("不在生态保护红线或自然保护地内");
  const region = await regionOf(tx, sql`st_pointonsurface(${outline})`);
  if (!region) return unmatched("不在任何已知的旗县边界内");
  const inside = await sql`select from place.region where code = ${region} and ${body.region} = any (path)`.execute(tx);
  if (inside.rows.length === 0) return unmatched("不在本批次的行政区内");
  const activity: Activity = activityNamed(cells.activity ?? "") ?? "other";
  const zoneKind = unit.kind ?? "red-line";
  const measured = await sql<{
    hectares: number;
  }>`select round((st_area(conservation.to_plane(${outline})) / 10000)::numeric, 4)::float8 as hectares`.execute(tx);
  const hectares = measured.rows[0]?.hectares ?? 0;
  const severity = severityOf({ zone: zoneKind, activity, hectares, growth: 0 }, body.issuedOn);
  const id = uuidv7();
  const year = Number(body.issuedOn.slice(0, 4));
  const number = await sql<{
    last: number;
  }>`insert into conservation.clue_number as c (region, year, last) values (${region}, ${year}, 1)
    on conflict (region, year) do update set last = c.last + 1 returning last`.execute(tx);
  const text = `线索${year}-${region}-${String(number.rows[0]?.last ?? 1).padStart(5, "0")}`;
  await sql`insert into conservation.clue (id, region, number, activity, hectares, confidence, state, severity, zone_kind, red_line, reserve, zone, verdict,
      first_seen, last_seen, growth, approved_share, recurrences, origin, ministry_number, area, sample, created_by, updated_by)
    values (${id}, ${region}, ${text}, ${activity}, ${hectares}, 'possible', 'open', ${severity.value}, ${zoneKind}, ${unit.red_line}, ${unit.reserve}, ${unit.zone},
      (select verdict from conservation.activity_rule where activity = ${activity} and zone = ${zoneKind} and retired_at is null and valid @> ${body.issuedOn}::date),
      ${body.issuedOn}, ${body.issuedOn}, 0, 0, 0, 'ministry', ${cells.number}, ${outline}, ${body.sample ?? false}, '系统', '系统')`.execute(
    tx,
  );
  await sql`insert into conservation.clue_shape (clue, activity, plane) values (${id}, ${activity}, conservation.to_plane(${outline}))`.execute(
    tx,
  );
  await sql`insert into conservation.clue_basis (clue, severity) values (${id}, ${JSON.stringify({ ...severity, growth: 0 })}::jsonb)`.execute(
    tx,
  );
  return { outcome: "new", clue: id, problem: null };
}
