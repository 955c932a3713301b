import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  type IBorderOptions,
  type IParagraphOptions,
  type IRunOptions,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from "docx";
import { type Block, urgencies } from "./content.ts";
import { type Face, markText } from "./face.ts";
import { footText } from "./html.ts";
import { markSize, measure, red } from "./layout.ts";
import { signIndentEm } from "./sheet.ts";

/**
 * A face as DOCX for offices that go on with it in WPS or Word: the fonts are named as offices name them, page numbers are fields, tables
 * are tables. It bears no seal: a seal that can be cut out of an open file is no seal. The PDF has it.
 */
const body = "仿宋_GB2312";
const title = "方正小标宋简体";
const heading = "黑体";
const subheading = "楷体_GB2312";
const song = "宋体";
const redHex = red.slice(1).toUpperCase();
const twip = convertMillimetersToTwip;
const lineTwip = Math.round(((measure("text-height") / measure("lines")) * 1440) / 25.4);
const half = (points: number): number => points * 2;

const font = (name: string) => ({
  ascii: "Times New Roman",
  hAnsi: "Times New Roman",
  eastAsia: name,
  cs: "Times New Roman",
});
const run = (text: string, name: string = body, more: Partial<IRunOptions> = {}): TextRun =>
  new TextRun({ text, font: font(name), size: half(measure("body-size")), ...more });
const paragraph = (runs: TextRun[], more: Partial<IParagraphOptions> = {}): Paragraph =>
  new Paragraph({ spacing: { line: lineTwip, lineRule: LineRuleType.EXACTLY }, ...more, children: runs });
const indented = { indent: { firstLine: half(measure("body-size")) * 20 } };
const em = (count: number): number => Math.round(count * measure("body-size") * 20);
const single = (size: number, color = "000000"): IBorderOptions => ({ style: BorderStyle.SINGLE, size, color });

export async function docxOf(face: Face): Promise<Uint8Array> {
  const letter = face.layout === "letter";
  const document = new Document({
    title: face.title,
    creator: face.organName,
    subject: face.number ?? "",
    evenAndOddHeaderAndFooters: true,
    styles: { default: { document: { run: { font: font(body), size: half(measure("body-size")) } } } },
    sections: [
      {
        properties: {
          titlePage: letter,
          page: {
            size: { width: twip(measure("page-width")), height: twip(measure("page-height")) },
            margin: {
              top: twip(letter ? measure("letter-top") : measure("margin-top")),
              left: twip(measure("margin-left")),
              right: twip(measure("page-width") - measure("margin-left") - measure("text-width")),
              bottom: twip(measure("page-height") - measure("margin-top") - measure("text-height")),
              footer: twip(
                measure("page-height") -
                  measure("margin-top") -
                  measure("text-height") -
                  measure("page-number-gap") -
                  6,
              ),
            },
          },
        },
        footers: {
          default: pageNumber(AlignmentType.RIGHT),
          even: pageNumber(AlignmentType.LEFT),
          ...(letter ? { first: new Footer({ children: [paragraph([])] }) } : {}),
        },
        children: [...head(face), ...text(face), ...end(face)],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}

function pageNumber(alignment: (typeof AlignmentType)["LEFT" | "RIGHT"]): Footer {
  const size = half(measure("page-number-size"));
  const children = ["— ", PageNumber.CURRENT, " —"];
  return new Footer({
    children: [
      paragraph([new TextRun({ children, font: font(song), size })], {
        alignment,
        indent: { left: em(1), right: em(1) },
      }),
    ],
  });
}

function head(face: Face): Paragraph[] {
  const replaced = face.replaced ? [paragraph([run(face.replaced, body, { size: 24 })])] : [];
  if (face.layout === "form")
    return [
      ...replaced,
      titleOf(face),
      paragraph([run(`编号：${face.number ?? "　　　"}`, body, { size: 24 })], { alignment: AlignmentType.RIGHT }),
    ];
  const number = run(face.number ?? "（未编号）");
  const urgency = face.urgency === "none" ? [] : [run(urgencies[face.urgency].zh, heading, { bold: true })];
  if (face.layout === "letter")
    return [
      mark(face, 13, 0),
      rule(BorderStyle.THICK_THIN_SMALL_GAP, 24),
      paragraph([...urgency, ...(urgency.length > 0 ? [run("\t")] : []), number], {
        ...(urgency.length > 0
          ? { tabStops: [{ type: "right", position: twip(measure("text-width")) }] }
          : { alignment: AlignmentType.RIGHT }),
      }),
      ...replaced,
      titleOf(face),
    ];
  const line = face.upward
    ? paragraph([number, run("\t"), run("签发人："), run(face.issuerName ?? "", subheading)], {
        indent: { left: em(1), right: em(1) },
        tabStops: [{ type: "right", position: twip(measure("text-width")) - em(1) }],
      })
    : paragraph([number], { alignment: AlignmentType.CENTER });
  return [
    paragraph(urgency),
    mark(face, 19, measure("mark-gap") - lineTwip / 56.7),
    paragraph([]),
    paragraph([]),
    line,
    rule(BorderStyle.SINGLE, 12),
    ...replaced,
    titleOf(face),
  ];
}

function mark(face: Face, tallestMm: number, beforeMm: number): Paragraph {
  const shown = markText(face);
  const { heightMm, scale } = markSize(shown, measure("text-width") - 4, tallestMm);
  const size = Math.round((heightMm / 25.4) * 72 * 2);
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: twip(Math.max(0, beforeMm)) },
    children: [run(shown, title, { size, bold: true, color: redHex, scale: Math.round(scale * 100) })],
  });
}

/** A red line of the width of the text, as the lower border of an almost empty paragraph. */
const rule = (style: IBorderOptions["style"], size: number): Paragraph =>
  new Paragraph({
    spacing: { line: 40, lineRule: LineRuleType.EXACTLY, after: 120 },
    border: { bottom: { style, size, color: redHex, space: 6 } },
    children: [],
  });

const titleOf = (face: Face): Paragraph =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: lineTwip, after: lineTwip, line: Math.round(lineTwip * 1.2), lineRule: LineRuleType.EXACTLY },
    children: [run(face.title, title, { size: half(measure("title-size")), bold: true })],
  });

