import { z } from "zod";
import { officers } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { refuse } from "#kernel/refusal.ts";
import { hashParams, uploadReply } from "./contract.ts";
import { namedFor } from "./naming.server.ts";
import { serveFile } from "./serve.server.ts";
import { broughtIt, examine, fileLimit, keepUpload, withRoom } from "./upload.server.ts";

const access = [...officers, "partner", "enterprise", "sysadmin"] as const;
const size = z.coerce.number().int().min(1);

/** Files arrive in chunks that may be sent again, and are read by who sees what names them. */
export const fileRoutes: Route[] = [
  route({
    id: "file.upload.read",
    method: "GET",
    path: "/api/v1/uploads/:hash",
    title: { zh: "上传进度", en: "How far an upload has come" },
    access,
    params: hashParams,
    query: z.object({ size: size.optional() }),
    reply: uploadReply,
    handle: async ({ platform, actor, params }) => {
      const complete = await platform.postgres.transact(actor, (tx) => broughtIt(tx, actor, params.hash), {
        readOnly: true,
      });
      const stored = complete ? await platform.files.size(params.hash) : undefined;
      if (stored !== undefined) return { received: stored, complete: true };
      return {
        received: await platform.files.received({ hash: params.hash, sender: senderOf(actor) }),
        complete: false,
      };
    },
  }),
  route({
    id: "file.upload.add",
    method: "POST",
    path: "/api/v1/uploads/:hash",
    title: { zh: "上传文件（application/octet-stream，每块至多 4 MB，可断点续传）", en: "Upload a chunk of a file" },
    access,
    params: hashParams,
    query: z.object({ offset: z.coerce.number().int().min(0), size }),
    reply: uploadReply,
    handle: async ({ platform, actor, params, query, body }) => {
      const bytes: unknown = body;
      if (!(bytes instanceof Uint8Array)) return refuse("file.bytes", { field: "content-type" });
      if (query.size > fileLimit) return refuse("too-large", { field: "size", values: { limit: "2 GB" } });
      const chunk = { hash: params.hash, sender: senderOf(actor), offset: query.offset, size: query.size, bytes };
      const { received, outcome } = await withRoom(() => platform.files.append(chunk));
      // another page of the same person has finished it meanwhile
      if (outcome === "more" && received < query.offset) {
        const brought = await platform.postgres.transact(actor, (tx) => broughtIt(tx, actor, params.hash));
        return brought ? { received: query.size, complete: true } : { received, complete: false };
      }
      if (outcome === "wrong-hash") return refuse("file.hash", { field: "hash" });
      if (outcome === "complete")
        await platform.postgres.transact(actor, (tx) =>
          keepUpload(tx, senderOf(actor), { hash: params.hash, size: received, now: platform.now() }),
        );
      return { received, complete: outcome === "complete" };
    },
  }),
  route({
    id: "file.read",
    method: "GET",
    path: "/api/v1/files/:hash",
    title: { zh: "读取文件", en: "Read a file" },
    access,
    params: hashParams,
    query: z.object({ download: z.enum(["1"]).optional() }),
    handle: async ({ platform, actor, params, query, header }) => {
      const { hash } = params;
      const how = query.download ? "download" : "see";
      const found = await platform.postgres.transact(actor, async (tx) => {
        const named = await namedFor(tx, hash);
        await named?.naming.opened?.(tx, actor, { hash, how, now: platform.now() });
        return named ?? ((await broughtIt(tx, actor, hash)) ? ("own" as const) : undefined);
      });
      const stored = found === undefined ? undefined : await platform.files.size(hash);
      if (found === undefined || stored === undefined)
        return refuse("not-found", { values: { what: { zh: "该文件", en: "This file" } } });
      const shown = found === "own" ? await ownName(platform, hash) : found;
      return serveFile(platform.files, {
        hash,
        size: stored,
        name: shown.name,
        mediaType: shown.mediaType,
        download: query.download === "1",
        range: header("range"),
        known: header("if-none-match"),
      });
    },
  }),
];

const senderOf = (actor: Call["actor"]): string => (actor.kind === "person" ? actor.id : `system:${actor.name}`);

/** What nobody has named yet goes by the beginning of its hash. */
async function ownName(platform: Call["platform"], hash: string): Promise<{ name: string; mediaType: string }> {
  const { media } = await examine(platform.files, hash);
  return { name: `${hash.slice(0, 12)}.${media.extension}`, mediaType: media.type };
}
