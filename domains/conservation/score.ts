import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";

/**
 * 履责评分: how a league or banner looks after its lines. Each term is a share of 0 to 100 that can be counted from rows; the score is their mean by
 * weight over the terms that have something to judge, said as such. No text at hand fixes terms or weights: rules of the platform.
 */
export type ScoreTermId = "checked" | "closed" | "onTime" | "recurrence" | "markers" | "cover";
export type ScoreRule = Dated<{ weights: Readonly<Record<ScoreTermId, number>>; worstCluesPerThousand: number }>;

export const scoreRules: readonly ScoreRule[] = [
  {
    weights: { checked: 25, closed: 25, onTime: 20, recurrence: 10, markers: 10, cover: 10 },
    worstCluesPerThousand: 5,
    validFrom: "2000-01-01",
    source: "平台规则（指标与权重可由自治区另定），非法定",
    verified: false,
  },
];

export function scoreRule(date: string): ScoreRule {
  const rule = oneInForce(scoreRules, date);
  if (!rule) throw new Error(`no score rule on ${date}`);
  return rule;
}

export const scoreTitles: Readonly<Record<ScoreTermId, Title>> = {
  checked: { zh: "线索核查率", en: "Clues checked" },
  closed: { zh: "问题整改销号率", en: "Problems struck off" },
  onTime: { zh: "按期办理率", en: "On time" },
  recurrence: { zh: "销号后未复发率", en: "Not recurred" },
  markers: { zh: "界桩完好率", en: "Markers intact" },
  cover: { zh: "红线新增人类活动强度", en: "New activity on the line" },
};

/** What was counted in a region: of each term how many of how many. */
export type Counts = Readonly<Record<ScoreTermId, Readonly<{ numerator: number; denominator: number }>>>;
export type ScoredTerm = Readonly<{
  id: ScoreTermId;
  title: Title;
  weight: number;
  value: number | null;
  numerator: number;
  denominator: number;
  says: Title;
}>;

/** Terms in the order of the rule, and their mean; null where no term has anything to judge. */
export function scoreOf(counts: Counts, rule: ScoreRule): { score: number | null; terms: ScoredTerm[] } {
  const terms = (Object.keys(rule.weights) as ScoreTermId[]).map((id): ScoredTerm => {
    const { numerator, denominator } = counts[id];
    const value = denominator === 0 ? null : gradeOf(id, numerator / denominator, rule);
    return {
      id,
      title: scoreTitles[id],
      weight: rule.weights[id],
      value,
      numerator,
      denominator,
      says: saying(id, numerator, denominator),
    };
  });
  const judged = terms.filter(({ value }) => value !== null);
  const weight = judged.reduce((sum, one) => sum + one.weight, 0);
  const sum = judged.reduce((total, one) => total + one.weight * (one.value ?? 0), 0);
  return { score: weight === 0 ? null : tenth(sum / weight), terms };
}

/** Shares count upwards; clues for each thousand hectares of line count down to nothing at the worst. */
const gradeOf = (id: ScoreTermId, share: number, rule: ScoreRule): number =>
  tenth(id === "cover" ? 100 * Math.max(0, 1 - (share * 1_000) / rule.worstCluesPerThousand) : 100 * share);

const tenth = (value: number): number => Math.round(value * 10) / 10;

function saying(id: ScoreTermId, numerator: number, denominator: number): Title {
  if (denominator === 0) return { zh: "本期没有可评的对象，不计入得分", en: "Nothing to judge, not counted" };
  if (id === "cover")
    return {
      zh: `红线 ${tenth(denominator)} 公顷，新增人类活动 ${tenth(numerator)} 公顷`,
      en: `${tenth(numerator)} ha new activity on ${tenth(denominator)} ha of line`,
    };
  const of: Record<Exclude<ScoreTermId, "cover">, Title> = {
    checked: { zh: "条线索已核查", en: "clues checked" },
    closed: { zh: "个问题已销号", en: "problems struck off" },
    onTime: { zh: "件按期（已办与逾期未办）", en: "on time (done, or open and overdue)" },
    recurrence: { zh: "个销号问题未复发", en: "closed problems did not recur" },
    markers: { zh: "个界桩完好", en: "markers intact" },
  };
  return { zh: `${denominator} 中 ${numerator} ${of[id].zh}`, en: `${numerator} of ${denominator} ${of[id].en}` };
}
