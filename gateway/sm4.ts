import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Notation } from "#kernel/observation/device.ts";
import type { Cipher } from "#protocols/hj212/cipher.ts";

/**
 * SM4-ECB without padding for the data area of HJ 212-2025. The reading of the standard behind it comes from secondary sources:
 * `cipherVerified` in the codec says so, and so does every screen that shows an encrypted device.
 */
export function sm4Cipher(keyHex: string, notation: Notation): Cipher {
  const key = Buffer.from(keyHex, "hex");
  const run = (make: typeof createCipheriv | typeof createDecipheriv, block: Uint8Array): Uint8Array => {
    const cipher = make("sm4-ecb", key, null);
    cipher.setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]);
  };
  return {
    encryptBlock: (block) => run(createCipheriv, block),
    decryptBlock: (block) => run(createDecipheriv, block),
    notation,
  };
}

/** A key as people type it: 16 characters, or 32 hexadecimal digits. */
export function keyHex(key: string): string {
  return key.length === 32 ? key.toLowerCase() : Buffer.from(key, "latin1").toString("hex");
}
