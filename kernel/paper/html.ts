import { type Block, urgencies } from "./content.ts";
import { escapeHtml } from "./escape.ts";
import { type Face, markText } from "./face.ts";
import { markSize, measure } from "./layout.ts";
import { drawnSeal } from "./seal-drawing.ts";
import { sheetCss, signIndentEm } from "./sheet.ts";

/**
 * A face as one HTML page: the PDF is printed from it, and the preview beside the editor shows it. Nothing in it runs, and nothing in it
 * is fetched but the fonts that stand beside it.
 */
export type HtmlOptions = Readonly<{
  /** Style sheets of the fonts. */
  fontCss?: readonly string[];
  /** The number of pages, once known: the foot of the paper then stands at the bottom of the last. */
  pages?: number;
}>;

const e = escapeHtml;

export function paperHtml(face: Face, options: HtmlOptions = {}): string {
  const links = (options.fontCss ?? []).map((href) => `<link rel="stylesheet" href="${e(href)}">`).join("");
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${e(face.title)}</title>${links}<style>${sheetCss}</style></head>
<body class="body">${sheet(face, options.pages)}</body></html>`;
}

/** The same sheet to stand on a page of the application, in a shadow root of its own. */
export const previewHtml = (face: Face): string =>
  `<style>${sheetCss}</style><div class="body preview">${sheet(face, undefined)}</div>`;

function sheet(face: Face, pages: number | undefined): string {
  const { layout } = face;
  // the text of the first page of a letter begins higher, and ends where every other ends
  const height =
    (pages ?? 0) * measure("text-height") + (layout === "letter" ? measure("margin-top") - measure("letter-top") : 0);
  const placed = pages === undefined ? "" : ` style="height: ${height - 0.2}mm"`;
  return `<article class="sheet ${layout}${pages === undefined ? "" : " placed"}"${placed}>${head(face)}${body(face)}${layout === "form" ? formFoot(face) : signature(face) + colophon(face)}</article>`;
}

function head(face: Face): string {
  const number = face.number ?? "";
  const replaced = face.replaced ? `<p class="replaced">${e(face.replaced)}</p>` : "";
  if (face.layout === "form")
    return `${replaced}<h1>${e(face.title)}</h1><p class="number">${number ? `编号：${e(number)}` : "编号：&emsp;&emsp;&emsp;"}</p>`;
  const urgency = face.urgency === "none" ? "" : `<div class="over">${e(urgencies[face.urgency].zh)}</div>`;
  const shown = number ? e(number) : "（未编号）";
  const title = `<h1>${e(face.title)}</h1>`;
  if (face.layout === "letter")
    return `${mark(face, 13)}<div class="rule"></div>${urgency}<p class="number">${shown}</p>${replaced}${title}`;
  const line = face.upward
    ? `<p class="number upward"><span>${shown}</span><span>签发人：${e(face.issuerName ?? "")}</span></p>`
    : `<p class="number">${shown}</p>`;
  return `${urgency}${mark(face, 19)}${line}<div class="rule"></div>${replaced}${title}`;
}

function mark(face: Face, tallestMm: number): string {
  const text = markText(face);
  const { heightMm, scale } = markSize(text, measure("text-width") - 4, tallestMm);
  return `<div class="mark" style="font-size: ${heightMm.toFixed(2)}mm"><span style="transform: scaleX(${scale.toFixed(3)})">${e(text)}</span></div>`;
}

function body({ content }: Face): string {
  const addressee = content.addressee.length > 0 ? `<p class="addressee">${e(content.addressee.join("、"))}：</p>` : "";
  const attachments =
    content.attachments.length > 0
      ? `<div class="attachments"><span>附件：</span><span>${content.attachments.map((one, n) => (content.attachments.length > 1 ? `${n + 1}. ${e(one)}` : e(one))).join("<br>")}</span></div>`
      : "";
  return addressee + content.blocks.map(block).join("") + attachments;
}

export function block(one: Block): string {
  if (one.type === "heading") return `<h${one.level + 1}>${e(one.text)}</h${one.level + 1}>`;
  if (one.type === "paragraph") return `<p${one.plain ? ' class="plain"' : ""}>${e(one.text)}</p>`;
  if (one.type === "fields")
    return `<table class="fields"><tbody>${one.rows.map(({ title, value }) => `<tr><th>${e(title)}</th><td>${e(value)}</td></tr>`).join("")}</tbody></table>`;
  if (one.type === "opinion")
    return `<div class="opinion"><span><b>${e(one.title)}</b>${e(one.text)}</span><small>${one.by ? e(one.by) : "签名：&emsp;&emsp;&emsp;&emsp;&emsp;年&emsp;月&emsp;日"}</small></div>`;
  const total = one.widths?.reduce((sum, width) => sum + width, 0) ?? 0;
  const columns = one.widths
    ? `<colgroup>${one.widths.map((width) => `<col style="width: ${((width / total) * 100).toFixed(2)}%">`).join("")}</colgroup>`
    : "";
  const cells = (tag: string, row: readonly string[]) => row.map((cell) => `<${tag}>${e(cell)}</${tag}>`).join("");
  return `<table>${columns}<thead><tr>${cells("th", one.head)}</tr></thead><tbody>${one.rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("")}</tbody></table>`;
}

function signature(face: Face): string {
  const remark = face.content.remark ? `<p class="remark">（${e(face.content.remark)}）</p>` : "";
  return `<div class="sign${face.seals.length > 0 ? " sealed" : ""}"><div style="margin-right: ${signIndentEm(face.organName)}em">${seals(face)}<p>${e(face.organName)}</p><p>${face.issuedOn ?? "（未签发）"}</p></div></div>${remark}`;
}

const seals = (face: Face): string =>
  face.seals.length === 0
    ? ""
    : `<div class="seals">${face.seals.map(({ image, organName }) => (image ? `<img alt="" src="${e(image)}">` : drawnSeal(organName))).join("")}</div>`;

function formFoot(face: Face): string {
  const sealed = face.seals.length > 0 ? signature(face) : "";
  return `${sealed}<p class="foot">${e(footText(face))}</p>`;
}

function colophon(face: Face): string {
  const copy =
    face.content.copyTo.length > 0 ? `<div><span>抄送：${e(face.content.copyTo.join("，"))}。</span></div>` : "";
  return `<div class="colophon">${copy}<div><span>${e(face.organName)}</span><span>${face.issuedOn ? `${face.issuedOn}印发` : ""}</span></div><p class="foot">${e(footText(face))}</p></div>`;
}

export const footText = (face: Face): string => `${face.foot}${face.sample ? "　示例数据" : ""}`;
