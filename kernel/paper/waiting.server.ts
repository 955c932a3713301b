import { type RawBuilder, sql } from "kysely";
import { officers } from "#kernel/identity/role.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { civilDate } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import { type PaperState, paperStates } from "./flow.ts";
import { type IncomingState, incomingActs } from "./incoming.ts";
import { byOf } from "./paper.server.ts";
import { findTemplate } from "./template.server.ts";
import "./templates.server.ts";

/** A paper that waits for somebody, or that somebody worked on, as a line of a list. */
export type PaperLine = Readonly<{
  /** paper: an outgoing one in its flow; receipt: one that was sent and is not signed for; incoming: one that came in. */
  what: "paper" | "receipt" | "incoming";
  id: string;
  title: string;
  number: string | null;
  /** The kind of paper, as people say it. */
  kind: Title;
  step: Title;
  region: string;
  organ: Readonly<{ id: string; name: string }>;
  /** Who wrote or sent it. */
  from: string;
  case: Readonly<{ id: string; number: string; title: string }> | null;
  /** By which civil date the sender wants it done, and when it came in (epoch ms). */
  due: Readonly<{ on: string; receivedAt: number }> | null;
  link: string;
  version: number;
  sample: boolean;
}>;

export type PaperReader = Readonly<{ actor: Person; scope: "mine" | "organ"; now: number; most: number }>;

/** Every paper that waits for a person: for the hand that its flow asks for next, by organ, seal, turn and four eyes. */
export async function papersWaitingFor(tx: Tx, reader: PaperReader): Promise<PaperLine[]> {
  const works = reader.actor.roles.some((role) => officers.some((one) => one === role));
  const outgoing = await outgoingFor(tx, reader, works);
  return [...outgoing, ...(await unsignedFor(tx, reader)), ...(works ? await incomingFor(tx, reader) : [])];
}

export type PaperFound = {
  id: string;
  title: string;
  number: string | null;
  kind: string;
  region_name: string;
  organ: string;
  organ_name: string;
  from_name: string;
  case_id: string | null;
  case_number: string | null;
  case_title: string | null;
  version: number;
  sample: boolean;
};

const named = sql`r.name as region_name, o.name as organ_name, c.number as case_number, c.title as case_title`;
const beside = (row: RawBuilder<unknown>) => sql`join organ.organ as o on o.id = ${row}.organ
  join place.region as r on r.code = ${row}.region left join "case"."case" as c on c.id = ${row}.case_id`;
export const paperColumns = sql`p.id, p.title, p.number, p.kind, p.organ, p.case_id, p.version, p.sample, ${named}`;
export const paperTables = sql`paper.paper as p ${beside(sql`p`)}`;
export const incomingColumns = sql`i.id, i.title, i.number, '' as kind, i.organ, i.case_id, i.version, i.sample, ${named},
  i.source_name as from_name`;
export const incomingTables = sql`paper.incoming as i ${beside(sql`i`)}`;

/** A row of either table as a line. */
export const paperLine = (row: PaperFound, what: PaperLine["what"], step: Title): PaperLine => ({
  what,
  id: row.id,
  title: row.title,
  number: row.number,
  kind: what === "incoming" ? incomingKind : (findTemplate(row.kind)?.title ?? { zh: row.kind, en: row.kind }),
  step,
  region: row.region_name,
  organ: { id: row.organ, name: row.organ_name },
  from: row.from_name,
  case:
    row.case_id && row.case_number ? { id: row.case_id, number: row.case_number, title: row.case_title ?? "" } : null,
  due: null,
  link: what === "incoming" ? `/papers/incoming/${row.id}` : `/papers/${row.id}`,
  version: row.version,
  sample: row.sample,
});
const incomingKind: Title = { zh: "收文", en: "Incoming paper" };
const countersignStep: Title = { zh: "请会签", en: "To countersign" };
const returnedStep: Title = { zh: "退回待改", en: "Returned" };
const receiptStep: Title = { zh: "待签收", en: "To sign for" };

/** The organs from a paper's own upward, the nearest first. */
const up = sql`with recursive up (id, parent, depth) as (
    select id, parent, 0 from organ.organ where id = p.organ
    union all select o.id, o.parent, up.depth + 1 from organ.organ as o join up on o.id = up.parent)`;

/**
 * 核稿 and 签发 wait for the nearest organ, the paper's own first, in which somebody but the drafter works: four eyes are then kept without
 * every organ above being asked for what is not its own.
 */
const waitsForEyes = (organ: string, persons: readonly string[]) => sql`p.state in ('review', 'approval')
  and not (p.drafted_by = any (${persons}::text[]) or coalesce(p.drafted_for, '') = any (${persons}::text[]))
  and (${up} select up.id from up where exists (select from identity.people_of(array[up.id]) as other
      where other.id::text not in (p.drafted_by, coalesce(p.drafted_for, ''))) order by up.depth limit 1) = ${organ}::uuid`;

