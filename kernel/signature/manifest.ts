import { type Made, type Packed, pageOf, safe } from "#kernel/file/package.ts";
import { clockText } from "#kernel/time.ts";
import { fingerprint, methods, type SignedText } from "./signed-text.ts";

/** A package of signatures: every version that was signed, its document where one was signed with it, and the signatures as they stand. */
export const manifestFormat = "saihan.signature-package";
export const manifestVersion = 1;

export type PackedSignature = Readonly<{
  /** The canonical text under which the signature stands. */
  text: string;
  signature: string;
  publicKey: string;
  /** Path of the content and of the document in the package; null where the document is not stored. */
  content: string;
  document: string | null;
  revoked: Readonly<{ at: string; reason: string }> | null;
}>;
export type SignatureManifest = Readonly<{
  format: typeof manifestFormat;
  version: number;
  object: Readonly<{ name: string; title: string | null }>;
  made: Made;
  index: Packed | null;
  files: readonly Packed[];
  signatures: readonly PackedSignature[];
}>;

/** The first page: who signed which version, as what, how, when. */
export function signaturePage({ object, made, signatures }: SignatureManifest): string {
  const title = `签名清单 ${object.title ?? object.name}`;
  return pageOf(
    title,
    `<h1>签名清单</h1>
<p>${safe(object.title ?? object.name)}</p>
<p>制作：${safe(made.organ ?? "")} ${safe(made.by)} · ${clockText(Date.parse(made.at))} · 共 ${signatures.length} 个签名</p>
<p>每个文件的 SM3 值与签名见 manifest.json、signature.json；核验：<code>npm run admin -- verify-package 本压缩包</code></p>
<table><thead><tr><th>版本</th><th>签名人</th><th>方式与时间</th><th>所签内容与公钥</th></tr></thead><tbody>
${signatures.map(row).join("\n")}
</tbody></table>`,
  );
}

function row({ text, content, document, revoked, publicKey }: PackedSignature): string {
  const signed = JSON.parse(text) as SignedText;
  const who = [
    safe([signed.signer.organName, signed.signer.name].filter(Boolean).join(" ")),
    signed.capacity ? safe(signed.capacity) : "",
    signed.onBehalfOf ? `代 ${safe(signed.onBehalfOf.name)}` : "",
    revoked ? `<span class="doubt">已撤销（${clockText(Date.parse(revoked.at))}）：${safe(revoked.reason)}</span>` : "",
  ];
  const files = [content, document].filter((path) => path !== null);
  return `<tr><td>${signed.version}</td><td>${who.filter(Boolean).join("<br>")}</td>
<td>${clockText(Date.parse(signed.at))}<br>${methods[signed.method].zh}</td>
<td>${files.map((path) => `<a href="${safe(path)}">${safe(path)}</a>`).join("<br>")}<br>公钥 ${fingerprint(publicKey)}…<br><code>${signed.content}</code></td></tr>`;
}
