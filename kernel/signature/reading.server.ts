import { sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Signature, Signatures } from "./contract.ts";
import { readSignable, type Signable } from "./signable.server.ts";
import { type SignatureRow, signaturesOf, verifySignature } from "./signature.server.ts";
import type { SignedText } from "./signed-text.ts";
import { strongSigner } from "./strong.ts";

/** The signatures of an object, each checked as it is read, and what may be signed now. */
export async function listSignatures(tx: Tx, actor: Actor, object: string): Promise<Signatures> {
  const signable = await readSignable(tx, object);
  const rows = await signaturesOf(tx, object);
  return {
    items: rows.map((row) => presented(row, actor, signable)),
    signable: signable ? { version: signable.version, title: signable.title, open: signable.open } : null,
    strong: strongSigner()?.name ?? null,
  };
}

function presented(row: SignatureRow, actor: Actor, signable: Signable | undefined): Signature {
  const signed = JSON.parse(row.text) as SignedText;
  const { holds, zh, en } = verifySignature(row);
  const content = compared(row, signed, signable);
  return {
    id: row.id,
    object: row.object,
    version: row.version,
    method: signed.method,
    signer: { id: signed.signer.id, name: signed.signer.name },
    organ: signed.signer.organName,
    capacity: signed.capacity,
    onBehalfOf: signed.onBehalfOf?.name ?? null,
    at: signed.at,
    publicKey: row.public_key,
    content: signed.content,
    document: signed.document,
    revoked: row.revoked_at ? { at: isoTime(row.revoked_at.getTime()), reason: row.revoked_reason ?? "" } : null,
    verdict: { holds, content, zh: zh + said[content].zh, en: en + said[content].en },
    mayRevoke: row.revoked_at === null && actor.kind === "person" && actor.id === row.signer,
  };
}

type Compared = Signature["verdict"]["content"];

function compared(row: SignatureRow, signed: SignedText, signable: Signable | undefined): Compared {
  if (!signable) return "unknown";
  if (signable.version !== row.version) return "changed";
  return sm3(canonical(signable.content)) === signed.content ? "same" : "changed";
}

const said: Readonly<Record<Compared, { zh: string; en: string }>> = {
  same: { zh: "内容自签名后未变。", en: " The content is as it was signed." },
  changed: { zh: "现行内容已不是所签的这一版。", en: " What stands now is not the version that was signed." },
  unknown: { zh: "", en: "" },
};
