import { sql } from "kysely";
import { countEvidence } from "#kernel/evidence/count.server.ts";
import { type EvidenceKind, evidenceKinds } from "#kernel/evidence/exhibit.ts";
import { issuedPapers } from "#kernel/paper/issued.server.ts";
import { findTemplate } from "#kernel/paper/template.server.ts";
import type { RefusalCode, RefusalDetail } from "#kernel/refusal.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { ActValue } from "./act-field.ts";
import type { CaseRow } from "./case.server.ts";
import type { CaseDefinition, Transition } from "./define.ts";
import { gateMet, gateSentence, type Participant } from "./gate.ts";
import { participantsOf } from "./participants.server.ts";
import type { CaseKind } from "./registry.server.ts";

/** What an act still waits for, as the refusal that says it. */
export type Missing = Readonly<{
  what: "four-eyes" | "evidence" | "papers" | "gate" | "children" | "guard";
  code: RefusalCode;
  detail: RefusalDetail;
}>;

type Asked = Readonly<{
  kind: CaseKind;
  row: CaseRow;
  transition: Transition;
  actor: Actor;
  now: number;
  /** Undefined while a page only asks what is missing. */
  values: Readonly<Record<string, ActValue>> | undefined;
}>;

/** Everything that stands between a person and an act that the person may do: the same list is shown before it is tried and refused with. */
export async function missingFor(tx: Tx, asked: Asked): Promise<Missing[]> {
  const found: (Missing | undefined)[] = [];
  const { transition } = asked;
  if (transition.notBy?.length) found.push(await otherEyes(tx, asked, transition.notBy));
  if (transition.evidence) found.push(await evidenceOf(tx, asked, transition.evidence));
  if (transition.papers?.length) found.push(await papersOf(tx, asked, transition.papers));
  if (transition.gate) found.push(await gateOf(tx, asked, transition.gate));
  if (transition.children === "ended") found.push(await childrenOf(tx, asked));
  if (transition.guard) found.push(await guardOf(tx, asked, transition.guard));
  return found.filter((one) => one !== undefined);
}

/** Four eyes: neither the person nor the one in whose name the person acts did any of those acts. */
async function otherEyes(tx: Tx, { row, actor, kind }: Asked, acts: readonly string[]): Promise<Missing | undefined> {
  if (actor.kind === "system") return undefined;
  const who = [actor.id, ...(actor.onBehalfOf ? [actor.onBehalfOf.id] : [])];
  const { rows } = await sql<{ act: string }>`select distinct act from "case".event
    where case_id = ${row.id} and act = any (${[...acts]}::text[])
      and (actor = any (${who}::text[]) or detail #>> '{onBehalfOf,id}' = any (${who}::text[]))`.execute(tx);
  if (rows.length === 0) return undefined;
  const titles = rows.map(({ act }) => actTitle(kind.definition, act));
  return {
    what: "four-eyes",
    code: "case.four-eyes",
    detail: {
      values: {
        acts: { zh: titles.map(({ zh }) => `“${zh}”`).join("、"), en: titles.map(({ en }) => `“${en}”`).join(", ") },
      },
    },
  };
}

const actTitle = (definition: CaseDefinition, act: string) =>
  definition.transitions[act]?.title ?? { zh: act, en: act };

async function evidenceOf(
  tx: Tx,
  { row }: Asked,
  { atLeast, kinds, position }: NonNullable<Transition["evidence"]>,
): Promise<Missing | undefined> {
  const count = await countEvidence(tx, row.id, { ...(kinds ? { kinds } : {}), ...(position ? { position } : {}) });
  if (count >= atLeast) return undefined;
  const titles = (kinds ?? []).map((kind) => evidenceKinds[kind as EvidenceKind] ?? { zh: kind, en: kind });
  const needed = {
    zh: `${position ? "带定位的" : ""}${titles.map(({ zh }) => zh).join("或") || "证据"} ${atLeast} 份`,
    en: `${atLeast} ${titles.map(({ en }) => en).join(" or ") || "exhibits"}${position ? " taken with coordinates" : ""}`,
  };
  return { what: "evidence", code: "case.evidence", detail: { values: { needed, count } } };
}

async function papersOf(tx: Tx, { row }: Asked, wanted: readonly string[]): Promise<Missing | undefined> {
  const issued = new Set((await issuedPapers(tx, row.id)).map(({ kind }) => kind));
  const titles = wanted
    .filter((kind) => !issued.has(kind))
    .map((kind) => findTemplate(kind)?.title ?? { zh: kind, en: kind });
  if (titles.length === 0) return undefined;
  return {
    what: "papers",
    code: "case.papers",
    detail: {
      values: {
        papers: { zh: titles.map(({ zh }) => `“${zh}”`).join("、"), en: titles.map(({ en }) => `“${en}”`).join(", ") },
      },
    },
  };
}

async function gateOf(tx: Tx, { row }: Asked, gate: NonNullable<Transition["gate"]>): Promise<Missing | undefined> {
  const asked: Participant[] = await participantsOf(tx, row.id);
  if (gateMet(gate, asked)) return undefined;
  return { what: "gate", code: "case.gate", detail: { values: { problem: gateSentence(gate, asked) } } };
}

async function childrenOf(tx: Tx, { row }: Asked): Promise<Missing | undefined> {
  const { rows } = await sql<{ number: string }>`select number from "case"."case" where parent = ${row.id}
    and category not in ('closed', 'void') order by number`.execute(tx);
  if (rows.length === 0) return undefined;
  return {
    what: "children",
    code: "case.children",
    detail: { values: { count: rows.length, numbers: rows.map(({ number }) => number).join("、") } },
  };
}

async function guardOf(tx: Tx, { kind, row, actor, now, values }: Asked, name: string): Promise<Missing | undefined> {
  const guard = kind.guards?.[name];
  if (!guard) throw new Error(`case ${kind.definition.id}: nobody provides the guard ${name}`);
  const problem = await guard(tx, { row, actor, now, values });
  return problem && { what: "guard", code: "case.guard", detail: { values: { problem } } };
}
