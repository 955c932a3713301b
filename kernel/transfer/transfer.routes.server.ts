import { sql } from "kysely";
import { z } from "zod";
import { caseScopes } from "#kernel/case/case.server.ts";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { provideFileNaming } from "#kernel/file/naming.server.ts";
import { page } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { acceptTransfer, mustBeReceiver, reportOutcome, returnTransfer } from "./answer.server.ts";
import {
  acceptBody,
  letterBody,
  linkReply,
  offerBody,
  outcomeBody,
  returnBody,
  transferDetail,
  transferItem,
} from "./contract.ts";
import { exhibitFiles } from "./files.server.ts";
import { recordLetter } from "./letter.server.ts";
import { issueLink } from "./link.server.ts";
import { linkShown, listTransfers, readTransfer, sends } from "./reading.server.ts";
import { type Doing, lockTransfer, notFound, seesRow, type TransferRow } from "./row.server.ts";
import { offerTransfer, withdrawOffer } from "./transfer.server.ts";

const access = [...officers, "partner"] as const;
const params = z.object({ id: z.uuid() });
const done = z.object({ id: z.string() });
/** Answers move a case that the receiver does not see before: they are written as the platform, after it asked who answers. */
const platformActor = systemActor("transfer");

provideFileNaming("case.transfer", {
  find: async (tx, hash) => {
    const found = await sql<{ name: string; media_type: string }>`select name, media_type from "case".transfer_file
      where hash = ${hash} limit 1`.execute(tx);
    const file = found.rows[0];
    return file && { name: file.name, mediaType: file.media_type };
  },
});

