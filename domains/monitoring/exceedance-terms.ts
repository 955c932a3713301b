import type { ClockUnit } from "#kernel/clock/due.ts";
import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";

/**
 * How long each clock of an exceedance runs. No law fixes these lengths: they are rules of the platform, dated so that an office can
 * change them from a day on, and shown as such.
 */
export type Term = Dated<{
  clock: string;
  title: Title;
  unit: ClockUnit;
  amount: number;
  /** Units by which it may be lengthened in all. */
  extension: number;
}>;

const platformRule = { validFrom: "2020-01-01", source: "平台规则，非法定", verified: false } as const;

export const exceedanceTerms: readonly Term[] = [
  {
    clock: "handling",
    title: { zh: "处置时限", en: "Handling" },
    unit: "working-day",
    amount: 5,
    extension: 5,
    ...platformRule,
  },
  {
    clock: "explaining",
    title: { zh: "企业说明时限", en: "Explanation" },
    unit: "working-day",
    amount: 2,
    extension: 3,
    ...platformRule,
  },
  {
    clock: "rectifying",
    title: { zh: "整改时限", en: "Putting right" },
    unit: "working-day",
    amount: 10,
    extension: 20,
    ...platformRule,
  },
];

/** The term of a clock on a civil day. Throws when there is none: a case without its clock must not open. */
export function exceedanceTerm(clock: string, date: string): Term {
  const term = oneInForce(
    exceedanceTerms.filter((one) => one.clock === clock),
    date,
  );
  if (!term) throw new Error(`no term for the clock ${clock} on ${date}`);
  return term;
}
