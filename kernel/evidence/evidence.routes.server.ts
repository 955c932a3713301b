import { provideFileNaming } from "#kernel/file/naming.server.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import { provideSignable } from "#kernel/signature/signable.server.ts";
import { parseTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import {
  custodyReply,
  type Exhibit,
  evidenceBody,
  exhibitReply,
  exhibitsReply,
  itemParams,
  ownerQuery,
  packageQuery,
  reasonBody,
} from "./contract.ts";
import { custodyOf, evidenceNaming } from "./custody.server.ts";
import { addEvidence, discloseEvidence, withdrawEvidence } from "./evidence.server.ts";
import { kindOfOwner, readOwner, scopesOf } from "./owner.server.ts";
import { evidencePackage } from "./package.server.ts";
import { listEvidence, readExhibit, readerOf } from "./reading.server.ts";
import { signableExhibit } from "./signable.server.ts";

provideFileNaming("evidence.item", evidenceNaming);
provideSignable("evidence.item", signableExhibit);

const access = [...officers, "partner", "enterprise"] as const;

/** Exhibits of a case or of any other protected row: brought, read with their custody, redacted, disclosed, withdrawn, packed. */
export const evidenceRoutes: Route[] = [
  route({
    id: "evidence.list",
    method: "GET",
    path: "/api/v1/evidence",
    title: { zh: "证据目录", en: "Exhibits" },
    access,
    query: ownerQuery,
    reply: exhibitsReply,
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(
        actor,
        async (tx) => ({
          owner: await readOwner(tx, { kind: await kindOfOwner(tx, query.owner), id: query.owner }),
          reader: await readerOf(tx, actor),
          items: await listEvidence(tx, actor, query.owner),
        }),
        { readOnly: true },
      ),
  }),
  route({
    id: "evidence.add",
    method: "POST",
    path: "/api/v1/evidence",
    title: { zh: "提交证据", en: "Bring evidence" },
    access,
    status: 201,
    body: evidenceBody,
    reply: exhibitReply,
    handle: (call) => {
      const { platform, actor, body, header } = call;
      const deviceTime = parseTime(header("x-device-time") ?? "");
      return changing(call, "evidence.add", 201, (tx) =>
        addEvidence(tx, actor, body, { files: platform.files, now: platform.now(), deviceTime }),
      );
    },
  }),
  route({
    id: "evidence.withdraw",
    method: "POST",
    path: "/api/v1/evidence/:id/withdrawal",
    title: { zh: "撤回证据", en: "Withdraw an exhibit" },
    access,
    params: itemParams,
    body: reasonBody,
    reply: exhibitReply,
    row: "evidence.item",
    handle: (call) =>
      changing(call, "evidence.withdraw", 200, (tx) =>
        withdrawEvidence(tx, call.actor, { id: call.params.id, reason: call.body.reason, now: call.platform.now() }),
      ),
  }),
  route({
    id: "evidence.disclose",
    method: "POST",
    path: "/api/v1/evidence/:id/disclosure",
    title: { zh: "向当事人披露证据", en: "Disclose an exhibit to the party" },
    access: officers,
    params: itemParams,
    reply: exhibitReply,
    row: "evidence.item",
    handle: (call) =>
      changing(call, "evidence.disclose", 200, (tx) =>
        discloseEvidence(tx, call.actor, { id: call.params.id, now: call.platform.now() }),
      ),
  }),
  route({
    id: "evidence.custody",
    method: "GET",
    path: "/api/v1/evidence/:id/custody",
    title: { zh: "证据流转记录", en: "Custody of an exhibit" },
    access: officers,
    params: itemParams,
    reply: custodyReply,
    row: "evidence.item",
    handle: async ({ platform, actor, params }) => {
      await platform.postgres.transact(actor, (tx) => readExhibit(tx, actor, params.id), { readOnly: true });
      const lines = await platform.postgres.transact(systemActor("evidence"), (tx) => custodyOf(tx, [params.id]), {
        readOnly: true,
      });
      return { items: lines.map(({ item: _, ...line }) => line) };
    },
  }),
  route({
    id: "evidence.package",
    method: "GET",
    path: "/api/v1/evidence/package",
    title: { zh: "导出证据包（ZIP，含目录、SM3 与签名）", en: "Evidence package (ZIP with manifest and signature)" },
    access,
    query: packageQuery,
    handle: ({ platform, actor, query }) => evidencePackage(platform, actor, query),
  }),
];

type Work = Parameters<typeof once<Exhibit>>[3];

/** Writes once and tells open pages of the owner. */
async function changing(call: Call, id: string, status: number, work: Work) {
  let scopes: string[] = [];
  let owner = "";
  const shown = await once(call, id, status, async (tx) => {
    const item = await work(tx);
    owner = item.owner.id;
    scopes = await scopesOf(tx, owner);
    return item;
  });
  if (owner !== "") call.platform.live.publish({ topic: "case", ids: [owner], scopes, at: call.platform.now() });
  return shown;
}
