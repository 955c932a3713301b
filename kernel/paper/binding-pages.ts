import type { CaseFacts } from "./case-facts.ts";
import { escapeHtml as e } from "./escape.ts";
import { fonts } from "./layout.ts";

/** The pages of a bound file that are not papers: cover, catalogue, exhibits, timeline, clocks, back cover. Printed like the papers. */
export type CatalogueLine = Readonly<{ title: string; number: string; date: string; from: number; to: number }>;
export type ExhibitPage = Readonly<{ label: string; name: string; caption: readonly string[]; image: string | null }>;

const family = (names: readonly string[]): string =>
  names.map((name) => (/^[a-z-]+$/.test(name) ? name : `"${name}"`)).join(", ");

const css = `
@page { size: A4; margin: 28mm 22mm 26mm 28mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 12pt/1.6 ${family(fonts.body)}; color: #000; }
h1 { font: 700 20pt/1.4 ${family(fonts.title)}; text-align: center; margin: 0 0 8mm; }
section { break-after: page; }
section:last-child { break-after: auto; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 4pt 5pt; text-align: left; vertical-align: top; overflow-wrap: anywhere; white-space: pre-wrap; }
th { font-weight: 700; text-align: center; }
.cover { height: 240mm; display: flex; flex-direction: column; justify-content: space-between; }
.cover .organ { text-align: center; font: 700 24pt/1.4 ${family(fonts.title)}; padding-top: 22mm; }
.cover .name { text-align: center; font: 700 40pt/1.4 ${family(fonts.title)}; letter-spacing: 0.4em; text-indent: 0.4em; }
.cover dl { display: grid; grid-template-columns: 8em 1fr; row-gap: 3mm; font-size: 15pt; margin: 0 8mm 20mm; }
.cover dt { text-align-last: justify; }
.cover dt::after { content: "："; }
.cover dd { margin: 0 0 0 0.6em; border-bottom: 0.5pt solid #000; min-height: 1.6em; }
.note { font-size: 9pt; color: #333; text-align: center; }
.exhibit { height: 240mm; display: flex; flex-direction: column; gap: 5mm; }
.exhibit img { flex: 1; min-height: 0; width: 100%; object-fit: contain; border: 0.5pt solid #999; }
.exhibit .none { flex: 1; border: 0.5pt solid #999; display: grid; place-content: center; text-align: center; }
.exhibit p { margin: 0; }
`;

const page = (sections: readonly string[], fontCss: readonly string[]): string =>
  `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">${fontCss.map((href) => `<link rel="stylesheet" href="${e(href)}">`).join("")}<style>${css}</style></head><body>${sections.map((one) => `<section>${one}</section>`).join("")}</body></html>`;

const dates = (text: string): string => text.slice(0, 10);

export type CoverFacts = Readonly<{
  facts: CaseFacts;
  opened: string;
  closed: string | null;
  bound: string;
  pages: number | null;
  copy: string;
}>;

export function coverHtml(
  { facts, opened, closed, bound, pages, copy }: CoverFacts,
  fontCss: readonly string[],
): string {
  const rows: readonly (readonly [string, string])[] = [
    ["案号", facts.number],
    ["案由", facts.title],
    ["当事人", facts.party?.name ?? facts.subject],
    ["办件类型", facts.definition.zh],
    ["承办单位", facts.organ.name],
    ["立案日期", dates(opened)],
    ["结案日期", closed ? dates(closed) : "未结案"],
    ["当前环节", facts.state],
    ["装订时间", bound],
    ["共计页数", pages === null ? "" : `${pages} 页`],
  ];
  return page(
    [
      `<div class="cover"><div class="organ">${e(facts.organ.name)}</div><div class="name">案卷</div><dl>${rows.map(([name, value]) => `<dt>${e(name)}</dt><dd>${e(value)}</dd>`).join("")}</dl><div class="note">${e([copy, facts.sample ? "示例数据" : ""].filter(Boolean).join("　"))}</div></div>`,
    ],
    fontCss,
  );
}

export function catalogueHtml(lines: readonly CatalogueLine[], fontCss: readonly string[]): string {
  const rows = lines.map(
    (line, n) =>
      `<tr><td style="text-align: center">${n + 1}</td><td>${e(line.title)}</td><td>${e(line.number)}</td><td>${e(line.date)}</td><td style="text-align: center">${line.from === line.to ? line.from : `${line.from}–${line.to}`}</td></tr>`,
  );
  return page(
    [
      `<h1>卷内目录</h1><table><colgroup><col style="width: 9%"><col><col style="width: 27%"><col style="width: 16%"><col style="width: 12%"></colgroup><thead><tr><th>序号</th><th>文件名</th><th>文号</th><th>日期</th><th>页码</th></tr></thead><tbody>${rows.join("")}</tbody></table>`,
    ],
    fontCss,
  );
}

/** One exhibit on one page, with its number and what is known of it; what cannot be printed is named with its hash. */
export const exhibitHtml = ({ label, name, caption, image }: ExhibitPage, fontCss: readonly string[]): string =>
  page(
    [
      `<div class="exhibit"><p><b>证据 ${e(label)}　${e(name)}</b></p>${image ? `<img alt="" src="${e(image)}">` : `<div class="none">本件不是可印的图片，随电子案卷保存。</div>`}<div>${caption.map((line) => `<p>${e(line)}</p>`).join("")}</div></div>`,
    ],
    fontCss,
  );

export function storyHtml(facts: CaseFacts, timeOf: (epoch: number) => string, fontCss: readonly string[]): string {
  const lines = facts.lines.map(
    (line) =>
      `<tr><td>${e(timeOf(line.at))}</td><td>${e(line.act)}</td><td>${e(line.who)}</td><td>${e([line.from && line.to && line.from !== line.to ? `${line.from} → ${line.to}` : "", ...line.filled.map(({ title, value }) => `${title}：${value}`), line.note].filter(Boolean).join("\n"))}</td></tr>`,
  );
  const clocks = facts.clocks.map(
    (clock) =>
      `<tr><td>${e(clock.title.zh)}</td><td>${e(clock.started.slice(0, 16).replace("T", " "))}</td><td>${e(clock.due.slice(0, 16).replace("T", " "))}</td><td>${e(clock.explanation.zh)}</td></tr>`,
  );
  const none = `<tr><td colspan="4">无</td></tr>`;
  return page(
    [
      `<h1>办理经过</h1><table><colgroup><col style="width: 19%"><col style="width: 15%"><col style="width: 26%"><col></colgroup><thead><tr><th>时间</th><th>事项</th><th>办理人</th><th>内容</th></tr></thead><tbody>${lines.join("")}</tbody></table>`,
      `<h1>期限及计算说明</h1><table><colgroup><col style="width: 18%"><col style="width: 18%"><col style="width: 18%"><col></colgroup><thead><tr><th>期限</th><th>起算</th><th>届满</th><th>计算说明</th></tr></thead><tbody>${clocks.join("") || none}</tbody></table>`,
    ],
    fontCss,
  );
}

export function backHtml(lines: readonly string[], fontCss: readonly string[]): string {
  return page(
    [
      `<h1>卷内备考表</h1>${lines.map((line) => `<p>${e(line)}</p>`).join("")}<p style="margin-top: 20mm">立卷人：&emsp;&emsp;&emsp;&emsp;检查人：&emsp;&emsp;&emsp;&emsp;年&emsp;月&emsp;日</p>`,
    ],
    fontCss,
  );
}
