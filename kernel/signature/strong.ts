/**
 * The port for strong signatures: a UKey in the signer's hands, or a unit's seal at a CA or an electronic-seal service. What is connected
 * implements this and is given to `provideStrongSigner`; nothing is connected by default, and the screens say so (未接入).
 */
export type StrongSigner = Readonly<{
  /** What the screens call it, e.g. the name of the service. */
  name: string;
  /** The signer's public key (uncompressed point, hexadecimal) and certificate chain (PEM). */
  certificate(person: string): Promise<Readonly<{ publicKey: string; chain: string }>>;
  /** DER signature (SM2 with SM3, GB/T 32918) of the UTF-8 text, hexadecimal. */
  sign(person: string, text: string): Promise<string>;
}>;

let connected: StrongSigner | undefined;

export function provideStrongSigner(signer: StrongSigner): void {
  connected = signer;
}

export const strongSigner = (): StrongSigner | undefined => connected;
