import { type AqiConcentrations, type AqiResult, aqiEditionOn, hourlyAqi } from "#standards/aqi.ts";
import { rank, type WaterClassResult, waterClass } from "#standards/gb3838.ts";
import { waterSampleOf } from "#standards/gb3838-factors.ts";
import { convert } from "#standards/units.ts";

/** How a monitored thing stands at this moment: what a map colours and a page says first. */
export const subjectStates = [
  "normal",
  "over",
  "alarm",
  "silent",
  "fault",
  "stopped",
  "maintenance",
  "unmonitored",
] as const;
export type SubjectState = (typeof subjectStates)[number];

export type NewestValue = Readonly<{
  factor: string;
  name: string;
  aggregate: string;
  cadence: string;
  unit: string;
  time: number;
  value: number;
  flag: string;
  over: boolean;
}>;

export type Standing = Readonly<{
  mn: string | null;
  now: number;
  intervalMs: number;
  /** Epoch ms of the newest value; undefined when there never was one. */
  last: number | undefined;
  values: readonly NewestValue[];
  /** Kinds of open alarms. */
  alarms: readonly Readonly<{ level: string; kind: string }>[];
  /** Kinds of marks in force. */
  marks: readonly string[];
}>;

const markStates: Readonly<Record<string, SubjectState>> = {
  stopped: "stopped",
  "start-up": "maintenance",
  maintenance: "maintenance",
  calibration: "maintenance",
  fault: "fault",
  communication: "silent",
};
const flagStates: Readonly<Record<string, SubjectState>> = {
  F: "stopped",
  M: "maintenance",
  C: "maintenance",
  D: "fault",
  B: "fault",
  T: "fault",
};

/** What people declared comes first, then silence, then alarms, then what the device says of itself, then the values. */
export function stateOf(standing: Standing): SubjectState {
  const { mn, now, last, values, alarms, marks } = standing;
  if (mn === null) return "unmonitored";
  for (const mark of marks) if (markStates[mark]) return markStates[mark];
  const silenceMs = Math.max(3 * standing.intervalMs, 10 * 60_000);
  if (last === undefined || now - last > silenceMs || alarms.some(({ kind }) => kind === "silence")) return "silent";
  if (alarms.some(({ level, kind }) => level === "alarm" && kind !== "silence")) return "alarm";
  const flagged = values.filter(({ time }) => last - time < silenceMs);
  const spoken = flagged.map(({ flag }) => flagStates[flag]).filter((state) => state !== undefined);
  if (spoken.length > 0 && spoken.length * 2 > flagged.length) return spoken[0] as SubjectState;
  return alarms.length > 0 || values.some(({ over, flag }) => over && isNormal(flag)) ? "over" : "normal";
}

const isNormal = (flag: string): boolean => flag === "N" || flag === "";

const airKeys: Readonly<Record<string, keyof AqiConcentrations>> = {
  a21026: "SO2_1h",
  a21004: "NO2_1h",
  a21005: "CO_1h",
  a05024: "O3_1h",
  a34002: "PM10_1h",
  a34004: "PM2.5_1h",
};

/** A value this old no longer says how things stand. */
const freshMs = 3 * 3_600_000;

/** Real-time AQI of a station from its newest hour means; from real-time values where it sends no hours. */
export function airNow(
  values: readonly NewestValue[],
  now: number,
  date: string,
): (AqiResult & { time: number }) | undefined {
  const edition = aqiEditionOn(date);
  const concentrations: Record<string, number> = {};
  let time = 0;
  for (const value of byPreference(values, now)) {
    const key = airKeys[value.factor];
    if (!key || key in concentrations) continue;
    const converted = convert(value.value, value.unit || "µg/m3", key === "CO_1h" ? "mg/m3" : "µg/m3");
    if (!converted.ok) continue;
    concentrations[key] = converted.value;
    time = Math.max(time, value.time);
  }
  return edition && time > 0 ? { ...hourlyAqi(concentrations, edition), time } : undefined;
}

/** Class of a section from its newest values, one for each factor. */
export function waterNow(
  values: readonly NewestValue[],
  now: number,
  kind: "river" | "lake",
): (WaterClassResult & { time: number; level: number | undefined }) | undefined {
  const chosen = new Map<string, NewestValue>();
  for (const value of byPreference(values, now, 24 * 3_600_000))
    if (!chosen.has(value.factor)) chosen.set(value.factor, value);
  if (chosen.size === 0) return undefined;
  const list = [...chosen.values()];
  const { sample } = waterSampleOf(
    list.map(({ factor, value, unit }) => ({ code: factor, value, unit: unit || (factor === "w01001" ? "pH" : unit) })),
  );
  const result = waterClass(sample, { kind });
  const level = result.class === undefined ? undefined : rank(result.class) + 1;
  return { ...result, level, time: Math.max(...list.map(({ time }) => time)) };
}

const cadenceOrder = ["hour", "realtime", "minute", "day"];

/** Normal and fresh values, hours before real-time values, newest first. */
function byPreference(values: readonly NewestValue[], now: number, oldest = freshMs): NewestValue[] {
  return values
    .filter(
      ({ flag, time, aggregate }) =>
        isNormal(flag) && now - time <= oldest && (aggregate === "Avg" || aggregate === "Rtd"),
    )
    .sort((a, b) => cadenceOrder.indexOf(a.cadence) - cadenceOrder.indexOf(b.cadence) || b.time - a.time);
}

/** What an outfall is known by: the value that breaks its limit, else the first of the pollutants that matter most. */
const leading = ["w01018", "a21026", "a34013", "a21002", "w21003", "w21011", "a24088"];
export function headlineOf(values: readonly NewestValue[]): NewestValue | undefined {
  const shown = values.filter(
    ({ aggregate }) => aggregate === "Rtd" || aggregate === "Avg" || aggregate === "ZsRtd" || aggregate === "ZsAvg",
  );
  const over = shown.filter(({ over, flag }) => over && isNormal(flag)).sort((a, b) => b.time - a.time)[0];
  if (over) return over;
  for (const factor of leading) {
    const found = shown.filter((value) => value.factor === factor).sort((a, b) => b.time - a.time)[0];
    if (found) return found;
  }
  return shown[0];
}
