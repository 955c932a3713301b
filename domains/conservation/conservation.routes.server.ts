import { sql } from "kysely";
import { z } from "zod";
import { cursorText, cursorValues } from "#kernel/cursor.server.ts";
import { page } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, raw, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { civilDate } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { answerWorkbook, listBatches, readBatch } from "./batch-reading.server.ts";
import { judgeProject, measure } from "./check.server.ts";
import { clueDetail } from "./clue-detail.server.ts";
import "./clue-cases.server.ts";
import { checkBody, checkReply, clueDetail as clueDetailReply } from "./clue-contract.ts";
import { listFindings } from "./finding-reading.server.ts";
import { layerRoutes } from "./layer.routes.server.ts";
import { featureCollection, outlinesQuery } from "./layer-contract.ts";
import { importBatch } from "./ministry.server.ts";
import { batchBody, batchDetail, batchReply } from "./ministry-contract.ts";
import { outlines } from "./outlines.server.ts";
import { overview, protectionEffect, reservePage } from "./overview.server.ts";
import { overviewReply, reserveReply, scoresReply, termRows } from "./overview-contract.ts";
import { cancelRun, listRuns, readRun, requestRun } from "./run.server.ts";
import { findingReply, runBody, runReply } from "./run-contract.ts";
import { scores, termRowsOf } from "./score.server.ts";
import { scoreRule, scoreTitles } from "./score.ts";
import { tableRoutes } from "./table.routes.server.ts";

