import { PDFDocument } from "@cantoo/pdf-lib";
import type { Exhibit } from "#kernel/evidence/contract.ts";
import { evidenceKinds } from "#kernel/evidence/exhibit.ts";
import type { Files } from "#store/files.ts";
import { exhibitHtml } from "./binding-pages.ts";
import { fontCss, renderPdf } from "./pdf.server.ts";

/** A part of a bound file with its line in the catalogue. */
export type Bound = Readonly<{ title: string; number: string; date: string; document: PDFDocument }>;

/** A larger picture is named with its hash instead of printed: it would not fit the memory of one page. */
const imageLimit = 24 * 1024 * 1024;
const images = /^image\/(png|jpeg|webp|gif)$/;

/** One page for each exhibit, in the order of their numbers; behind it, where the exhibit is a PDF, its own pages. */
export async function exhibitPages(files: Files, exhibits: readonly Exhibit[]): Promise<Bound[]> {
  const bound: Bound[] = [];
  for (const item of exhibits) {
    const html = exhibitHtml(
      { label: item.label, name: item.name, caption: captionOf(item), image: await imageOf(files, item) },
      fontCss,
    );
    const document = await PDFDocument.load(await renderPdf(html));
    if (item.mediaType === "application/pdf") await addPages(files, document, item);
    const date = (item.takenAt ?? item.recorded.at).slice(0, 10);
    bound.push({ title: `证据 ${item.label}　${item.name}`, number: "", date, document });
  }
  return bound;
}

async function imageOf(files: Files, { mediaType, hash, size }: Exhibit): Promise<string | null> {
  if (!images.test(mediaType) || size > imageLimit || (await files.size(hash)) === undefined) return null;
  return `data:${mediaType};base64,${Buffer.from(await files.read(hash)).toString("base64")}`;
}

/** A scan stands in the file page by page; one that cannot be read (a password, damage) is only named. */
async function addPages(files: Files, document: PDFDocument, { hash, size }: Exhibit): Promise<void> {
  if (size > imageLimit || (await files.size(hash)) === undefined) return;
  const scan = await PDFDocument.load(await files.read(hash)).catch(() => undefined);
  if (!scan) return;
  for (const page of await document.copyPages(scan, scan.getPageIndices())) document.addPage(page);
}

function captionOf(item: Exhibit): string[] {
  const { position } = item;
  return [
    `类别：${evidenceKinds[item.kind].zh}　取证时间：${item.takenAt ? text(item.takenAt) : "未记录"}　设备：${item.device ?? "未记录"}`,
    position
      ? `取证位置：经度 ${position.lon.toFixed(6)}，纬度 ${position.lat.toFixed(6)}${item.accuracy === null ? "" : `，误差约 ${item.accuracy} 米`}`
      : "取证位置：未记录",
    `入卷：${text(item.recorded.at)}　${[item.recorded.organ, item.recorded.by].filter(Boolean).join(" ")}`,
    ...(item.note ? [`说明：${item.note}`] : []),
    ...(item.redaction ? [`本件为遮盖副本，理由：${item.redaction}`] : []),
    ...(item.withdrawn ? [`已撤回（${text(item.withdrawn.at)} ${item.withdrawn.by}）：${item.withdrawn.reason}`] : []),
    `SM3：${item.hash}`,
  ];
}

const text = (at: string): string => at.slice(0, 16).replace("T", " ");
