/** Data marks of `xxxxxx-Flag` (HJ 212-2017 table 8). Only N counts in statistics. */
export type Mark = { letter: string; zh: string; en: string };

const rows: readonly Mark[] = [
  { letter: "N", zh: "正常", en: "normal" },
  { letter: "F", zh: "停运", en: "stopped" },
  { letter: "M", zh: "维护", en: "maintenance" },
  { letter: "S", zh: "手工输入的设定值", en: "value set by hand" },
  { letter: "D", zh: "故障", en: "fault" },
  { letter: "C", zh: "校准", en: "calibration" },
  { letter: "T", zh: "超测量上限", en: "above the measuring range" },
  { letter: "B", zh: "与数采仪通讯异常", en: "no communication with the logger" },
];

/** The table is open: provinces add letters, which are stored as sent, shown as unknown and treated as not normal. */
export const marks: ReadonlyMap<string, Mark> = new Map(rows.map((mark) => [mark.letter, mark]));

export function markOf(letter: string): Mark | undefined {
  return marks.get(letter);
}

/** A value so marked may enter statistics. An absent mark ("") is not N: whether to trust it is the caller's rule. */
export function isNormal(letter: string): boolean {
  return letter === "N";
}
