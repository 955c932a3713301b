import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import { signatureHolds } from "#kernel/audit/signing.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { type OpenedKey, openOwnKey, type Person } from "./key.server.ts";
import { type SignatureMethod, type SignedText, signatureWords, signedText } from "./signed-text.ts";
import { strongSigner } from "./strong.ts";

/** Signing versions and checking what was signed. A signature is never changed; its signer may revoke it, and a newer version needs its own. */
export type Signing = Readonly<{
  /** "<kind>/<id>" */
  object: string;
  /** The protected row through which the signature is seen; the id of the object unless said. */
  row?: string;
  version: number;
  /** Any JSON value: its canonical text is kept with the signature. */
  content: unknown;
  /** SM3 of the rendered document of this version. */
  document?: string | null;
  /** As what the signer signs, e.g. 签发人. */
  capacity?: string;
  method?: SignatureMethod;
  password: string;
  /** Epoch milliseconds. */
  at: number;
}>;
export type Signed = Readonly<{
  id: string;
  at: string;
  publicKey: string;
  /** How a paper says it. */
  words: string;
  /** What became of the signer's key: made at this first signature, or made anew because the former could not be opened. */
  keyMade: "new" | "renewed" | null;
}>;

/** Signs a version in the name of the signed-in person; whom that person stands in for is part of what is signed. */
export async function signVersion(tx: Tx, actor: Actor, signing: Signing): Promise<Signed> {
  if (actor.kind !== "person") throw new Error("the platform itself signs nothing but its audit and its packages");
  const { object, version, method = "quick" } = signing;
  await refuseTwice(tx, actor, signing);
  const opened = method === "strong" ? await strongKey(actor) : await quickKey(tx, actor, signing);
  const content = canonical(signing.content);
  const signed: SignedText = {
    v: 1,
    object,
    version,
    content: sm3(content),
    document: signing.document ?? null,
    method,
    signer: { id: actor.id, name: actor.name, organ: actor.organ ?? null, organName: await organName(tx, actor) },
    capacity: signing.capacity ?? null,
    onBehalfOf: actor.onBehalfOf ? { id: actor.onBehalfOf.id, name: actor.onBehalfOf.name } : null,
    at: isoTime(signing.at),
    publicKey: opened.publicKey,
  };
  const text = signedText(signed);
  const id = uuidv7(signing.at);
  await insert(tx, {
    id,
    row: signing.row ?? idOf(object),
    signed,
    text,
    content,
    signature: await opened.sign(text),
    key: opened.id,
  });
  await recordAct(tx, actor, {
    act: "signature.sign",
    object,
    detail: { signature: id, version, method, content: signed.content, document: signed.document },
  });
  return { id, at: signed.at, publicKey: opened.publicKey, words: signatureWords(signed), keyMade: opened.made };
}

type Key = Readonly<{
  id: string | null;
  publicKey: string;
  made: OpenedKey["made"];
  sign(text: string): string | Promise<string>;
}>;

async function quickKey(tx: Tx, actor: Person, { password, at }: Signing): Promise<Key> {
  const { id, publicKey, key, made } = await openOwnKey(tx, actor, password, at);
  return { id, publicKey, made, sign: key.sign };
}

async function strongKey(actor: Person): Promise<Key> {
  const signer = strongSigner();
  if (!signer) return refuse("signature.strong", { field: "method" });
  const { publicKey } = await signer.certificate(actor.id);
  return { id: null, publicKey, made: null, sign: (text) => signer.sign(actor.id, text) };
}

const idOf = (object: string): string => object.slice(object.indexOf("/") + 1);

async function refuseTwice(tx: Tx, actor: Person, { object, version, capacity }: Signing): Promise<void> {
  const { rows } = await sql<{
    at: Date;
  }>`select at from signature.signature where object = ${object} and version = ${version}
    and signer = ${actor.id} and capacity is not distinct from ${capacity ?? null} and revoked_at is null
    and on_behalf_of is not distinct from ${actor.onBehalfOf?.id ?? null}::uuid`.execute(tx);
  if (rows[0]) refuse("signature.twice", { values: { at: clockText(rows[0].at.getTime()) } });
}

