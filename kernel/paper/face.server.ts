import { sql } from "kysely";
import type { Files } from "#store/files.ts";
import type { Tx } from "#store/postgres.ts";
import type { Face, SealShown } from "./face.ts";
import { paperStates } from "./flow.ts";
import { contentHash, type PaperRow } from "./paper.server.ts";
import { paperTemplate } from "./template.server.ts";
import { dateText } from "./templates.server.ts";

/** Kinds that go to a superior: their head names who issued them. */
const upward = new Set(["report", "request"]);

type Pressed = { seal_name: string; organ_name: string; image: string | null; image_type: string | null };
export type SealPressed = Readonly<{ name: string; organName: string; image: string | null; imageType: string | null }>;

/** What shows on a paper, read in the caller's transaction; pictures of seals are named by their hash and fetched afterwards. */
export async function readFace(
  tx: Tx,
  row: PaperRow,
): Promise<{ face: Omit<Face, "seals">; seals: readonly SealPressed[] }> {
  const organ = await sql<{ name: string }>`select name from organ.organ where id = ${row.organ}`.execute(tx);
  const seals =
    await sql<Pressed>`select u.seal_name, o.name as organ_name, s.image, s.image_type from paper.seal_use as u
    join paper.seal as s on s.id = u.seal join organ.organ as o on o.id = s.organ where u.paper_id = ${row.id} order by u.at, u.id`.execute(
      tx,
    );
  const replacing = row.replaced_by
    ? await sql<{
        number: string;
        correction: string;
      }>`select number, correction from paper.paper where id = ${row.replaced_by}`.execute(tx)
    : undefined;
  const later = replacing?.rows[0];
  return {
    face: {
      layout: paperTemplate(row.kind).layout,
      organName: organ.rows[0]?.name ?? "",
      title: row.title,
      number: row.number,
      urgency: row.urgency,
      content: row.content,
      upward: upward.has(row.kind),
      issuerName: row.issued_by_name,
      issuedOn: row.issued_at ? dateText(row.issued_at.getTime()) : null,
      foot: footOf(row),
      replaced: later ? `本文已由${later.number}${later.correction === "revoke" ? "撤销" : "更正"}。` : null,
      sample: row.sample,
    },
    seals: seals.rows.map((one) => ({
      name: one.seal_name,
      organName: one.organ_name,
      image: one.image,
      imageType: one.image_type,
    })),
  };
}

/** Who drafted, reviewed and issued it, how it was signed, and what its words hash to. */
function footOf(row: PaperRow): string {
  const hash = `正文 SM3 ${contentHash(row.title, row.content).slice(0, 16)}`;
  if (!row.issued_at)
    return `${paperStates[row.state].zh}，第 ${row.version} 版　拟稿：${row.drafted_by_name}　${hash}`;
  const reviewed = row.reviewed_by_name ? `核稿：${row.reviewed_by_name}　` : "";
  return `拟稿：${row.drafted_by_name}　${reviewed}签发：${row.issued_by_name}（${row.signed}）　${hash}`;
}

/** Seals with their pictures as data addresses. A picture that is gone leaves the drawn sample, which says that it is one. */
export async function withPictures(files: Files, seals: readonly SealPressed[]): Promise<SealShown[]> {
  const shown: SealShown[] = [];
  for (const { name, organName, image, imageType } of seals) {
    const present = image !== null && (await files.size(image)) !== undefined;
    const bytes = present && image !== null ? Buffer.from(await files.read(image)).toString("base64") : null;
    shown.push({ name, organName, image: bytes === null ? null : `data:${imageType ?? "image/png"};base64,${bytes}` });
  }
  return shown;
}
