import { type RawBuilder, sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import { shapeSql } from "#kernel/register/row-sql.server.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { type Verdict, verdicts, type ZoneKind } from "./activity.ts";
import type { CheckReply } from "./clue-contract.ts";
import { strictest } from "./negative-list.ts";
import { grid } from "./overlay.server.ts";

export type Rule = { verdict: Verdict; basis: string; conditions: string | null; verified: boolean };

/** The entry of the negative list for an activity in a zone on a day. */
export async function ruleOf(tx: Tx, activity: string, zone: string, date: string): Promise<Rule | null> {
  const { rows } = await sql<Rule>`select verdict, basis, conditions, verified from conservation.activity_rule
    where activity = ${activity} and zone = ${zone} and retired_at is null and valid @> ${date}::date`.execute(tx);
  return rows[0] ?? null;
}

/** Units of protected ground that an outline in degrees meets on a day, each with the hectares that lie in it. */
export async function unitsMet(
  tx: Tx,
  outline: RawBuilder<unknown>,
  date: string,
  kind: "red-line" | "zone" | "project",
) {
  const { rows } = await sql<{ unit: string; hectares: number }>`
    with given as materialized (select conservation.to_plane(${outline}) as plane)
    select p.unit, round((sum(case when st_coveredby(g.plane, p.plane) then st_area(g.plane)
        else st_area(st_collectionextract(st_intersection(g.plane, p.plane, ${grid}), 3)) end) / 10000)::numeric, 4)::float8 as hectares
    from given g join conservation.protected_piece p on st_intersects(p.plane, g.plane)
    where p.kind = ${kind} and p.valid @> ${date}::date group by p.unit having sum(st_area(g.plane)) > 0 order by 2 desc, 1`.execute(
    tx,
  );
  return rows.filter(({ hectares }) => hectares > 0);
}

type Met = Awaited<ReturnType<typeof unitsMet>>;
/** What a check needs of the store: the derived pieces are the platform's own, names of units come as the reader sees them. */
export type Checked = Readonly<{ zones: Met; redLines: Met; hectares: number }>;

export async function measure(tx: Tx, geometry: unknown, date: string): Promise<Checked> {
  const outline = shapeSql(geometry);
  const looked = await sql<{
    reason: string;
  }>`select st_isvalidreason(${outline}) as reason where not st_isvalid(${outline})`.execute(tx);
  const reason = looked.rows[0]?.reason;
  if (reason)
    refuse("field.invalid", {
      field: "geometry",
      values: {
        problem: { zh: `范围的边界不成立（${reason}），请修正后再比对。`, en: `The outline is not valid (${reason}).` },
      },
    });
  const { rows } = await sql<{
    hectares: number;
  }>`select round((st_area(conservation.to_plane(${outline})) / 10000)::numeric, 4)::float8 as hectares`.execute(tx);
  return {
    zones: await unitsMet(tx, outline, date, "zone"),
    redLines: await unitsMet(tx, outline, date, "red-line"),
    hectares: rows[0]?.hectares ?? 0,
  };
}

/** Holds an activity against the negative list, in every zone and red line that its outline touches. */
export async function judgeProject(tx: Tx, activity: string, date: string, met: Checked): Promise<CheckReply> {
  const zoneRows = await sql<{ id: string; name: string; kind: ZoneKind; reserve: string; reserve_name: string }>`
    select z.id, z.name, z.kind, z.reserve, r.name as reserve_name from conservation.zone z join conservation.reserve r on r.id = z.reserve
    where z.id = any (${met.zones.map(({ unit }) => unit)}::uuid[])`.execute(tx);
  const lineRows = await sql<{ id: string; name: string }>`select id, name from conservation.red_line
    where id = any (${met.redLines.map(({ unit }) => unit)}::uuid[])`.execute(tx);
  const rules = new Map<string, Rule | null>();
  for (const kind of [
    ...zoneRows.rows.map(({ kind: of }) => of),
    ...(lineRows.rows.length > 0 ? ["red-line" as const] : []),
  ])
    if (!rules.has(kind)) rules.set(kind, await ruleOf(tx, activity, kind, date));
  const zones = met.zones.flatMap(({ unit, hectares }) => {
    const row = zoneRows.rows.find(({ id }) => id === unit);
    if (!row) return [];
    return [
      {
        zone: { id: row.id, name: row.name },
        reserve: { id: row.reserve, name: row.reserve_name },
        kind: row.kind,
        hectares,
        rule: rules.get(row.kind) ?? null,
      },
    ];
  });
  const redLines = met.redLines.flatMap(({ unit, hectares }) => {
    const row = lineRows.rows.find(({ id }) => id === unit);
    // inside a reserve its zone decides
    return row ? [{ redLine: row, hectares, rule: zones.length > 0 ? null : (rules.get("red-line") ?? null) }] : [];
  });
  const found = [...zones, ...redLines].flatMap(({ rule }) => (rule ? [rule.verdict] : []));
  const verdict = strictest(found) ?? null;
  const touches = zones.length > 0 || redLines.length > 0;
  return {
    hectares: met.hectares,
    zones,
    redLines,
    verdict,
    touches,
    says: saying(touches, verdict, zones.length, redLines.length),
  };
}

function saying(touches: boolean, verdict: Verdict | null, zones: number, lines: number): Title {
  if (!touches) return { zh: "不涉及生态保护红线与自然保护地。", en: "Touches neither a red line nor a reserve." };
  const where = {
    zh: `涉及 ${zones} 个保护地分区、${lines} 个红线图斑`,
    en: `Touches ${zones} zones and ${lines} red-line parcels`,
  };
  if (!verdict)
    return {
      zh: `${where.zh}；清单没有相应条目，须个案研判。`,
      en: `${where.en}; the list has no entry, to be judged singly.`,
    };
  return {
    zh: `${where.zh}；按清单：${verdicts[verdict].zh}。`,
    en: `${where.en}; by the list: ${verdicts[verdict].en}.`,
  };
}
