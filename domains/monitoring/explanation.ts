import { clockText as clock, endText } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Limit } from "./catalogue.ts";
import { plain, shownMultiple, shownValue } from "./shown.ts";
import { coverageOf, type Span, type Window } from "./window.ts";

/** Alarms in words: value, limit, standard and its edition, window, coverage, and where the packets are that it rests on. */
const spans: Readonly<Record<Span, Title>> = {
  hour: { zh: "小时均值", en: "hourly mean" },
  day: { zh: "日均值", en: "daily mean" },
};
const sources: Readonly<Record<string, Title>> = {
  minute: { zh: "分钟数据（CN 2051）", en: "minute data (CN 2051)" },
  realtime: { zh: "实时数据（CN 2011）", en: "real-time data (CN 2011)" },
  hour: { zh: "设备上报的小时数据（CN 2061）", en: "hourly data as reported (CN 2061)" },
  day: { zh: "设备上报的日数据（CN 2031）", en: "daily data as reported (CN 2031)" },
};

export type Compared = Readonly<{
  factorName: string;
  converted: boolean;
  /** In the unit of the limit. */
  value: string;
  limit: Limit;
  side: "over" | "under";
  multiple: number | undefined;
}>;

function comparison({ factorName, converted, value, limit, side, multiple }: Compared, what: Title): Title {
  const bound = side === "over" ? limit.upper : limit.lower;
  const name = {
    zh: `${factorName}${converted ? "（折算）" : ""}`,
    en: `${factorName}${converted ? " (converted)" : ""}`,
  };
  const times = multiple === undefined ? undefined : shownMultiple(multiple);
  const shown = shownValue(value, bound);
  const basis = limit.clause ? `${limit.standard} ${limit.clause}` : limit.standard;
  return {
    zh: `${name.zh}${what.zh} ${shown} ${limit.unit}，${side === "over" ? "超过" : "低于"}限值 ${bound} ${limit.unit}${times ? `，超标 ${times} 倍` : ""}。依据：${basis}（自 ${limit.validFrom} 起执行${limit.verified ? "" : "，未核实"}）。`,
    en: `${name.en}, ${what.en} ${shown} ${limit.unit}, is ${side === "over" ? "above" : "below"} the limit of ${bound} ${limit.unit}${times ? ` by ${times} times` : ""}. Basis: ${basis} (in force since ${limit.validFrom}${limit.verified ? "" : ", unverified"}).`,
  };
}

/** An exceedance over windows: the worst window, and how many there are. */
export function explainWindow(
  compared: Compared,
  at: Readonly<{ window: Window; cadence: string; mn: string; windows: number; ended: number | undefined }>,
): Title {
  const { window, mn } = at;
  const length = window.span === "hour" ? 3_600_000 : 86_400_000;
  const said = comparison(compared, spans[window.span]);
  const period = `${clock(window.start)}—${endText(window.start + length)}`;
  const covered = `${Math.round(coverageOf(window) * 1000) / 10} %`;
  const source = sources[at.cadence] ?? { zh: at.cadence, en: at.cadence };
  const unit = window.span === "hour" ? { zh: "小时", en: "hours" } : { zh: "日", en: "days" };
  return {
    zh: `${said.zh}最高值时段 ${period}，有效数据 ${window.valid}/${window.expected}，覆盖率 ${covered}${window.conflicts ? `，${window.conflicts} 个时刻有不同值（采用先收到的）` : ""}。共超标 ${at.windows} ${unit.zh}${at.ended === undefined ? "，尚未恢复" : `，${clock(at.ended)} 起恢复`}。数据来源：设备 ${mn} 在该时段的${source.zh}数据包。`,
    en: `${said.en} Worst period ${period}, valid ${window.valid} of ${window.expected}, coverage ${covered}${window.conflicts ? `, ${window.conflicts} times with differing values (the first received counts)` : ""}. ${at.windows} ${unit.en} over the limit${at.ended === undefined ? ", still lasting" : `, back to normal from ${clock(at.ended)}`}. Source: packets of device ${mn} with ${source.en} of that period.`,
  };
}

export function explainReminder(
  compared: Compared,
  at: Readonly<{ time: number; mn: string; ended: number | undefined }>,
): Title {
  const averaging =
    compared.limit.averaging === "hour" ? { zh: "小时均值", en: "hourly mean" } : { zh: "日均值", en: "daily mean" };
  const said = comparison(compared, { zh: "实时值", en: "real-time value" });
  return {
    zh: `${said.zh}时刻 ${clock(at.time)}。实时值仅作提醒，是否超标按${averaging.zh}判定。${at.ended === undefined ? "" : `${clock(at.ended)} 恢复。`}数据来源：设备 ${at.mn} 的实时数据包（CN 2011）。`,
    en: `${said.en} At ${clock(at.time)}. A real-time value is a reminder only; the ${averaging.en} decides. ${at.ended === undefined ? "" : `Back to normal at ${clock(at.ended)}. `}Source: real-time packets (CN 2011) of device ${at.mn}.`,
  };
}

export function explainSilence(
  at: Readonly<{
    factorName: string | undefined;
    since: number;
    limitSeconds: number;
    mn: string;
    ended: number | undefined;
  }>,
): Title {
  const what = at.factorName ?? "全部因子";
  return {
    zh: `设备 ${at.mn} 的${what}自 ${clock(at.since)} 起没有数据，超过允许间隔 ${Math.round(at.limitSeconds / 60)} 分钟（平台规则，非法定）。${at.ended === undefined ? "" : `${clock(at.ended)} 恢复。`}`,
    en: `No data of ${at.factorName ?? "any factor"} from device ${at.mn} since ${clock(at.since)}, longer than the ${Math.round(at.limitSeconds / 60)} minutes allowed (a rule of the platform). ${at.ended === undefined ? "" : `Back at ${clock(at.ended)}.`}`,
  };
}

/** What is added where an alarm ended because its device fell silent. */
export function explainCut(said: Title, { since, ended }: Readonly<{ since: number; ended: number }>): Title {
  return {
    zh: `${said.zh}因数据中断结束：自 ${clock(since)} 起没有数据，按最后数据止于 ${endText(ended)}，是否恢复未知。`,
    en: `${said.en} Ended because data stopped: none since ${clock(since)}, taken as ended at ${endText(ended)}; whether it is back to normal is not known.`,
  };
}

export function explainConstant(
  at: Readonly<{
    factorName: string;
    value: string;
    unit: string;
    hours: number;
    from: number;
    to: number;
    mn: string;
  }>,
): Title {
  return {
    zh: `${at.factorName}小时均值自 ${clock(at.from)} 至 ${endText(at.to)} 连续 ${at.hours} 小时为 ${plain(at.value)} ${at.unit}，没有变化，疑似数据恒定，需现场核查（规则 CONST，建议值，未核实）。设备 ${at.mn}。`,
    en: `The hourly mean of ${at.factorName} stayed at ${plain(at.value)} ${at.unit} for ${at.hours} hours from ${clock(at.from)} to ${endText(at.to)}: to be checked on site (rule CONST, a proposal, not verified). Device ${at.mn}.`,
  };
}