/** 用印 waits for the keepers of the seals that the nearest organ has. */
const waitsForSeal = (organ: string, worker: string, today: string) => sql`p.state = 'numbered' and exists (
  ${up}, seals as (select s.keeper, up.depth from up join paper.seal as s on s.organ = up.id
      where s.valid_from <= ${today}::date and (s.valid_to is null or s.valid_to >= ${today}::date))
  select from seals where keeper = ${worker}::uuid and depth = (select min(depth) from seals)
    and exists (select from up where id = ${organ}::uuid))`;

/** What was sent back, what is to be numbered and what is to be sent waits for who drafted it; what the platform drafted, for the organ. */
const waitsForDrafter = (
  organ: string,
  worker: string,
  scope: PaperReader["scope"],
) => sql`(p.state in ('issued', 'sealed')
    or (p.state = 'draft' and (select v.act from paper.version as v where v.paper_id = p.id and v.act <> 'edit'
      order by v.version desc limit 1) in ('return', 'refuse')))
  and (${worker} in (p.drafted_by, p.drafted_for)
    or (p.organ = ${organ}::uuid and (${scope === "organ"} or p.drafted_by like 'system:%')))`;

async function outgoingFor(tx: Tx, { actor, scope, now, most }: PaperReader, works: boolean): Promise<PaperLine[]> {
  const { id, organ, inPlaceOf } = byOf(actor);
  if (organ === null) return [];
  const worker = inPlaceOf ?? id;
  const asked = sql`p.state = 'countersign' and exists (select from paper.countersign as s where s.paper_id = p.id
    and s.organ = ${organ}::uuid and s.state = 'asked' and not s.dropped)`;
  const persons = [id, worker];
  const mine = works
    ? [
        asked,
        waitsForEyes(organ, persons),
        waitsForSeal(organ, worker, civilDate(now)),
        waitsForDrafter(organ, worker, scope),
      ]
    : [asked];
  const { rows } = await sql<PaperFound & { state: PaperState }>`
    select ${paperColumns}, p.state, case when p.state = 'countersign' then o.name else p.drafted_by_name end as from_name
    from ${paperTables} where p.state not in ('sent', 'filed', 'void') and (${sql.join(
      mine.map((one) => sql`(${one})`),
      sql` or `,
    )})
    order by p.updated_at, p.id limit ${most}`.execute(tx);
  return rows.map((row) => paperLine(row, "paper", stepOf(row.state)));
}

const stepOf = (state: PaperState): Title =>
  state === "countersign" ? countersignStep : state === "draft" ? returnedStep : paperStates[state];

async function unsignedFor(tx: Tx, { actor, most }: PaperReader): Promise<PaperLine[]> {
  const { rows } = await sql<PaperFound>`select ${paperColumns}, o.name as from_name from ${paperTables}
    join paper.recipient as s on s.paper_id = p.id
    where s.organ = ${actor.organ ?? null}::uuid and s.sent_at is not null and s.received_at is null
    order by s.sent_at, p.id limit ${most}`.execute(tx);
  return rows.map((row) => paperLine(row, "receipt", receiptStep));
}

const incomingSteps: Readonly<Partial<Record<IncomingState, Title>>> = {
  registered: { zh: "待拟办", en: "To be proposed" },
  proposed: { zh: "待批示", en: "To be instructed" },
  reading: { zh: "待传阅", en: "To read" },
  instructed: { zh: "批示待落实", en: "Instruction to follow" },
};

/** Who has the turn to read reads; all else waits for the receiving organ, until the paper is filed or its matter has become a case. */
async function incomingFor(tx: Tx, { actor, most }: PaperReader): Promise<PaperLine[]> {
  const { id, organ, inPlaceOf } = byOf(actor);
  const { rows } = await sql<PaperFound & { state: IncomingState; due_on: string | null; received_at: Date }>`
    select ${incomingColumns}, i.state, i.due_on::text as due_on, i.received_at
    from ${incomingTables}
      left join lateral (select q.person from paper.reader as q where q.incoming_id = i.id and q.read_at is null
        order by q.place limit 1) as next on true
    where i.state <> 'filed' and (next.person = ${inPlaceOf ?? id}
      or (next.person is null and i.organ = ${organ}::uuid and i.case_id is null))
    order by i.due_on nulls last, i.received_at, i.id limit ${most}`.execute(tx);
  return rows.map((row) => ({
    ...paperLine(row, "incoming", incomingSteps[row.state] ?? incomingActs.read),
    due: row.due_on === null ? null : { on: row.due_on, receivedAt: row.received_at.getTime() },
  }));
}
