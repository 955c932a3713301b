import type { Named } from "./problem.ts";

/**
 * Data marks of HJ 212-2017 table 8. The table of the 2025 edition is not available; provinces add letters of their
 * own.
 */
export const dataMarks: Readonly<Record<string, Named>> = {
  N: { zh: "正常", en: "Normal" },
  F: { zh: "停运", en: "Stopped" },
  M: { zh: "维护", en: "Maintenance" },
  S: { zh: "手工输入的设定值", en: "Value set by hand" },
  D: { zh: "故障", en: "Fault" },
  C: { zh: "校准", en: "Calibration" },
  T: { zh: "超测量上限", en: "Above range" },
  B: { zh: "与数采仪通讯异常", en: "No communication with the logger" },
};

export const dataMarkSource = { edition: "HJ 212-2017", source: "HJ 212-2017 table 8", verified: true } as const;

/**
 * Whether a value with this mark counts in statistics: N only. An unknown letter is kept and shown, but does not count.
 */
export function markCounts(mark: string): boolean {
  return mark === "N";
}

/** The name of a mark; an unknown letter is named as such, never dropped. */
export function markNamed(mark: string): Named {
  return Object.hasOwn(dataMarks, mark) && dataMarks[mark]
    ? dataMarks[mark]
    : { zh: `未登记的标记“${mark}”`, en: `Unregistered mark “${mark}”` };
}

export type MarkRollUp = Readonly<{
  edition: "HJ 212-2017";
  normal: boolean;
  /** The mark of the period; undefined when there is no value, or when water has several different abnormal marks. */
  mark: string | undefined;
  /** The abnormal marks of the period, each once, in order of appearance. */
  abnormal: readonly string[];
  count: number;
  normalCount: number;
}>;

/**
 * The mark of a period from the marks of its parts (minute → hour → day), HJ 212-2017 notes to tables C.16–C.18.
 * Waste water: one abnormal part makes the period abnormal. Flue gas: at least 75 % normal parts give N, else D.
 * A period without parts is not normal.
 */
export function markRollUp(marks: readonly string[], medium: "water" | "gas"): MarkRollUp {
  const normalCount = marks.filter(markCounts).length;
  const count = marks.length;
  const abnormal = [...new Set(marks.filter((mark) => !markCounts(mark)))];
  const normal = count > 0 && (medium === "water" ? normalCount === count : normalCount * 4 >= count * 3);
  const markOfAbnormal = medium === "gas" ? "D" : abnormal.length === 1 ? abnormal[0] : undefined;
  const mark = count === 0 ? undefined : normal ? "N" : markOfAbnormal;
  return { edition: "HJ 212-2017", normal, mark, abnormal, count, normalCount };
}
