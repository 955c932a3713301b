/**
 * The texts that the chain is made of. Changing one breaks every chain that was sealed; add a version instead.
 */

/** What stands before the first seal. */
export const genesis = "0".repeat(64);

/** SM3 over this is the hash of a seal. */
export const sealText = (prev: string, lineHash: string, position: number): string => `${prev}|${lineHash}|${position}`;

/** SM2 over this is the signature of a head; `signedAt` is ISO 8601 in UTC with milliseconds. */
export const headText = (position: number, hash: string, signedAt: string): string => `${position}|${hash}|${signedAt}`;
