import type { Dated } from "#standards/edition.ts";

/**
 * In what order the papers of a case stand in its bound file (案卷评查). It is what reviewers are used to and was not compared with a text;
 * another order is another line with its day. A kind that is not named stands behind those that are, by date.
 */
export type BindingPlace = Dated<{ place: number; title: string; kinds: readonly string[] }>;

const source = { validFrom: "2021-07-15", source: "行政处罚案卷评查惯例, 未核对原文", verified: false } as const;

export const bindingOrder: readonly BindingPlace[] = [
  { place: 1, title: "处理结果文书", kinds: ["penalty-decision", "rectification-notice", "closure-notice"], ...source },
  { place: 2, title: "立案文书", kinds: ["opening-form"], ...source },
  { place: 3, title: "调查取证文书", kinds: ["site-record", "inquiry-record"], ...source },
  { place: 4, title: "审查与告知文书", kinds: ["prior-notice", "hearing-notice"], ...source },
  { place: 5, title: "移送与往来文书", kinds: ["transfer-letter", "transmittal", "letter"], ...source },
  { place: 6, title: "执行与整改文书", kinds: ["rectification-report"], ...source },
  { place: 8, title: "结案文书", kinds: ["closure-form"], ...source },
];

const others = 7;

/** The place of a kind in the file; 7 = other papers. */
export const bindingPlace = (kind: string): number =>
  bindingOrder.find(({ kinds }) => kinds.includes(kind))?.place ?? others;
