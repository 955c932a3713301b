import { argon2, createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { type KeyPair, keyOf, newKeyPair, type SigningKey } from "#kernel/audit/signing.server.ts";

/**
 * The private key of a person as it is stored: encrypted with SM4-CTR and authenticated with HMAC-SM3 (encrypt-then-MAC) under keys derived
 * from that person's password by argon2id. Without the password nobody opens it, the platform's administrators included; a forgotten
 * password therefore means a new key, never the old one again.
 */
export type SealedKey = Readonly<{
  v: 1;
  kdf: Readonly<{ name: "argon2id"; memory: number; passes: number; parallelism: number; salt: string }>;
  iv: string;
  text: string;
  mac: string;
}>;

const derive = promisify(argon2);
/** Twice what the sign-in spends: a stolen row is worth a try. About 90 ms. */
const cost = { memory: 65_536, passes: 2, parallelism: 1 };
const keyBytes = { cipher: 16, mac: 32 };

export async function newSealedKey(person: string, password: string) {
  const pair = newKeyPair();
  return { publicKey: pair.publicKey, sealed: await seal(pair, person, password), key: keyOf(pair) };
}

async function seal(pair: KeyPair, person: string, password: string): Promise<SealedKey> {
  const kdf = { name: "argon2id" as const, ...cost, salt: randomBytes(16).toString("hex") };
  const { cipher, mac } = await keysFrom(password, kdf);
  const iv = randomBytes(16);
  const encrypt = createCipheriv("sm4-ctr", cipher, iv);
  const text = Buffer.concat([encrypt.update(Buffer.from(pair.secret, "hex")), encrypt.final()]).toString("hex");
  const bare = { v: 1 as const, kdf, iv: iv.toString("hex"), text };
  return { ...bare, mac: macOf(mac, bare, { person, publicKey: pair.publicKey }).toString("hex") };
}

/** The key, or undefined when this password does not open it. */
export async function openSealedKey(
  sealed: SealedKey,
  owner: Readonly<{ person: string; publicKey: string }>,
  password: string,
): Promise<SigningKey | undefined> {
  const pair = await unseal(sealed, owner, password);
  return pair && keyOf(pair);
}

/** The same key under another password, or undefined when the old one does not open it. */
export async function resealKey(
  sealed: SealedKey,
  owner: Readonly<{ person: string; publicKey: string }>,
  passwords: Readonly<{ old: string; next: string }>,
): Promise<SealedKey | undefined> {
  const pair = await unseal(sealed, owner, passwords.old);
  return pair && seal(pair, owner.person, passwords.next);
}

async function unseal(
  sealed: SealedKey,
  owner: Readonly<{ person: string; publicKey: string }>,
  password: string,
): Promise<KeyPair | undefined> {
  const { cipher, mac } = await keysFrom(password, sealed.kdf);
  if (!timingSafeEqual(macOf(mac, sealed, owner), Buffer.from(sealed.mac, "hex"))) return undefined;
  const decrypt = createDecipheriv("sm4-ctr", cipher, Buffer.from(sealed.iv, "hex"));
  const secret = Buffer.concat([decrypt.update(Buffer.from(sealed.text, "hex")), decrypt.final()]).toString("hex");
  return { publicKey: owner.publicKey, secret };
}

async function keysFrom(password: string, kdf: SealedKey["kdf"]): Promise<{ cipher: Buffer; mac: Buffer }> {
  const tag = (await derive("argon2id", {
    message: password.normalize("NFKC"),
    nonce: Buffer.from(kdf.salt, "hex"),
    memory: kdf.memory,
    passes: kdf.passes,
    parallelism: kdf.parallelism,
    tagLength: keyBytes.cipher + keyBytes.mac,
  })) as Buffer;
  return { cipher: tag.subarray(0, keyBytes.cipher), mac: tag.subarray(keyBytes.cipher) };
}

/** Bound to the person and the public key, so that a sealed key put into another's row opens for nobody. */
function macOf(
  key: Buffer,
  sealed: Pick<SealedKey, "iv" | "text" | "kdf">,
  owner: Readonly<{ person: string; publicKey: string }>,
): Buffer {
  const { kdf, iv, text } = sealed;
  const bound = [kdf.name, kdf.memory, kdf.passes, kdf.parallelism, kdf.salt, iv, text, owner.person, owner.publicKey];
  return createHmac("sm3", key).update(bound.join("|")).digest();
}
