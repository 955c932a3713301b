import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { addEvent } from "#kernel/case/case.server.ts";
import { endText, isoTime } from "#kernel/time.ts";
import { weekday } from "#standards/civil-date.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { readCalendar } from "./calendar.server.ts";
import { type Calendar, type CalendarRow, calendarOf } from "./calendar.ts";
import type { CalendarChange, CalendarPreview, MovedReply } from "./contract.ts";
import { type Moved, movedBy, rederiveClocks } from "./derive.server.ts";

/**
 * An office edits the calendar: the yearly notice once it is out, and local days off. Which open clocks a change moves is said before it is
 * made, by the same counting. A day is never deleted: one that is ordinary again says so by a row of its own, so that the calendar that
 * ships with the product does not bring the old one back.
 */
type Day = Readonly<{ date: string; working: boolean; name?: string | undefined }>;

/** A worked day at a weekend is 调休; on a weekday it is ordinary, or worked by an order of its own. */
const kindOf = ({ date, working }: Day): CalendarRow["kind"] =>
  working ? (weekday(date) > 5 ? "make-up" : "workday") : "holiday";

/** What a change would move; nothing is written. */
export async function previewCalendar(tx: Tx, change: CalendarPreview, now: number): Promise<MovedReply> {
  const { calendar, days } = await calendarWith(tx, change);
  return shown(days, await movedBy(tx, calendar, now));
}

async function calendarWith(
  tx: Tx,
  { days, announces }: CalendarPreview,
): Promise<{ calendar: Calendar; days: number }> {
  const before = await readCalendar(tx);
  const changed = new Map(days.map((day) => [day.date, kindOf(day)]));
  const { rows } = await sql<CalendarRow>`select day, kind from clock.calendar_day`.execute(tx);
  const years = await sql<{ year: number }>`select year from clock.calendar_year`.execute(tx);
  const calendar = calendarOf(
    [...rows.filter(({ day }) => !changed.has(day)), ...[...changed].map(([day, kind]) => ({ day, kind }))],
    [...years.rows.map(({ year }) => year), ...(announces === undefined ? [] : [announces])],
  );
  const other = days.filter(({ date, working }) => before.isWorkday(date) !== working).length;
  return { calendar, days: other };
}

/** How many examples a reply carries. */
const examples = 20;

function shown(days: number, moved: readonly Moved[]): MovedReply {
  return {
    days,
    clocks: moved.length,
    cases: new Set(moved.map((one) => one.case)).size,
    moved: moved.slice(0, examples).map(({ title, from, to }) => ({ title, from: isoTime(from), to: isoTime(to) })),
  };
}

/** Writes a change, counts every open clock again and says so in the timeline of each case whose date moved; returns those cases too. */
export async function changeCalendar(
  tx: Tx,
  change: CalendarChange,
  { actor, now }: Readonly<{ actor: Actor; now: number }>,
): Promise<{ reply: MovedReply; cases: string[] }> {
  const { calendar, days } = await calendarWith(tx, change);
  const moved = await movedBy(tx, calendar, now);
  const before = await sql<{
    day: string;
    kind: string;
    source: string;
  }>`select day::text as day, kind, source from clock.calendar_day
    where day = any (${change.days.map(({ date }) => date)}::date[]) order by day`.execute(tx);
  for (const day of change.days)
    await sql`insert into clock.calendar_day (day, kind, year, name, source, verified)
      values (${day.date}, ${kindOf(day)}, ${Number(day.date.slice(0, 4))}, ${day.name || null}, ${change.source}, ${change.verified})
      on conflict (day) do update set kind = excluded.kind, name = excluded.name, source = excluded.source,
        verified = excluded.verified, loaded_at = now()`.execute(tx);
  if (change.announces !== undefined)
    await sql`insert into clock.calendar_year (year, source, verified) values (${change.announces}, ${change.source}, ${change.verified})
      on conflict (year) do update set source = excluded.source, verified = excluded.verified, loaded_at = now()`.execute(
      tx,
    );
  await rederiveClocks(tx, calendar, now);
  for (const one of moved) await tellCase(tx, one, { actor, now, source: change.source });
  await recordAct(tx, actor, {
    act: "clock.calendar.change",
    object: `clock.calendar/${change.announces ?? change.days[0]?.date ?? ""}`,
    detail: { ...change, before: before.rows, clocks: moved.length },
  });
  return { reply: shown(days, moved), cases: [...new Set(moved.map((one) => one.case))] };
}

async function tellCase(
  tx: Tx,
  moved: Moved,
  { actor, now, source }: Readonly<{ actor: Actor; now: number; source: string }>,
): Promise<void> {
  const { rows } = await sql<{ version: number }>`select version from "case"."case" where id = ${moved.case}`.execute(
    tx,
  );
  await addEvent(tx, {
    caseId: moved.case,
    version: rows[0]?.version ?? 1,
    at: now,
    actor,
    act: "calendar",
    title: {
      zh: `工作日历变更，${moved.title.zh}重新计算`,
      en: `The calendar changed: ${moved.title.en} counted again`,
    },
    detail: {
      from: { title: { zh: "原到期", en: "Was due" }, value: isoTime(moved.from), shown: endText(moved.from) },
      to: { title: { zh: "现到期", en: "Is due" }, value: isoTime(moved.to), shown: endText(moved.to) },
      source: { title: { zh: "依据", en: "Basis" }, value: source },
    },
  });
}
