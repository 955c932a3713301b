import type { Profile } from "#kernel/observation/profile.server.ts";
import type { Cipher } from "#protocols/hj212/cipher.ts";
import { sm4Cipher } from "./sm4.ts";

const ciphers = new WeakMap<Profile, Cipher>();

/** The cipher of a device that has a key; made once for each profile. */
export function cipherOf(profile: Profile): Cipher | undefined {
  if (profile.key === undefined) return undefined;
  let cipher = ciphers.get(profile);
  if (!cipher) {
    cipher = sm4Cipher(profile.key, profile.notation);
    ciphers.set(profile, cipher);
  }
  return cipher;
}
