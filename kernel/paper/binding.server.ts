import { PDFDocument, rgb, StandardFonts } from "@cantoo/pdf-lib";
import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { type Audience, audiences, isCarried } from "#kernel/evidence/exhibit.ts";
import { listEvidence, readerOf } from "#kernel/evidence/reading.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { civilDate, clockText } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { bindingPlace } from "./binding-order.ts";
import { backHtml, type CatalogueLine, catalogueHtml, coverHtml, storyHtml } from "./binding-pages.ts";
import { caseFacts } from "./case-facts.server.ts";
import type { CaseFacts } from "./case-facts.ts";
import { type Bound, exhibitPages } from "./exhibit-pages.server.ts";
import { fontCss, renderPdf } from "./pdf.server.ts";
import { paperFile } from "./render.server.ts";

type BoundPaper = { id: string; kind: string; title: string; number: string; at: Date };
/** Exhibits stand behind what was written while they were gathered. */
const evidencePlace = 3;

/**
 * Binds a case into one PDF: cover, catalogue, the numbered papers in the order in which files are reviewed, exhibits one to a page, the
 * timeline, the clocks with how each was counted, back cover. What stands in it is what the reader may see, or what the audience may get.
 * Read in one transaction, drawn outside of any.
 */
export async function bindCase(
  platform: Platform,
  actor: Actor,
  caseId: string,
  wanted: Audience | undefined,
): Promise<{ bytes: Uint8Array; name: string; pages: number }> {
  const now = platform.now();
  const read = await platform.postgres.transact(
    actor,
    async (tx) => {
      const reader = await readerOf(tx, actor);
      const audience = reader === "officer" ? (wanted ?? "internal") : reader;
      const facts = await caseFacts(tx, caseId, now);
      const exhibits = (await listEvidence(tx, actor, caseId)).filter((item) => isCarried(item, audience));
      return { audience, facts, exhibits, papers: await papersOf(tx, facts, audience) };
    },
    { readOnly: true },
  );
  const { facts, audience, exhibits, papers } = read;
  const parts: Bound[] = [];
  const bindPapers = async (some: readonly BoundPaper[]) => {
    for (const paper of some) {
      const { hash } = await paperFile(platform, actor, paper.id, "pdf");
      const date = civilDate(paper.at.getTime());
      parts.push({
        title: paper.title,
        number: paper.number,
        date,
        document: await PDFDocument.load(await platform.files.read(hash)),
      });
    }
  };
  await bindPapers(papers.filter(({ kind }) => bindingPlace(kind) <= evidencePlace));
  parts.push(...(await exhibitPages(platform.files, exhibits)));
  await bindPapers(papers.filter(({ kind }) => bindingPlace(kind) > evidencePlace));
  const story = await PDFDocument.load(await renderPdf(storyHtml(facts, clockText, fontCss)));
  parts.push({ title: "办理经过及期限计算说明", number: "", date: civilDate(now), document: story });
  const { bytes, pages } = await assemble(facts, audience, parts, now);
  await platform.postgres.transact(actor, (tx) =>
    recordAct(tx, actor, {
      act: "case.bind",
      object: `case.case/${caseId}`,
      detail: { audience, pages, hash: sm3(bytes) },
    }),
  );
  return {
    bytes,
    pages,
    name: `${facts.number} 案卷${audience === "internal" ? "" : `（${audiences[audience].zh}）`}.pdf`,
  };
}

/** Numbered papers in their order; an audience outside the office gets those that were sent to it. */
async function papersOf(tx: Tx, facts: CaseFacts, audience: Audience): Promise<BoundPaper[]> {
  const { rows } = await sql<BoundPaper>`select p.id, p.kind, p.title, p.number, n.at from paper.paper as p
    join paper.number as n on n.paper_id = p.id where p.case_id = ${facts.id}
      and (${audience === "internal"} or exists (select from paper.recipient as r where r.paper_id = p.id and r.sent_at is not null
        and (r.organ = ${facts.party?.id ?? null}::uuid or ${audience === "partner"})))
    order by n.at, p.id`.execute(tx);
  return rows.sort((a, b) => bindingPlace(a.kind) - bindingPlace(b.kind));
}

async function assemble(
  facts: CaseFacts,
  audience: Audience,
  parts: readonly Bound[],
  now: number,
): Promise<{ bytes: Uint8Array; pages: number }> {
  const whole = await PDFDocument.create();
  const lines: CatalogueLine[] = [];
  let count = 0;
  for (const { title, number, date, document } of parts) {
    const pages = document.getPageCount();
    lines.push({ title, number, date, from: count + 1, to: count + pages });
    count += pages;
  }
  const cover = coverHtml(
    {
      facts,
      opened: clockText(facts.openedAt),
      closed: facts.closedAt === null ? null : clockText(facts.closedAt),
      bound: clockText(now),
      pages: count,
      copy: audience === "internal" ? "" : `${audiences[audience].zh}副本：不含未公开与已遮盖材料的原件`,
    },
    fontCss,
  );
  const back = backHtml(
    [
      `本卷共 ${lines.length} 件，${count} 页，由平台于 ${clockText(now)} 按电子案卷装订。`,
      "文件排列次序依案卷评查惯例，未与原文核对。",
      "已作废的草稿、未编号的公文不入卷；已被更正或撤销的公文照原样入卷，并注明由何文替换。",
    ],
    fontCss,
  );
  await append(whole, await renderPdf(cover));
  await append(whole, await renderPdf(catalogueHtml(lines, fontCss)));
  const first = whole.getPageCount();
  for (const { document } of parts) await copyAll(whole, document);
  await stamp(whole, first);
  await append(whole, await renderPdf(back));
  whole.setTitle(`${facts.number} ${facts.title} 案卷`);
  whole.setAuthor(facts.organ.name);
  whole.setProducer("Saihan");
  whole.setCreator("Saihan");
  return { bytes: await whole.save(), pages: whole.getPageCount() };
}

const append = async (whole: PDFDocument, bytes: Uint8Array): Promise<void> =>
  copyAll(whole, await PDFDocument.load(bytes));

async function copyAll(whole: PDFDocument, part: PDFDocument): Promise<void> {
  for (const page of await whole.copyPages(part, part.getPageIndices())) whole.addPage(page);
}

/** The page number of the file in the upper outer corner: the papers keep their own below. */
async function stamp(whole: PDFDocument, first: number): Promise<void> {
  const font = await whole.embedFont(StandardFonts.Helvetica);
  const pages = whole.getPages().slice(first);
  for (const [index, page] of pages.entries()) {
    const text = String(index + 1);
    const { width, height } = page.getSize();
    const x = index % 2 === 0 ? width - 40 - font.widthOfTextAtSize(text, 12) : 40;
    page.drawText(text, { x, y: height - 40, size: 12, font, color: rgb(0, 0, 0) });
  }
}
