import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { parseTime } from "#kernel/time.ts";
import { alarmItems } from "./alarm-reading.server.ts";

const time = z.iso.datetime({ offset: true });

const access = [...officers, "enterprise"] as const;

/** Alarms, newest first, and one by its id: a link to an alarm leads to it whatever its age. */
export const alarmRoutes: Route[] = [
  route({
    id: "monitoring.alarm.read",
    method: "GET",
    path: "/api/v1/alarms/:id",
    title: { zh: "报警", en: "One alarm" },
    access,
    params: z.object({ id: z.uuid() }),
    row: "monitoring.alarm",
    handle: async ({ platform, actor, params }) => {
      const [alarm] = await platform.postgres.transact(
        actor,
        (tx) => alarmItems(tx, sql`a.id = ${params.id}`, sql`a.id`, 1),
        { readOnly: true },
      );
      return alarm ?? refuse("not-found", { values: { what: { zh: "该报警", en: "This alarm" } } });
    },
  }),
  route({
    id: "monitoring.alarm.list",
    method: "GET",
    path: "/api/v1/alarms",
    title: { zh: "报警", en: "Alarms" },
    access,
    query: z.object({
      state: z.enum(["open", "ended", "withdrawn"]).optional(),
      level: z.enum(["reminder", "alarm", "clue"]).optional(),
      kind: z.enum(["over-limit", "silence", "constant"]).optional(),
      rule: z.string().max(40).optional(),
      subject: z.uuid().optional(),
      region: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
      from: time.optional(),
      to: time.optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const rows = await alarmItems(tx, filterOf(query), sql`a.started desc, a.id desc`, query.limit + 1);
          const items = rows.slice(0, query.limit);
          const last = items.at(-1);
          return { items, next: rows.length > query.limit && last ? cursorText([last.started, last.id]) : null };
        },
        { readOnly: true },
      ),
  }),
];

type Query = {
  state?: string;
  level?: string;
  kind?: string;
  rule?: string;
  subject?: string;
  region?: string;
  from?: string;
  to?: string;
  after?: string;
};

function filterOf(query: Query): RawBuilder<unknown> {
  const where: RawBuilder<unknown>[] = [];
  if (query.state === "withdrawn") where.push(sql`a.withdrawn_at is not null`);
  else where.push(sql`a.withdrawn_at is null`);
  if (query.state === "open") where.push(sql`a.ended is null`);
  if (query.state === "ended") where.push(sql`a.ended is not null`);
  if (query.level) where.push(sql`a.level = ${query.level}`);
  if (query.kind) where.push(sql`a.kind = ${query.kind}`);
  if (query.rule) where.push(sql`a.rule = ${query.rule}`);
  if (query.subject) where.push(sql`a.subject_id = ${query.subject}`);
  if (query.region) where.push(sql`a.region in (select code from place.region where ${query.region} = any (path))`);
  if (query.from && query.to && (parseTime(query.from) ?? 0) >= (parseTime(query.to) ?? 0))
    refuse("period.invalid", { field: "from" });
  if (query.from) where.push(sql`coalesce(a.ended, 'infinity') >= ${query.from}`);
  if (query.to) where.push(sql`a.started < ${query.to}`);
  if (query.after) {
    const [started, id] = cursorValues(query.after, 2);
    where.push(sql`(a.started, a.id) < (${started}::timestamptz, ${id}::uuid)`);
  }
  return sql`${sql.join(where, sql` and `)}`;
}