export const transferRoutes: Route[] = [
  route({
    id: "transfer.list",
    method: "GET",
    path: "/api/v1/transfers",
    title: { zh: "移交台账", en: "Ledger of transfers" },
    access,
    query: z.object({
      case: z.uuid().optional(),
      direction: z.enum(["in", "out"]).optional(),
      state: z.string().max(100).optional(),
      mode: z.string().max(20).optional(),
      after: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    reply: page(transferItem),
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listTransfers(tx, actor, query, platform.now()), { readOnly: true }),
  }),
  route({
    id: "transfer.read",
    method: "GET",
    path: "/api/v1/transfers/:id",
    title: { zh: "一项移交", en: "One transfer" },
    access,
    params,
    row: "case.transfer",
    reply: transferDetail,
    handle: async (call) => {
      const { platform, actor } = call;
      const shown = await platform.postgres.transact(
        actor,
        (tx) => readTransfer(tx, actor, call.params.id, platform.now()),
        { readOnly: true },
      );
      if (!shown.may.includes("link")) return shown;
      // links are closed to every person's role; the sender is told of the newest, never what opens it
      const link = await platform.postgres.transact(
        platformActor,
        (tx) => linkShown(tx, call.params.id, platform.now()),
        { readOnly: true },
      );
      return { ...shown, link };
    },
  }),
  route({
    id: "transfer.offer",
    method: "POST",
    path: "/api/v1/cases/:id/transfers",
    title: { zh: "转办、移送、交办、会办", en: "Offer a case to another organ" },
    access,
    params,
    row: "case.case",
    body: offerBody,
    status: 201,
    reply: z.object({ id: z.string(), link: linkReply.nullable() }),
    handle: async (call) => {
      const { link, ...offer } = call.body;
      const made = await once(call, "transfer.offer", 201, async (tx) => ({
        ...(await offerTransfer(tx, await doingOf(tx, call), { caseId: call.params.id, ...offer })),
        link: null,
      }));
      if ("raw" in made) return made;
      await tell(call, call.params.id);
      // apart from the answer that is kept for a repeat: link and code are told once and stored nowhere
      return link ? { id: made.id, link: await linkFor(call, made.id) } : made;
    },
  }),
  act("transfer.accept", "accept", { zh: "受理", en: "Accept" }, acceptBody, async (tx, doing, row, body) => {
    mustBeReceiver(doing, row);
    await acceptTransfer(tx, doing, row.id, { channel: "account", note: body.note });
  }),
  act("transfer.return", "return", { zh: "退回", en: "Return" }, returnBody, async (tx, doing, row, body) => {
    mustBeReceiver(doing, row);
    await returnTransfer(tx, doing, row.id, { channel: "account", reason: body.reason });
  }),
  act(
    "transfer.outcome",
    "outcome",
    { zh: "反馈处理结果", en: "Report the outcome" },
    outcomeBody,
    async (tx, doing, row, { files, kind, note }, call) => {
      mustBeReceiver(doing, row);
      const exhibits = await exhibitFiles(tx, files, {
        files: call.platform.files,
        actor: doing.actor,
        caseId: row.case_id,
        now: doing.now,
        note: `${row.to_name}反馈处理结果`,
      });
      await reportOutcome(tx, doing, row.id, { channel: "account", kind, note, files: exhibits });
    },
  ),
  act("transfer.withdraw", "withdraw", { zh: "撤回", en: "Withdraw" }, returnBody, (tx, doing, row, body) =>
    withdrawOffer(tx, doing, row.id, body.reason),
  ),
  act(
    "transfer.letter",
    "letter",
    { zh: "登记盖章回函", en: "Record a stamped letter" },
    letterBody,
    (tx, doing, row, body, call) => recordLetter(tx, doing, row.id, { ...body, files: call.platform.files }),
  ),
  route({
    id: "transfer.link",
    method: "POST",
    path: "/api/v1/transfers/:id/link",
    title: { zh: "重新发放链接和验证码", en: "Issue a new link and code" },
    access,
    params,
    row: "case.transfer",
    reply: linkReply,
    handle: (call) => linkFor(call, call.params.id),
  }),
];

/** A new link and code, for who sends; not kept for a repeat. */
const linkFor = (call: Pick<Call, "actor" | "platform">, id: string) =>
  call.platform.postgres.transact(platformActor, async (tx) => {
    const row = await seen(tx, { ...call, params: { id } });
    if (!(await sends(tx, call.actor, row)))
      refuse("access.role", { values: { roles: { zh: "移出单位或其上级", en: "the sender or an organ above it" } } });
    return issueLink(tx, await doingOf(tx, call), row);
  });

type IdCall = Call<{ id: string }>;

/** An act on one transfer: seen by its actor, done in one transaction, told to open pages. */
function act<B extends z.ZodType>(
  id: string,
  verb: string,
  title: Route["title"],
  body: B,
  work: (tx: Tx, doing: Doing, row: TransferRow, body: z.output<B>, call: IdCall) => Promise<void>,
): Route {
  return route({
    id,
    method: "POST",
    path: `/api/v1/transfers/:id/${verb}`,
    title,
    access,
    params,
    row: "case.transfer",
    body,
    reply: done,
    handle: async (call) => {
      let caseId = "";
      const reply = await once(
        call,
        id,
        200,
        async (tx) => {
          const row = await seen(tx, call);
          caseId = row.case_id;
          await work(tx, await doingOf(tx, call), row, call.body, call);
          return { id: row.id };
        },
        platformActor,
      );
      await tell(call, caseId);
      return reply;
    },
  });
}

/** The transfer, locked, when one of the actor's scopes reaches it; else there is none. */
async function seen(tx: Tx, { actor, params: { id } }: Pick<IdCall, "actor" | "params">): Promise<TransferRow> {
  if (!(await seesRow(tx, actor, id))) notFound();
  return lockTransfer(tx, id);
}

const doingOf = async (tx: Tx, { actor, platform }: Pick<Call, "actor" | "platform">): Promise<Doing> => ({
  actor,
  now: platform.now(),
  calendar: await readCalendar(tx),
});

/** Open pages hear that the case changed; a repeat changed nothing and has no case to tell of. */
export async function tell({ platform }: Pick<Call, "platform">, caseId: string): Promise<void> {
  if (caseId === "") return;
  const scopes = await platform.postgres.transact(platformActor, (tx) => caseScopes(tx, caseId), { readOnly: true });
  platform.live.publish({ topic: "case", ids: [caseId], scopes, at: platform.now() });
}
