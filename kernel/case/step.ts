import type { RefusalCode, RefusalDetail } from "#kernel/refusal.ts";
import {
  type ActField,
  type CaseDefinition,
  type ClockEffect,
  isEnd,
  type StateCategory,
  type Transition,
} from "./define.ts";

export type CaseState = Readonly<{ state: string; version: number }>;
export type ActCommand = Readonly<{
  act: string;
  baseVersion: number | undefined;
  /** What the person filled in, `note` among it. */
  values: Readonly<Record<string, unknown>>;
}>;

/** Who acts, as the guard sees it: roles of the grants, and in which capacity the person stands to this case. */
export type ActingAs = Readonly<{ roles: readonly string[]; handler: boolean; party: boolean }>;

export type Step =
  | Readonly<{
      ok: true;
      transition: Transition;
      to: string;
      category: StateCategory;
      clocks: readonly ClockEffect[];
      values: Readonly<Record<string, string>>;
    }>
  | Readonly<{ ok: false; code: RefusalCode; detail: RefusalDetail }>;

const no = (code: RefusalCode, detail: RefusalDetail = {}): Step => ({ ok: false, code, detail });
const longest = 5_000;

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
  if (!mayAct(transition, as)) return no("access.role", { values: { roles: whoMay(transition) } });
  const values: Record<string, string> = {};
  for (const field of transition.fields) {
    const given = givenValue(field, command.values[field.name]);
    if (given === undefined) continue;
    if (typeof given === "object") return given;
    values[field.name] = given;
  }
  const note = command.values.note;
  if (typeof note === "string" && note.trim() !== "" && !("note" in values))
    values.note = note.trim().slice(0, longest);
  const category = definition.states[transition.to]?.category as StateCategory;
  return { ok: true, transition, to: transition.to, category, clocks: transition.clocks, values };
}

export const mayAct = (transition: Transition, as: ActingAs): boolean =>
  transition.roles.some((role) => as.roles.includes(role)) && (transition.by === "party" ? as.party : as.handler);

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

function whoMay({ by }: Transition): { zh: string; en: string } {
  return by === "party"
    ? { zh: "案件所涉企业", en: "the enterprise concerned" }
    : { zh: "承办单位或其上级生态环境部门", en: "the handling organ or one above it" };
}

function givenValue(field: ActField, given: unknown): string | Step | undefined {
  const text = typeof given === "string" ? given.trim() : given === undefined || given === null ? "" : String(given);
  const label = field.title;
  if (text === "") return field.required ? no("field.required", { field: field.name, values: { label } }) : undefined;
  if (text.length > longest)
    return no("field.invalid", {
      field: field.name,
      values: {
        problem: {
          zh: `“${label.zh}”最长 ${longest} 字。`,
          en: `“${label.en}” may have ${longest} characters at most.`,
        },
      },
    });
  if (field.choices && !field.choices.some(({ value }) => value === text))
    return no("field.invalid", {
      field: field.name,
      values: {
        problem: {
          zh: `“${label.zh}”须为：${field.choices.map(({ title }) => title.zh).join("、")}。`,
          en: `“${label.en}” must be one of: ${field.choices.map(({ value }) => value).join(", ")}.`,
        },
      },
    });
  return text;
}
