import { type RawBuilder, sql } from "kysely";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { administrators } from "#kernel/identity/role.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { NoticeReply } from "./contract.ts";

/** Older ones stay readable and no longer count as unread: who is new in an organ does not begin with its past. */
const unreadDays = 90;

/** What is told to an organ is told to those who do its work; an administrator hears only what is told to them. */
const addressed = (actor: Person): RawBuilder<unknown> =>
  actor.roles.some((role) => !administrators.some((administrator) => administrator === role))
    ? sql`true`
    : sql`n.person is not null`;

const unread = (actor: Person, now: number): RawBuilder<unknown> => sql`n.at > ${isoTime(now - unreadDays * 86_400_000)}
  and not exists (select from notice.read_mark m where m.notice = n.id and m.person = ${actor.id})`;

type Row = {
  id: string;
  at: Date;
  person: string | null;
  title_zh: string;
  title_en: string;
  body_zh: string | null;
  body_en: string | null;
  link: string;
  about_kind: string;
  about_id: string;
  unread: boolean;
};

/** What is told to the reader, newest first, a page behind the cursor. */
export async function listNotices(
  tx: Tx,
  actor: Person,
  query: Readonly<{ unread?: boolean | undefined; after?: string | undefined; limit: number }>,
  now: number,
): Promise<{ items: NoticeReply[]; next: string | null }> {
  const where: RawBuilder<unknown>[] = [addressed(actor)];
  if (query.unread) where.push(unread(actor, now));
  if (query.after) {
    const [at, id] = cursorValues(query.after, 2);
    where.push(sql`(n.at, n.id) < (${at}::timestamptz, ${id}::uuid)`);
  }
  const found = await sql<Row>`select n.*, ${unread(actor, now)} as unread from notice.notice n
    where ${sql.join(where, sql` and `)} order by n.at desc, n.id desc limit ${query.limit + 1}`.execute(tx);
  const page = found.rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(present),
    next: found.rows.length > query.limit && last ? cursorText([last.at.toISOString(), last.id]) : null,
  };
}

const present = (row: Row): NoticeReply => ({
  id: row.id,
  at: isoTime(row.at.getTime()),
  title: { zh: row.title_zh, en: row.title_en },
  body: row.body_zh === null ? null : { zh: row.body_zh, en: row.body_en ?? row.body_zh },
  link: row.link,
  about: { kind: row.about_kind, id: row.about_id },
  to: row.person === null ? "organ" : "person",
  read: !row.unread,
});

/** How many the reader has not read, counted up to 100. */
export async function countUnread(tx: Tx, actor: Person, now: number): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from (select from notice.notice n
    where ${addressed(actor)} and ${unread(actor, now)} limit 100) as first`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

/** Marks what the reader has read; returns how many were new to them. Reading in another's name marks nothing as read for the other. */
export async function markRead(
  tx: Tx,
  actor: Person,
  which: Readonly<{ ids: readonly string[] }> | Readonly<{ all: true }>,
  now: number,
): Promise<number> {
  const chosen = "ids" in which ? sql`n.id = any (${[...which.ids]}::uuid[])` : sql`true`;
  const marked = await sql`insert into notice.read_mark (notice, person, at)
    select n.id, ${actor.id}, ${isoTime(now)} from notice.notice n where ${addressed(actor)} and ${chosen} and ${unread(actor, now)}
    on conflict do nothing`.execute(tx);
  return Number(marked.numAffectedRows ?? 0n);
}
