import type { RefusalCode, RefusalDetail } from "#kernel/refusal.ts";
import type { Title } from "#kernel/title.ts";
import { type ActValue, givenValue, longestText } from "./act-field.ts";
import { isEnd, type StateCategory } from "./category.ts";
import { type By, type CaseDefinition, previousState, sameState, type Transition } from "./define.ts";

export type CaseState = Readonly<{
  state: string;
  version: number;
  /** Where the present state was entered from. */
  previous?: string | null;
}>;
export type ActCommand = Readonly<{
  act: string;
  baseVersion: number | undefined;
  /** What the person filled in, `note` among it. */
  values: Readonly<Record<string, unknown>>;
}>;

/** Who acts: roles of the grants, and in which capacities the person stands to this case. */
export type ActingAs = Readonly<{ roles: readonly string[] } & Partial<Record<By, boolean>>>;

export type Step =
  | Readonly<{
      ok: true;
      transition: Transition;
      to: string;
      category: StateCategory;
      values: Readonly<Record<string, ActValue>>;
    }>
  | Readonly<{ ok: false; code: RefusalCode; detail: RefusalDetail }>;

const no = (code: RefusalCode, detail: RefusalDetail = {}): Step => ({ ok: false, code, detail });

/** What an act does to a case, or why it is refused. Decides nothing about versions: the caller holds the row. */
export function stepCase(definition: CaseDefinition, instance: CaseState, command: ActCommand, as: ActingAs): Step {
  const state = definition.states[instance.state];
  if (!state)
    throw new Error(
      `case ${definition.id} holds the state ${instance.state}, which version ${definition.version} does not have`,
    );
  const transition = definition.transitions[command.act];
  if (isEnd(state.category)) return no("case.closed");
  if (!transition?.from.includes(instance.state))
    return no("case.transition", { values: { state: state.title, act: transition?.title ?? command.act } });
  if (!mayAct(transition, as)) return no("access.role", { values: { roles: whoMay(transition.by) } });
  const values: Record<string, ActValue> = {};
  for (const field of transition.fields) {
    const given = givenValue(field, command.values[field.name]);
    if (!given.ok) return given;
    if (given.value !== undefined) values[field.name] = given.value;
  }
  const note = command.values.note;
  if (typeof note === "string" && note.trim() !== "" && !("note" in values))
    values.note = note.trim().slice(0, longestText);
  const to =
    transition.to === previousState ? instance.previous : transition.to === sameState ? instance.state : transition.to;
  const target = definition.states[to ?? ""];
  if (!to || !target) throw new Error(`case ${definition.id}: ${command.act} leads nowhere from ${instance.state}`);
  return { ok: true, transition, to, category: target.category, values };
}

export const mayAct = (transition: Transition, as: ActingAs): boolean =>
  transition.roles.some((role) => as.roles.includes(role)) && as[transition.by] === true;

/** The acts that a person may do now, in the order of the definition. */
export function actsOf(
  definition: CaseDefinition,
  state: string,
  as: ActingAs,
): { id: string; transition: Transition }[] {
  return Object.entries(definition.transitions)
    .filter(([, transition]) => transition.from.includes(state) && mayAct(transition, as))
    .map(([id, transition]) => ({ id, transition }));
}

const capacities: Readonly<Record<By, Title>> = {
  handler: { zh: "承办单位或其上级", en: "the handling organ or one above it" },
  party: { zh: "案件所涉企业", en: "the enterprise concerned" },
  assignee: { zh: "经办人", en: "the person whom the case was given to" },
  lead: { zh: "主办单位", en: "the leading organ" },
  supporter: { zh: "会办单位", en: "an organ that was asked to help" },
};

/** The capacity that an act asks for, in words. */
export const whoMay = (by: By): Title => capacities[by];
