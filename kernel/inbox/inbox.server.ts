import { sql } from "kysely";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { clocksOf } from "#kernel/clock/clock.server.ts";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { InboxItem, InboxReply } from "./contract.ts";
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
    todo: waiting.length,
    ...lightsOf(waiting),
    supervised: await countSupervised(tx, actor),
    more: waiting.length >= most,
  };
  if (query.tab === "done") return { ...(await doneBy(tx, actor, query, now)), counts };
  const all = query.tab === "todo" ? waiting : await supervised(tx, actor, now);
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
  (!q || `${item.case.number} ${item.case.title} ${item.region}`.includes(q));

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

/** Cases in which the person did something, the newest act first. */
async function doneBy(tx: Tx, actor: Person, query: InboxQuery, now: number): Promise<Omit<InboxReply, "counts">> {
  const organ = actor.organ ?? null;
  const [at, id] = query.after ? cursorValues(query.after, 2) : [null, null];
  const found = await sql<CaseLine & { last_at: Date; act_zh: string; act_en: string }>`
    select ${caseColumns(organ)}, e.at as last_at, e.act_zh, e.act_en
    from (select distinct on (case_id) case_id, at, act_zh, act_en from "case".event where actor = ${workerOf(actor)}
        order by case_id, at desc, version desc, id desc) e
      join ${caseTables(organ)} on c.id = e.case_id
    where (${at}::timestamptz is null or (e.at, c.id) < (${at}::timestamptz, ${id}::uuid))
      and (${query.q ?? null}::text is null or c.number || ' ' || c.title like '%' || ${query.q ?? null} || '%')
    order by e.at desc, c.id desc limit ${query.limit + 1}`.execute(tx);
  const page = found.rows.slice(0, query.limit);
  const items = await withClocks(tx, actor, page, now);
  const last = page.at(-1);
  return {
    items: items.map((item, n) => {
      const line = page[n] as (typeof page)[number];
      return { ...item, done: { at: isoTime(line.last_at.getTime()), act: { zh: line.act_zh, en: line.act_en } } };
    }),
    next: found.rows.length > query.limit && last ? cursorText([last.last_at.toISOString(), last.id]) : null,
  };
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
