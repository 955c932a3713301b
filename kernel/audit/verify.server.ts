import { sql } from "kysely";
import { systemActor } from "#store/actor.ts";
import type { Postgres, Tx } from "#store/postgres.ts";
import { sm3 } from "./audit.server.ts";
import { auditText } from "./line.ts";
import { genesis, headText, sealText } from "./seal.ts";
import { signatureHolds } from "./signing.server.ts";

/**
 * Proves the audit from what is stored: every line has the content that its hash was taken over, every seal names its line and the seal
 * before it, no position and no line is missing, every signed head is where it was signed. Lines that the sealer has not reached are
 * counted as the unsealed tail. Reads in small transactions, so that it can run beside the day's work.
 */
export type AuditProblem = Readonly<{ position?: number; line?: string; zh: string; en: string }>;
export type AuditProof = Readonly<{
  sealed: number;
  unsealed: number;
  heads: number;
  /** Keys that signed a head; compare them with the one that was written down when the platform was installed. */
  signers: readonly string[];
  problems: readonly AuditProblem[];
}>;

type Found = (problem: AuditProblem) => void;
const verifier = systemActor("audit-verify");
const batch = 2000;
/** A broken chain breaks at every seal that follows; this many sentences are told. */
const told = 100;

/** @param trustedKey the installation's public key; heads signed by another are then a problem */
export async function verifyAudit(
  postgres: Postgres,
  { trustedKey }: { trustedKey?: string | undefined } = {},
): Promise<AuditProof> {
  const problems: AuditProblem[] = [];
  let more = 0;
  const found: Found = (problem) => {
    if (problems.length < told) problems.push(problem);
    else more += 1;
  };
  const read = <R>(work: (tx: Tx) => Promise<R>): Promise<R> => postgres.transact(verifier, work, { readOnly: true });

  const horizon = await read(readHorizon);
  const hashes = await verifyHeads(read, trustedKey, found);
  const sealed = await verifyChain(read, hashes.heads, found);
  const unsealed = await verifyLines(read, horizon, found);
  if (more > 0) problems.push({ zh: `另有 ${more} 处问题未逐条列出。`, en: `${more} more problems are not listed.` });
  return { sealed, unsealed, heads: hashes.heads.length, signers: hashes.signers, problems };
}

type Read = <R>(work: (tx: Tx) => Promise<R>) => Promise<R>;
type Head = { position: number; hash: string; signed_at: Date; signature: string; public_key: string };

/** The horizon of this server; one that another server kept says nothing here. */
async function readHorizon(tx: Tx): Promise<string> {
  const found = await sql<{ horizon: string }>`
    select case when horizon > pg_snapshot_xmax(pg_current_snapshot()) then '0' else horizon::text end as horizon
    from audit.sealer`.execute(tx);
  return found.rows[0]?.horizon ?? "0";
}

async function verifyHeads(read: Read, trustedKey: string | undefined, found: Found) {
  const heads = await read(
    async (tx) =>
      (
        await sql<Head>`select position, hash, signed_at, signature, public_key from audit.head
          order by position, signed_at`.execute(tx)
      ).rows,
  );
  for (const head of heads) {
    const { position } = head;
    const day = head.signed_at.toISOString();
    if (!signatureHolds(headText(position, head.hash, day), head.signature, head.public_key))
      found({
        position,
        zh: `第 ${position} 位的链头签名（${day}）无效：链头、日期或签名被改动。`,
        en: `The signature of the head at position ${position} (${day}) does not hold: head, date or signature was changed.`,
      });
    else if (trustedKey !== undefined && head.public_key !== trustedKey)
      found({
        position,
        zh: `第 ${position} 位的链头（${day}）不是由本平台的密钥签名的。`,
        en: `The head at position ${position} (${day}) was not signed with the key of this platform.`,
      });
  }
  return { heads, signers: [...new Set(heads.map((head) => head.public_key))] };
}

type SealRow = { position: number; line: string; line_hash: string; prev: string; hash: string; present: boolean };