async function organName(tx: Tx, actor: Person): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`select name from organ.organ where id = ${actor.organ ?? null}`.execute(
    tx,
  );
  return rows[0]?.name ?? null;
}

type Line = Readonly<{
  id: string;
  row: string;
  signed: SignedText;
  text: string;
  content: string;
  signature: string;
  key: string | null;
}>;

async function insert(tx: Tx, { id, row, signed, text, content, signature, key }: Line): Promise<void> {
  const { signer, onBehalfOf } = signed;
  await sql`insert into signature.signature (id, object, row_id, version, method, text, content, document_hash, signature, key,
      public_key, signer, signer_name, organ, organ_name, capacity, on_behalf_of, on_behalf_of_name, at)
    values (${id}, ${signed.object}, ${row}, ${signed.version}, ${signed.method}, ${text}, ${content}, ${signed.document},
      ${signature}, ${key}, ${signed.publicKey}, ${signer.id}, ${signer.name}, ${signer.organ}, ${signer.organName},
      ${signed.capacity}, ${onBehalfOf?.id ?? null}, ${onBehalfOf?.name ?? null}, ${signed.at})`.execute(tx);
}

export type SignatureRow = Readonly<{
  id: string;
  object: string;
  version: number;
  text: string;
  content: string;
  signature: string;
  public_key: string;
  signer: string;
  revoked_at: Date | null;
  revoked_reason: string | null;
}>;

/** Signatures of an object that the reader sees, newest version and time first. */
export async function signaturesOf(tx: Tx, object: string): Promise<SignatureRow[]> {
  const { rows } =
    await sql<SignatureRow>`select id, object, version, text, content, signature, public_key, signer, revoked_at,
      revoked_reason from signature.signature where object = ${object} order by version desc, at desc, id`.execute(tx);
  return rows;
}

/** Checks a signature from its own row: what is stored is what was signed, by the key that it names. */
export function verifySignature(
  row: Pick<SignatureRow, "object" | "version" | "text" | "content" | "signature" | "public_key">,
): {
  holds: boolean;
  zh: string;
  en: string;
} {
  const signed = JSON.parse(row.text) as SignedText;
  if (signed.object !== row.object || signed.version !== row.version || signed.publicKey !== row.public_key)
    return { holds: false, zh: "签名与所签事项对不上。", en: "The signature is about something else." };
  if (sm3(row.content) !== signed.content)
    return { holds: false, zh: "所存内容不是签名时的内容。", en: "The content is not what was signed." };
  if (!signatureHolds(row.text, row.signature, row.public_key))
    return { holds: false, zh: "SM2 签名验证不通过。", en: "The SM2 signature does not hold." };
  return { holds: true, zh: "SM2 签名验证通过。", en: "The SM2 signature holds." };
}

/** Takes back the signer's own signature; it stays, crossed out, with the reason. */
export async function revokeSignature(
  tx: Tx,
  actor: Actor,
  { id, reason, now }: { id: string; reason: string; now: number },
): Promise<{ object: string }> {
  const { rows } = await sql<{ object: string; signer: string; revoked_at: Date | null }>`
    select object, signer, revoked_at from signature.signature where id = ${id}`.execute(tx);
  const row = rows[0];
  if (!row || actor.kind !== "person" || row.signer !== actor.id || row.revoked_at)
    return refuse("not-found", { values: { what: { zh: "您可撤销的签名", en: "A signature of yours" } } });
  await sql`update signature.signature set revoked_at = ${new Date(now)}, revoked_reason = ${reason} where id = ${id}`.execute(
    tx,
  );
  await recordAct(tx, actor, { act: "signature.revoke", object: row.object, detail: { signature: id, reason } });
  return { object: row.object };
}
