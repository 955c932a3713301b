import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { openCase } from "#kernel/case/case.server.ts";
import { provideCase } from "#kernel/case/registry.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate, clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { flowActor } from "./act.server.ts";
import type { Urgency } from "./content.ts";
import { type IncomingActId, type IncomingState, incomingActs, incomingStates, stepIncoming } from "./incoming.ts";
import { matter, matterTerm } from "./matter.ts";
import { nextNumber } from "./number.server.ts";
import { byOf } from "./paper.server.ts";

export type IncomingRow = {
  id: string;
  organ: string;
  region: string;
  number: string;
  title: string;
  source_name: string;
  source_number: string | null;
  source_date: string | null;
  urgency: Urgency;
  received_at: Date;
  due_on: string | null;
  scan: string | null;
  scan_name: string | null;
  scan_type: string | null;
  scan_size: number | null;
  paper_id: string | null;
  state: IncomingState;
  case_id: string | null;
  version: number;
  sample: boolean;
  updated_at: Date;
  updated_by_name: string;
};

export const incomingWhat = { zh: "该收文", en: "This incoming paper" } as const;

provideCase({
  definition: matter,
  term: () => matterTerm,
  related: async (tx, caseId) => {
    const { rows } = await sql<IncomingRow>`select * from paper.incoming where case_id = ${caseId}`.execute(tx);
    const row = rows[0];
    if (!row) return { facts: [], alarms: [] };
    return {
      facts: [
        { title: { zh: "来文单位", en: "From" }, value: row.source_name },
        { title: { zh: "来文字号", en: "Its number" }, value: row.source_number ?? "无" },
        { title: { zh: "收文编号", en: "Receipt number" }, value: row.number },
        { title: { zh: "收到时间", en: "Received" }, value: clockText(row.received_at.getTime()) },
        ...(row.due_on ? [{ title: { zh: "来文要求办结", en: "Wanted by" }, value: row.due_on }] : []),
      ],
      alarms: [],
    };
  },
});

export type NewIncoming = Readonly<{
  id?: string | undefined;
  organ: string;
  region: string;
  title: string;
  sourceName: string;
  sourceNumber?: string | undefined;
  sourceDate?: string | undefined;
  urgency?: Urgency;
  receivedAt: number;
  dueOn?: string | undefined;
  scan?: Readonly<{ hash: string; name: string; type: string; size: number }> | undefined;
  paper?: string | undefined;
  sample: boolean;
  at: number;
}>;

/** Registers a paper that came in, with the organ's own number of receipt (收文编号, gapless for each year). */
export async function registerIncoming(
  tx: Tx,
  actor: Actor,
  paper: NewIncoming,
): Promise<{ id: string; number: string }> {
  const id = paper.id ?? uuidv7();
  const by = byOf(actor);
  const { number } = await nextNumber(tx, { organ: paper.organ, series: "incoming", mark: "收", at: paper.at });
  await sql`insert into paper.incoming (id, organ, region, number, title, source_name, source_number, source_date, urgency, received_at,
      due_on, scan, scan_name, scan_type, scan_size, paper_id, state, sample, updated_at, updated_by, updated_by_name)
    values (${id}, ${paper.organ}, ${paper.region}, ${number}, ${paper.title}, ${paper.sourceName}, ${paper.sourceNumber ?? null},
      ${paper.sourceDate ?? null}, ${paper.urgency ?? "none"}, ${isoTime(paper.receivedAt)}, ${paper.dueOn ?? null},
      ${paper.scan?.hash ?? null}, ${paper.scan?.name ?? null}, ${paper.scan?.type ?? null}, ${paper.scan?.size ?? null},
      ${paper.paper ?? null}, 'registered', ${paper.sample}, ${isoTime(paper.at)}, ${by.id}, ${by.name})`.execute(tx);
  await addLine(tx, actor, { incoming: id, version: 1, act: "register", note: undefined, at: paper.at });
  await recordAct(tx, actor, { act: "incoming.register", object: `paper.incoming/${id}`, detail: { number } });
  return { id, number };
}

