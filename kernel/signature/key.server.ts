import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import type { SigningKey } from "#kernel/audit/signing.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { passwordMatches } from "#kernel/identity/password.server.ts";
import { signInRules } from "#kernel/identity/session.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { newSealedKey, openSealedKey, resealKey, type SealedKey } from "./sealed-key.server.ts";
import { fingerprint } from "./signed-text.ts";

/** The signing key of a person: made at the first signature, opened by the password, replaced when it can no longer be opened. */
export type Person = Extract<Actor, { kind: "person" }>;
export type OwnKey = Readonly<{ id: string; publicKey: string; madeAt: number; sealed: SealedKey }>;
export type OpenedKey = Readonly<{
  id: string;
  publicKey: string;
  key: SigningKey;
  /** `renewed`: the former key could not be opened, because an administrator had set a new password; it was revoked. */
  made: "new" | "renewed" | null;
}>;

/** The person's key in force, or undefined before the first signature. */
export async function ownKey(tx: Tx, person: string): Promise<OwnKey | undefined> {
  const { rows } = await sql<{ id: string; public_key: string; made_at: Date; sealed: SealedKey }>`
    select id, public_key, made_at, sealed from signature.key where person = ${person} and revoked_at is null`.execute(
    tx,
  );
  const row = rows[0];
  return row && { id: row.id, publicKey: row.public_key, madeAt: row.made_at.getTime(), sealed: row.sealed };
}

/** Opens the person's key with the password, making one where there is none that it opens. */
export async function openOwnKey(tx: Tx, actor: Person, password: string, now: number): Promise<OpenedKey> {
  await checkPassword(tx, actor.id, password, now);
  // two first signatures at once must not make two keys
  await sql`select pg_advisory_xact_lock(7212065, hashtext(${actor.id}))`.execute(tx);
  const known = await ownKey(tx, actor.id);
  if (known) {
    const owner = { person: actor.id, publicKey: known.publicKey };
    const key = await openSealedKey(known.sealed, owner, password);
    if (key) return { id: known.id, publicKey: known.publicKey, key, made: null };
    await revokeKey(tx, actor, known, { reason: "密码由管理员重设，旧密钥无法再启用", now });
  }
  const { publicKey, sealed, key } = await newSealedKey(actor.id, password);
  const id = uuidv7(now);
  await sql`insert into signature.key (id, person, public_key, sealed, made_at)
    values (${id}, ${actor.id}, ${publicKey}, ${JSON.stringify(sealed)}::jsonb, ${new Date(now)})`.execute(tx);
  await recordAct(tx, actor, {
    act: "signature.key.make",
    object: `signature.key/${id}`,
    detail: { publicPoint: publicKey, replaces: known?.id ?? null },
  });
  return { id, publicKey, key, made: known ? "renewed" : "new" };
}

export async function revokeKey(
  tx: Tx,
  actor: Person,
  key: OwnKey,
  { reason, now }: { reason: string; now: number },
): Promise<void> {
  await sql`update signature.key set revoked_at = ${new Date(now)}, revoked_reason = ${reason} where id = ${key.id}`.execute(
    tx,
  );
  await recordAct(tx, actor, {
    act: "signature.key.revoke",
    object: `signature.key/${key.id}`,
    detail: { reason, fingerprint: fingerprint(key.publicKey) },
  });
}

/**
 * Seals the person's key anew when that person changes the password; asked in the transaction of the change, after the old password was
 * checked. A key that the old password does not open is left as it is: the next signature replaces it and says so.
 */
export async function resealOwnKey(
  tx: Tx,
  person: string,
  passwords: Readonly<{ old: string; next: string }>,
): Promise<void> {
  const key = await ownKey(tx, person);
  const sealed = key && (await resealKey(key.sealed, { person, publicKey: key.publicKey }, passwords));
  if (sealed)
    await sql`update signature.key set sealed = ${JSON.stringify(sealed)}::jsonb where id = ${key.id}`.execute(tx);
}

/**
 * Wrong passwords of each person. Kept by the process and not in the store, because a refusal takes its transaction back; with several
 * processes a guesser has as many tries as there are of them.
 */
const failures = new Map<string, { count: number; until: number }>();

async function checkPassword(tx: Tx, person: string, password: string, now: number): Promise<void> {
  const { rows } = await sql<{ hash: string | null }>`select signature.own_password() as hash`.execute(tx);
  const hash = rows[0]?.hash;
  const failed = failures.get(person);
  if (failed && failed.count >= signInRules.attempts && failed.until > now)
    refuse("sign-in.locked", {
      field: "password",
      values: { attempts: signInRules.attempts, until: clockText(failed.until) },
    });
  if (hash && (await passwordMatches(password, hash))) {
    failures.delete(person);
    return;
  }
  const count = failed && failed.until > now ? failed.count + 1 : 1;
  failures.set(person, { count, until: now + signInRules.lockMinutes * 60_000 });
  refuse("signature.password", { field: "password" });
}
