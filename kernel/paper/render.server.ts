import { PDFDocument, rgb } from "@cantoo/pdf-lib";
import { sql } from "kysely";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import { type Actor, systemActor } from "#store/actor.ts";
import { docxOf } from "./docx.server.ts";
import { readFace, withPictures } from "./face.server.ts";
import type { Face } from "./face.ts";
import { paperHtml } from "./html.ts";
import { measure } from "./layout.ts";
import { type PaperRow, paperWhat } from "./paper.server.ts";
import { fontCss, renderPdf } from "./pdf.server.ts";

/** The port for forms of a paper: OFD, which the platform does not write, would be a third. */
export type PaperFormat = "pdf" | "docx";
export const mediaTypes: Readonly<Record<PaperFormat, string>> = {
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

/** Raised when the drawing itself changes, so that what was drawn before is drawn anew. */
const drawing = 1;

export type PaperFile = Readonly<{ hash: string; size: number; pages: number | null; name: string }>;

/**
 * The file of a paper as it stands, for who may see it. Read in one transaction, drawn outside of any, kept by its content: whoever asks
 * for the same face again gets the same bytes. A process that dies in between has lost nothing but the drawing.
 */
export async function paperFile(platform: Platform, actor: Actor, id: string, format: PaperFormat): Promise<PaperFile> {
  const found = await platform.postgres.transact(
    actor,
    async (tx) => {
      const { rows } = await sql<PaperRow>`select * from paper.paper where id = ${id}`.execute(tx);
      const row = rows[0] ?? refuse("not-found", { values: { what: paperWhat } });
      const { face, seals } = await readFace(tx, row);
      const key = sm3(
        canonical({ drawing, face, seals: seals.map(({ name, organName, image }) => ({ name, organName, image })) }),
      );
      const drawn = await sql<{
        hash: string;
        size: number;
        pages: number | null;
      }>`select hash, size, pages from paper.rendering
        where paper_id = ${id} and face = ${key} and format = ${format}`.execute(tx);
      return { row, face, seals, key, drawn: drawn.rows[0] };
    },
    { readOnly: true },
  );
  const name = `${found.row.number ?? "草稿"} ${found.row.title}`.replace(/[\\/:*?"<>|\s]+/g, " ").slice(0, 120);
  const { drawn } = found;
  if (drawn && (await platform.files.size(drawn.hash)) !== undefined) return { ...drawn, name };
  const face: Face = { ...found.face, seals: await withPictures(platform.files, found.seals) };
  const made = await drawOnce(`${id} ${found.key} ${format}`, async () => {
    const { bytes, pages } = format === "pdf" ? await drawPdf(face) : { bytes: await docxOf(face), pages: null };
    const stored = await platform.files.put(bytes);
    await platform.postgres.transact(systemActor("paper"), (tx) =>
      sql`insert into paper.rendering (id, paper_id, face, format, hash, size, pages, made_at)
        values (${uuidv7()}, ${id}, ${found.key}, ${format}, ${stored.hash}, ${stored.size}, ${pages}, ${isoTime(platform.now())})
        on conflict (paper_id, face, format) do update set hash = excluded.hash, size = excluded.size, pages = excluded.pages`.execute(
        tx,
      ),
    );
    return { ...stored, pages };
  });
  return { ...made, name };
}

type Drawn = Readonly<{ hash: string; size: number; pages: number | null }>;
const underWay = new Map<string, Promise<Drawn>>();

/** Two who ask for the same drawing at once wait for one. */
function drawOnce(key: string, draw: () => Promise<Drawn>): Promise<Drawn> {
  const waiting = underWay.get(key);
  if (waiting) return waiting;
  const work = draw().finally(() => underWay.delete(key));
  underWay.set(key, work);
  return work;
}

/**
 * Prints a face. A paper with a foot is printed twice: the first print says how many pages it has, the second puts the foot at the bottom
 * of the last.
 */
export async function drawPdf(face: Face): Promise<{ bytes: Uint8Array; pages: number }> {
  const first = await renderPdf(paperHtml(face, { fontCss }));
  let document = await PDFDocument.load(first);
  const pages = document.getPageCount();
  if (face.layout !== "form") {
    const placed = await PDFDocument.load(await renderPdf(paperHtml(face, { fontCss, pages })));
    // a foot that moved the pages would be worse than one that follows the text
    if (placed.getPageCount() === pages) document = placed;
  }
  if (face.layout === "letter") drawLetterRule(document);
  document.setTitle(face.title);
  document.setAuthor(face.organName);
  document.setSubject(face.number ?? "");
  document.setCreator("Saihan");
  document.setProducer("Saihan");
  return { bytes: await document.save(), pages };
}

const point = 72 / 25.4;

/** The red double line near the lower edge of a letter's first page: thin over thick. */
function drawLetterRule(document: PDFDocument): void {
  const page = document.getPage(0);
  const width = measure("letter-rule-width") * point;
  const x = (page.getWidth() - width) / 2;
  const y = measure("letter-rule-bottom") * point;
  const color = rgb(0.902, 0, 0.071);
  page.drawRectangle({ x, y, width, height: 2.4, color });
  page.drawRectangle({ x, y: y + 3.4, width, height: 0.8, color });
}
