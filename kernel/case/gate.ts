import type { Title } from "#kernel/title.ts";
import type { Gate } from "./define.ts";

export type ParticipantState = "asked" | "agreed" | "refused" | "done" | "withdrawn";
export type Participant = Readonly<{
  role: "lead" | "supporter" | "countersigner";
  state: ParticipantState;
  organName: string;
}>;

/** Those whose answer a gate waits for; a request that was withdrawn counts for nobody. */
export const askedFor = <P extends Participant>({ of }: Pick<Gate, "of">, participants: readonly P[]): P[] =>
  participants.filter(
    ({ role, state }) => role === (of === "supporters" ? "supporter" : "countersigner") && state !== "withdrawn",
  );

/** Whether one participant gave what the gate waits for: a supporter is done, a countersigner agrees. */
const answered = ({ of }: Pick<Gate, "of">, { state }: Participant): boolean =>
  of === "supporters" ? state === "done" : state === "agreed";

/**
 * Whether a gate is open. `all` with nobody asked: open for supporters, since help is a choice; shut for countersigners, since agreement is
 * not. `any` is one answer, a number so many.
 */
export function gateMet(gate: Gate, participants: readonly Participant[]): boolean {
  const asked = askedFor(gate, participants);
  const count = asked.filter((one) => answered(gate, one)).length;
  if (gate.mode === "all") return count === asked.length && (gate.of === "supporters" || count > 0);
  return count >= (gate.mode === "any" ? 1 : gate.mode);
}

/** What a shut gate waits for, with names. */
export function gateSentence(gate: Gate, participants: readonly Participant[]): Title {
  const asked = askedFor(gate, participants);
  const open = asked
    .filter((one) => !answered(gate, one))
    .map(({ organName, state }) => organName + (state === "refused" ? "（不同意）" : ""));
  const wanted = gate.mode === "all" ? Math.max(asked.length, 1) : gate.mode === "any" ? 1 : gate.mode;
  const count = asked.length - open.length;
  const [zh, en] = gate.of === "supporters" ? ["会办", "supporters"] : ["会签", "countersigners"];
  const who =
    open.length > 0
      ? [`，尚待：${open.join("、")}`, `, waiting for ${open.join(", ")}`]
      : ["，尚未发起", ", nobody was asked"];
  return {
    zh: `${zh}须 ${wanted} 家完成，现 ${count} 家${who[0]}。`,
    en: `${wanted} ${en} must have answered, ${count} have${who[1]}.`,
  };
}
