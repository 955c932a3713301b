import { z } from "zod";
import { once } from "#kernel/identity/idempotency.server.ts";
import { officers } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import { personOf } from "#kernel/identity/session.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import {
  keyReply,
  objectName,
  revocationBody,
  signatureParams,
  signaturesReply,
  signedReply,
  signingBody,
} from "./contract.ts";
import { ownKey, revokeKey } from "./key.server.ts";
import { signaturePackage } from "./package.server.ts";
import { listSignatures } from "./reading.server.ts";
import { readSignable } from "./signable.server.ts";
import { revokeSignature, signVersion } from "./signature.server.ts";
import { fingerprint } from "./signed-text.ts";

const access = [...officers, "partner", "enterprise"] as const;
const ofObject = z.object({ object: objectName });

/** Signatures of whatever can be signed, and the signer's own key. */
export const signatureRoutes: Route[] = [
  route({
    id: "signature.list",
    method: "GET",
    path: "/api/v1/signatures",
    title: { zh: "签名及其验证结果", en: "Signatures, each verified" },
    access,
    query: ofObject,
    reply: signaturesReply,
    handle: ({ platform, actor, query }) =>
      platform.postgres.transact(actor, (tx) => listSignatures(tx, actor, query.object), { readOnly: true }),
  }),
  route({
    id: "signature.sign",
    method: "POST",
    path: "/api/v1/signatures",
    title: { zh: "签名", en: "Sign a version" },
    access,
    status: 201,
    body: signingBody,
    reply: signedReply,
    handle: (call) =>
      once(call, "signature.sign", 201, async (tx) => {
        const { object, version, password, capacity, method } = call.body;
        const what = await readSignable(tx, object);
        if (!what?.open) return refuse("signature.object", { field: "object" });
        if (what.version !== version)
          return refuse("version.conflict", {
            field: "version",
            values: { who: "", at: "", current: what.version, base: version },
            extra: { current: what.version },
          });
        return signVersion(tx, call.actor, {
          object,
          row: what.row,
          version,
          content: what.content,
          document: what.document,
          password,
          method,
          at: call.platform.now(),
          ...(capacity ? { capacity } : {}),
        });
      }),
  }),
  route({
    id: "signature.revoke",
    method: "POST",
    path: "/api/v1/signatures/:id/revocation",
    title: { zh: "撤销本人的签名", en: "Revoke a signature of one's own" },
    access,
    params: signatureParams,
    body: revocationBody,
    handle: (call) =>
      once(call, "signature.revoke", 200, (tx) =>
        revokeSignature(tx, call.actor, {
          id: call.params.id,
          reason: call.body.reason,
          now: call.platform.now(),
        }),
      ),
  }),
  route({
    id: "signature.package",
    method: "GET",
    path: "/api/v1/signatures/package",
    title: { zh: "导出签名包（ZIP，可离线核验）", en: "Signature package (ZIP, verified offline)" },
    access,
    query: ofObject,
    handle: ({ platform, actor, query }) => signaturePackage(platform, actor, query.object),
  }),
  route({
    id: "signature.key.read",
    method: "GET",
    path: "/api/v1/signing-key",
    title: { zh: "本人的签名密钥", en: "One's own signing key" },
    access,
    reply: keyReply,
    handle: ({ platform, actor }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const key = await ownKey(tx, personOf(actor).id);
          if (!key) return { key: null };
          const { publicKey, madeAt } = key;
          return { key: { publicKey, fingerprint: fingerprint(publicKey), made: isoTime(madeAt) } };
        },
        { readOnly: true },
      ),
  }),
  route({
    id: "signature.key.revoke",
    method: "POST",
    path: "/api/v1/signing-key/revocation",
    title: { zh: "停用本人的签名密钥", en: "Revoke one's own signing key" },
    access,
    body: revocationBody,
    reply: keyReply,
    handle: (call) =>
      once(call, "signature.key.revoke", 200, async (tx) => {
        const person = personOf(call.actor);
        const key = await ownKey(tx, person.id);
        if (!key) return refuse("not-found", { values: { what: { zh: "签名密钥", en: "A signing key" } } });
        await revokeKey(tx, person, key, { reason: call.body.reason, now: call.platform.now() });
        return { key: null };
      }),
  }),
];
