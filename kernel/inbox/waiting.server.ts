import { sql } from "kysely";
import { caseKind, caseKinds } from "#kernel/case/registry.server.ts";
import { actsOf } from "#kernel/case/step.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { type ClockShown, clocksOf } from "#kernel/clock/clock.server.ts";
import { type Light, lightOf, remainingOf } from "#kernel/clock/due.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { papersWaitingFor } from "#kernel/paper/waiting.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import { modes } from "#kernel/transfer/mode.ts";
import { type TransferRow, transferColumns, transferTables, unitOf } from "#kernel/transfer/row.server.ts";
import type { Tx } from "#store/postgres.ts";
import type { InboxItem } from "./contract.ts";
import { openStates } from "./open-states.ts";
import { paperItem } from "./papers.server.ts";

/** Looked at for one inbox. More than this waits for nobody but a statistic. */
export const most = 1_000;

export type CaseLine = {
  id: string;
  definition: string;
  number: string;
  title: string;
  state: string;
  region_name: string;
  organ: string;
  organ_name: string;
  party: string | null;
  assignee: string | null;
  assignee_name: string | null;
  due_at: Date | null;
  supervised_at: Date | null;
  version: number;
  sample: boolean;
  asked_role: string | null;
  asked_by_name: string | null;
  supports: boolean;
};

/** The person whose work it is: who is acted for, where somebody acts for another. */
export const workerOf = (actor: Person): string => actor.onBehalfOf?.id ?? actor.id;

export const caseColumns = (
  organ: string | null,
) => sql`c.id, c.definition, c.number, c.title, c.state, r.name as region_name, c.organ,
  o.name as organ_name, c.party, c.assignee, c.assignee_name, c.due_at, c.supervised_at, c.version, c.sample,
  q.role as asked_role, q.asked_by_name,
  exists (select from "case".participant s where s.case_id = c.id and s.organ = ${organ}::uuid and s.role = 'supporter'
    and s.state not in ('withdrawn', 'refused')) as supports`;
export const caseTables = (organ: string | null) => sql`"case"."case" c join place.region r on r.code = c.region
  join organ.organ o on o.id = c.organ left join lateral (select p.role, p.asked_by_name from "case".participant p
    where p.case_id = c.id and p.organ = ${organ}::uuid and p.state = 'asked' and p.role <> 'lead' order by p.asked_at limit 1) q on true`;

export type Waiting = Readonly<{
  items: readonly InboxItem[];
  /** More wait than were looked at. */
  more: boolean;
}>;

/**
 * Everything that waits for the reader, most urgent first: cases in whose state an act is open to them, by what their organ or they stand
 * for; what their organ was asked; cases that are offered to it; outcomes that it owes; papers whose next hand they are. `organ` also shows
 * what a colleague was given.
 */
export async function waitingFor(tx: Tx, actor: Person, scope: "mine" | "organ", now: number): Promise<Waiting> {
  const [cases, transfers] = [await waitingCases(tx, actor, scope), await waitingTransfers(tx, actor)];
  const papers = await papersWaitingFor(tx, { actor, scope, now, most });
  const calendar = await readCalendar(tx);
  const clocks = await clocksOf(
    tx,
    cases.map(({ id }) => id),
    calendar,
    now,
  );
  const items = [
    ...cases.map((line) => caseItem(line, actor, clocks.get(line.id) ?? [])),
    ...transfers.map((row): InboxItem => {
      const offered = row.state === "offered";
      const [due, term] = offered ? [row.answer_due, row.answer_term] : [row.outcome_due, row.outcome_term];
      const unit = term && unitOf(term);
      const remaining = due && unit ? remainingOf(unit, due.getTime(), now, calendar) : null;
      return {
        ...plainItem(row),
        due: due ? isoTime(due.getTime()) : null,
        light: unit && remaining !== null ? lightOf("running", { unit, amount: term.amount }, remaining, false) : null,
        remainingDays: remaining,
      };
    }),
    ...papers.map((line) => paperItem(line, calendar, now)),
  ];
  return { items: items.sort(byUrgency), more: [cases, transfers, papers].some(({ length }) => length >= most) };
}

