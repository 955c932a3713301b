import type { Title } from "#kernel/title.ts";
import { type Dated, oneInForce } from "#standards/edition.ts";

/** What the judge looks for. The id is stored with each alarm and names what a case is about; it keeps its meaning for ever. */
export type AlarmLevel = "reminder" | "alarm" | "clue";
export type AlarmKind = "over-limit" | "silence" | "constant";
export type Rule = Readonly<{ id: RuleId; title: Title; level: AlarmLevel; kind: AlarmKind; opensCase: boolean }>;
export type RuleId = "realtime-over" | "hour-over" | "day-over" | "silence" | "constant";

export const rules: Readonly<Record<RuleId, Rule>> = {
  "realtime-over": rule(
    "realtime-over",
    "实时数据超限提醒",
    "Real-time value over the limit",
    "reminder",
    "over-limit",
    false,
  ),
  "hour-over": rule("hour-over", "小时均值超标", "Hourly mean over the limit", "alarm", "over-limit", true),
  "day-over": rule("day-over", "日均值超标", "Daily mean over the limit", "clue", "over-limit", true),
  silence: rule("silence", "数据中断", "No data", "alarm", "silence", false),
  constant: rule("constant", "数据恒定", "Value does not change", "alarm", "constant", false),
};

function rule(id: RuleId, zh: string, en: string, level: AlarmLevel, kind: AlarmKind, opensCase: boolean): Rule {
  return { id, title: { zh, en }, level, kind, opensCase };
}

/**
 * Thresholds of the platform, dated. None is fixed by a standard: they are proposals that an office may change from a day on, and every
 * result is a lead for review.
 */
export type Threshold = Dated<{ name: ThresholdName; value: number; unit: string }>;
export type ThresholdName =
  | "reminder-age-minutes"
  | "reminder-join-minutes"
  | "silence-minutes"
  | "silence-intervals"
  | "constant-gas-hours"
  | "constant-water-samples"
  | "case-age-hours"
  | "value-age-hours"
  | "episode-gap-windows";

const platformRule = { validFrom: "2020-01-01", source: "平台规则，非法定", verified: false } as const;
const proposal = { validFrom: "2020-01-01", source: "数据打假规则建议值（CONST）", verified: false } as const;

export const thresholds: readonly Threshold[] = [
  { name: "reminder-age-minutes", value: 15, unit: "min", ...platformRule },
  { name: "reminder-join-minutes", value: 30, unit: "min", ...platformRule },
  { name: "silence-minutes", value: 10, unit: "min", ...platformRule },
  { name: "silence-intervals", value: 3, unit: "", ...platformRule },
  { name: "constant-gas-hours", value: 6, unit: "h", ...proposal },
  { name: "constant-water-samples", value: 6, unit: "", ...proposal },
  { name: "case-age-hours", value: 72, unit: "h", ...platformRule },
  // hours or days without a verdict that an exceedance may bridge
  { name: "episode-gap-windows", value: 6, unit: "", ...platformRule },
  { name: "value-age-hours", value: 3, unit: "h", ...platformRule },
];

/** The threshold in force on a civil day. */
export function threshold(name: ThresholdName, date: string): number {
  const row = oneInForce(
    thresholds.filter((one) => one.name === name),
    date,
  );
  if (!row) throw new Error(`no threshold ${name} on ${date}`);
  return row.value;
}
