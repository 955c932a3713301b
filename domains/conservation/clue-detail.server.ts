import { sql } from "kysely";
import { caseKind } from "#kernel/case/registry.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { ruleOf } from "./check.server.ts";
import type { ClueState } from "./clue.ts";
import { clueCase } from "./clue-case.ts";
import type { ClueDetail } from "./clue-contract.ts";
import type { Confidence } from "./confidence.ts";
import { grid } from "./overlay.server.ts";

type Head = {
  id: string;
  number: string;
  state: ClueState;
  confidence: Confidence;
  activity: string;
  zone_kind: string;
  last_seen: string;
  severity: ClueDetail["severity"];
};

/** Everything about a clue that its register row does not say: why it weighs what it weighs, when it was seen, its cases, the rule, the papers. */
export async function clueDetail(tx: Tx, id: string): Promise<ClueDetail> {
  const { rows } =
    await sql<Head>`select c.id, c.number, c.state, c.confidence, c.activity, c.zone_kind, c.last_seen, b.severity
    from conservation.clue c left join conservation.clue_basis b on b.clue = c.id where c.id = ${id}`.execute(tx);
  const head = rows[0] ?? refuse("not-found", { values: { what: { zh: "该线索", en: "This clue" } } });
  const sightings = await sql<{
    run: string;
    layer: string;
    name: string;
    covered_on: string;
    seen: boolean;
    hectares: number;
    iou: number | null;
  }>`
    select s.run, s.layer, l.name, s.covered_on, s.seen, s.hectares::float8, s.iou::float8 from conservation.sighting s
      join conservation.cover_layer l on l.id = s.layer where s.clue = ${id} order by s.covered_on`.execute(tx);
  const cases = await sql<{
    id: string;
    number: string;
    state: string;
    category: string;
    opened_at: Date;
    closed_at: Date | null;
    parent: string | null;
  }>`
    select id, number, state, category, opened_at, closed_at, parent from "case"."case"
    where subject_id = ${id} and definition = ${clueCase.id} order by opened_at, id`.execute(tx);
  const projects = await sql<{ id: string; name: string; document: string; hectares: number }>`
    select p.id, p.name, p.document, round((st_area(st_collectionextract(st_intersection(s.plane, conservation.to_plane(p.area), ${grid}), 3)) / 10000)::numeric, 4)::float8 as hectares
    from conservation.clue c join conservation.clue_shape s on s.clue = c.id join conservation.project p on st_intersects(p.area, c.area)
    where c.id = ${id} and p.retired_at is null order by p.name`.execute(tx);
  const batches = await sql<{
    id: string;
    number: string;
    ministry_number: string;
  }>`select b.id, b.number, r.ministry_number
    from conservation.batch_row r join conservation.batch b on b.id = r.batch where r.clue = ${id} order by b.issued_on, r.position`.execute(
    tx,
  );
  const { states } = caseKind(clueCase.id).definition;
  return {
    id: head.id,
    number: head.number,
    state: head.state,
    confidence: head.confidence,
    severity: head.severity,
    sightings: sightings.rows.map((row) => ({
      run: row.run,
      layer: { id: row.layer, name: row.name, coveredOn: row.covered_on },
      seen: row.seen,
      hectares: row.hectares,
      iou: row.iou,
    })),
    cases: cases.rows.map((row) => ({
      id: row.id,
      number: row.number,
      state: states[row.state]?.title ?? { zh: row.state, en: row.state },
      category: row.category,
      opened: isoTime(row.opened_at.getTime()),
      closed: row.closed_at ? isoTime(row.closed_at.getTime()) : null,
      parent: row.parent,
    })),
    rule: await ruleOf(tx, head.activity, head.zone_kind, head.last_seen),
    projects: projects.rows,
    batches: batches.rows.map((row) => ({
      batch: { id: row.id, name: row.number },
      ministryNumber: row.ministry_number,
    })),
  };
}
