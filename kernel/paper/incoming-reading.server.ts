import { type RawBuilder, sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { flowActor } from "./act.server.ts";
import { type IncomingRow, incomingWhat } from "./incoming.server.ts";
import { incomingActs, incomingActsNow, incomingStates } from "./incoming.ts";
import { byOf } from "./paper.server.ts";

export type IncomingQuery = Readonly<{
  q?: string | undefined;
  state?: string | undefined;
  /** mine: of my organ; reading: it is my turn to read. */
  view?: "mine" | "reading" | undefined;
  after?: string | undefined;
  limit: number;
}>;

type Listed = IncomingRow & { organ_name: string; case_number: string | null; next_reader: string | null };
const select = sql`select i.*, i.source_date::text as source_date, i.due_on::text as due_on, o.name as organ_name, c.number as case_number,
    (select r.person_name from paper.reader as r where r.incoming_id = i.id and r.read_at is null order by r.place limit 1) as next_reader
  from paper.incoming as i join organ.organ as o on o.id = i.organ left join "case"."case" as c on c.id = i.case_id`;

/** Papers that came in, the last first, a page behind the cursor. */
export async function listIncoming(tx: Tx, actor: Actor, query: IncomingQuery) {
  const { id, organ } = byOf(actor);
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.q)
    where.push(sql`(i.title ilike ${`%${query.q}%`} or i.number ilike ${`%${query.q}%`} or i.source_number ilike ${`%${query.q}%`}
      or i.source_name ilike ${`%${query.q}%`})`);
  if (query.state) where.push(sql`i.state = any (string_to_array(${query.state}, ','))`);
  if (query.view === "mine") where.push(sql`i.organ = ${organ}::uuid`);
  if (query.view === "reading")
    where.push(
      sql`(select r.person from paper.reader as r where r.incoming_id = i.id and r.read_at is null order by r.place limit 1) = ${id}`,
    );
  if (query.after) {
    const [at, behind] = cursorValues(query.after, 2);
    where.push(sql`(i.received_at, i.id) < (${at}::timestamptz, ${behind}::uuid)`);
  }
  const { rows } = await sql<Listed>`${select} where ${sql.join(where, sql` and `)}
    order by i.received_at desc, i.id desc limit ${query.limit + 1}`.execute(tx);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(incomingItem),
    next: rows.length > query.limit && last ? cursorText([last.received_at.toISOString(), last.id]) : null,
  };
}

const incomingItem = (row: Listed) => ({
  id: row.id,
  number: row.number,
  title: row.title,
  source: { name: row.source_name, number: row.source_number, date: row.source_date },
  urgency: row.urgency,
  received: isoTime(row.received_at.getTime()),
  dueOn: row.due_on,
  state: { id: row.state, title: incomingStates[row.state] },
  organ: { id: row.organ, name: row.organ_name },
  nextReader: row.next_reader,
  case: row.case_id ? { id: row.case_id, number: row.case_number ?? "" } : null,
  sample: row.sample,
  version: row.version,
});

/** One incoming paper with its instructions, its readers and what the actor may do now. */
export async function readIncoming(tx: Tx, actor: Actor, id: string) {
  const { rows } = await sql<Listed>`${select} where i.id = ${id}`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: incomingWhat } });
  const readers = await sql<{ person: string; person_name: string; read_at: Date | null; opinion: string | null }>`
    select person, person_name, read_at, opinion from paper.reader where incoming_id = ${id} order by place`.execute(
    tx,
  );
  const lines = await sql<{ act: string; note: string | null; at: Date; by_name: string; organ_name: string | null }>`
    select act, note, at, by_name, organ_name from paper.incoming_line where incoming_id = ${id} order by version, at, id`.execute(
    tx,
  );
  const unread = readers.rows.filter(({ read_at }) => read_at === null);
  const facts = {
    state: row.state,
    hasCase: row.case_id !== null,
    unread: unread.map(({ person, person_name }) => ({ person, name: person_name })),
  };
  return {
    ...incomingItem(row),
    scan: row.scan
      ? { hash: row.scan, name: row.scan_name ?? "", type: row.scan_type ?? "", size: Number(row.scan_size ?? 0) }
      : null,
    paper: row.paper_id,
    readers: readers.rows.map((one) => ({
      id: one.person,
      name: one.person_name,
      read: one.read_at && isoTime(one.read_at.getTime()),
      opinion: one.opinion,
    })),
    story: lines.rows.map((one) => ({
      act:
        one.act in incomingActs ? incomingActs[one.act as keyof typeof incomingActs] : { zh: "登记", en: "Registered" },
      note: one.note,
      at: isoTime(one.at.getTime()),
      by: one.by_name,
      organ: one.organ_name,
    })),
    acts: incomingActsNow(facts, await flowActor(tx, actor, row)).map((act) => ({ id: act, title: incomingActs[act] })),
  };
}
