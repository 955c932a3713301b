import { pageOf, safe } from "#kernel/file/package.ts";
import { clockText } from "#kernel/time.ts";
import { audiences, evidenceKinds } from "./exhibit.ts";
import type { Manifest, ManifestExhibit } from "./manifest.ts";

/** The first page of a package, for people: one file without scripts, that opens from a folder and prints on A4. */
export function indexPage(manifest: Manifest): string {
  const { owner, made, audience, exhibits } = manifest;
  const title = `证据目录 ${owner.number ?? ""}`.trim();
  return pageOf(
    title,
    `<h1>证据目录</h1>
<p>${safe(owner.title)}${owner.number ? `（${safe(owner.number)}）` : ""}</p>
<p>用途：${audiences[audience].zh} · 制作：${safe(made.organ ?? "")} ${safe(made.by)} · ${timeText(made.at)} · 共 ${exhibits.length} 项</p>
<p>每个文件的 SM3 值与本目录的签名见 manifest.json、signature.json；核验：<code>npm run admin -- verify-package 本压缩包</code></p>
<table><thead><tr><th>编号</th><th>证据</th><th>时间、地点、提交人</th><th>文件与 SM3</th></tr></thead><tbody>
${exhibits.map(row).join("\n")}
</tbody></table>`,
  );
}

function row(item: ManifestExhibit): string {
  const kind = evidenceKinds[item.kind as keyof typeof evidenceKinds].zh;
  const shown = item.file && /^image\/(jpeg|png|webp|gif)$/.test(item.mediaType);
  const what = [
    shown && item.file ? `<a href="${safe(item.file.path)}"><img src="${safe(item.file.path)}" alt=""></a>` : "",
    `${item.withdrawn ? `<del class="gone">${safe(item.name)}</del>` : safe(item.name)}（${kind}）`,
    item.note ? safe(item.note) : "",
    item.redaction ? `遮盖件，遮盖理由：${safe(item.redaction)}` : "",
    item.withdrawn ? `已撤回：${safe(item.withdrawn.reason)}` : "",
  ];
  const where = [
    item.takenAt ? `拍摄 ${timeText(item.takenAt)}` : "",
    item.position ? `${item.position.lon.toFixed(6)}, ${item.position.lat.toFixed(6)}（2000 国家大地坐标系）` : "",
    item.device ? `设备 ${safe(item.device)}` : "",
    `提交 ${timeText(item.recordedAt)} ${safe([item.organ, item.recordedBy].filter(Boolean).join(" "))}`,
    ...item.differences.map((difference) => `<span class="doubt">${safe(difference)}</span>`),
  ];
  const file = item.file
    ? `<a href="${safe(item.file.path)}">${safe(item.file.path)}</a>（${item.file.size} 字节）<br><code>${item.file.sm3}</code>`
    : `<span class="gone">${withheld[item.withheld ?? "not-disclosed"]}</span>`;
  return `<tr><td>${safe(item.label)}</td><td>${lines(what)}</td><td>${lines(where)}</td><td>${file}</td></tr>`;
}

const withheld = {
  withdrawn: "已撤回，不附文件",
  redacted: "原件不附，见遮盖件",
  "not-disclosed": "未披露，不附文件",
} as const;

const lines = (parts: readonly string[]): string => parts.filter(Boolean).join("<br>");
const timeText = (iso: string): string => clockText(Date.parse(iso));
