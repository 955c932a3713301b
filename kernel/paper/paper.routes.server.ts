import { sql } from "kysely";
import { z } from "zod";
import { serveFile } from "#kernel/file/serve.server.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { actOnPaper } from "./act.server.ts";
import { contentSchema, emptyContent } from "./content.ts";
import { correctPaper } from "./correction.server.ts";
import { signReceipt } from "./distribution.server.ts";
import { drawUp } from "./draw-up.server.ts";
import { type PaperActId, paperActs } from "./flow.ts";
import { receiveHere } from "./incoming.server.ts";
import { createPaper } from "./paper.server.ts";
import { listPapers, readPaper } from "./reading.server.ts";
import { mediaTypes, paperFile } from "./render.server.ts";
import { paperTemplates } from "./template.server.ts";

const outsiders = ["partner", "enterprise"] as const;
const readers = [...officers, ...outsiders] as const;
const paperParams = z.object({ id: z.uuid() });
const urgency = z.enum(["none", "urgent", "extra"]);
const acts = Object.keys(paperActs) as [PaperActId, ...PaperActId[]];
const title = z.string().trim().min(1).max(200);
const plans = z.array(z.object({ organ: z.uuid() })).max(30);

/** Papers: the list, one with its story, drawing up, the acts of the flow, receipts and the files. */
export const paperRoutes: Route[] = [
  route({
    id: "paper.list",
    method: "GET",
    path: "/api/v1/papers",
    title: { zh: "公文列表", en: "Papers" },
    access: readers,
    query: z.object({
      q: z.string().max(100).optional(),
      state: z.string().max(200).optional(),
      kind: z.string().max(60).optional(),
      case: z.uuid().optional(),
      view: z.enum(["mine", "asked", "received"]).optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listPapers(tx, actor, query), { readOnly: true }),
  }),
  route({
    id: "paper.kinds",
    method: "GET",
    path: "/api/v1/paper-kinds",
    title: { zh: "公文种类", en: "Kinds of papers" },
    access: readers,
    query: z.object({ definition: z.string().max(80).optional() }),
    handle: async ({ query }) => ({
      items: paperTemplates(query.definition).map(({ kind, title: of, layout, series, mark, compose }) => ({
        id: kind,
        title: of,
        layout,
        series,
        mark,
        fromCase: compose !== undefined,
      })),
    }),
  }),
  route({
    id: "paper.read",
    method: "GET",
    path: "/api/v1/papers/:id",
    title: { zh: "公文", en: "One paper" },
    access: readers,
    params: paperParams,
    row: "paper.paper",
    handle: ({ platform, actor, params }) =>
      platform.postgres.transact(actor, (tx) => readPaper(tx, actor, params.id), { readOnly: true }),
  }),
  route({
    id: "paper.create",
    method: "POST",
    path: "/api/v1/papers",
    title: { zh: "拟稿", en: "Draft a paper" },
    access: officers,
    body: z.object({
      id: z.uuid().optional(),
      kind: z.string().max(60),
      title,
      content: contentSchema.default(emptyContent),
      urgency: urgency.default("none"),
    }),
    status: 201,
    handle: (call) =>
      once(call, "paper.create", 201, async (tx) => {
        const { organ, region, sample } = await ownOrgan(tx, call.actor);
        const { id } = await createPaper(tx, call.actor, {
          ...call.body,
          ...(call.body.id ? { id: call.body.id } : {}),
          organ,
          region,
          sample,
          at: call.platform.now(),
        } as Parameters<typeof createPaper>[2]);
        return readPaper(tx, call.actor, id);
      }),
  }),
  route({
    id: "paper.draw-up",
    method: "POST",
    path: "/api/v1/cases/:id/papers",
    title: { zh: "由办件生成公文", en: "Draw a paper up from a case" },
    access: officers,
    params: paperParams,
    body: z.object({ kind: z.string().max(60) }),
    row: "case.case",
    status: 201,
    handle: (call) =>
      once(call, "paper.draw-up", 201, async (tx) => {
        const { id } = await drawUp(tx, call.actor, {
          caseId: call.params.id,
          kind: call.body.kind,
          at: call.platform.now(),
        });
        return readPaper(tx, call.actor, id);
      }),
  }),
  route({
    id: "paper.act",
    method: "POST",
    path: "/api/v1/papers/:id/acts/:act",
    title: { zh: "办理公文", en: "Act on a paper" },
    access: [...officers, "partner"],
    params: paperParams.extend({ act: z.enum(acts) }),
    body: z.object({
      baseVersion: z.number().int().optional(),
      note: z.string().max(2_000).optional(),
      title: title.optional(),
      content: contentSchema.optional(),
      urgency: urgency.optional(),
      countersigners: plans.optional(),
      seal: z.uuid().optional(),
      organ: z.uuid().optional(),
      password: z.string().max(200).optional(),
    }),
    row: "paper.paper",
    handle: (call) => act(call),
  }),
  route({
    id: "paper.receive",
    method: "POST",
    path: "/api/v1/papers/:id/recipients/:recipient/receipt",
    title: { zh: "签收", en: "Sign for a paper" },
    access: readers,
    params: paperParams.extend({ recipient: z.uuid() }),
    body: z.object({}).optional(),
    row: "paper.paper",
    handle: async (call) => {
      const { platform, actor, params } = call;
      const { inside } = await platform.postgres.transact(actor, (tx) => readPaper(tx, actor, params.id), {
        readOnly: true,
      });
      // the receiver may read the paper but not write beside it: the platform writes down who signed
      return once(
        call,
        "paper.receive",
        200,
        async (tx) => {
          const at = platform.now();
          const { organ, first } = await signReceipt(tx, actor, {
            paper: params.id,
            recipient: params.recipient,
            sender: inside,
            at,
          });
          const received = organ && first ? await receiveHere(tx, actor, { paper: params.id, organ, at }) : undefined;
          return { received: true, incoming: received?.id ?? null };
        },
        systemActor("paper"),
      );
    },
  }),
  route({
    id: "paper.correct",
    method: "POST",
    path: "/api/v1/papers/:id/corrections",
    title: { zh: "更正或撤销已编号公文", en: "Correct or revoke a numbered paper" },
    access: officers,
    params: paperParams,
    body: z.object({ how: z.enum(["revoke", "correct"]), reason: z.string().trim().min(1).max(500) }),
    row: "paper.paper",
    status: 201,
    handle: (call) =>
      once(call, "paper.correct", 201, async (tx) => {
        const { id } = await correctPaper(tx, call.actor, {
          paper: call.params.id,
          ...call.body,
          at: call.platform.now(),
        });
        return readPaper(tx, call.actor, id);
      }),
  }),
  route({
    id: "paper.file",
    method: "GET",
    path: "/api/v1/papers/:id/file.:format",
    title: { zh: "公文文件", en: "The file of a paper" },
    access: readers,
    params: paperParams.extend({ format: z.enum(["pdf", "docx"]) }),
    query: z.object({ download: z.enum(["1"]).optional() }),
    row: "paper.paper",
    handle: async ({ platform, actor, params, query, header }) => {
      const file = await paperFile(platform, actor, params.id, params.format);
      return serveFile(platform.files, {
        hash: file.hash,
        size: file.size,
        name: `${file.name}.${params.format}`,
        mediaType: mediaTypes[params.format],
        download: query.download === "1",
        range: header("range"),
        known: header("if-none-match"),
      });
    },
  }),
];

/**
 * The acts of the paper's organ are written in the person's own name of the store. A countersigner sees the paper but may not write it:
 * that answer is written by the platform, after the flow has found that the organ was asked.
 */
async function act(call: Call<{ id: string; act: PaperActId }, unknown, ActBody>): Promise<unknown> {
  const { platform, actor, params, body } = call;
  await platform.postgres.transact(actor, (tx) => readPaper(tx, actor, params.id), { readOnly: true });
  const { baseVersion, note, seal, organ, password, ...amendment } = body;
  const answers = paperActs[params.act].by === "countersigner";
  const work = async (tx: Tx) => {
    const command = { act: params.act, baseVersion, note, seal, organ, password, amendment };
    await actOnPaper(tx, actor, params.id, { ...command, at: platform.now() });
    return readPaper(tx, actor, params.id);
  };
  const shown = await once(call, "paper.act", 200, work, answers ? systemActor("paper") : actor);
  platform.live.publish({ topic: "paper", ids: [params.id], scopes: await paperScopes(call), at: platform.now() });
  return shown;
}

type ActBody = Readonly<{
  baseVersion?: number | undefined;
  note?: string | undefined;
  title?: string | undefined;
  content?: z.output<typeof contentSchema> | undefined;
  urgency?: z.output<typeof urgency> | undefined;
  countersigners?: z.output<typeof plans> | undefined;
  seal?: string | undefined;
  organ?: string | undefined;
  password?: string | undefined;
}>;

async function paperScopes({
  platform,
  params,
}: Call<{ id: string; act: PaperActId }, unknown, ActBody>): Promise<string[]> {
  const { rows } = await platform.postgres.transact(
    systemActor("paper"),
    (tx) => sql<{ scope: string }>`select scope from identity.visible_to where row_id = ${params.id}`.execute(tx),
    { readOnly: true },
  );
  return rows.map(({ scope }) => scope);
}

/** The organ in whose name a person drafts, and its place. */
export async function ownOrgan(
  tx: Tx,
  actor: Actor,
): Promise<{ organ: string; region: string; name: string; sample: boolean }> {
  const organ = actor.kind === "person" ? actor.organ : undefined;
  const { rows } = await sql<{
    id: string;
    region: string;
    name: string;
    sample: boolean;
  }>`select id, region, name, sample
    from organ.organ where id = ${organ ?? null}::uuid`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: { zh: "您的单位", en: "Your organ" } } });
  return { organ: row.id, region: row.region, name: row.name, sample: row.sample };
}
