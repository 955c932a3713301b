import type { ClockTermRule } from "#kernel/clock/clock.server.ts";
import type { ClockUnit } from "#kernel/clock/due.ts";
import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";

/** How long each clock of a clue runs. No text at hand fixes these lengths: they are rules of the platform, dated, and shown as such. */
type Term = Dated<{ clock: string; title: Title; unit: ClockUnit; amount: number }>;

const term = (clock: string, title: Title, unit: ClockUnit, amount: number): Term => ({
  clock,
  title,
  unit,
  amount,
  validFrom: "2000-01-01",
  source: "平台规则，非法定",
  verified: false,
});

export const clueTerms: readonly Term[] = [
  term("checking", { zh: "核查时限", en: "Check" }, "working-day", 15),
  term("planning", { zh: "方案时限", en: "Plan" }, "working-day", 20),
  term("rectifying", { zh: "整改时限", en: "Putting right" }, "natural-day", 180),
  term("assessing", { zh: "评估时限", en: "Assessment" }, "working-day", 20),
  term("reviewing", { zh: "审核时限", en: "Review" }, "working-day", 10),
  term("publicity", { zh: "公示期", en: "Publicity" }, "working-day", 5),
];

/** The term of a clock on a civil day. Throws when there is none: a case without its clock must not open. */
export function clueTerm(clock: string, date: string): ClockTermRule {
  const found = oneInForce(
    clueTerms.filter((one) => one.clock === clock),
    date,
  );
  if (!found) throw new Error(`no term for the clock ${clock} on ${date}`);
  const { title, unit, amount, source, verified } = found;
  return { title, unit, amount, law: source, article: "", verified };
}