function text({ content }: Face): (Paragraph | Table)[] {
  return [
    ...(content.addressee.length > 0 ? [paragraph([run(`${content.addressee.join("、")}：`)])] : []),
    ...content.blocks.flatMap(blockOf),
    ...(content.attachments.length > 0
      ? [
          paragraph([]),
          ...content.attachments.map((name, n) => {
            const numbered = content.attachments.length > 1 ? `${n + 1}. ${name}` : name;
            return paragraph([run(n === 0 ? `附件：${numbered}` : numbered)], {
              indent: { left: em(n === 0 ? 2 : 5) },
            });
          }),
        ]
      : []),
  ];
}

function blockOf(block: Block): (Paragraph | Table)[] {
  if (block.type === "heading")
    return [
      paragraph(
        [
          run(block.text, block.level === 1 ? heading : block.level === 2 ? subheading : body, {
            bold: block.level === 3,
          }),
        ],
        {
          ...indented,
          keepNext: true,
        },
      ),
    ];
  if (block.type === "paragraph")
    return block.text
      .split("\n")
      .map((line) => paragraph([run(line)], { ...(block.plain ? {} : indented), alignment: AlignmentType.JUSTIFIED }));
  if (block.type === "fields")
    return [
      table(
        [1, 3],
        [],
        block.rows.map(({ title: name, value }) => [name, value]),
      ),
      paragraph([]),
    ];
  if (block.type === "opinion")
    return [table([1, 3], [], [[block.title, `${block.text}\n\n${block.by ?? "签名：　　　　　年　月　日"}`]])];
  return [table(block.widths ?? block.head.map(() => 1), block.head, block.rows), paragraph([])];
}

function table(shares: readonly number[], names: readonly string[], rows: readonly (readonly string[])[]): Table {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const widths = shares.map((share) => Math.round((share / total) * twip(measure("text-width"))));
  const cellOf = (value: string, at: number, isHead: boolean) =>
    new TableCell({
      width: { size: widths[at] ?? 0, type: WidthType.DXA },
      verticalAlign: VerticalAlignTable.CENTER,
      margins: { left: 80, right: 80, top: 40, bottom: 40 },
      children: value.split("\n").map(
        (line) =>
          new Paragraph({
            alignment: isHead ? AlignmentType.CENTER : AlignmentType.LEFT,
            children: [run(line, body, { size: 24, bold: isHead })],
          }),
      ),
    });
  const rowOf = (row: readonly string[], isHead: boolean) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: shares.map((_, at) => cellOf(row[at] ?? "", at, isHead || (at === 0 && names.length === 0))),
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    columnWidths: widths,
    width: { size: twip(measure("text-width")), type: WidthType.DXA },
    rows: [...(names.length > 0 ? [rowOf(names, true)] : []), ...rows.map((row) => rowOf(row, false))],
  });
}

function end(face: Face): Paragraph[] {
  const foot = new Paragraph({ children: [run(footText(face), song, { size: 17, color: "333333" })] });
  if (face.layout === "form") return [foot];
  const indent = signIndentEm(face.organName);
  const letters = Math.max([...face.organName].length, 7.5);
  const sign = (value: string, width: number) =>
    paragraph([run(value)], {
      alignment: AlignmentType.RIGHT,
      keepNext: true,
      indent: { right: em(indent + (letters - width) / 2) },
    });
  const { copyTo, remark } = face.content;
  const note = (value: string, more: Partial<IParagraphOptions>) =>
    new Paragraph({
      spacing: { line: 400, lineRule: LineRuleType.EXACTLY },
      ...more,
      children: [run(`　${value}`, body, { size: half(measure("note-size")) })],
    });
  return [
    paragraph([]),
    paragraph([]),
    sign(face.organName, [...face.organName].length),
    sign(face.issuedOn ?? "（未签发）", 7.5),
    ...(remark ? [paragraph([run(`（${remark}）`)], indented)] : []),
    paragraph([]),
    ...(copyTo.length > 0 ? [note(`抄送：${copyTo.join("，")}。`, { border: { top: single(8) } })] : []),
    note(`${face.organName}\t${face.issuedOn ? `${face.issuedOn}印发` : ""}`, {
      tabStops: [{ type: "right", position: twip(measure("text-width")) - em(1) }],
      border: { top: single(copyTo.length > 0 ? 6 : 8), bottom: single(8) },
    }),
    foot,
  ];
}
