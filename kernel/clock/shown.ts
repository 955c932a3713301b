import type { Title } from "#kernel/title.ts";
import type { ClockState, ClockUnit, Light } from "./due.ts";

/** How much a term may be lengthened: in units of the clock and in all, by what law, and whether the asker may decide alone. */
export type ExtensionRule = Readonly<{
  cap: number;
  law: string;
  article: string;
  verified: boolean;
  fourEyes: boolean;
}>;

export type ExtensionShown = Readonly<{
  id: string;
  amount: number;
  reason: string;
  law: string;
  article: string;
  verified: boolean;
  state: "asked" | "granted" | "refused";
  askedBy: string;
  askedByName: string;
  askedAt: string;
  decidedByName: string | null;
  note: string | null;
}>;

/** A clock as a screen shows it. */
export type ClockShown = Readonly<{
  id: string;
  kind: string;
  title: Title;
  started: string;
  due: string;
  state: ClockState;
  light: Light;
  remainingDays: number;
  provisional: boolean;
  /** In units of the clock: its term, and what was granted beyond it. */
  unit: ClockUnit;
  amount: number;
  extended: number;
  /** How much may be granted, and by what; null when it is never lengthened. */
  extension: ExtensionRule | null;
  extensions: readonly ExtensionShown[];
  /** When it was taken to the organ above. */
  escalated: string | null;
  explanation: Title;
  countedDays: readonly string[];
}>;
