import type { Title } from "#kernel/title.ts";
import type { Limit, Subject } from "./catalogue.ts";
import { type RuleId, rules } from "./rules.ts";

/** An alarm as it is stored: by the time of the data, with the worst value and the limit it was compared with. */
export type Alarm = Readonly<{
  id: string;
  rule: RuleId;
  subject: string;
  subjectKind: Subject["kind"];
  enterprise: string | undefined;
  region: string;
  mn: string;
  /** Undefined: all factors of the device. */
  factor: string | undefined;
  series: number | undefined;
  started: number;
  last: number;
  ended: number | undefined;
  value: string | undefined;
  valueAt: number | undefined;
  limit: Readonly<{ id: string; value: string; unit: string; standard: string }> | undefined;
  multiple: number | undefined;
  hours: number | undefined;
  explanation: Title;
  caseId: string | undefined;
  withdrawn: Readonly<{ at: number; reason: string }> | undefined;
  sample: boolean;
}>;

/** The parts of an alarm that follow from its subject. */
export function alarmOf(
  subject: Subject,
  rule: RuleId,
): Pick<Alarm, "rule" | "subject" | "subjectKind" | "enterprise" | "region" | "sample"> {
  const { id, kind, enterprise, region, sample } = subject;
  return { rule, subject: id, subjectKind: kind, enterprise, region, sample };
}

export const levelOf = (alarm: Pick<Alarm, "rule">) => rules[alarm.rule].level;

/** The bound that a value broke, with its sign, as people write it. */
export function boundOf(
  limit: Limit,
  side: "over" | "under",
): Readonly<{ id: string; value: string; unit: string; standard: string }> {
  const value = (side === "over" ? limit.upper : limit.lower) ?? "";
  return {
    id: limit.id,
    value,
    unit: limit.unit,
    standard: limit.clause ? `${limit.standard} ${limit.clause}` : limit.standard,
  };
}