/** A paper of this platform that an organ signed for stands in its incoming papers by that act: nobody types it again. */
export async function receiveHere(
  tx: Tx,
  actor: Actor,
  { paper, organ, at }: Readonly<{ paper: string; organ: string; at: number }>,
): Promise<{ id: string } | undefined> {
  const { rows } = await sql<{
    title: string;
    number: string;
    urgency: Urgency;
    issued_at: Date;
    sample: boolean;
    from_name: string;
    region: string;
    kind: string;
  }>`select p.title, p.number, p.urgency, p.issued_at, p.sample, f.name as from_name, o.region, o.kind from paper.paper as p
    join organ.organ as f on f.id = p.organ join organ.organ as o on o.id = ${organ} where p.id = ${paper}`.execute(tx);
  const row = rows[0];
  // an enterprise keeps no register of receipt here; its signature for the paper is what counts
  if (!row || row.kind === "enterprise") return undefined;
  const known = await sql<{
    id: string;
  }>`select id from paper.incoming where organ = ${organ} and paper_id = ${paper}`.execute(tx);
  if (known.rows[0]) return known.rows[0];
  return registerIncoming(tx, actor, {
    organ,
    region: row.region,
    title: row.title,
    sourceName: row.from_name,
    sourceNumber: row.number,
    sourceDate: civilDate(row.issued_at.getTime()),
    urgency: row.urgency,
    receivedAt: at,
    paper,
    sample: row.sample,
    at,
  });
}

export type IncomingLine = Readonly<{
  incoming: string;
  version: number;
  act: string;
  note: string | undefined;
  at: number;
}>;

async function addLine(tx: Tx, actor: Actor, line: IncomingLine): Promise<void> {
  const by = byOf(actor);
  await sql`insert into paper.incoming_line (id, incoming_id, version, act, note, at, by, by_name, organ_name)
    values (${uuidv7()}, ${line.incoming}, ${line.version}, ${line.act}, ${line.note ?? null}, ${isoTime(line.at)}, ${by.id}, ${by.name},
      (select name from organ.organ where id = ${by.organ}::uuid))`.execute(tx);
}

/** `organ`: the one whose paper it becomes to read, wherever it stands. */
export type Reader = Readonly<{ id: string; name: string; organ: string }>;
export type IncomingCommand = Readonly<{
  act: IncomingActId;
  baseVersion: number | undefined;
  note?: string | undefined;
  /** Of 送传阅, in their order; the caller has looked their names up. */
  readers?: readonly Reader[];
  at: number;
}>;

export async function unreadOf(tx: Tx, id: string): Promise<{ person: string; name: string }[]> {
  const { rows } = await sql<{ person: string; name: string }>`select person, person_name as name from paper.reader
    where incoming_id = ${id} and read_at is null order by place`.execute(tx);
  return rows;
}

/** Does one step of an incoming paper in one transaction. */
export async function actOnIncoming(tx: Tx, actor: Actor, id: string, command: IncomingCommand): Promise<IncomingRow> {
  const { act, at, note } = command;
  const row = await lockIncoming(tx, id, command.baseVersion);
  const as = await flowActor(tx, actor, row);
  const facts = { state: row.state, hasCase: row.case_id !== null, unread: await unreadOf(tx, id) };
  const step = stepIncoming(facts, act, as);
  if (!step.ok) {
    if (step.why === "turn") refuse("paper.turn", { values: { who: step.who } });
    if (step.why === "state")
      refuse("case.transition", { values: { state: incomingStates[row.state], act: incomingActs[act] } });
    refuse("access.role", { values: { roles: { zh: "收文单位或传阅人", en: "the receiving organ or a reader" } } });
  }
  if ((act === "propose" || act === "instruct") && !note?.trim())
    refuse("field.required", { field: "note", values: { label: incomingActs[act] } });
  const version = row.version + 1;
  const by = byOf(actor);
  const caseId = act === "case" ? await becomeCase(tx, actor, row, command) : row.case_id;
  if (act === "circulate") await addReaders(tx, row, command);
  if (act === "read")
    await sql`update paper.reader set read_at = ${isoTime(at)}, opinion = ${note ?? null} where incoming_id = ${id}
      and person = ${facts.unread[0]?.person ?? ""}`.execute(tx);
  await sql`update paper.incoming set state = ${step.to}, case_id = ${caseId}, version = ${version}, updated_at = ${isoTime(at)},
    updated_by = ${by.id}, updated_by_name = ${by.name} where id = ${id}`.execute(tx);
  await addLine(tx, actor, { incoming: id, version, act, note, at });
  await recordAct(tx, actor, {
    act: `incoming.${act}`,
    object: `paper.incoming/${id}`,
    detail: { case: caseId ?? undefined },
  });
  if (act === "circulate" || act === "read") await tellReader(tx, row, at);
  return { ...row, state: step.to, case_id: caseId, version };
}

