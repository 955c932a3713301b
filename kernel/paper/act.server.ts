import { sql } from "kysely";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { actingAs } from "#kernel/case/acting.server.ts";
import { addEvent } from "#kernel/case/case.server.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { contentSchema, type PaperContent, type Urgency } from "./content.ts";
import {
  answerCountersign,
  askCountersigners,
  type Countersigner,
  countersignersOf,
  type Plan,
  planCountersigners,
} from "./countersign.server.ts";
import { distribute } from "./distribution.server.ts";
import { type FlowActor, type FlowPaper, type PaperActId, paperActs, paperStates, stepPaper } from "./flow.ts";
import { nextNumber } from "./number.server.ts";
import { byOf, keepVersion, lockPaper, type PaperRow } from "./paper.server.ts";
import { pressSeal } from "./seal-use.server.ts";
import { signIssue } from "./signing.server.ts";
import { paperTemplate } from "./template.server.ts";

export type Amendment = Readonly<{
  title?: string | undefined;
  content?: PaperContent | undefined;
  urgency?: Urgency | undefined;
  /** The organs whose agreement it needs, all of them. */
  countersigners?: readonly Plan[] | undefined;
}>;

export type PaperCommand = Readonly<{
  act: PaperActId;
  baseVersion: number | undefined;
  note?: string | undefined;
  amendment?: Amendment;
  /** Of 用印. */
  seal?: string | undefined;
  /** Of 会签: the organ whose answer on paper is written down by the paper's own organ. */
  organ?: string | undefined;
  /** Of 签发: the issuer's password, with which the signature is made. */
  password?: string | undefined;
}>;

/**
 * Does one step of a paper: the row is locked, the flow asked, and the change, the version as it now stands, the line of the case and the
 * audit line are written in one transaction. Nothing is drawn here: the page is drawn from the version afterwards, as often as needed.
 */
export async function actOnPaper(
  tx: Tx,
  actor: Actor,
  id: string,
  command: PaperCommand & Readonly<{ at: number }>,
): Promise<PaperRow> {
  const row = await lockPaper(tx, id, command.baseVersion);
  const asked = await countersignersOf(tx, id);
  const step = stepPaper(flowOf(row, asked), command.act, await flowActor(tx, actor, row, command.organ), {
    reason: command.note,
  });
  if (!step.ok) refuseStep(row, command.act, step.why);
  const { at, note } = command;
  const changed = { ...row, ...(await change(tx, actor, row, command)), state: step.to, version: row.version + 1 };
  const by = byOf(actor);
  await sql`update paper.paper set state = ${step.to}, version = ${changed.version}, title = ${changed.title},
      content = ${JSON.stringify(changed.content)}::jsonb, urgency = ${changed.urgency}, number = ${changed.number},
      reviewed_by_name = ${changed.reviewed_by_name}, issued_by = ${changed.issued_by}, issued_by_name = ${changed.issued_by_name},
      issued_at = ${changed.issued_at}, signed = ${changed.signed}, updated_at = ${isoTime(at)}, updated_by = ${by.id},
      updated_by_name = ${by.name} where id = ${id}`.execute(tx);
  await keepVersion(tx, actor, {
    id,
    version: changed.version,
    act: command.act,
    from: row.state,
    to: step.to,
    title: changed.title,
    content: changed.content,
    note,
    at,
  });
  await recordAct(tx, actor, {
    act: `paper.${command.act}`,
    object: `paper.paper/${id}`,
    detail: { from: row.state, to: step.to, number: changed.number ?? undefined },
  });
  if (command.act === "number") await afterNumber(tx, actor, changed, at);
  return changed;
}

const flowOf = (row: PaperRow, countersigners: readonly Countersigner[]): FlowPaper => ({
  state: row.state,
  drafters: [row.drafted_by, row.drafted_for].filter((one) => one !== null),
  countersigners,
});

export { flowOf };

/** In which capacity somebody stands to a paper. */
export async function flowActor(
  tx: Tx,
  actor: Actor,
  row: Pick<PaperRow, "id" | "organ">,
  forOrgan?: string,
): Promise<FlowActor> {
  const { id, organ, inPlaceOf } = byOf(actor);
  const own = (await actingAs(tx, actor, { id: row.id, organ: row.organ, party: null, assignee: null })).handler;
  return {
    persons: [id, inPlaceOf].filter((one) => one !== null),
    organ: own ?? false,
    countersigner: own && forOrgan ? forOrgan : (organ ?? undefined),
  };
}

type Change = Partial<
  Pick<
    PaperRow,
    | "title"
    | "content"
    | "urgency"
    | "number"
    | "reviewed_by_name"
    | "issued_by"
    | "issued_by_name"
    | "issued_at"
    | "signed"
  >
