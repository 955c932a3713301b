import type { ClockTermRule } from "#kernel/clock/clock.server.ts";
import { type CaseKind, provideCase } from "./registry.server.ts";
import { part, trial } from "./trial-kind.ts";

const term = (): ClockTermRule => ({
  title: { zh: "办理时限", en: "Handling" },
  unit: "working-day",
  amount: 5,
  law: "试验规则",
  article: "第一条",
  verified: false,
  extension: { cap: 5, law: "试验规则", article: "第二条", verified: false, fourEyes: true },
});
const related = async () => ({ facts: [], alarms: [] });

export const trialKind: CaseKind = {
  definition: trial,
  term,
  related,
  guards: {
    small: async (_tx, { values }) =>
      values && Number(values.amount) > 100
        ? { zh: "面积超过 100 公顷，须由盟市局办理。", en: "More than 100 ha is for the league." }
        : undefined,
  },
};
export const partKind: CaseKind = { definition: part, term, related };

/** Test files provide the trial kinds themselves: the product knows nothing of them. */
export function provideTrial(): void {
  provideCase(trialKind);
  provideCase(partKind);
}
