import { sql } from "kysely";
import { z } from "zod";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { civilDate } from "#kernel/time.ts";

const calendarReply = z.object({
  year: z.number(),
  official: z.boolean(),
  source: z.string().nullable(),
  verified: z.boolean(),
  days: z.array(
    z.object({
      date: z.string(),
      kind: z.enum(["workday", "holiday", "make-up"]),
      name: z.string().nullable(),
      source: z.string(),
      verified: z.boolean(),
    }),
  ),
  years: z.array(z.number()),
});

type Row = {
  day: string;
  kind: "workday" | "holiday" | "make-up";
  name: string | null;
  source: string;
  verified: boolean;
};

/** The working-day calendar of one year: the days that differ from the week. */
export const clockRoutes: Route[] = [
  route({
    id: "clock.calendar.read",
    method: "GET",
    path: "/api/v1/calendar",
    title: { zh: "工作日历", en: "Working-day calendar" },
    access: roleIds,
    query: z.object({ year: z.coerce.number().int().min(1949).max(2100).optional() }),
    reply: calendarReply,
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const year = query.year ?? Number(civilDate(platform.now()).slice(0, 4));
          const { rows } = await sql<Row>`select day, kind, name, source, verified from clock.calendar_day
            where year = ${year} order by day`.execute(tx);
          const years = await sql<{ year: number }>`select distinct year from clock.calendar_day order by year`.execute(
            tx,
          );
          return {
            year,
            official: rows.length > 0,
            source: rows[0]?.source ?? null,
            verified: rows.length > 0 && rows.every((row) => row.verified),
            days: rows.map(({ day, ...row }) => ({ date: day, ...row })),
            years: years.rows.map((row) => row.year),
          };
        },
        { readOnly: true },
      ),
  }),
];