async function verifyChain(read: Read, heads: readonly Head[], found: Found): Promise<number> {
  const signed = new Map<number, Set<string>>();
  for (const head of heads) signed.set(head.position, (signed.get(head.position) ?? new Set()).add(head.hash));
  let after = 0;
  let hash = genesis;
  let sealed = 0;
  for (;;) {
    const rows = await read(
      async (tx) =>
        (
          await sql<SealRow>`select s.position, s.line, s.line_hash, s.prev, s.hash, l.id is not null as present
            from audit.seal s left join audit.line l on l.id = s.line
            where s.position > ${after} order by s.position limit ${batch}`.execute(tx)
        ).rows,
    );
    for (const row of rows) {
      checkSeal(row, { after, hash }, found);
      for (const other of signed.get(row.position) ?? [])
        if (other !== row.hash)
          found({
            position: row.position,
            line: row.line,
            zh: `第 ${row.position} 位的封存与已签名的链头不一致：此处或之前的封存在签名后被改写。`,
            en: `The seal at position ${row.position} differs from the signed head: it or one before it was rewritten after signing.`,
          });
      signed.delete(row.position);
      after = row.position;
      hash = row.hash;
    }
    sealed += rows.length;
    if (rows.length < batch) break;
  }
  for (const position of signed.keys())
    found({
      position,
      zh: `第 ${position} 位曾签名为链头，现在没有这一封存。`,
      en: `Position ${position} was signed as a head; there is no such seal now.`,
    });
  return sealed;
}

function checkSeal(row: SealRow, before: { after: number; hash: string }, found: Found): void {
  const { position, line } = row;
  const gap = position !== before.after + 1;
  if (gap)
    found({
      position: before.after + 1,
      zh: `第 ${before.after + 1} 位${position > before.after + 2 ? `至第 ${position - 1} 位` : ""}的封存缺失。`,
      en: `The seal at position ${before.after + 1}${position > before.after + 2 ? ` to ${position - 1}` : ""} is missing.`,
    });
  else if (row.prev !== before.hash)
    found({
      position,
      line,
      zh: `第 ${position} 位没有接上前一位：顺序被调换或封存被改写。`,
      en: `Position ${position} does not follow the one before it: the order or a seal was changed.`,
    });
  if (row.hash !== sm3(sealText(row.prev, row.line_hash, position)))
    found({
      position,
      line,
      zh: `第 ${position} 位封存的杂凑值与其内容不符。`,
      en: `The hash of the seal at position ${position} does not match its content.`,
    });
  if (!row.present)
    found({
      position,
      line,
      zh: `第 ${position} 位封存的审计记录 ${line} 已不存在。`,
      en: `The audit line ${line}, sealed at position ${position}, no longer exists.`,
    });
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
  request: string | null;
  hash: string;
  position: number | null;
  line_hash: string | null;
  old: boolean;
};

async function verifyLines(read: Read, horizon: string, found: Found): Promise<number> {
  let after = 0;
  let unsealed = 0;
  for (;;) {
    const rows = await read(
      async (tx) =>
        (
          await sql<LineRow>`select l.seq, l.id, l.at, l.actor, l.actor_name, l.act, l.object, l.detail, l.peer, l.request, l.hash,
              s.position, s.line_hash, l.xid < ${horizon}::xid8 as old
            from audit.line l left join audit.seal s on s.line = l.id
            where l.seq > ${after} order by l.seq limit ${batch}`.execute(tx)
        ).rows,
    );
    for (const row of rows) {
      checkLine(row, found);
      if (row.position === null) unsealed += 1;
      after = row.seq;
    }
    if (rows.length < batch) return unsealed;
  }
}

function checkLine(row: LineRow, found: Found): void {
  const place = row.position === null ? {} : { position: row.position };
  const { id, actor, act, object, detail, peer, request } = row;
  const text = auditText({
    id,
    at: row.at.toISOString(),
    actor,
    actorName: row.actor_name,
    act,
    object,
    detail,
    peer,
    request,
  });
  if (sm3(text) !== row.hash)
    found({
      ...place,
      line: id,
      zh: `审计记录 ${id}（${act}，${row.actor_name}）的内容被改动。`,
      en: `The content of audit line ${id} (${act}, ${row.actor_name}) was changed.`,
    });
  if (row.line_hash !== null && row.line_hash !== row.hash)
    found({
      ...place,
      line: id,
      zh: `审计记录 ${id} 的杂凑值与第 ${row.position} 位封存的不同。`,
      en: `The hash of audit line ${id} differs from the one sealed at position ${row.position}.`,
    });
  if (row.position === null && row.old)
    found({
      line: id,
      zh: `审计记录 ${id} 早该封存而没有封存：封存被删除，或记录是事后补入的。`,
      en: `Audit line ${id} should have been sealed long ago: its seal was removed, or it was put in afterwards.`,
    });
}
