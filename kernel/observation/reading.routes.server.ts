import { sql } from "kysely";
import { z } from "zod";
import { page } from "#kernel/identity/contract.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import { readableSeries } from "./readable.server.ts";
import {
  limitFor,
  limitsOf,
  numberOrNull,
  periodOf,
  readingsOf,
  type StoredReading,
  seriesItems,
} from "./reading.server.ts";
import { factorReading, periodQuery, readingItem, readingQuery, seriesItem, spanItem, spanQuery } from "./reading.ts";
import { microTime } from "./time-text.ts";

const readers = roleIds.filter((role) => role !== "secadmin" && role !== "auditadmin");
const seriesParams = z.object({ id: z.coerce.number().int().positive() });

const nextOf = (rows: readonly StoredReading[], limit: number): string | null => {
  const last = rows.at(-1);
  return rows.length === limit && last ? `${last.time}/${last.series}` : null;
};
const itemOf = ({ time, value, flag, received }: StoredReading) => ({
  time: isoTime(time),
  value: numberOrNull(value),
  flag,
  received: microTime(received),
});

export const readingRoutes: Route[] = [
  route({
    id: "observation.reading.list",
    method: "GET",
    path: "/api/v1/readings",
    title: { zh: "监测数据", en: "Readings" },
    access: readers,
    query: readingQuery,
    reply: page(factorReading),
    handle: async ({ platform, actor, query, signal }) => {
      const { mn, factor, cadence, aggregate, after, limit } = query;
      const series = await readableSeries(platform, actor, { mn, factor, cadence, aggregate });
      const bySeries = new Map(series.map((one) => [one.id, one]));
      const rows = await readingsOf(
        platform.observe,
        [...bySeries.keys()],
        { ...periodOf(query, platform.now()), after, limit },
        signal,
      );
      const items = rows.flatMap((row) => {
        const about = bySeries.get(row.series);
        if (!about) return [];
        const { factor, name, aggregate, cadence, unit } = about;
        return [{ series: row.series, factor, name, aggregate, cadence, unit, ...itemOf(row) }];
      });
      return { items, next: nextOf(rows, limit) };
    },
  }),
  route({
    id: "observation.series.list",
    method: "GET",
    path: "/api/v1/series",
    title: { zh: "监测序列", en: "Series" },
    access: readers,
    query: z.object({ subject: z.uuid().optional(), mn: z.string().optional() }),
    reply: page(seriesItem),
    handle: async ({ platform, actor, query }) => {
      if (query.subject === undefined && query.mn === undefined)
        refuse("field.required", { field: "subject", values: { label: { zh: "subject 或 mn", en: "subject or mn" } } });
      const series = await readableSeries(platform, actor, query);
      return { items: await seriesItems(platform, actor, series), next: null };
    },
  }),
  route({
    id: "observation.series.readings",
    method: "GET",
    path: "/api/v1/series/:id/readings",
    title: { zh: "序列的监测数据", en: "Readings of a series" },
    access: readers,
    params: seriesParams,
    query: periodQuery,
    reply: page(readingItem),
    row: "observation.series",
    handle: async ({ platform, actor, params, query, signal }) => {
      await oneSeries(platform, actor, params.id);
      const rows = await readingsOf(
        platform.observe,
        [params.id],
        { ...periodOf(query, platform.now()), after: query.after, limit: query.limit },
        signal,
      );
      return { items: rows.map(itemOf), next: nextOf(rows, query.limit) };
    },
  }),
  route({
    id: "observation.series.spans",
    method: "GET",
    path: "/api/v1/series/:id/spans",
    title: { zh: "序列的小时值与日值", en: "Hours and days of a series" },
    access: readers,
    params: seriesParams,
    query: spanQuery,
    reply: page(spanItem),
    row: "observation.series",
    handle: async ({ platform, actor, params, query, signal }) => {
      const series = await oneSeries(platform, actor, params.id);
      const { from, to } = periodOf(query, platform.now(), 3_700);
      const limits = await limitsOf(
        platform,
        actor,
        series.subject_kind === "outfall" && series.subject_id ? [series.subject_id] : [],
      );
      const limit = limitFor(limits, { ...series, cadence: query.span });
      const marks = await marksOf(platform, actor, series, from, to);
      const rows = await platform.observe.query<SpanRow>(
        spanSql,
        { id: params.id, span: query.span, from, to },
        { signal },
      );
      const length = query.span === "hour" ? 3_600_000 : 86_400_000;
      const items = rows.map((row) => {
        const mean = numberOrNull(row.mean);
        const isValid = row.valid > 0 && row.flag === "N";
        const over = isValid && mean !== null && limit !== null && isOver(mean, limit);
        const mark = marks.find(({ begins, ends }) => begins < row.start + length && ends > row.start);
        return {
          start: isoTime(row.start),
          mean,
          min: numberOrNull(row.min),
          max: numberOrNull(row.max),
          expected: row.expected,
          count: row.count,
          valid: row.valid,
          coverage: row.expected === 0 ? 0 : Math.min(1, row.count / row.expected),
          isValid,
          flag: row.flag,
          over,
          mark: mark ? { kind: mark.kind, reason: mark.reason, by: mark.by } : null,
          version: row.version,
        };
      });
      return { items, next: null };
    },
  }),
];

type SpanRow = {
  start: number;
  mean: string | null;
  min: string | null;
  max: string | null;
  expected: number;
  count: number;
  valid: number;
  flag: string;
  version: number;
};
const spanSql = `select toUnixTimestamp64Milli(s.start) as start, s.mean as mean, s.min as min, s.max as max, s.expected as expected,
    s.count as count, s.valid as valid, s.flag as flag, s.version as version
  from span as s final where s.series = {id:UInt32} and s.span = {span:String}
    and s.start >= fromUnixTimestamp64Milli({from:Int64}) and s.start < fromUnixTimestamp64Milli({to:Int64}) order by s.start`;

const isOver = (value: number, limit: { upper: number | null; lower: number | null }): boolean =>
  (limit.upper !== null && value > limit.upper) || (limit.lower !== null && value < limit.lower);

type Call = Parameters<Route["handle"]>[0];
async function oneSeries(platform: Call["platform"], actor: Call["actor"], id: number) {
  const [series] = await readableSeries(platform, actor, { id });
  return series ?? refuse("not-found", { values: { what: { zh: "监测序列", en: "The series" } } });
}

type Mark = { kind: string; reason: string; by: string; begins: number; ends: number };
async function marksOf(
  platform: Call["platform"],
  actor: Call["actor"],
  series: { subject_id: string | null; factor: string },
  from: number,
  to: number,
): Promise<Mark[]> {
  if (series.subject_id === null) return [];
  const { rows } = await platform.postgres.transact(
    actor,
    (tx) =>
      sql<{
        kind: string;
        reason: string;
        by: string;
        begins: Date;
        ends: Date | null;
      }>`select m.kind, m.reason, m.begins, m.ends,
          coalesce((select p.name from organ.organ as p where p.id = m.enterprise), '') as by
        from monitoring.mark as m where m.outfall = ${series.subject_id} and m.retired_at is null and (m.factor is null or m.factor = ${series.factor})
          and m.begins < ${new Date(to)} and (m.ends is null or m.ends > ${new Date(from)}) order by m.begins`.execute(
        tx,
      ),
    { readOnly: true },
  );
  return rows.map((row) => ({
    ...row,
    begins: row.begins.getTime(),
    ends: row.ends?.getTime() ?? Number.POSITIVE_INFINITY,
  }));
}
