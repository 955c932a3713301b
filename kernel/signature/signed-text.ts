import { canonical } from "#kernel/audit/line.ts";
import type { Title } from "#kernel/title.ts";

/**
 * What a signature is put under: the canonical text of what was signed, by whom, as what and how. Changing the shape needs a new version, or
 * no older signature can be checked.
 */
export const methods = {
  quick: {
    zh: "快捷签名：凭本人登录密码启用存于平台的 SM2 密钥，未使用 UKey 或第三方 CA 证书",
    en: "Quick signature: an SM2 key kept by the platform, opened with the signer's password; no UKey, no CA certificate",
  },
  strong: {
    zh: "强签名：使用 UKey 或电子签章服务",
    en: "Strong signature: with a UKey or a seal service",
  },
} as const satisfies Record<string, Title>;
export type SignatureMethod = keyof typeof methods;

export type SignedText = Readonly<{
  v: 1;
  /** "<kind>/<id>" */
  object: string;
  version: number;
  /** SM3 of the canonical content of that version. */
  content: string;
  /** SM3 of the rendered document of that version, where there was one when it was signed. */
  document: string | null;
  method: SignatureMethod;
  signer: Readonly<{ id: string; name: string; organ: string | null; organName: string | null }>;
  /** As what the signer signs, e.g. 签发人. */
  capacity: string | null;
  onBehalfOf: Readonly<{ id: string; name: string }> | null;
  /** ISO 8601. */
  at: string;
  publicKey: string;
}>;

export const signedText = (signed: SignedText): string => canonical(signed);

/** How a paper says that it was signed: who, in whose place, when and what such a signature is. */
export function signatureWords(signed: Pick<SignedText, "method" | "signer" | "onBehalfOf" | "at">): string {
  const how =
    signed.method === "quick" ? "快捷电子签名（SM2，凭密码启用，非 UKey）" : "强电子签名（SM2，UKey 或签章服务）";
  return `${signed.signer.name} ${how}`;
}

/** The beginning of a public key, as people compare it. */
export const fingerprint = (publicKey: string): string => (publicKey.slice(2, 18).match(/.{4}/g) ?? []).join(" ");
