import type { Problem } from "./problem.ts";

/**
 * Unified social credit code 统一社会信用代码, GB 32100-2015: 18 characters of 31 signs (no I O S V Z): 1 registering
 * department, 1 category, 6 division, 9 organisation code, 1 check character.
 */
const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

export const usccSource = { edition: "GB 32100-2015", source: "GB 32100-2015, recomputed", verified: true } as const;

/**
 * The check character of the first 17 characters: (31 − Σ Cᵢ·Wᵢ mod 31) mod 31 with Wᵢ = 3^(i−1) mod 31. Undefined when
 * there are not 17 characters or one is not a sign of the code. GB 32100-2015.
 */
export function usccCheckCharacter(first17: string): string | undefined {
  const values = [...first17].map((sign) => signs.indexOf(sign));
  if (values.length !== weights.length || values.includes(-1)) return undefined;
  const sum = values.reduce((total, value, i) => total + value * (weights[i] ?? 0), 0);
  return signs[(31 - (sum % 31)) % 31];
}

/**
 * What is wrong with a unified social credit code, undefined when nothing is. `place` is the position, from 1, of the
 * first wrong character (of the last character when the check fails). Capital letters only: the code is not changed for
 * the caller.
 */
export function usccProblem(code: string): Problem | undefined {
  const characters = [...code];
  const wrong = characters.findIndex((sign) => !signs.includes(sign));
  if (characters.length !== 18) {
    const length = characters.length;
    return {
      code: "uscc.length",
      zh: `统一社会信用代码应为18位，现为${length}位。`,
      en: `A unified social credit code has 18 characters; this has ${length}.`,
      place: Math.min(length + 1, 19),
    };
  }
  if (wrong >= 0) {
    return {
      code: "uscc.character",
      zh: `第${wrong + 1}位“${characters[wrong]}”不可用：只用数字和大写字母，不含 I、O、S、V、Z。`,
      en: `Character ${wrong + 1}, “${characters[wrong]}”, is not allowed: digits and capitals without I, O, S, V, Z.`,
      place: wrong + 1,
    };
  }
  const expected = usccCheckCharacter(code.slice(0, 17));
  if (expected === code[17]) return undefined;
  return {
    code: "uscc.check",
    zh: `校验位不符：第18位应为“${expected}”，现为“${code[17]}”。请对照营业执照核对各位。`,
    en: `The check fails: character 18 should be “${expected}”, not “${code[17]}”. Compare with the business licence.`,
    place: 18,
  };
}
