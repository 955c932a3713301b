import { sql } from "kysely";
import type { z } from "zod";
import { type Route, route } from "#kernel/identity/route.ts";
import { civilDate, isoTime } from "#kernel/time.ts";
import { systemActor } from "#store/actor.ts";
import type { Postgres, Tx } from "#store/postgres.ts";
import { type AuditItem, auditPage, auditQuery, proofReply, type SealReply, sealReply } from "./contract.ts";
import { keyFolder } from "./sealer.server.ts";
import { knownPublicKey } from "./signing.server.ts";
import { type AuditProof, verifyAudit } from "./verify.server.ts";

const reader = systemActor("audit");

/** The audit is read by the audit administrator alone; its tables are closed to every person's role in the store. */
export const auditRoutes: Route[] = [
  route({
    id: "audit.list",
    method: "GET",
    path: "/api/v1/audit",
    title: { zh: "审计记录", en: "Audit lines" },
    access: ["auditadmin"],
    query: auditQuery,
    reply: auditPage,
    handle: ({ platform, query }) =>
      platform.postgres.transact(reader, (tx) => listLines(tx, query), { readOnly: true }),
  }),
  route({
    id: "audit.seal.read",
    method: "GET",
    path: "/api/v1/audit/seal",
    title: { zh: "审计封存状态", en: "State of the audit seal" },
    access: ["auditadmin"],
    reply: sealReply,
    handle: ({ platform }) =>
      platform.postgres.transact(reader, (tx) => readSeal(tx, platform.now()), { readOnly: true }),
  }),
  route({
    id: "audit.verify",
    method: "GET",
    path: "/api/v1/audit/verify",
    title: { zh: "核验审计", en: "Verify the audit" },
    access: ["auditadmin"],
    reply: proofReply,
    handle: async ({ platform }) => {
      const proof = await verifyOnce(platform.postgres, platform.settings.dataFolder);
      return { ...proof, signers: [...proof.signers], problems: [...proof.problems] };
    },
  }),
];

let underWay: Promise<AuditProof> | undefined;

/** A proof reads the whole audit: whoever asks while one is under way is given the same. */
function verifyOnce(postgres: Postgres, dataFolder: string): Promise<AuditProof> {
  underWay ??= verifyAudit(postgres, { trustedKey: knownPublicKey(keyFolder(dataFolder)) }).finally(() => {
    underWay = undefined;
  });
  return underWay;
}

type LineRow = {
  seq: number;
  id: string;
  at: Date;
  actor: string;
  actor_name: string;
  act: string;
  object: string;
  detail: Record<string, unknown>;
  peer: string | null;
  hash: string;
  position: number | null;
};

async function listLines(tx: Tx, query: z.output<typeof auditQuery>) {
  const { after = null, actor = null, act = null, object = null, limit } = query;
  const found = await sql<LineRow>`
    select l.seq, l.id, l.at, l.actor, l.actor_name, l.act, l.object, l.detail, l.peer, l.hash, s.position
    from audit.line l left join audit.seal s on s.line = l.id
    where (${after}::bigint is null or l.seq < ${after}::bigint)
      and (${actor}::text is null or l.actor = ${actor} or strpos(l.actor_name, ${actor}) > 0)
      and (${act}::text is null or starts_with(l.act, ${act}))
      and (${object}::text is null or l.object = ${object})
    order by l.seq desc limit ${limit + 1}`.execute(tx);
  const rows = found.rows.slice(0, limit);
  const last = rows.at(-1);
  return {
    items: rows.map(presentLine),
    next: found.rows.length > limit && last ? String(last.seq) : null,
  };
}

const presentLine = (row: LineRow): AuditItem => ({
  id: row.id,
  at: isoTime(row.at.getTime()),
  actor: { id: row.actor, name: row.actor_name },
  act: row.act,
  object: row.object,
  detail: row.detail,
  peer: row.peer,
  hash: row.hash,
  sealed: row.position !== null,
  position: row.position,
});

async function readSeal(tx: Tx, now: number): Promise<SealReply> {
  const last = await sql<{ position: number; hash: string; sealed_at: Date }>`
    select position, hash, sealed_at from audit.seal order by position desc limit 1`.execute(tx);
  const tail = await sql<{ n: number }>`
    select count(*)::int as n from audit.line l, audit.sealer h
    where l.xid >= case when h.horizon > pg_snapshot_xmax(pg_current_snapshot()) then '0'::xid8 else h.horizon end
      and not exists (select from audit.seal s where s.line = l.id)`.execute(tx);
  const signed = await sql<{ position: number; hash: string; signed_at: Date; signature: string; public_key: string }>`
    select position, hash, signed_at, signature, public_key from audit.head order by signed_at desc limit 1`.execute(
    tx,
  );
  const head = last.rows[0];
  const signature = signed.rows[0];
  return {
    sealed: head?.position ?? 0,
    unsealed: tail.rows[0]?.n ?? 0,
    head: head
      ? {
          seq: head.position,
          hash: head.hash,
          at: isoTime(head.sealed_at.getTime()),
          signed: signature !== undefined && civilDate(signature.signed_at.getTime()) === civilDate(now),
        }
      : null,
    signature: signature
      ? {
          position: signature.position,
          hash: signature.hash,
          at: isoTime(signature.signed_at.getTime()),
          signature: signature.signature,
          publicKey: signature.public_key,
        }
      : null,
  };
}
