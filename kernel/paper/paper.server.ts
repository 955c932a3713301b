import { sql } from "kysely";
import { recordAct, sm3 } from "#kernel/audit/audit.server.ts";
import { canonical } from "#kernel/audit/line.ts";
import { uuidv7 } from "#kernel/id.ts";
import { refuse } from "#kernel/refusal.ts";
import { clockText, isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { contentSchema, type PaperContent, type Urgency } from "./content.ts";
import type { PaperState } from "./flow.ts";
import { findTemplate, paperTemplate } from "./template.server.ts";
import "./templates.server.ts";

export type PaperRow = {
  id: string;
  organ: string;
  case_id: string | null;
  kind: string;
  series: string;
  title: string;
  number: string | null;
  state: PaperState;
  urgency: Urgency;
  content: PaperContent;
  version: number;
  region: string;
  drafted_by: string;
  drafted_by_name: string;
  drafted_for: string | null;
  drafted_at: Date;
  reviewed_by_name: string | null;
  issued_by: string | null;
  issued_by_name: string | null;
  issued_at: Date | null;
  signed: string | null;
  corrects: string | null;
  correction: "revoke" | "correct" | null;
  replaced_by: string | null;
  sample: boolean;
  updated_at: Date;
  updated_by_name: string;
};

export const paperWhat = { zh: "该公文", en: "This paper" } as const;

export const byOf = (actor: Actor): { id: string; name: string; organ: string | null; inPlaceOf: string | null } =>
  actor.kind === "system"
    ? { id: `system:${actor.name}`, name: "系统", organ: null, inPlaceOf: null }
    : { id: actor.id, name: actor.name, organ: actor.organ ?? null, inPlaceOf: actor.onBehalfOf?.id ?? null };

export const contentHash = (title: string, content: PaperContent): string => sm3(canonical({ title, content }));

export type NewPaper = Readonly<{
  id?: string;
  kind: string;
  organ: string;
  region: string;
  title: string;
  content: PaperContent;
  urgency?: Urgency;
  caseId?: string;
  corrects?: Readonly<{ paper: string; how: "revoke" | "correct" }>;
  sample: boolean;
  /** Epoch milliseconds. */
  at: number;
}>;

/** Begins a paper as a draft, with the first line of its story, in the caller's transaction. */
export async function createPaper(tx: Tx, actor: Actor, paper: NewPaper): Promise<{ id: string }> {
  const template = findTemplate(paper.kind);
  if (!template)
    refuse("field.invalid", {
      field: "kind",
      values: {
        problem: { zh: `没有“${paper.kind}”这种公文。`, en: `There is no paper of the kind “${paper.kind}”.` },
      },
    });
  const id = paper.id ?? uuidv7();
  const by = byOf(actor);
  const at = isoTime(paper.at);
  const content = contentSchema.parse(paper.content);
  await sql`insert into paper.paper (id, organ, case_id, kind, series, title, state, urgency, content, region, drafted_by, drafted_by_name,
      drafted_for, drafted_at, corrects, correction, sample, updated_at, updated_by, updated_by_name)
    values (${id}, ${paper.organ}, ${paper.caseId ?? null}, ${paper.kind}, ${template.series}, ${paper.title}, 'draft',
      ${paper.urgency ?? "none"}, ${JSON.stringify(content)}::jsonb, ${paper.region}, ${by.id}, ${by.name}, ${by.inPlaceOf}, ${at},
      ${paper.corrects?.paper ?? null}, ${paper.corrects?.how ?? null}, ${paper.sample}, ${at}, ${by.id}, ${by.name})`.execute(
    tx,
  );
  await keepVersion(tx, actor, {
    id,
    version: 1,
    act: "draft",
    to: "draft",
    title: paper.title,
    content,
    at: paper.at,
  });
  await recordAct(tx, actor, {
    act: "paper.draft",
    object: `paper.paper/${id}`,
    detail: { kind: paper.kind, title: paper.title, case: paper.caseId },
  });
  return { id };
}

/** Locks a paper and compares the version that the sender had before him. */
export async function lockPaper(tx: Tx, id: string, baseVersion: number | undefined): Promise<PaperRow> {
  const { rows } = await sql<PaperRow>`select * from paper.paper where id = ${id} for update`.execute(tx);
  const row = rows[0] ?? refuse("not-found", { values: { what: paperWhat } });
  if (baseVersion === undefined) refuse("version.missing", { field: "baseVersion" });
  if (baseVersion !== row.version)
    refuse("version.conflict", {
      field: "baseVersion",
      values: {
        who: row.updated_by_name,
        at: clockText(row.updated_at.getTime()),
        current: row.version,
        base: baseVersion,
      },
      extra: { current: row.version },
    });
  return row;
}

export type VersionLine = Readonly<{
  id: string;
  version: number;
  act: string;
  from?: PaperState;
  to: PaperState;
  title: string;
  content: PaperContent;
  note?: string | undefined;
  at: number;
}>;

/** Keeps the paper as an act left it. Lines are added, never changed. */
export async function keepVersion(tx: Tx, actor: Actor, line: VersionLine): Promise<void> {
  const by = byOf(actor);
  await sql`insert into paper.version (id, paper_id, version, act, from_state, to_state, title, content, hash, note, at, by, by_name, organ_name)
    values (${uuidv7()}, ${line.id}, ${line.version}, ${line.act}, ${line.from ?? null}, ${line.to}, ${line.title},
      ${JSON.stringify(line.content)}::jsonb, ${contentHash(line.title, line.content)}, ${line.note ?? null}, ${isoTime(line.at)},
      ${by.id}, ${by.name}, (select name from organ.organ where id = ${by.organ}::uuid))`.execute(tx);
}

/** The name of a kind as people say it. */
export const kindTitle = (kind: string) => paperTemplate(kind).title;