>;

/** What an act writes beside the new state. */
async function change(
  tx: Tx,
  actor: Actor,
  row: PaperRow,
  command: PaperCommand & Readonly<{ at: number }>,
): Promise<Change> {
  const { act, at, note } = command;
  const by = byOf(actor);
  if (act === "edit") return amend(tx, row, command.amendment ?? {});
  if (act === "submit") {
    requireWhole(row);
    await askCountersigners(tx, row, at);
  } else if (act === "agree" || act === "refuse") {
    const organ = command.organ ?? by.organ;
    if (!organ) throw new Error("a countersigner without an organ passed the flow");
    await answerCountersign(tx, actor, { row, organ, agrees: act === "agree", opinion: note ?? "", at });
  } else if (act === "pass") return { reviewed_by_name: by.name };
  else if (act === "issue") {
    const signed = await signIssue(tx, actor, { row, password: command.password, at });
    return { issued_by: by.id, issued_by_name: by.name, issued_at: new Date(at), signed };
  } else if (act === "number") return { number: await giveNumber(tx, actor, row, at) };
  else if (act === "seal") await pressSeal(tx, actor, { row, seal: command.seal, reason: note ?? "", at });
  else if (act === "send") await distribute(tx, row, at);
  return {};
}

async function amend(tx: Tx, row: PaperRow, { title, content, urgency, countersigners }: Amendment): Promise<Change> {
  if (countersigners) await planCountersigners(tx, row, countersigners);
  return {
    title: title ?? row.title,
    content: content ? contentSchema.parse(content) : row.content,
    urgency: urgency ?? row.urgency,
  };
}

/** What must be there before others are asked to read it. */
function requireWhole({ title, content, kind }: PaperRow): void {
  const missing = (field: string, zh: string, en: string) =>
    refuse("field.required", { field, values: { label: { zh, en } } });
  if (title.trim() === "") missing("title", "标题", "Title");
  if (content.blocks.length === 0) missing("content.blocks", "正文", "Text");
  if (paperTemplate(kind).layout !== "form" && content.addressee.length === 0)
    missing("content.addressee", "主送机关", "Addressee");
}

async function giveNumber(tx: Tx, actor: Actor, row: PaperRow, at: number): Promise<string> {
  const { mark } = paperTemplate(row.kind);
  const given = await nextNumber(tx, { organ: row.organ, series: row.series, mark, at });
  await sql`insert into paper.number (paper_id, organ, series, year, seq, number, at, by)
    values (${row.id}, ${row.organ}, ${row.series}, ${given.year}, ${given.seq}, ${given.number}, ${isoTime(at)}, ${byOf(actor).id})`.execute(
    tx,
  );
  return given.number;
}

/** A numbered paper takes the place of the one it corrects, and stands in the timeline of its case. */
async function afterNumber(tx: Tx, actor: Actor, row: PaperRow, at: number): Promise<void> {
  if (row.corrects)
    await sql`update paper.paper set replaced_by = ${row.id} where id = ${row.corrects} and replaced_by is null`.execute(
      tx,
    );
  if (!row.case_id) return;
  const { rows } = await sql<{ version: number }>`select version from "case"."case" where id = ${row.case_id}`.execute(
    tx,
  );
  await addEvent(tx, {
    caseId: row.case_id,
    version: rows[0]?.version ?? 1,
    at,
    actor,
    act: "paper",
    title: { zh: `印发${paperTemplate(row.kind).title.zh}`, en: `${paperTemplate(row.kind).title.en} issued` },
    note: `${row.title}（${row.number}）`,
    detail: { paper: row.id },
  });
}

function refuseStep(
  row: PaperRow,
  act: PaperActId,
  why: Exclude<ReturnType<typeof stepPaper>, { ok: true }>["why"],
): never {
  const title = paperActs[act].title;
  if (why === "state" && act === "edit") refuse("paper.fixed", { values: { state: paperStates[row.state] } });
  if (why === "state" || why === "answered")
    refuse("case.transition", { values: { state: paperStates[row.state], act: title } });
  if (why === "four-eyes") refuse("paper.four-eyes", { values: { act: title } });
  if (why === "reason") refuse("reason.required", { field: "note" });
  return refuse("access.role", {
    values: {
      roles:
        why === "countersigner" || paperActs[act].by === "countersigner"
          ? { zh: "被请会签的单位", en: "an organ asked to countersign" }
          : { zh: "发文单位或其上级生态环境部门", en: "the issuing organ or one above it" },
    },
  });
}
