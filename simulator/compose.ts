import { factorOf } from "#protocols/hj212/factors.ts";
import { epochToCivil, epochToQn } from "#protocols/hj212/measurement.ts";
import type { Edition, Group, Packet } from "#protocols/hj212/packet.ts";
import type { Episode } from "./faults.ts";
import type { Channel, Model } from "./model.ts";
import { day, hour, minute } from "./noise.ts";
import type { Sample } from "./signal.ts";
import { sampleAt } from "./signal.ts";

/**
 * Samples become packets as a data logger makes them: means over a period with minima, maxima, converted values, totals and the
 * mark that the period earns (notes to tables C.16–C.18 of HJ 212-2017). DataTime is the start of a period, the moment of a reading.
 */
export type Cadence = "realtime" | "minute" | "hour" | "day";
export const commandOf = { realtime: "2011", minute: "2051", hour: "2061", day: "2031" } as const satisfies Record<
  Cadence,
  string
>;

/** Samples that make the value of a period. A real logger takes one every five seconds; the curve is smooth enough for fewer. */
const samplesOfPeriod = { minute: 4, hour: 12, day: 72 } as const;

export type Period = Readonly<{ cadence: Cadence; from: number; length: number }>;

/** The data area of a period or a moment. */
export function dataArea(model: Model, episodes: readonly Episode[], period: Period): Group[] {
  const time: Group = [["DataTime", epochToCivil(period.from)]];
  if (period.cadence === "realtime") return [time, ...realtime(model, sampleAt(model, episodes, period.from))];
  const samples = samplesOf(model, episodes, period, period.length / samplesOfPeriod[period.cadence]);
  return [time, ...model.channels.map((channel, index) => groupOf(model, channel, index, samples, period))];
}

function realtime(model: Model, sample: Sample): Group[] {
  return model.channels.map((channel, index) => {
    const code = codeOf(model, channel);
    const group: [string, string][] = [[`${code}-Rtd`, written(sample.values[index], channel)]];
    if (channel.converted) group.push([`${code}-ZsRtd`, written(sample.converted[index], channel)]);
    group.push([`${code}-Flag`, sample.marks[index] ?? "N"]);
    return group;
  });
}

function samplesOf(model: Model, episodes: readonly Episode[], period: Period, step: number): Sample[] {
  const samples: Sample[] = [];
  for (let time = period.from + step / 2; time < period.from + period.length; time += step)
    samples.push(sampleAt(model, episodes, time));
  return samples;
}

function groupOf(model: Model, channel: Channel, index: number, all: readonly Sample[], period: Period): Group {
  const code = codeOf(model, channel);
  const mark = markOfPeriod(model, index, all);
  const normal = all.filter((sample) => sample.marks[index] === "N");
  const used = mark === "N" || normal.length === 0 ? (normal.length > 0 ? normal : all) : normal;
  const values = used.map((sample) => sample.values[index] ?? 0);
  const group: [string, string][] = [];
  if (channel.total && period.cadence !== "minute")
    group.push([`${code}-Cou`, total(model, channel, index, all, period)]);
  // A day is given by its mean and its total alone.
  const extremes = channel.extremes && period.cadence !== "day";
  if (extremes) group.push([`${code}-Min`, written(Math.min(...values), channel)]);
  group.push([`${code}-Avg`, written(mean(values), channel)]);
  if (extremes) group.push([`${code}-Max`, written(Math.max(...values), channel)]);
  if (channel.converted)
    group.push([`${code}-ZsAvg`, written(mean(used.map((sample) => sample.converted[index] ?? 0)), channel)]);
  group.push([`${code}-Flag`, mark]);
  return group;
}

/** Volume in m³ (gas by m³/s, water by L/s) or mass in kg over the period. */
function total(model: Model, channel: Channel, index: number, samples: readonly Sample[], period: Period): string {
  const seconds = period.length / 1000;
  const isGas = model.device.system === "31";
  const cubicMetres = (sample: Sample) => (sample.flow * seconds) / (isGas ? 1 : 1000);
  if (channel.total === "volume") return mean(samples.map(cubicMetres)).toFixed(0);
  // mg/m³ · m³ = mg; mg/L · m³ = g.
  return (
    mean(samples.map((sample) => (sample.values[index] ?? 0) * cubicMetres(sample))) * (isGas ? 1e-6 : 1e-3)
  ).toFixed(2);
}

/** Waste water: one abnormal value makes the period abnormal. Flue gas and air: three quarters must be normal. */
function markOfPeriod(model: Model, index: number, samples: readonly Sample[]): string {
  const marks = samples.map((sample) => sample.marks[index] ?? "N").filter((mark) => mark !== "N");
  const first = marks[0];
  if (!first) return "N";
  const allowed = model.device.system === "32" ? 0 : samples.length / 4;
  if (marks.length <= allowed) return "N";
  const counts = new Map<string, number>();
  for (const mark of marks) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? first;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Decimal text with the digits that the instrument has; never "-0". */
function written(value: number | undefined, channel: Channel): string {
  const text = (value ?? 0).toFixed(channel.decimals);
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

/** Devices of 2005 use the codes of 2005. */
function codeOf(model: Model, channel: Channel): string {
  if (model.device.protocol !== "HJ212-2005") return channel.factor;
  return factorOf(channel.factor)?.old ?? channel.factor;
}

/** Some loggers of 2005 send neither QN nor Flag and so never hear whether their packet was kept. */
export const isMute = (model: Model): boolean =>
  model.device.protocol === "HJ212-2005" && model.device.number % 5 === 0;

/** An upload that asks for its acknowledgement. `sentAt` gives the QN. `resent` is known to 2025 only. */
export function upload(
  model: Model,
  cadence: Cadence,
  cp: Group[],
  options: { sentAt: number; resent: boolean },
): Packet {
  const { device } = model;
  const mute = isMute(model);
  return {
    qn: mute ? "" : epochToQn(options.sentAt),
    st: device.system,
    cn: commandOf[cadence],
    pw: device.password,
    mn: device.mn,
    flag: mute ? undefined : 1,
    pnum: undefined,
    pno: undefined,
    resent: options.resent && device.protocol === "HJ212-2025",
    cp,
  };
}

export const editionOf = (model: Model): Edition => model.device.protocol;

/** The lengths of the periods in the two speeds of the demonstration. */
export const periods = {
  on: { realtime: minute, minute: 10 * minute, hour, day },
  fast: { realtime: 10_000, minute, hour, day },
} as const satisfies Record<string, Record<Cadence, number>>;
export type Pace = keyof typeof periods;
