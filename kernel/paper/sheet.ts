import { fonts, measure, red } from "./layout.ts";

/** The style of a paper on A4, for the PDF and for the preview beside the editor. */
const family = (names: readonly string[]): string =>
  names.map((name) => (/^[a-z-]+$/.test(name) ? name : `"${name}"`)).join(", ");

const right = measure("page-width") - measure("margin-left") - measure("text-width");
/** A letter's red lines are wider than its text: its page has these margins, and its text stands back from them. */
const side = (measure("page-width") - measure("letter-rule-width")) / 2;
const bottom = measure("page-height") - measure("margin-top") - measure("text-height");
const dateEm = 7.5;
const line = ((measure("text-height") / measure("lines")) * 72) / 25.4;

export const sheetCss = `
@page { size: A4; margin: ${measure("margin-top")}mm ${right}mm ${bottom}mm ${measure("margin-left")}mm; }
@page :right { @bottom-right { content: "— " counter(page) " —"; ${pageNumber("right")} } }
@page :left { @bottom-left { content: "— " counter(page) " —"; ${pageNumber("left")} } }
@page letter { margin-left: ${side}mm; margin-right: ${side}mm; }
@page letter:right { @bottom-right { padding-right: calc(1em + ${right - side}mm); } }
@page letter:left { @bottom-left { padding-left: calc(1em + ${measure("margin-left") - side}mm); } }
@page letter:first { margin-top: ${measure("letter-top")}mm; @bottom-right { content: none; } }
*, *::before { box-sizing: border-box; }
html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
.body { margin: 0; color: #000; background: #fff; font: ${measure("body-size")}pt/${line.toFixed(3)}pt ${family(fonts.body)}; line-break: strict; }
.sheet { position: relative; width: ${measure("text-width")}mm; }
.sheet.letter { page: letter; width: ${measure("letter-rule-width")}mm; padding: 0 ${right - side}mm 0 ${measure("margin-left") - side}mm; }
p { margin: 0; text-indent: 2em; text-align: justify; overflow-wrap: anywhere; white-space: pre-wrap; orphans: 2; widows: 2; }
p.plain, p.addressee { text-indent: 0; }
p:last-of-type { break-after: avoid; }
h1 { margin: ${line.toFixed(3)}pt 0; font: 700 ${measure("title-size")}pt/${(line * 1.2).toFixed(2)}pt ${family(fonts.title)}; text-align: center; text-wrap: balance; }
h2, h3, h4 { margin: 0; text-indent: 2em; break-after: avoid; font-weight: 700; font-size: ${measure("body-size")}pt; line-height: ${line.toFixed(3)}pt; }
h2 { font-family: ${family(fonts.heading)}; }
h3 { font-family: ${family(fonts.subheading)}; }
.mark { color: ${red}; font-family: ${family(fonts.title)}; font-weight: 700; line-height: 1.15; white-space: nowrap; display: flex; justify-content: center; }
.mark span { display: inline-block; transform-origin: center; }
.document .mark { padding-top: ${measure("mark-gap")}mm; }
.document .over { position: absolute; top: 0; left: 0; font-family: ${family(fonts.heading)}; font-weight: 700; }
.document .number { margin-top: ${(line * 2).toFixed(3)}pt; text-align: center; text-indent: 0; }
.document .number.upward { display: flex; justify-content: space-between; padding: 0 1em; }
.rule { border-top: 1.6pt solid ${red}; margin-top: ${measure("rule-gap")}mm; }
.letter .rule { margin: ${measure("letter-rule-gap")}mm -${right - side}mm 0 -${measure("margin-left") - side}mm; height: 4.2pt; border-top: 2.4pt solid ${red}; border-bottom: 0.8pt solid ${red}; }
.letter .number { text-align: right; text-indent: 0; margin-top: 2mm; }
.letter .over { position: absolute; margin-top: 2mm; font-family: ${family(fonts.heading)}; font-weight: 700; }
.form .number { text-align: right; text-indent: 0; font-size: 12pt; line-height: 18pt; }
.form h1 { margin: 0 0 12pt; }
.replaced { border: 1pt solid #000; text-indent: 0; padding: 2pt 6pt; font-size: 12pt; line-height: 18pt; margin-bottom: 6pt; }
table { width: 100%; border-collapse: collapse; margin: 6pt 0; font-size: 12pt; line-height: 18pt; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 3pt 5pt; text-align: left; vertical-align: middle; overflow-wrap: anywhere; white-space: pre-wrap; }
th { font-weight: 700; text-align: center; }
.fields th { width: 25%; }
.opinion { border: 0.5pt solid #000; min-height: 26mm; padding: 4pt 6pt; margin-top: -0.5pt; font-size: 12pt; line-height: 18pt; break-inside: avoid; display: flex; flex-direction: column; justify-content: space-between; white-space: pre-wrap; }
.opinion b { display: block; }
.opinion small { display: block; text-align: right; font-size: 12pt; }
.attachments { margin-top: ${line.toFixed(3)}pt; display: grid; grid-template-columns: auto 1fr; padding-left: 2em; }
.sign { break-before: avoid; padding-top: ${(line * 2).toFixed(3)}pt; display: flex; justify-content: flex-end; break-inside: avoid; }
.sign.sealed { padding-bottom: 9mm; }
.sign > div { position: relative; text-align: center; min-width: ${dateEm}em; }
.sign p { text-indent: 0; text-align: center; white-space: nowrap; }
.seals { position: absolute; left: 50%; top: 50%; transform: translate(-50%, -50%); display: flex; z-index: 1; mix-blend-mode: multiply; }
.seals svg, .seals img { flex: none; width: ${measure("seal-diameter")}mm; height: ${measure("seal-diameter")}mm; object-fit: contain; }
.remark { margin-top: 6pt; }
.colophon { font-size: ${measure("note-size")}pt; line-height: 20pt; break-inside: avoid; padding-top: ${line.toFixed(3)}pt; background: #fff; }
.colophon div { display: flex; justify-content: space-between; gap: 1em; padding: 2pt 1em; border-top: 0.7pt solid #000; }
.colophon div:first-child { border-top-width: 1pt; }
.colophon div:last-of-type { border-bottom: 1pt solid #000; }
.foot { text-align: left; font-size: 8.5pt; line-height: 12pt; text-indent: 0; color: #333; padding-top: 3pt; }
.placed { position: relative; }
.placed .colophon { position: absolute; bottom: 0; left: 0; right: 0; }
.letter.placed .colophon { left: ${measure("margin-left") - side}mm; right: ${right - side}mm; }
.body.preview { background: transparent; }
.body.preview .sheet { width: ${measure("page-width")}mm; min-height: ${measure("page-height")}mm; padding: ${measure("margin-top")}mm ${right}mm ${bottom}mm ${measure("margin-left")}mm; background: #fff; margin: 0 auto; }
.body.preview .sheet.letter { padding-top: ${measure("letter-top")}mm; }
.body.preview .document .over { top: ${measure("margin-top")}mm; left: ${measure("margin-left")}mm; }
`;

/** How far the signature stands from the right edge: the date four characters, and the name centred over it as far as the page allows. */
export const signIndentEm = (name: string): number =>
  Math.max(0, 4 + dateEm / 2 - Math.max([...name].length, dateEm) / 2);

function pageNumber(side: "left" | "right"): string {
  return `font: ${measure("page-number-size")}pt ${family(fonts.number)}; vertical-align: top; padding-top: ${measure("page-number-gap")}mm; padding-${side}: 1em;`;
}
