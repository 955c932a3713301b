import { sql } from "kysely";
import { sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import type { CaseRow } from "#kernel/case/case.server.ts";
import { caseKind } from "#kernel/case/registry.server.ts";
import { uuidv7 } from "#kernel/id.ts";
import { issuedPapers } from "#kernel/paper/issued.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import type { Package } from "./contract.ts";

/** What goes with a case: its facts and history as on this day, its papers, and the exhibits that the sender chose. */
export type Packed = Readonly<{ content: Package; hash: string; files: readonly PackedFile[] }>;
export type PackedFile = Readonly<{
  id: string;
  exhibit: number;
  copy: number;
  hash: string;
  name: string;
  media_type: string;
  size: number;
  kind: string;
  taken_at: Date | null;
  note: string | null;
}>;

/** Packs a case. The evidence is read in the sender's own transaction: nobody passes on what they may not see. */
export async function packCase(
  tx: Tx,
  row: CaseRow,
  evidence: readonly string[],
  to: { kind: string },
): Promise<Packed> {
  const kind = caseKind(row.definition);
  const related = await kind.related(tx, row.id);
  const region = await sql<{ name: string }>`select name from place.region where code = ${row.region}`.execute(tx);
  const events = await sql<{
    at: Date;
    actor_name: string;
    organ_name: string | null;
    act_zh: string;
    act_en: string;
    note: string | null;
  }>`
    select at, actor_name, organ_name, act_zh, act_en, note from "case".event where case_id = ${row.id}
    order by at desc, version desc, id desc limit 100`.execute(tx);
  const content: Package = {
    number: row.number,
    title: row.title,
    definition: kind.definition.title,
    subject: row.subject_name,
    region: region.rows[0]?.name ?? row.region,
    opened: isoTime(row.opened_at.getTime()),
    facts: related.facts,
    papers: await issuedPapers(tx, row.id),
    timeline: events.rows.reverse().map((event) => ({
      at: isoTime(event.at.getTime()),
      who: [event.actor_name, event.organ_name].filter(Boolean).join(" · "),
      act: { zh: event.act_zh, en: event.act_en },
      note: event.note,
    })),
  };
  const files = await chosenFiles(tx, row.id, evidence, to.kind === "partner");
  const hash = sm3(
    canonical({ ...content, files: files.map(({ exhibit, copy, hash: of }) => ({ exhibit, copy, hash: of })) }),
  );
  return { content, hash, files };
}

/** The chosen exhibits. To another department goes the redacted copy and never what was redacted. */
async function chosenFiles(
  tx: Tx,
  owner: string,
  evidence: readonly string[],
  outside: boolean,
): Promise<PackedFile[]> {
  if (evidence.length === 0) return [];
  const found = await sql<PackedFile & { covered: boolean }>`
    select id, exhibit, copy, hash, name, media_type, size, kind, taken_at, note, covered from evidence.item
    where owner = ${owner} and id = any (${[...evidence]}::uuid[]) and withdrawn_at is null order by exhibit, copy`.execute(
    tx,
  );
  if (found.rows.length !== new Set(evidence).size)
    refuse("field.reference", { field: "evidence", values: { label: { zh: "证据", en: "Evidence" } } });
  const hidden = found.rows.find(({ covered }) => covered && outside);
  if (hidden)
    refuse("field.invalid", {
      field: "evidence",
      values: {
        problem: {
          zh: `证据 ${hidden.exhibit} 已有遮挡件，对外只能移送遮挡件。`,
          en: `Exhibit ${hidden.exhibit} has a redacted copy; only that may leave the department.`,
        },
      },
    });
  return found.rows;
}

/** Keeps files with a transfer: those of its package, or those that came with an answer. */
export async function keepFiles(
  tx: Tx,
  transfer: string,
  source: "package" | "answer",
  files: readonly PackedFile[],
  at: number,
): Promise<void> {
  for (const file of files)
    await sql`insert into "case".transfer_file (id, transfer, source, evidence, exhibit, copy, hash, name, media_type, size, kind, taken_at,
        note, at)
      values (${uuidv7()}, ${transfer}, ${source}, ${file.id}, ${file.exhibit}, ${file.copy}, ${file.hash}, ${file.name}, ${file.media_type},
        ${file.size}, ${file.kind}, ${file.taken_at}, ${file.note}, ${isoTime(at)})`.execute(tx);
}
