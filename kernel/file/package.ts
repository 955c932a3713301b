/**
 * What every package of ours has in common: a manifest in canonical JSON that names each file with its SM3, and a signature of the platform
 * over the text of the manifest. Who has the package and the platform's public key needs nothing else.
 */
export type Packed = Readonly<{ path: string; sm3: string; size: number }>;

export type Made = Readonly<{ at: string; by: string; organ: string | null; platform: string }>;

export type ManifestSignature = Readonly<{
  signs: "manifest.json";
  algorithm: "SM2-with-SM3";
  userId: string;
  manifestSm3: string;
  publicKey: string;
  signature: string;
}>;

/** Text in HTML. */
export const safe = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The look of a package's first page: without scripts and without anything from elsewhere, and fit for A4. */
export const pageOf = (title: string, body: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${safe(title)}</title>
<style>
body{font:14px/1.6 "Noto Sans SC","Source Han Sans SC","Microsoft YaHei",sans-serif;color:#1a2526;max-width:960px;margin:32px auto;padding:0 20px}
h1{font-size:22px;margin:0 0 4px}p{margin:4px 0}table{border-collapse:collapse;width:100%;margin-top:16px}
th,td{border:1px solid #d5dedf;padding:6px 8px;vertical-align:top;text-align:left}th{background:#f3f6f6;white-space:nowrap}
img{max-width:200px;max-height:150px;display:block;margin-bottom:4px}code{font:11px/1.4 monospace;word-break:break-all}
.doubt{color:#9a5b00}.gone{color:#63737a}tr{break-inside:avoid}@page{size:A4;margin:16mm}
</style></head><body>
${body}
</body></html>
`;
