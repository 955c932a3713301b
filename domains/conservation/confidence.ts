import type { Title } from "#kernel/title.ts";

/**
 * How sure a clue is. Possible on its first sight; confirmed once at least two of the (at most four) observations after it show it again;
 * verified when people stood there. An observation is a later image that covers the place, whether it shows the patch or not.
 */
export const confidences = {
  possible: { zh: "疑似", en: "Possible" },
  confirmed: { zh: "确认", en: "Confirmed" },
  verified: { zh: "实地核实", en: "Verified on site" },
} as const satisfies Record<string, Title>;
export type Confidence = keyof typeof confidences;

const window = 4;
const needed = 2;

/** `later`: for each observation after the first sight, in order of their days, whether it shows the patch. */
export function confidenceOf(later: readonly boolean[], verified: boolean): Confidence {
  if (verified) return "verified";
  const seen = later.slice(0, window).filter(Boolean).length;
  return seen >= needed ? "confirmed" : "possible";
}
