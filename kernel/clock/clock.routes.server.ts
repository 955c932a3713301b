import { sql } from "kysely";
import { z } from "zod";
import { caseScopes } from "#kernel/case/case.server.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { civilDate } from "#kernel/time.ts";
import { fixedHolidays } from "#standards/calendar-years.ts";
import { oneInForce } from "#standards/edition.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { changeCalendar, previewCalendar } from "./calendar-change.server.ts";
import { type CalendarReply, calendarReply, changeBody, movedReply, previewBody } from "./contract.ts";

/** Whom the calendar is entrusted to: it moves the dates of everybody's cases. */
const editors = ["sysadmin", "region"] as const;
/** Clocks of every territory are counted, so the counting is the platform's; the act is the person's. */
const counter = systemActor("clock");

type Row = CalendarReply["days"][number];

/** The working-day calendar of one year: the days that differ from the week, and changes to it. */
export const clockRoutes: Route[] = [
  route({
    id: "clock.calendar.read",
    method: "GET",
    path: "/api/v1/calendar",
    title: { zh: "工作日历", en: "Working-day calendar" },
    access: roleIds,
    query: z.object({ year: z.coerce.number().int().min(1949).max(2100).optional() }),
    reply: calendarReply,
    handle: ({ platform, actor, query }) => {
      const year = query.year ?? Number(civilDate(platform.now()).slice(0, 4));
      return platform.postgres.transact(actor, (tx) => readYear(tx, year), { readOnly: true });
    },
  }),
  route({
    id: "clock.calendar.preview",
    method: "POST",
    path: "/api/v1/calendar/preview",
    title: { zh: "试算日历变更", en: "What a change of the calendar would move" },
    access: editors,
    body: previewBody,
    reply: movedReply,
    handle: ({ platform, body }) =>
      platform.postgres.transact(counter, (tx) => previewCalendar(tx, body, platform.now()), { readOnly: true }),
  }),
  route({
    id: "clock.calendar.change",
    method: "POST",
    path: "/api/v1/calendar/changes",
    title: { zh: "变更工作日历", en: "Change the calendar" },
    access: editors,
    body: changeBody,
    reply: movedReply,
    handle: async (call) => {
      const { platform, actor, body } = call;
      const now = platform.now();
      const told: { id: string; scopes: string[] }[] = [];
      const reply = await once(
        call,
        "clock.calendar.change",
        200,
        async (tx) => {
          const changed = await changeCalendar(tx, body, { actor, now });
          for (const id of changed.cases) told.push({ id, scopes: await caseScopes(tx, id) });
          return changed.reply;
        },
        counter,
      );
      for (const { id, scopes } of told) platform.live.publish({ topic: "case", ids: [id], scopes, at: now });
      return reply;
    },
  }),
];

async function readYear(tx: Tx, year: number): Promise<CalendarReply> {
  const days = await sql<Omit<Row, "date"> & { day: string }>`select day::text as day, kind, name, source, verified
    from clock.calendar_day where year = ${year} order by day`.execute(tx);
  const years = await sql<{ year: number; source: string; verified: boolean }>`select year, source, verified
    from clock.calendar_year order by year`.execute(tx);
  const announced = years.rows.find((one) => one.year === year);
  const fixed = oneInForce(fixedHolidays, `${year}-06-30`)?.monthDays ?? [];
  return {
    year,
    official: announced !== undefined,
    source: announced?.source ?? null,
    verified: announced?.verified ?? false,
    days: days.rows.map(({ day, ...row }) => ({ date: day, ...row })),
    years: years.rows.map((row) => row.year),
    fixed: announced ? [] : fixed.map((day) => `${year}-${day}`),
  };
}
