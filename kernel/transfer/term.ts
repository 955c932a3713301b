import type { ClockUnit } from "#kernel/clock/due.ts";
import { type Dated, inForce } from "#standards/edition.ts";
import type { OfferedMode } from "./mode.ts";

/**
 * How long a receiver has to answer, and then to report the outcome. Dated, so that an office may change a term from a day on. None of
 * them has been compared with its source yet; what no law fixes is a rule of the platform and says so.
 */
export type Term = Dated<{
  mode: OfferedMode;
  what: "answer" | "outcome";
  /** Only for receivers of this duty; it then goes before the general row. */
  duty?: string;
  unit: ClockUnit;
  amount: number;
  article: string;
}>;

const platformRule = { validFrom: "2020-01-01", source: "平台规则，非法定", article: "", verified: false } as const;

export const transferTerms: readonly Term[] = [
  { mode: "referral", what: "answer", unit: "working-day", amount: 2, ...platformRule },
  { mode: "assignment", what: "answer", unit: "working-day", amount: 2, ...platformRule },
  { mode: "assignment", what: "outcome", unit: "working-day", amount: 15, ...platformRule },
  { mode: "joint", what: "answer", unit: "working-day", amount: 3, ...platformRule },
  { mode: "joint", what: "outcome", unit: "working-day", amount: 10, ...platformRule },
  { mode: "transfer", what: "answer", unit: "working-day", amount: 7, ...platformRule },
  { mode: "transfer", what: "outcome", unit: "natural-day", amount: 60, ...platformRule },
  {
    mode: "transfer",
    what: "answer",
    duty: "police",
    unit: "natural-day",
    amount: 3,
    validFrom: "2020-08-07",
    source: "行政执法机关移送涉嫌犯罪案件的规定",
    article: "第八条",
    verified: false,
  },
];

/** The term of a mode on a civil day, undefined where nothing is owed. */
export function transferTerm(
  asked: Readonly<{ mode: OfferedMode; what: Term["what"]; duty: string | null; date: string }>,
): Term | undefined {
  const rows = inForce(
    transferTerms.filter(({ mode, what }) => mode === asked.mode && what === asked.what),
    asked.date,
  );
  return (
    rows.find(({ duty }) => duty !== undefined && duty === asked.duty) ?? rows.find(({ duty }) => duty === undefined)
  );
}
