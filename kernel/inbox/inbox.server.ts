import { sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { clocksOf } from "#kernel/clock/clock.server.ts";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { papersDoneBy } from "#kernel/paper/done.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { InboxItem, InboxReply } from "./contract.ts";
import { paperItem } from "./papers.server.ts";
import { type CaseLine, caseColumns, caseItem, caseTables, most, waitingFor, workerOf } from "./waiting.server.ts";

export type InboxQuery = Readonly<{
  tab: "todo" | "done" | "supervised";
  scope: "mine" | "organ";
  light?: "green" | "yellow" | "red" | undefined;
  kind?: string | undefined;
  q?: string | undefined;
  after?: string | undefined;
  limit: number;
}>;

/** 待办, 已办, 督办 of a person. The counts are those of what waits, whatever the tab shows. */
export async function readInbox(tx: Tx, actor: Person, query: InboxQuery, now: number): Promise<InboxReply> {
  const waiting = await waitingFor(tx, actor, query.scope, now);
  const counts = {
    todo: waiting.items.length,
    ...lightsOf(waiting.items),
    supervised: await countSupervised(tx, actor),
    more: waiting.more,
  };
  if (query.tab === "done") return { ...(await doneBy(tx, actor, query, now)), counts };
  const all = query.tab === "todo" ? waiting.items : await supervised(tx, actor, now);
  const kept = all.filter((item) => matches(item, query));
  // the list is short and whole: a page begins behind the row that the last one ended with
  const [key] = query.after ? cursorValues(query.after, 1) : [null];
  const from = key === null ? 0 : kept.findIndex((item) => item.key === key) + 1;
  const items = kept.slice(from, from + query.limit);
  const last = items.at(-1);
  return { items, next: last && from + items.length < kept.length ? cursorText([last.key]) : null, counts };
}

const lightsOf = (items: readonly InboxItem[]) => {
  const count = (light: string) => items.filter((item) => item.light === light).length;
  return { red: count("red"), yellow: count("yellow"), green: count("green") };
};

const matches = (item: InboxItem, { light, kind, q }: InboxQuery): boolean =>
  (!light || item.light === light) &&
  (!kind || item.kind === kind) &&
  (!q || `${item.number} ${item.title} ${item.region}`.includes(q));

/** Cases under supervision that the reader's organ supervises or handles. */
async function supervised(tx: Tx, actor: Person, now: number): Promise<InboxItem[]> {
  const organ = actor.organ ?? null;
  const found = await sql<CaseLine>`select ${caseColumns(organ)} from ${caseTables(organ)}
    where ${isSupervised(organ)} order by c.due_at nulls last, c.id limit ${most}`.execute(tx);
  return withClocks(tx, actor, found.rows, now);
}

const isSupervised = (organ: string | null) => sql`c.supervised_at is not null and c.category not in ('closed', 'void')
  and (c.supervised_by = ${organ}::uuid or c.organ = ${organ}::uuid)`;

async function countSupervised(tx: Tx, actor: Person): Promise<number> {
  const found = await sql<{
    n: number;
  }>`select count(*)::int as n from "case"."case" c where ${isSupervised(actor.organ ?? null)}`.execute(tx);
  return found.rows[0]?.n ?? 0;
}

/** Cases and papers in which the person did something, the newest act first. */
async function doneBy(tx: Tx, actor: Person, query: InboxQuery, now: number): Promise<Omit<InboxReply, "counts">> {
  const after = query.after ? cursorValues(query.after, 2) : undefined;
  const all = { q: query.q, after, limit: query.limit + 1 };
  const cases = wants(query.kind, "case") ? await casesDoneBy(tx, actor, all, now) : [];
  const papers = wants(query.kind, "paper", "receipt", "incoming") ? await papersDoneBy(tx, workerOf(actor), all) : [];
  const calendar = await readCalendar(tx);
  const found = [
    ...cases,
    ...papers.map((line): Done => {
      const item = paperItem(line, calendar, now);
      return { at: line.at, item: { ...item, done: { at: isoTime(line.at.getTime()), act: line.act } } };
    }),
  ]
    .filter(({ item }) => !query.kind || item.kind === query.kind)
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.item.id < b.item.id ? 1 : -1));
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    next: found.length > query.limit && last ? cursorText([last.at.toISOString(), last.item.id]) : null,
  };
}

type Done = Readonly<{ at: Date; item: InboxItem }>;
type Part = Readonly<{ q: string | undefined; after: readonly (string | null)[] | undefined; limit: number }>;
const wants = (kind: string | undefined, ...kinds: readonly string[]) => kind === undefined || kinds.includes(kind);

async function casesDoneBy(tx: Tx, actor: Person, { q, after, limit }: Part, now: number): Promise<Done[]> {
  const organ = actor.organ ?? null;
  const [at, id] = after ?? [null, null];
  const { rows } = await sql<CaseLine & { last_at: Date; act_zh: string; act_en: string }>`
    select ${caseColumns(organ)}, e.at as last_at, e.act_zh, e.act_en
    from (select distinct on (case_id) case_id, at, act_zh, act_en from "case".event where actor = ${workerOf(actor)}
        order by case_id, at desc, version desc, id desc) e
      join ${caseTables(organ)} on c.id = e.case_id
    where (${at}::timestamptz is null or (e.at, c.id) < (${at}::timestamptz, ${id}::uuid))
      and (${q ?? null}::text is null or c.number || ' ' || c.title like '%' || ${q ?? null} || '%')
    order by e.at desc, c.id desc limit ${limit}`.execute(tx);
  const items = await withClocks(tx, actor, rows, now);
  return items.map((item, n) => {
    const { last_at, act_zh, act_en } = rows[n] as (typeof rows)[number];
    return {
      at: last_at,
      item: { ...item, done: { at: isoTime(last_at.getTime()), act: { zh: act_zh, en: act_en } } },
    };
  });
}

async function withClocks(tx: Tx, actor: Person, lines: readonly CaseLine[], now: number): Promise<InboxItem[]> {
  const clocks = await clocksOf(
    tx,
    lines.map(({ id }) => id),
    await readCalendar(tx),
    now,
  );
  return lines.map((line) => caseItem(line, actor, clocks.get(line.id) ?? []));
}
