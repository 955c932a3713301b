import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Cipher } from "#protocols/hj212/cipher.ts";

/** The block cipher of a 2025 device; `key` is 32 hexadecimal digits. ECB gives each block out at once, so one cipher serves all. */
export function sm4(key: string, notation: Cipher["notation"] = "hex"): Cipher {
  const bytes = Buffer.from(key, "hex");
  const seal = createCipheriv("sm4-ecb", bytes, null).setAutoPadding(false);
  const open = createDecipheriv("sm4-ecb", bytes, null).setAutoPadding(false);
  return { encryptBlock: (block) => seal.update(block), decryptBlock: (block) => open.update(block), notation };
}
