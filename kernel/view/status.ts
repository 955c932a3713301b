import type { Title } from "#kernel/title.ts";

/** A status always has a hue, a shape and a word; one of the three is enough to read it. */
export type Hue = "red" | "orange" | "yellow" | "green" | "blue" | "violet" | "grey";
export type Shape = "dot" | "ring" | "triangle" | "square" | "diamond" | "bar" | "cross" | "half";
export type Status = Readonly<{ title: Title; hue: Hue; shape: Shape }>;

/**
 * The state of an outfall, air station or water section, worst first. An alarm is judged: a mean over its limit, or a constant value.
 * What is over its limit at this moment only is not judged yet, and says less.
 */
export const subjectStates = {
  alarm: {
    title: { zh: "报警", en: "Alarm" },
    hue: "red",
    shape: "triangle",
  },
  over: {
    title: { zh: "超限", en: "Over limit" },
    hue: "orange",
    shape: "diamond",
  },
  silent: { title: { zh: "静默", en: "Silent" }, hue: "violet", shape: "ring" },
  fault: { title: { zh: "故障", en: "Fault" }, hue: "yellow", shape: "cross" },
  maintenance: {
    title: { zh: "维护", en: "Maintenance" },
    hue: "blue",
    shape: "half",
  },
  stopped: { title: { zh: "停运", en: "Stopped" }, hue: "grey", shape: "bar" },
  unmonitored: {
    title: { zh: "未监测", en: "Not monitored" },
    hue: "grey",
    shape: "ring",
  },
  normal: { title: { zh: "正常", en: "Normal" }, hue: "green", shape: "dot" },
} as const satisfies Record<string, Status>;
export type SubjectState = keyof typeof subjectStates;

export const alarmLevels = {
  alarm: { title: { zh: "报警", en: "Alarm" }, hue: "red", shape: "triangle" },
  reminder: {
    title: { zh: "提醒", en: "Reminder" },
    hue: "yellow",
    shape: "diamond",
  },
  clue: { title: { zh: "线索", en: "Clue" }, hue: "blue", shape: "square" },
} as const satisfies Record<string, Status>;

/** Lights of a legal clock. */
export const clockLights = {
  red: {
    title: { zh: "已逾期", en: "Overdue" },
    hue: "red",
    shape: "triangle",
  },
  yellow: {
    title: { zh: "将到期", en: "Due soon" },
    hue: "yellow",
    shape: "diamond",
  },
  green: { title: { zh: "期限内", en: "In time" }, hue: "green", shape: "dot" },
} as const satisfies Record<string, Status>;

export const connection = {
  online: { title: { zh: "在线", en: "Online" }, hue: "green", shape: "dot" },
  offline: { title: { zh: "离线", en: "Offline" }, hue: "grey", shape: "ring" },
} as const satisfies Record<string, Status>;

/** What became of a packet. */
export const packetVerdicts = {
  stored: { title: { zh: "已存", en: "Stored" }, hue: "green", shape: "dot" },
  duplicate: {
    title: { zh: "重复", en: "Duplicate" },
    hue: "grey",
    shape: "half",
  },
  rejected: {
    title: { zh: "拒收", en: "Rejected" },
    hue: "red",
    shape: "cross",
  },
} as const satisfies Record<string, Status>;

/** AQI levels of HJ 633, 1 to 6. */
export const aqiLevels: readonly Title[] = [
  { zh: "优", en: "Excellent" },
  { zh: "良", en: "Good" },
  { zh: "轻度污染", en: "Light" },
  { zh: "中度污染", en: "Moderate" },
  { zh: "重度污染", en: "Heavy" },
  { zh: "严重污染", en: "Severe" },
];

/** Water classes of GB 3838, 1 to 6; the sixth is worse than Ⅴ. */
export const waterClasses: readonly Title[] = [
  { zh: "Ⅰ类", en: "Class I" },
  { zh: "Ⅱ类", en: "Class II" },
  { zh: "Ⅲ类", en: "Class III" },
  { zh: "Ⅳ类", en: "Class IV" },
  { zh: "Ⅴ类", en: "Class V" },
  { zh: "劣Ⅴ类", en: "Worse than V" },
];

/** HJ 212 flags of a value. Unknown letters are shown as they came. */
export const flagTitles: Readonly<Record<string, Title>> = {
  N: { zh: "正常", en: "Normal" },
  F: { zh: "停运", en: "Stopped" },
  M: { zh: "维护", en: "Maintenance" },
  S: { zh: "手工录入", en: "Typed by hand" },
  D: { zh: "故障", en: "Fault" },
  C: { zh: "校准", en: "Calibration" },
  T: { zh: "超测上限", en: "Above range" },
  B: { zh: "通讯异常", en: "Link fault" },
};
