import { type Answer, answer, noAnswer, type Problem } from "./problem.ts";
import { usccProblem } from "./uscc.ts";

/**
 * Codes of polluting units, outlets and facilities, HJ 608-2017. Known from secondary sources only: a permit code is
 * the credit code of the holder, three digits and a character (P in the standard, others on real permits).
 */
export const permitCodeSource = {
  edition: "HJ 608-2017",
  source: "HJ 608-2017 as quoted by m.qiqiwenku.com/pdf/380005.html and news.bjx.com.cn 20170308/812594-10",
  verified: false,
} as const;

const permitPattern = /^(.{18})(\d{3})([0-9A-Z])$/s;
/**
 * Units without a credit code: H9, division, 0000, five digits, small letter; or H9, division, organisation code,
 * letter.
 */
const withoutCredit = [/^H9\d{6}0000\d{5}[a-z]$/, /^H9\d{6}[0-9A-Z]{9}[A-Za-z]$/] as const;

export type PermitCode = Readonly<{
  edition: "HJ 608-2017";
  /** The first 18 characters. */
  holder: string;
  holderKind: "credit code" | "without credit code";
  sequence: string;
  suffix: string;
}>;

/** Reads a permit code of 22 characters, e.g. 91130200699229617X001P, and checks the credit code inside it. */
export function permitCode(code: string): Answer<PermitCode> {
  const parts = permitPattern.exec(code);
  const [, holder = "", sequence = "", suffix = ""] = parts ?? [];
  if (!parts) {
    return noAnswer({
      code: "permit-code.form",
      zh: `排污许可证编号应为22位：18位统一社会信用代码、3位数字、1位校验字符，如 91130200699229617X001P。现为“${code}”。`,
      en: `A permit code has 22 characters: 18 of the credit code, 3 digits, 1 letter, e.g. 91130200699229617X001P, not “${code}”.`,
      place: 1,
    });
  }
  if (withoutCredit.some((pattern) => pattern.test(holder))) {
    return answer({ edition: "HJ 608-2017", holder, holderKind: "without credit code", sequence, suffix });
  }
  const problem = usccProblem(holder);
  if (problem) return noAnswer(problem);
  return answer({ edition: "HJ 608-2017", holder, holderKind: "credit code", sequence, suffix });
}

export type FacilityKind = "air outlet" | "water outlet" | "treatment" | "production";

const facilityPatterns: readonly (readonly [pattern: RegExp, kind: FacilityKind])[] = [
  [/^DA\d{3}$/, "air outlet"],
  [/^DW\d{3}$/, "water outlet"],
  [/^T[AWNS]\d{3}$/, "treatment"],
  [/^MF\d{4}$/, "production"],
];

/**
 * What a code inside a permit names: DA001, DW001, TA001 (air, water, noise, solid waste), MF0001; undefined for
 * others.
 */
export function facilityKindOf(code: string): FacilityKind | undefined {
  return facilityPatterns.find(([pattern]) => pattern.test(code))?.[1];
}

/** What is wrong with the code of an outlet, undefined when nothing is. */
export function outletCodeProblem(code: string): Problem | undefined {
  const kind = facilityKindOf(code);
  if (kind === "air outlet" || kind === "water outlet") return undefined;
  return {
    code: "outlet-code.form",
    zh: `排放口编号应为 DA 或 DW 加3位数字，如 DA001、DW001。现为“${code}”。`,
    en: `An outlet code is DA or DW and three digits, e.g. DA001, DW001, not “${code}”.`,
    place: 1,
  };
}

/** The code of an outlet that no other outlet has: permit code and outlet code. Both must be right. */
export function outletCodeInFull(permit: string, outlet: string): Answer<string> {
  const read = permitCode(permit);
  if (!read.ok) return read;
  const problem = outletCodeProblem(outlet);
  return problem ? noAnswer(problem) : answer(`${permit}${outlet}`);
}
