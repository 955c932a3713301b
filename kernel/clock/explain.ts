import { clockText as at, endText } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { ClockUnit, Due, Pause } from "./due.ts";

const units: Readonly<Record<ClockUnit, Title>> = {
  "working-day": { zh: "个工作日", en: "working days" },
  "natural-day": { zh: "日（自然日）", en: "natural days" },
  hour: { zh: "小时", en: "hours" },
};

export type Explained = Readonly<{
  unit: ClockUnit;
  amount: number;
  startedAt: number;
  law: string;
  article: string;
  verified: boolean;
  pauses: readonly Pause[];
  /** Units that were granted beyond the term. */
  extended?: number;
}> &
  Due;

/** How a clock got its date, in a sentence that an officer can check by hand. */
export function explainClock(clock: Explained): Title {
  const days = clock.counted.map((day) => day.slice(5)).join("、");
  const stood = clock.pauses.map(({ from, to }) => `${at(from)}—${to === undefined ? "" : at(to)}`).join("，");
  const basis = clock.article ? `${clock.law} ${clock.article}` : clock.law;
  const zh = [
    `依据：${basis}${clock.verified ? "" : "（未核实）"}。`,
    `自 ${at(clock.startedAt)} 起 ${clock.amount} ${units[clock.unit].zh}，`,
    clock.extended ? `经批准延长 ${clock.extended} ${units[clock.unit].zh}，` : "",
    clock.unit === "hour" ? "" : `起始日不计，计入 ${days}，`,
    stood ? `扣除中止 ${stood}，` : "",
    `应于 ${endText(clock.dueAt)} 前办结。`,
    clock.provisional ? "其中有年份尚未载入放假安排，按周末推算，日期为暂定。" : "",
  ];
  const en = [
    `Basis: ${basis}${clock.verified ? "" : " (not verified)"}. `,
    `${clock.amount} ${units[clock.unit].en} from ${at(clock.startedAt)}`,
    clock.extended ? `, ${clock.extended} more granted` : "",
    clock.unit === "hour" ? "; " : `, the day of the start not counted: ${clock.counted.join(", ")}; `,
    stood ? `standing still ${stood}; ` : "",
    `due before ${endText(clock.dueAt)}.`,
    clock.provisional ? " A year in it has no official calendar yet: counted by weekends, provisional." : "",
  ];
  return { zh: zh.join(""), en: en.join("") };
}
