import { sql } from "kysely";
import { problemOf, Refusal } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { CaseRow } from "./case.server.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { type Missing, missingFor } from "./conditions.server.ts";
import type { CaseDefinition } from "./define.ts";
import { gateMet, gateSentence, type Participant } from "./gate.ts";
import { type CaseKind, caseKind } from "./registry.server.ts";
import { type ActingAs, actsOf } from "./step.ts";

type EventRow = {
  at: Date;
  actor_name: string;
  organ_name: string | null;
  act: string;
  act_zh: string;
  act_en: string;
  from_state: string | null;
  to_state: string | null;
  note: string | null;
  detail: Record<string, unknown>;
};

/** What happened, oldest first. */
export async function timelineOf(tx: Tx, { states }: CaseDefinition, id: string) {
  const events =
    await sql<EventRow>`select at, actor_name, organ_name, act, act_zh, act_en, from_state, to_state, note, detail
    from "case".event where case_id = ${id} order by at, version, id`.execute(tx);
  return events.rows.map((event) => ({
    at: isoTime(event.at.getTime()),
    by: { name: event.actor_name, organ: event.organ_name },
    act: { zh: event.act_zh, en: event.act_en },
    from: event.from_state ? (states[event.from_state]?.title ?? null) : null,
    to: event.to_state ? (states[event.to_state]?.title ?? null) : null,
    note: event.note,
    detail: event.detail,
  }));
}

type Looking = Readonly<{ kind: CaseKind; row: CaseRow; as: ActingAs; actor: Actor; now: number }>;

/** The acts that the actor may do in this state, each with what it still waits for in the words in which it would be refused. */
export async function actsFor(tx: Tx, { kind, row, as, actor, now }: Looking) {
  const shown = [];
  for (const { id, transition } of actsOf(kind.definition, row.state, as)) {
    const missing = await missingFor(tx, { kind, row, transition, actor, now, values: undefined });
    shown.push({
      id,
      title: transition.title,
      fields: transition.fields,
      basis: transition.basis ?? [],
      evidence: transition.evidence ?? null,
      papers: transition.papers ?? [],
      ends: endsWith(kind.definition, transition.to),
      missing: missing.map(sentence),
    });
  }
  return shown;
}

const endsWith = (definition: CaseDefinition, to: string): StateCategory | null => {
  const category = definition.states[to]?.category;
  return category && isEnd(category) ? category : null;
};

function sentence({ what, code, detail }: Missing): Title & { what: Missing["what"] } {
  const { zh, en } = problemOf(new Refusal(code, detail), "zh") as { zh: string; en: string };
  return { what, zh, en };
}

/** The gates of the acts that lead on from a state, open or shut. */
export function gatesOf(definition: CaseDefinition, state: string, participants: readonly Participant[]) {
  return Object.entries(definition.transitions).flatMap(([act, { from, title, gate }]) =>
    gate && from.includes(state)
      ? [{ act, title, of: gate.of, met: gateMet(gate, participants), sentence: gateSentence(gate, participants) }]
      : [],
  );
}

type Link = { id: string; number: string; title: string; state: string; category: string; definition: string };

/** Cases that hang together with one, as links. */
export async function linked(tx: Tx, which: ReturnType<typeof sql>) {
  const { rows } =
    await sql<Link>`select c.id, c.number, c.title, c.state, c.category, c.definition from "case"."case" as c
    where ${which} order by c.opened_at, c.id`.execute(tx);
  return rows.map(({ id, number, title, state, category, definition }) => ({
    id,
    number,
    title,
    definition: caseKind(definition).definition.title,
    state: {
      id: state,
      title: caseKind(definition).definition.states[state]?.title ?? { zh: state, en: state },
      category,
    },
  }));
}
