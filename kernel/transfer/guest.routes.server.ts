import { sql } from "kysely";
import { z } from "zod";
import { readCalendar } from "#kernel/clock/calendar.server.ts";
import { chunkLimit, hashParams, uploadReply } from "#kernel/file/contract.ts";
import { serveFile } from "#kernel/file/serve.server.ts";
import { keepUpload, withRoom } from "#kernel/file/upload.server.ts";
import { type Call, type Route, raw, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { systemActor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { acceptTransfer, type Given, reportOutcome, returnTransfer } from "./answer.server.ts";
import { guestAcceptBody, guestOutcomeBody, guestReturnBody, transferDetail } from "./contract.ts";
import { exhibitFiles } from "./files.server.ts";
import { type Guest, guestActor, guestCookie, guestOf, guestRules, linkStanding, openLink } from "./link.server.ts";
import { readTransfer } from "./reading.server.ts";
import { type Doing, lockTransfer, type TransferRow } from "./row.server.ts";
import { tell } from "./transfer.routes.server.ts";

/**
 * The door for receivers without an account. What a guest reaches is the one transfer of its link, by its id, and never by a search: there is
 * no list here and no parameter that names another row. Every route but the first two asks for the pass that the right code gave.
 */
const params = z.object({ token: z.string().regex(/^[\w-]{43}$/) });
const system = systemActor("guest");
/** A guest's file: what an office sends by mail, not a film. */
const guestFileLimit = 50 * 1024 * 1024;

type GuestCall = Call<{ token: string }>;

export const guestRoutes: Route[] = [
  route({
    id: "guest.standing",
    method: "GET",
    path: "/api/v1/guest/:token",
    title: { zh: "凭链接办理：链接是否有效", en: "Whether a link holds" },
    access: "public",
    params,
    reply: z.object({ expires: z.string(), locked: z.boolean() }),
    handle: ({ platform, params: { token } }) => linkStanding(platform, token),
  }),
  route({
    id: "guest.open",
    method: "POST",
    path: "/api/v1/guest/:token/open",
    title: { zh: "凭链接办理：输入验证码", en: "Enter the code of a link" },
    access: "public",
    params,
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
    status: 204,
    handle: async ({ platform, params: { token }, body, peer }) => {
      const pass = await openLink(platform, { token, code: body.code, peer });
      const cookie = `${guestCookie}=${pass}; Path=/api/v1/guest/${token}; SameSite=Strict; HttpOnly; Max-Age=${guestRules.passHours * 3600}`;
      return raw({ status: 204, headers: { "set-cookie": cookie } });
    },
  }),
  route({
    id: "guest.read",
    method: "GET",
    path: "/api/v1/guest/:token/transfer",
    title: { zh: "凭链接办理：查看移交内容", en: "What was passed" },
    access: "public",
    params,
    reply: transferDetail,
    handle: (call) =>
      asGuest(call, (tx, guest) => readTransfer(tx, undefined, guest.transfer, call.platform.now())).then(withoutCase),
  }),
  route({
    id: "guest.file",
    method: "GET",
    path: "/api/v1/guest/:token/files/:hash",
    title: { zh: "凭链接办理：查看文件", en: "A file of what was passed" },
    access: "public",
    params: params.extend(hashParams.shape),
    query: z.object({ download: z.enum(["1"]).optional() }),
    handle: async (call) => {
      const { hash } = call.params;
      const file = await asGuest(call, async (tx, guest) => {
        const found = await sql<{ name: string; media_type: string; size: number }>`select name, media_type, size
          from "case".transfer_file where transfer = ${guest.transfer} and hash = ${hash} limit 1`.execute(tx);
        return found.rows[0];
      });
      if (!file) return refuse("not-found", { values: { what: { zh: "该文件", en: "This file" } } });
      return serveFile(call.platform.files, {
        hash,
        size: file.size,
        name: file.name,
        mediaType: file.media_type,
        download: call.query.download === "1",
        range: call.header("range"),
        known: call.header("if-none-match"),
      });
    },
  }),
  route({
    id: "guest.upload",
    method: "POST",
    path: "/api/v1/guest/:token/uploads/:hash",
    title: { zh: "凭链接办理：上传文件", en: "Upload a file with an answer" },
    access: "public",
    params: params.extend(hashParams.shape),
    query: z.object({ offset: z.coerce.number().int().min(0), size: z.coerce.number().int().min(1) }),
    reply: uploadReply,
    handle: async (call) => {
      const bytes: unknown = call.body;
      if (!(bytes instanceof Uint8Array)) return refuse("file.bytes", { field: "content-type" });
      if (call.query.size > guestFileLimit || bytes.byteLength > chunkLimit)
        return refuse("too-large", { field: "size", values: { limit: "50 MB" } });
      const guest = await asGuest(call, async (_tx, found) => found);
      const { hash } = call.params;
      const chunk = { hash, sender: guest.link, offset: call.query.offset, size: call.query.size, bytes };
      const { received, outcome } = await withRoom(() => call.platform.files.append(chunk));
      if (outcome === "wrong-hash") return refuse("file.hash", { field: "hash" });
      if (outcome === "complete")
        await call.platform.postgres.transact(system, (tx) =>
          keepUpload(tx, guest.link, { hash, size: received, now: call.platform.now() }),
        );
      return { received, complete: outcome === "complete" };
    },
  }),
  answer("accept", { zh: "受理", en: "Accept" }, guestAcceptBody, (tx, doing, row, { note, signer }) =>
    acceptTransfer(tx, doing, row.id, { channel: "link", signer, note }),
  ),
  answer("return", { zh: "退回", en: "Return" }, guestReturnBody, (tx, doing, row, { reason, signer }) =>
    returnTransfer(tx, doing, row.id, { channel: "link", signer, reason }),
  ),
  answer(
    "outcome",
    { zh: "反馈处理结果", en: "Report the outcome" },
    guestOutcomeBody,
    async (tx, doing, row, body, call) => {
      const { signer, files, kind, note } = body;
      const exhibits = await exhibitFiles(tx, files, {
        files: call.platform.files,
        actor: doing.actor,
        caseId: row.case_id,
        now: doing.now,
        note: `${row.to_name}反馈处理结果`,
      });
      await reportOutcome(tx, doing, row.id, { channel: "link", signer, kind, note, files: exhibits });
    },
  ),
];

/** Runs with the one transfer that the pass of this call reaches. */
const asGuest = <R>(call: GuestCall, work: (tx: Tx, guest: Guest) => Promise<R>): Promise<R> =>
  call.platform.postgres.transact(system, async (tx) => {
    const pass = call.cookies[guestCookie];
    return work(tx, await guestOf(tx, { token: call.params.token, pass, now: call.platform.now() }));
  });

type Signed = Readonly<{ signer: NonNullable<Given["signer"]> }>;

function answer<B extends z.ZodType<Signed>>(
  verb: string,
  title: Route["title"],
  body: B,
  work: (tx: Tx, doing: Doing, row: TransferRow, body: z.output<B>, call: GuestCall) => Promise<void>,
): Route {
  return route({
    id: `guest.${verb}`,
    method: "POST",
    path: `/api/v1/guest/:token/${verb}`,
    title: { zh: `凭链接办理：${title.zh}`, en: `By link: ${title.en}` },
    access: "public",
    params,
    body,
    reply: z.object({ id: z.string() }),
    handle: async (call) => {
      const row = await asGuest(call, async (tx, guest) => {
        const locked = await lockTransfer(tx, guest.transfer);
        const name = `${locked.to_name}·${call.body.signer.name}`;
        const actor = guestActor({ link: guest.link, organ: locked.to_organ, name, peer: call.peer });
        const doing = { actor, now: call.platform.now(), calendar: await readCalendar(tx) };
        await work(tx, doing, locked, call.body, call);
        return locked;
      });
      await tell(call, row.case_id);
      return { id: row.id };
    },
  });
}

/** Nothing in what a guest reads leads into the application. */
function withoutCase<T extends { case: { id: string } }>(shown: T): T {
  return { ...shown, case: { ...shown.case, id: "" } };
}
