import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { createPaper } from "./paper.server.ts";
import { findTemplate, wholeContent } from "./template.server.ts";

type CaseOf = { id: string; organ: string; region: string; title: string; definition: string; sample: boolean };

/**
 * Draws a paper of a kind up from a case's own facts, in the caller's transaction. A draft of that kind that has not been issued yet is
 * taken up again instead of beside it; what is issued stands, and another one is drawn.
 */
export async function drawUp(
  tx: Tx,
  actor: Actor,
  { caseId, kind, at }: Readonly<{ caseId: string; kind: string; at: number }>,
): Promise<{ id: string; number: string | null }> {
  const { rows } = await sql<CaseOf>`select id, organ, region, title, definition, sample from "case"."case"
    where id = ${caseId}`.execute(tx);
  const of = rows[0] ?? refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });
  const template = findTemplate(kind);
  const fits = template?.compose && (template.definitions?.includes(of.definition) ?? true);
  if (!template?.compose || !fits)
    refuse("field.invalid", {
      field: "kind",
      values: {
        problem: { zh: `此类办件没有“${kind}”文书。`, en: `Cases of this kind have no paper “${kind}”.` },
      },
    });
  const open = await sql<{ id: string }>`select id from paper.paper where case_id = ${caseId} and kind = ${kind}
    and state in ('draft', 'countersign', 'review', 'approval', 'issued') and corrects is null order by drafted_at limit 1`.execute(
    tx,
  );
  if (open.rows[0]) return { id: open.rows[0].id, number: null };
  const { title, content } = await template.compose(tx, caseId);
  const { id } = await createPaper(tx, actor, {
    kind,
    organ: of.organ,
    region: of.region,
    title: title ?? `关于${of.title}的${template.title.zh}`,
    content: wholeContent(content),
    caseId,
    sample: of.sample,
    at,
  });
  return { id, number: null };
}