async function waitingCases(tx: Tx, actor: Person, scope: "mine" | "organ"): Promise<CaseLine[]> {
  const organ = actor.organ ?? null;
  const open = openStates(
    caseKinds().map(({ definition }) => definition),
    actor.roles,
  );
  const standsIn = (states: readonly string[]) => sql`c.definition || ':' || c.state = any (${[...states]}::text[])`;
  const worker = workerOf(actor);
  const whose = scope === "organ" ? sql`true` : sql`(c.assignee is null or c.assignee = ${worker}::uuid)`;
  const found = await sql<CaseLine>`select ${caseColumns(organ)} from ${caseTables(organ)}
    where c.category not in ('closed', 'void') and (
      (c.organ = ${organ}::uuid and ${whose} and ${standsIn(open.handler)})
      or (c.party = ${organ}::uuid and ${standsIn(open.party)})
      or (c.assignee = ${worker}::uuid and ${standsIn(open.assignee)})
      or q.role is not null
      or (exists (select from "case".participant s where s.case_id = c.id and s.organ = ${organ}::uuid and s.role = 'supporter'
        and s.state = 'agreed') and ${standsIn(open.supporter)}))
    order by c.due_at nulls last, c.id limit ${most}`.execute(tx);
  return found.rows;
}

async function waitingTransfers(tx: Tx, actor: Person): Promise<TransferRow[]> {
  const found = await sql<TransferRow>`select ${transferColumns} from ${transferTables}
    where t.to_organ = ${actor.organ ?? null}::uuid and (t.state = 'offered' or (t.state = 'accepted' and t.outcome_due is not null))
    order by coalesce(t.outcome_due, t.answer_due), t.id limit ${most}`.execute(tx);
  return found.rows;
}

const rank: readonly (Light | null)[] = ["red", "yellow", "green", null];
function byUrgency(a: InboxItem, b: InboxItem): number {
  return (
    rank.indexOf(a.light) - rank.indexOf(b.light) ||
    (a.due ?? "9").localeCompare(b.due ?? "9") ||
    a.key.localeCompare(b.key)
  );
}

const askedSteps: Readonly<Record<string, Title>> = {
  supporter: { zh: "请会办", en: "Help is asked" },
  countersigner: { zh: "请会签", en: "Agreement is asked" },
};

/** A case as a line of the inbox, with the light of its worst clock that has not been met. */
export function caseItem(line: CaseLine, actor: Person, clocks: readonly ClockShown[]): InboxItem {
  const { definition } = caseKind(line.definition);
  const open = clocks.filter(({ state }) => state !== "met");
  // light, date and days are those of one clock: the worst, and of two equally bad ones the earlier
  const lit = rank.find((light) => open.some((clock) => clock.light === light)) ?? null;
  const due = open.filter((clock) => clock.light === lit).sort((a, b) => a.due.localeCompare(b.due))[0];
  const asked = line.asked_role === null ? undefined : askedSteps[line.asked_role];
  return {
    key: `${asked ? "asked" : "case"}/${line.id}`,
    kind: asked ? "asked" : "case",
    id: line.id,
    title: line.title,
    number: line.number,
    link: `/cases/${line.id}`,
    case: { id: line.id, number: line.number, title: line.title },
    definition: definition.title,
    step: asked ?? definition.states[line.state]?.title ?? { zh: line.state, en: line.state },
    region: line.region_name,
    organ: { id: line.organ, name: line.organ_name },
    from: line.asked_by_name,
    assignee: line.assignee_name,
    due: due?.due ?? (line.due_at ? isoTime(line.due_at.getTime()) : null),
    light: lit,
    remainingDays: due?.remainingDays ?? null,
    supervised: line.supervised_at !== null,
    acts: actsOpen(line, actor),
    version: line.version,
    done: null,
    sample: line.sample,
  };
}

function actsOpen(line: CaseLine, actor: Person): InboxItem["acts"] {
  const mine = line.organ === actor.organ;
  const as = {
    roles: actor.roles,
    handler: mine,
    lead: mine,
    party: line.party !== null && line.party === actor.organ,
    supporter: line.supports,
    assignee: line.assignee !== null && line.assignee === workerOf(actor),
  };
  return actsOf(caseKind(line.definition).definition, line.state, as).map(({ id, transition }) => ({
    id,
    title: transition.title,
    plain: transition.fields.every(({ name, required }) => !required || name === "note"),
  }));
}

function plainItem(row: TransferRow): Omit<InboxItem, "due" | "light" | "remainingDays"> {
  const offered = row.state === "offered";
  const mode = modes[row.mode].title;
  return {
    key: `${offered ? "offer" : "outcome"}/${row.id}`,
    kind: offered ? "offer" : "outcome",
    id: row.id,
    title: row.package.title,
    number: row.package.number,
    link: `/transfers/${row.id}`,
    case: { id: row.case_id, number: row.package.number, title: row.package.title },
    definition: row.package.definition,
    step: offered
      ? { zh: `${mode.zh}待答复`, en: `${mode.en}: answer` }
      : { zh: `${mode.zh}待反馈结果`, en: `${mode.en}: report the outcome` },
    region: row.package.region,
    organ: { id: row.to_organ, name: row.to_name },
    from: row.from_name,
    assignee: null,
    supervised: false,
    acts: [],
    version: 0,
    done: null,
    sample: row.sample,
  };
}
