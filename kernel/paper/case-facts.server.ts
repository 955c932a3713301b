import { sql } from "kysely";
import { caseKind } from "#kernel/case/registry.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { clocksOf } from "#kernel/clock/clock.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { CaseFacts, CaseLine } from "./case-facts.ts";

type Row = {
  id: string;
  number: string;
  title: string;
  definition: string;
  state: string;
  category: string;
  subject_name: string;
  region_name: string;
  organ: string;
  organ_name: string;
  party: string | null;
  party_name: string | null;
  opened_at: Date;
  due_at: Date | null;
  closed_at: Date | null;
  sample: boolean;
};

export async function caseFacts(tx: Tx, caseId: string, now: number): Promise<CaseFacts> {
  const { rows } =
    await sql<Row>`select c.id, c.number, c.title, c.definition, c.state, c.category, c.subject_name, c.organ, c.party,
      c.opened_at, c.due_at, c.closed_at, c.sample, r.name as region_name, o.name as organ_name, p.name as party_name
    from "case"."case" as c join place.region as r on r.code = c.region join organ.organ as o on o.id = c.organ
    left join organ.organ as p on p.id = c.party where c.id = ${caseId}`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
  const kind = caseKind(row.definition);
  const { definition } = kind;
  const related = await kind.related(tx, caseId);
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    definition: definition.title,
    state: definition.states[row.state]?.title.zh ?? row.state,
    category: row.category,
    subject: row.subject_name,
    region: row.region_name,
    organ: { id: row.organ, name: row.organ_name },
    party: row.party ? { id: row.party, name: row.party_name ?? "" } : null,
    openedAt: row.opened_at.getTime(),
    dueAt: row.due_at?.getTime() ?? null,
    closedAt: row.closed_at?.getTime() ?? null,
    sample: row.sample,
    facts: related.facts
      .map(({ title, value }) => ({ title: title.zh, value: String(value) }))
      .filter(({ value }) => value),
    lines: await linesOf(tx, caseId, (id) => definition.states[id]?.title.zh ?? id),
    clocks: (await clocksOf(tx, [caseId], await readCalendar(tx), now)).get(caseId) ?? [],
  };
}

type EventRow = {
  at: Date;
  actor_name: string;
  organ_name: string | null;
  act_zh: string;
  from_state: string | null;
  to_state: string | null;
  note: string | null;
  detail: Record<string, unknown>;
};

async function linesOf(tx: Tx, caseId: string, stateName: (id: string) => string): Promise<CaseLine[]> {
  const { rows } = await sql<EventRow>`select at, actor_name, organ_name, act_zh, from_state, to_state, note, detail
    from "case".event where case_id = ${caseId} order by at, version, id`.execute(tx);
  return rows.map((row) => ({
    at: row.at.getTime(),
    who: [row.organ_name, row.actor_name].filter(Boolean).join(" "),
    act: row.act_zh,
    from: row.from_state ? stateName(row.from_state) : null,
    to: row.to_state ? stateName(row.to_state) : null,
    note: row.note ?? "",
    filled: Object.entries(row.detail).flatMap(([name, value]) => filledOf(name, value)),
  }));
}

/** A titled value of a timeline's detail as text; identifiers are for the machine and are left out. */
function filledOf(name: string, value: unknown): { title: string; value: string }[] {
  if (typeof value !== "object" || value === null || !("value" in value)) return [];
  const { title, shown, value: given } = value as { title?: Title; shown?: Title | string; value: unknown };
  const text = typeof shown === "string" ? shown : (shown?.zh ?? (typeof given === "object" ? "" : String(given)));
  if (text === "" || /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text)) return [];
  return [{ title: title?.zh ?? name, value: /^\d{4}-\d\d-\d\dT/.test(text) ? clockText(Date.parse(text)) : text }];
}
