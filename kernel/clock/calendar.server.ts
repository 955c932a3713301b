import { sql } from "kysely";
import type { Platform } from "#kernel/platform.ts";
import { calendarYears } from "#standards/calendar-years.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type Calendar, type CalendarRow, calendarOf } from "./calendar.ts";
import { rederiveClocks } from "./derive.server.ts";

/** The calendar as it stands, for one transaction. */
export async function readCalendar(tx: Tx): Promise<Calendar> {
  const { rows } = await sql<CalendarRow>`select day, kind, source, verified from clock.calendar_day`.execute(tx);
  const years = await sql<{ year: number }>`select year from clock.calendar_year`.execute(tx);
  return calendarOf(
    rows,
    years.rows.map(({ year }) => year),
  );
}

/**
 * Brings the official calendars that the standards room knows into the table, and counts open clocks again when a day changed, or when
 * some do not know yet when they remind. Days that an office added itself (kind "workday", or another source) are kept.
 */
export async function prepareClock(platform: Platform): Promise<void> {
  const rows = calendarYears.flatMap(({ year, source, verified, holidays, makeUpWorkdays }) => [
    ...holidays.map((day) => ({ day, kind: "holiday", year, source, verified })),
    ...makeUpWorkdays.map((day) => ({ day, kind: "make-up", year, source, verified })),
  ]);
  await platform.postgres.transact(systemActor("clock"), async (tx) => {
    const changed = await sql`
      insert into clock.calendar_day as c (day, kind, year, source, verified)
      select day, kind, year, source, verified from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as given (day date, kind text, year int, source text, verified boolean)
      on conflict (day) do update set kind = excluded.kind, source = excluded.source, verified = excluded.verified, loaded_at = now()
        where c.source = excluded.source and (c.kind, c.verified) is distinct from (excluded.kind, excluded.verified)
      returning day`.execute(tx);
    await sql`insert into clock.calendar_year as c (year, source, verified)
      select year, source, verified from jsonb_to_recordset(${JSON.stringify(calendarYears)}::jsonb)
        as given (year int, source text, verified boolean)
      on conflict (year) do update set source = excluded.source, verified = excluded.verified
        where c.source = excluded.source and c.verified is distinct from excluded.verified`.execute(tx);
    const unknown = await sql`select from clock.clock where state <> 'met' and escalate_at is null limit 1`.execute(tx);
    if (changed.rows.length === 0 && unknown.rows.length === 0) return;
    const moved = await rederiveClocks(tx, await readCalendar(tx), platform.now());
    platform.log(`clock: ${changed.rows.length} calendar days loaded, ${moved.length} clocks counted again`);
  });
}
