import type { Title } from "#kernel/title.ts";

/** How a paper that came in goes: 登记 → 拟办 → 批示 → 传阅 → 归档, with more than one instruction and reading where need be. */
export const incomingStates = {
  registered: { zh: "已登记", en: "Registered" },
  proposed: { zh: "待批示", en: "To be instructed" },
  instructed: { zh: "已批示", en: "Instructed" },
  reading: { zh: "传阅中", en: "Being read" },
  filed: { zh: "已归档", en: "Filed" },
} as const satisfies Record<string, Title>;
export type IncomingState = keyof typeof incomingStates;

export const incomingActs = {
  propose: { zh: "拟办", en: "Propose" },
  instruct: { zh: "批示", en: "Instruct" },
  circulate: { zh: "送传阅", en: "Circulate" },
  read: { zh: "已阅", en: "Read" },
  case: { zh: "转为办件", en: "Make a case" },
  file: { zh: "归档", en: "File" },
} as const satisfies Record<string, Title>;
export type IncomingActId = keyof typeof incomingActs;

export type IncomingFacts = Readonly<{
  state: IncomingState;
  hasCase: boolean;
  /** Readers who have not read, in their order. */
  unread: readonly Readonly<{ person: string; name: string }>[];
}>;
export type IncomingActor = Readonly<{ persons: readonly string[]; organ: boolean }>;
export type IncomingStep =
  | Readonly<{ ok: true; to: IncomingState }>
  | Readonly<{ ok: false; why: "state" | "capacity" }>
  | Readonly<{ ok: false; why: "turn"; who: string }>;

/** Where an act takes an incoming paper, or why it may not be done. Who reads out of turn is told whose turn it is. */
export function stepIncoming(paper: IncomingFacts, act: IncomingActId, actor: IncomingActor): IncomingStep {
  const { state, unread } = paper;
  const no = (why: "state" | "capacity"): IncomingStep => ({ ok: false, why });
  if (state === "filed") return no("state");
  if (act === "read") {
    const next = unread[0];
    if (!next || !unread.some(({ person }) => actor.persons.includes(person))) return no("capacity");
    if (!actor.persons.includes(next.person)) return { ok: false, why: "turn", who: next.name };
    return { ok: true, to: unread.length > 1 ? "reading" : "instructed" };
  }
  if (!actor.organ) return no("capacity");
  if (act === "propose")
    return state === "registered" || state === "proposed" ? { ok: true, to: "proposed" } : no("state");
  if (act === "instruct") return { ok: true, to: unread.length > 0 ? "reading" : "instructed" };
  if (act === "circulate") return { ok: true, to: "reading" };
  if (act === "case") return paper.hasCase ? no("state") : { ok: true, to: state };
  return unread.length > 0 ? no("state") : { ok: true, to: "filed" };
}

export const incomingActsNow = (paper: IncomingFacts, actor: IncomingActor): IncomingActId[] =>
  (Object.keys(incomingActs) as IncomingActId[]).filter((act) => stepIncoming(paper, act, actor).ok);
