import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { flowActor } from "./act.server.ts";
import { isFixed } from "./flow.ts";
import { createPaper, type PaperRow, paperWhat } from "./paper.server.ts";
import { dateText } from "./templates.server.ts";

export type Correction = Readonly<{ paper: string; how: "revoke" | "correct"; reason: string; at: number }>;

/**
 * Drafts the paper that takes a numbered one back or puts it right: a numbered paper is never changed. The earlier one stays readable, and
 * says by which it was replaced once the new one has its number.
 */
export async function correctPaper(
  tx: Tx,
  actor: Actor,
  { paper, how, reason, at }: Correction,
): Promise<{ id: string }> {
  const { rows } = await sql<PaperRow>`select * from paper.paper where id = ${paper} for update`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: paperWhat } });
  if (!(await flowActor(tx, actor, row)).organ)
    refuse("access.role", {
      values: { roles: { zh: "发文单位或其上级生态环境部门", en: "the issuing organ or one above it" } },
    });
  if (!isFixed(row.state) || row.replaced_by)
    refuse("field.invalid", {
      field: "id",
      values: {
        problem: {
          zh: "只有已编号且未被替换的公文可以更正或撤销。",
          en: "Only a numbered paper that still stands can be corrected or revoked.",
        },
      },
    });
  const named = `《${row.title}》（${row.number}）`;
  const issued = row.issued_at ? dateText(row.issued_at.getTime()) : "";
  return createPaper(tx, actor, {
    kind: row.kind,
    organ: row.organ,
    region: row.region,
    title: how === "revoke" ? `关于撤销${named}的决定` : row.title,
    content:
      how === "revoke"
        ? {
            ...row.content,
            attachments: [],
            blocks: [
              { type: "paragraph", text: `我单位于${issued}印发的${named}，因${reason}，自本文印发之日起撤销。` },
            ],
          }
        : {
            ...row.content,
            blocks: [
              { type: "paragraph", text: `我单位于${issued}印发的${named}，因${reason}，现予更正，以本文为准。` },
              ...row.content.blocks,
            ],
          },
    urgency: row.urgency,
    ...(row.case_id ? { caseId: row.case_id } : {}),
    corrects: { paper, how },
    sample: row.sample,
    at,
  });
}
