import { activities } from "#domains/conservation/activity.ts";
import { type ClueState, clueStates } from "#domains/conservation/clue.ts";
import { type Confidence, confidences } from "#domains/conservation/confidence.ts";
import { numberText } from "#kernel/view/format.ts";
import { t } from "#kernel/view/language.view.tsx";
import type { Status } from "#kernel/view/status.ts";
import { StatusMark } from "#kernel/view/status-mark.view.tsx";

/** What a row of the clue register carries for these pages. */
export type ClueRow = Readonly<{
  id: string;
  number: string;
  region: Readonly<{ code: string; name: string }>;
  activity: keyof typeof activities;
  hectares: number;
  confidence: Confidence;
  state: ClueState;
  severity: number | null;
  zoneKind: string;
  redLine: Readonly<{ id: string; name: string }> | null;
  reserve: Readonly<{ id: string; name: string }> | null;
  firstSeen: string;
  lastSeen: string;
  growth: number | null;
  approvedShare: number | null;
  recurrences: number;
  origin: "run" | "ministry";
  ministryNumber: string | null;
  fromClass: string | null;
  toClass: string | null;
  caseId: string | null;
  caseNumber: string | null;
  area: Readonly<{ hectares: number; bbox: [number, number, number, number] }> | null;
  sample: boolean;
}>;

const states: Readonly<Record<ClueState, Omit<Status, "title">>> = {
  open: { hue: "violet", shape: "diamond" },
  checking: { hue: "orange", shape: "half" },
  problem: { hue: "red", shape: "triangle" },
  lawful: { hue: "green", shape: "ring" },
  unfounded: { hue: "grey", shape: "cross" },
  closed: { hue: "green", shape: "dot" },
};

export function ClueStateMark({ state }: Readonly<{ state: ClueState }>) {
  return <StatusMark status={{ ...states[state], title: clueStates[state] }} />;
}

const sure: Readonly<Record<Confidence, Omit<Status, "title">>> = {
  possible: { hue: "grey", shape: "ring" },
  confirmed: { hue: "blue", shape: "half" },
  verified: { hue: "blue", shape: "dot" },
};

export function ConfidenceMark({ confidence }: Readonly<{ confidence: Confidence }>) {
  return <StatusMark status={{ ...sure[confidence], title: confidences[confidence] }} />;
}

/** 0.53 公顷; small patches keep four decimals, large ones none. */
export const hectaresText = (hectares: number): string =>
  t(`${hectaresNumber(hectares)} 公顷`, `${hectaresNumber(hectares)} ha`);
export const hectaresNumber = (hectares: number): string =>
  numberText(hectares, { digits: hectares >= 1000 ? 0 : hectares >= 10 ? 1 : 2 });

export const activityText = (activity: keyof typeof activities): string => t(activities[activity]);
