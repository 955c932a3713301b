import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sm2 } from "sm-crypto-v2";

/**
 * SM2 signatures (GB/T 32918) with the key pair of this installation or of a person. Node makes and keeps the key, sm-crypto-v2 signs: what Node's
 * `crypto.sign` gives for an SM2 key is ECDSA on that curve, which no SM2 verifier accepts.
 */
export type SigningKey = Readonly<{
  /** Uncompressed point, 130 hexadecimal digits. */
  publicKey: string;
  /** DER signature of the UTF-8 text, hexadecimal. */
  sign(text: string): string;
}>;

/** GB/T 35276: the identity of a signer that was given none. */
export const signerId = "1234567812345678";
const options = { der: true, hash: true, userId: signerId } as const;

const keyFile = (folder: string): string => join(folder, "audit-sm2.pem");
const publicFile = (folder: string): string => join(folder, "audit-sm2.pub");

/** The key pair in `folder`; made at the first call, readable by this user alone. */
export function openSigningKey(folder: string): SigningKey {
  const path = keyFile(folder);
  if (!existsSync(path)) makeKey(folder, path);
  const key = createPrivateKey(readFileSync(path));
  const publicKey = publicPoint(key);
  if (!existsSync(publicFile(folder))) writeFileSync(publicFile(folder), `${publicKey}\n`);
  const secret = privateScalar(key);
  return keyOf({ publicKey, secret });
}

/** A key pair held in memory; `secret` is the private scalar, 64 hexadecimal digits. */
export type KeyPair = Readonly<{ publicKey: string; secret: string }>;

export const keyOf = ({ publicKey, secret }: KeyPair): SigningKey => ({
  publicKey,
  sign: (text) => sm2.doSignature(text, secret, { ...options, publicKey }),
});

/** A new key pair that stands nowhere yet. */
export function newKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "SM2" });
  return { publicKey: publicPoint(privateKey), secret: privateScalar(privateKey) };
}

/** The public key kept in `folder`, or undefined where nothing was ever signed from. */
export function knownPublicKey(folder: string): string | undefined {
  return existsSync(publicFile(folder)) ? readFileSync(publicFile(folder), "utf8").trim() : undefined;
}

export function signatureHolds(text: string, signature: string, publicKey: string): boolean {
  try {
    return sm2.doVerifySignature(text, signature, publicKey, options);
  } catch {
    // not a signature, or not a point of the curve
    return false;
  }
}

/** Two processes may start at once: the link fails for the second, which then reads the key of the first. */
function makeKey(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const part = `${path}.${process.pid}`;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "SM2" });
  writeFileSync(part, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600 });
  try {
    linkSync(part, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  } finally {
    rmSync(part);
  }
}

/** The last 65 bytes of a SubjectPublicKeyInfo are the uncompressed point. */
const publicPoint = (key: KeyObject): string =>
  createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-65).toString("hex");

/** ECPrivateKey (RFC 5915) begins with version 1 and an octet string of 32 bytes. */
function privateScalar(key: KeyObject): string {
  const der = key.export({ format: "der", type: "pkcs8" });
  const at = der.indexOf(Buffer.from([0x02, 0x01, 0x01, 0x04, 0x20]));
  if (at < 0) throw new Error("the audit key is not an EC private key in PKCS#8");
  return der.subarray(at + 5, at + 37).toString("hex");
}