async function lockIncoming(tx: Tx, id: string, baseVersion: number | undefined): Promise<IncomingRow> {
  const { rows } = await sql<IncomingRow>`select * from paper.incoming where id = ${id} for update`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: incomingWhat } });
  if (baseVersion === undefined) refuse("version.missing", { field: "baseVersion" });
  if (baseVersion !== row.version)
    refuse("version.conflict", {
      field: "baseVersion",
      values: {
        who: row.updated_by_name,
        at: clockText(row.updated_at.getTime()),
        current: row.version,
        base: baseVersion,
      },
      extra: { current: row.version },
    });
  return row;
}

async function addReaders(tx: Tx, row: IncomingRow, { readers = [], at }: IncomingCommand): Promise<void> {
  if (readers.length === 0)
    refuse("field.required", { field: "readers", values: { label: { zh: "传阅人", en: "Readers" } } });
  const last = await sql<{ place: number }>`select coalesce(max(place), 0)::int as place from paper.reader
    where incoming_id = ${row.id}`.execute(tx);
  const begin = (last.rows[0]?.place ?? 0) + 1;
  for (const [index, reader] of readers.entries())
    await sql`insert into paper.reader (id, incoming_id, place, person, person_name, asked_at)
      values (${uuidv7()}, ${row.id}, ${begin + index}, ${reader.id}, ${reader.name}, ${isoTime(at)})
      on conflict (incoming_id, person) do nothing`.execute(tx);
  // a reader of an organ below has no territory over the paper: it is shown to that organ
  for (const organ of new Set(readers.map((reader) => reader.organ)))
    if (organ !== row.organ) await sql`select identity.share_with(${row.id}, ${organ}, '传阅')`.execute(tx);
}

/** Whose turn it is to read is told. */
async function tellReader(tx: Tx, row: IncomingRow, at: number): Promise<void> {
  const next = (await unreadOf(tx, row.id))[0];
  if (!next) return;
  await notify(tx, {
    to: { person: next.person },
    title: { zh: `请阅：${row.title}`, en: `To read: ${row.title}` },
    link: `/papers/incoming/${row.id}`,
    at,
    about: { kind: "incoming", id: row.id },
    key: `incoming-read:${row.id}:${next.person}`,
  });
}

async function becomeCase(tx: Tx, actor: Actor, row: IncomingRow, { note, at }: IncomingCommand): Promise<string> {
  const { id } = await openCase(tx, actor, {
    definition: matter.id,
    title: row.title,
    subject: {
      kind: "incoming-paper",
      id: row.id,
      name: `${row.source_name}${row.source_number ? ` ${row.source_number}` : ""}`,
    },
    concern: "answer",
    region: row.region,
    organ: row.organ,
    party: null,
    at,
    sample: row.sample,
    note: note ?? `由收文 ${row.number} 转办`,
    detail: {
      incoming: row.id,
      number: { title: { zh: "收文编号", en: "Receipt number" }, value: row.number, shown: row.number },
    },
    calendar: await readCalendar(tx),
  });
  return id;
}
