import { sql } from "kysely";
import type { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { organsOfCase, peopleOfOrgans } from "#kernel/identity/colleague.server.ts";
import type { Person } from "#kernel/identity/session.server.ts";
import { notify } from "#kernel/notice/notice.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { CommentReply, commentBody } from "./contract.ts";

const noCase = () => refuse("not-found", { values: { what: { zh: "该案件", en: "This case" } } });

/** What was said about a case, oldest first, at most 500; the case itself must be in sight. */
export async function listComments(
  tx: Tx,
  actor: Person,
  caseId: string,
): Promise<{ items: CommentReply[]; next: null }> {
  const theCase = await sql`select from "case"."case" where id = ${caseId}`.execute(tx);
  if (theCase.rows.length === 0) noCase();
  const found = await sql<{
    id: string;
    at: Date;
    person: string;
    person_name: string;
    organ_name: string;
    text: string;
    mentions: string[];
    withdrawn_at: Date | null;
  }>`
    select * from "case".comment where case_id = ${caseId} order by at, id limit 500`.execute(tx);
  const people = new Map(
    (await peopleOfOrgans(tx, organsOfCase(caseId, actor.organ), { limit: 1_000 })).map((one) => [one.id, one.name]),
  );
  return {
    items: found.rows.map((row) => ({
      id: row.id,
      at: isoTime(row.at.getTime()),
      by: { id: row.person, name: row.person_name, organ: row.organ_name },
      text: row.withdrawn_at ? null : row.text,
      mentions: row.withdrawn_at
        ? []
        : row.mentions.flatMap((id) => (people.has(id) ? [{ id, name: people.get(id) ?? "" }] : [])),
      own: row.person === actor.id && row.withdrawn_at === null,
    })),
    next: null,
  };
}

/** Says something about a case; whom it mentions is told. Only people of organs that stand to the case can be mentioned. */
export async function addComment(
  tx: Tx,
  actor: Person,
  body: z.output<typeof commentBody>,
  now: number,
): Promise<{ id: string }> {
  const found = await sql<{ number: string }>`select number from "case"."case" where id = ${body.case}`.execute(tx);
  const theCase = found.rows[0] ?? noCase();
  const people = await peopleOfOrgans(tx, organsOfCase(body.case, actor.organ), { limit: 1_000 });
  const stranger = body.mentions.find((id) => !people.some((one) => one.id === id));
  if (stranger)
    refuse("field.reference", { field: "mentions", values: { label: { zh: "提及的人员", en: "Person mentioned" } } });
  const id = uuidv7();
  await sql`insert into "case".comment (id, case_id, at, person, person_name, organ, organ_name, text, mentions)
    select ${id}, ${body.case}, ${isoTime(now)}, ${actor.id}, ${actor.name}, o.id, o.name, ${body.text}, ${[...body.mentions]}::uuid[]
    from organ.organ o where o.id = ${actor.organ ?? null}::uuid`.execute(tx);
  await recordAct(tx, actor, {
    act: "comment.add",
    object: `case.case/${body.case}`,
    detail: { comment: id, mentions: body.mentions },
  });
  for (const person of new Set(body.mentions))
    if (person !== actor.id)
      await notify(tx, {
        to: { person },
        title: {
          zh: `${actor.name}在 ${theCase.number} 中提到您`,
          en: `${actor.name} mentioned you in ${theCase.number}`,
        },
        body: { zh: body.text.slice(0, 120), en: body.text.slice(0, 120) },
        link: `/cases/${body.case}`,
        at: now,
        about: { kind: "case.case", id: body.case },
        key: `comment/${id}/${person}`,
      });
  return { id };
}

/** An author takes their own words back; that there were some stays. */
export async function withdrawComment(tx: Tx, actor: Person, id: string, now: number): Promise<void> {
  const gone = await sql<{ case_id: string }>`update "case".comment set withdrawn_at = ${isoTime(now)}
    where id = ${id} and person = ${actor.id} and withdrawn_at is null returning case_id`.execute(tx);
  const row = gone.rows[0] ?? refuse("not-found", { values: { what: { zh: "该留言", en: "This comment" } } });
  await recordAct(tx, actor, { act: "comment.withdraw", object: `case.case/${row.case_id}`, detail: { comment: id } });
}
