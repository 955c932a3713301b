import { z } from "zod";
import { serveFile } from "#kernel/file/serve.server.ts";
import { examine, mayUse } from "#kernel/file/upload.server.ts";
import { type Colleague, organsUnder, peopleOfOrgans } from "#kernel/identity/colleague.server.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { parseTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import { hashPattern } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import { actOnIncoming, type Reader, registerIncoming } from "./incoming.server.ts";
import { type IncomingActId, incomingActs } from "./incoming.ts";
import { listIncoming, readIncoming } from "./incoming-reading.server.ts";
import { ownOrgan } from "./paper.routes.server.ts";

const access = officers;
const params = z.object({ id: z.uuid() });
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const acts = Object.keys(incomingActs) as [IncomingActId, ...IncomingActId[]];

/** 收文: registration with the scan, 拟办, 批示, 传阅, filing, and making a case of it. */
export const incomingRoutes: Route[] = [
  route({
    id: "incoming.list",
    method: "GET",
    path: "/api/v1/incoming-papers",
    title: { zh: "收文列表", en: "Incoming papers" },
    access,
    query: z.object({
      q: z.string().max(100).optional(),
      state: z.string().max(100).optional(),
      view: z.enum(["mine", "reading"]).optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listIncoming(tx, actor, query), { readOnly: true }),
  }),
  route({
    id: "incoming.read",
    method: "GET",
    path: "/api/v1/incoming-papers/:id",
    title: { zh: "收文", en: "One incoming paper" },
    access,
    params,
    row: "paper.incoming",
    handle: ({ platform, actor, params: { id } }) =>
      platform.postgres.transact(actor, (tx) => readIncoming(tx, actor, id), { readOnly: true }),
  }),
  route({
    id: "incoming.register",
    method: "POST",
    path: "/api/v1/incoming-papers",
    title: { zh: "收文登记", en: "Register an incoming paper" },
    access,
    body: z.object({
      id: z.uuid().optional(),
      title: z.string().trim().min(1).max(200),
      sourceName: z.string().trim().min(1).max(120),
      sourceNumber: z.string().trim().max(80).optional(),
      sourceDate: date.optional(),
      urgency: z.enum(["none", "urgent", "extra"]).default("none"),
      receivedAt: z.string().max(40).optional(),
      dueOn: date.optional(),
      scan: z.object({ hash: z.string().regex(hashPattern), name: z.string().max(200) }).optional(),
    }),
    status: 201,
    handle: async (call) => {
      const { platform, actor, body } = call;
      const scan = await storedScan(call);
      return once(call, "incoming.register", 201, async (tx) => {
        const { organ, region, sample } = await ownOrgan(tx, actor);
        const at = platform.now();
        const { receivedAt, ...given } = body;
        const received =
          receivedAt === undefined ? at : (parseTime(receivedAt) ?? refuse("period.invalid", { field: "receivedAt" }));
        const { id } = await registerIncoming(tx, actor, {
          ...given,
          scan,
          organ,
          region,
          sample,
          receivedAt: received,
          at,
        });
        return readIncoming(tx, actor, id);
      });
    },
  }),
  route({
    id: "incoming.act",
    method: "POST",
    path: "/api/v1/incoming-papers/:id/acts/:act",
    title: { zh: "办理收文", en: "Act on an incoming paper" },
    access,
    params: params.extend({ act: z.enum(acts) }),
    body: z.object({
      baseVersion: z.number().int().optional(),
      note: z.string().max(2_000).optional(),
      readers: z.array(z.uuid()).max(50).optional(),
    }),
    row: "paper.incoming",
    handle: async (call) => {
      const { platform, actor, params: of, body } = call;
      const readers = body.readers ? await readersOf(call, body.readers) : [];
      await platform.postgres.transact(actor, (tx) => readIncoming(tx, actor, of.id), { readOnly: true });
      const work = async (tx: Tx) => {
        await actOnIncoming(tx, actor, of.id, {
          act: of.act,
          baseVersion: body.baseVersion,
          note: body.note,
          readers,
          at: platform.now(),
        });
        return readIncoming(tx, actor, of.id);
      };
      // a reader sees the paper but may not write it: that it was read is written by the platform, once the flow found whose turn it is
      return once(call, "incoming.act", 200, work, of.act === "read" ? systemActor("paper") : actor);
    },
  }),
  route({
    id: "incoming.scan",
    method: "GET",
    path: "/api/v1/incoming-papers/:id/scan",
    title: { zh: "收文扫描件", en: "Scan of an incoming paper" },
    access,
    params,
    row: "paper.incoming",
    handle: async ({ platform, actor, params: { id }, header }) => {
      const { scan } = await platform.postgres.transact(actor, (tx) => readIncoming(tx, actor, id), { readOnly: true });
      if (!scan) refuse("paper.no-scan");
      return serveFile(platform.files, {
        ...scan,
        mediaType: scan.type,
        download: false,
        range: header("range"),
        known: header("if-none-match"),
      });
    },
  }),
  route({
    id: "paper.colleagues",
    method: "GET",
    path: "/api/v1/paper-readers",
    title: { zh: "可传阅人员", en: "People who may be given papers to read" },
    access,
    handle: async (call) => ({ items: await colleaguesOf(call) }),
  }),
];

/** People of the reader's organ and of those below it: whom papers may be given to, and who may keep a seal. */
export function colleaguesOf({ platform, actor }: Pick<Call, "platform" | "actor">): Promise<Colleague[]> {
  const organ = actor.kind === "person" ? actor.organ : undefined;
  return platform.postgres.transact(
    systemActor("paper"),
    (tx) => peopleOfOrgans(tx, organsUnder(organ), { limit: 500 }),
    { readOnly: true },
  );
}

async function readersOf(call: Pick<Call, "platform" | "actor">, ids: readonly string[]): Promise<Reader[]> {
  const known = new Map((await colleaguesOf(call)).map((one) => [one.id, one]));
  return ids.map((id) => {
    const found = known.get(id);
    if (!found) refuse("field.reference", { field: "readers", values: { label: { zh: "传阅人", en: "Readers" } } });
    return { id, name: found.name, organ: found.organ.id };
  });
}

/** The scan must be here, and must be the sender's own: a hash that somebody read elsewhere opens nothing. */
async function storedScan(
  call: Call<unknown, unknown, Readonly<{ scan?: Readonly<{ hash: string; name: string }> | undefined }>>,
): Promise<{ hash: string; name: string; type: string; size: number } | undefined> {
  const { platform, actor, body } = call;
  const { scan } = body;
  if (!scan) return undefined;
  const own = await platform.postgres.transact(actor, (tx) => mayUse(tx, actor, scan.hash), { readOnly: true });
  if (!own) refuse("file.missing", { field: "scan" });
  const { size, media } = await examine(platform.files, scan.hash);
  return { ...scan, type: media.type, size };
}