const base = "/api/v1/conservation";
const system = systemActor("conservation");
const params = z.object({ id: z.uuid() });
const paging = z.object({
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
const yearOf = (year: number | undefined, now: number): number => year ?? Number(civilDate(now).slice(0, 4));
const year = z.coerce.number().int().min(2000).max(2100).optional();

/** Every route of the room. Importing it also tells the kernel of the room's cases. */
export const conservationRoutes: Route[] = [
  route({
    id: "conservation.overview",
    method: "GET",
    path: `${base}/overview`,
    title: { zh: "生态保护综合监管", en: "Overview of conservation" },
    access: officers,
    reply: overviewReply,
    handle: ({ platform, actor }) =>
      platform.postgres.transact(actor, (tx) => overview(tx, platform.now()), { readOnly: true }),
  }),
  ...layerRoutes,
  ...tableRoutes,
  route({
    id: "conservation.run.request",
    method: "POST",
    path: `${base}/runs`,
    title: { zh: "发起两期影像比对", en: "Compare two images" },
    access: ["region", "league"],
    body: runBody,
    reply: runReply,
    status: 201,
    handle: (call) =>
      once(call, "conservation.run.request", 201, async (tx) =>
        readRun(tx, await requestRun(tx, call.actor, call.body, call.platform.now())),
      ),
  }),
  route({
    id: "conservation.run.list",
    method: "GET",
    path: `${base}/runs`,
    title: { zh: "影像比对", en: "Comparisons" },
    access: officers,
    query: paging.extend({ state: z.string().max(60).optional() }),
    reply: page(runReply),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listRuns(tx, query), { readOnly: true }),
  }),
  route({
    id: "conservation.run.read",
    method: "GET",
    path: `${base}/runs/:id`,
    title: { zh: "一次影像比对", en: "One comparison" },
    access: officers,
    params,
    reply: runReply,
    row: "conservation.run",
    handle: ({ platform, actor, params: { id } }) =>
      platform.postgres.transact(actor, (tx) => readRun(tx, id), { readOnly: true }),
  }),
  route({
    id: "conservation.run.findings",
    method: "GET",
    path: `${base}/runs/:id/findings`,
    title: { zh: "比对发现的图斑", en: "What a comparison found" },
    access: officers,
    params,
    query: paging.extend({ disposition: z.string().max(40).optional() }),
    reply: page(findingReply),
    row: "conservation.run",
    handle: ({ platform, actor, params: { id }, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          await readRun(tx, id);
          const from = query.after ? Number(cursorValues(query.after, 1)[0]) : 0;
          const { items, last } = await listFindings(tx, id, {
            from,
            limit: query.limit,
            disposition: query.disposition,
          });
          return { items, next: last === null ? null : cursorText([String(last)]) };
        },
        { readOnly: true },
      ),
  }),
  route({
    id: "conservation.run.cancel",
    method: "POST",
    path: `${base}/runs/:id/cancel`,
    title: { zh: "取消比对", en: "Stop a comparison" },
    access: ["region", "league"],
    params,
    reply: runReply,
    row: "conservation.run",
    handle: (call) =>
      once(call, "conservation.run.cancel", 200, async (tx) => {
        await readRun(tx, call.params.id);
        await cancelRun(tx, call.actor, call.params.id, call.platform.now());
        return readRun(tx, call.params.id);
      }),
  }),
  route({
    id: "conservation.clue.detail",
    method: "GET",
    path: `${base}/clues/:id`,
    title: { zh: "线索详情", en: "All about a clue" },
    access: officers,
    params,
    reply: clueDetailReply,
    row: "conservation.clue",
    handle: ({ platform, actor, params: { id } }) =>
      platform.postgres.transact(actor, (tx) => clueDetail(tx, id), { readOnly: true }),
  }),
  route({
    id: "conservation.outlines",
    method: "GET",
    path: `${base}/outlines`,
    title: { zh: "红线、保护地、线索范围（GeoJSON）", en: "Outlines of lines, reserves and clues" },
    access: officers,
    query: outlinesQuery,
    reply: featureCollection,
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => outlines(tx, query.kind, query), { readOnly: true }),
  }),
  route({
    id: "conservation.check",
    method: "POST",
    path: `${base}/checks`,
    title: { zh: "项目与负面清单比对", en: "Hold a project against the negative list" },
    access: officers,
    body: checkBody,
    reply: checkReply,
    handle: async ({ platform, actor, body }) => {
      const date = body.on ?? civilDate(platform.now());
      const met = await platform.postgres.transact(system, (tx) => measure(tx, body.geometry, date), {
        readOnly: true,
      });
      return platform.postgres.transact(actor, (tx) => judgeProject(tx, body.activity, date, met), { readOnly: true });
    },
  }),
  route({
    id: "conservation.reserve.page",
    method: "GET",
    path: `${base}/reserves/:id`,
    title: { zh: "自然保护地一地一档", en: "All about a reserve" },
    access: officers,
    params,
    reply: reserveReply,
    row: "conservation.reserve",
    handle: async ({ platform, actor, params: { id } }) => {
      const [shown, layers] = await platform.postgres.transact(
        actor,
        async (tx) => {
          const known = await sql`select from conservation.reserve where id = ${id}`.execute(tx);
          if (known.rows.length === 0)
            refuse("not-found", { values: { what: { zh: "该自然保护地", en: "This reserve" } } });
          const seen = await sql<{
            id: string;
          }>`select l.id from conservation.cover_layer l join conservation.reserve r on r.id = ${id}
            and st_intersects(l.extent, r.area) where l.state = 'ready' and l.retired_at is null order by l.covered_on desc limit 6`.execute(
            tx,
          );
          return [await reservePage(tx, id), seen.rows.map((one) => one.id)] as const;
        },
        { readOnly: true },
      );
      const effect = await platform.postgres.transact(system, (tx) => protectionEffect(tx, id, layers), {
        readOnly: true,
      });
      return { ...shown, effect };
    },
  }),
  route({
    id: "conservation.scores",
    method: "GET",
    path: `${base}/scores`,
    title: { zh: "盟市、旗县履责评分", en: "Scores of leagues and banners" },
    access: officers,
    query: z.object({
      level: z.enum(["league", "banner"]).default("league"),
      year,
      within: z
        .string()
        .regex(/^\d{6}$/)
        .optional(),
    }),
    reply: scoresReply,
    handle: ({ platform, actor, query }) => {
      const of = yearOf(query.year, platform.now());
      const rule = scoreRule(`${of}-12-31`);
      const { source, verified, validFrom } = rule;
      return platform.postgres.transact(
        actor,
        async (tx) => ({
          year: of,
          level: query.level,
          rule: { source, verified, validFrom },
          items: await scores(tx, { level: query.level, year: of, within: query.within }, rule),
        }),
        { readOnly: true },
      );
    },
  }),
  route({
    id: "conservation.score.rows",
    method: "GET",
    path: `${base}/scores/:region/:term`,
    title: { zh: "评分依据", en: "What a score is counted from" },
    access: officers,
    params: z.object({
      region: z.string().regex(/^\d{6}$/),
      term: z.enum(Object.keys(scoreTitles) as [keyof typeof scoreTitles]),
    }),
    query: z.object({ year }),
    reply: termRows,
    handle: ({ platform, actor, params: of, query }) => {
      const asked = { ...of, year: yearOf(query.year, platform.now()) };
      return platform.postgres.transact(actor, (tx) => termRowsOf(tx, asked, scoreRule(`${asked.year}-12-31`)), {
        readOnly: true,
      });
    },
  }),
  route({
    id: "conservation.batch.import",
    method: "POST",
    path: `${base}/batches`,
    title: { zh: "导入部下发线索批次", en: "Import a batch of the ministry" },
    access: ["region"],
    body: batchBody,
    reply: batchDetail,
    status: 201,
    handle: (call) =>
      once(
        call,
        "conservation.batch.import",
        201,
        async (tx) => readBatch(tx, await importBatch(tx, call.actor, call.body, call.platform.now())),
        system,
      ),
  }),
  route({
    id: "conservation.batch.list",
    method: "GET",
    path: `${base}/batches`,
    title: { zh: "部下发线索批次", en: "Batches of the ministry" },
    access: officers,
    reply: z.object({ items: z.array(batchReply) }),
    handle: ({ platform, actor }) =>
      platform.postgres.transact(actor, async (tx) => ({ items: await listBatches(tx) }), { readOnly: true }),
  }),
  route({
    id: "conservation.batch.read",
    method: "GET",
    path: `${base}/batches/:id`,
    title: { zh: "部下发线索批次明细", en: "One batch" },
    access: officers,
    params,
    reply: batchDetail,
    row: "conservation.batch",
    handle: ({ platform, actor, params: { id } }) =>
      platform.postgres.transact(actor, (tx) => readBatch(tx, id), { readOnly: true }),
  }),
  route({
    id: "conservation.batch.answer",
    method: "GET",
    path: `${base}/batches/:id/answer.xlsx`,
    title: { zh: "按部下发表格回复核查结果", en: "Answer a batch in its own table" },
    access: officers,
    params,
    row: "conservation.batch",
    handle: async ({ platform, actor, params: { id } }) => {
      const batch = await platform.postgres.transact(actor, (tx) => readBatch(tx, id), { readOnly: true });
      const name = encodeURIComponent(`${batch.number} 核查结果.xlsx`);
      return raw({
        headers: {
          "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          "content-disposition": `attachment; filename="answer.xlsx"; filename*=UTF-8''${name}`,
          "cache-control": "no-store",
        },
        body: await answerWorkbook(batch),
      });
    },
  }),
];
