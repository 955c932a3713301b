import type { DeviceSeed } from "#seed/devices.ts";
import { divisionOf } from "#seed/divisions.ts";
import { outfallKind } from "#seed/industries.ts";
import { chance, mix } from "#seed/random.ts";

/** One measured quantity of a device: how it is written and what else is derived from it. */
export type Channel = Readonly<{
  /** Code of HJ 212-2017. */
  factor: string;
  decimals: number;
  /** Converted values (折算) are sent beside the measured ones. */
  converted: boolean;
  /** Totals over a period: volume for flows, mass for pollutants. */
  total: "volume" | "mass" | undefined;
  /** Minima and maxima are sent for what is judged; for the working state of the stack means are enough. */
  extremes: boolean;
}>;

/** All that does not change of a device: its channels and the personal numbers that make it differ from its neighbours. */
export type Model = Readonly<{
  seed: number;
  device: DeviceSeed;
  league: string;
  channels: readonly Channel[];
  /** Base of the noise of this device. */
  key: number;
  /** Uniform in [0, 1); how well the plant is run, and so on: `trait("care")`. */
  trait(name: string): number;
  /** The limit of a factor, by which sources set their aim; undefined without one. */
  limitOf(factor: string): number | undefined;
}>;

const decimals: Readonly<Record<string, number>> = {
  a34013: 2,
  a21026: 1,
  a21002: 1,
  a19001: 2,
  a01011: 2,
  a01012: 1,
  a01013: 3,
  a01014: 1,
  a00000: 2,
  w00000: 2,
  w01018: 1,
  w21003: 3,
  w21011: 3,
  w21001: 2,
  w01001: 2,
  a21004: 0,
  a21005: 2,
  a05024: 0,
  a34002: 0,
  a34004: 0,
  a01001: 1,
  a01002: 0,
  a01006: 2,
  a01007: 1,
  a01008: 0,
  w01010: 1,
  w01009: 2,
  w01014: 0,
  w01003: 1,
  w01019: 1,
};

const pollutants = new Set(["a34013", "a21026", "a21002", "w01018", "w21003", "w21011", "w21001"]);
const judged = new Set([...pollutants, "w01001", "a21004", "a21005", "a05024", "a34002", "a34004", "w01009", "w01019"]);

const airFactors = [
  "a34004",
  "a34002",
  "a21026",
  "a21004",
  "a21005",
  "a05024",
  "a01001",
  "a01002",
  "a01006",
  "a01007",
  "a01008",
];
const waterFactors = ["w01010", "w01001", "w01009", "w01014", "w01003", "w01019", "w21003", "w21011", "w21001"];

function factorsOf(device: DeviceSeed): readonly string[] {
  if (device.subject.kind === "outfall") return outfallKind(device.profile).factors;
  return device.system === "22" ? airFactors : waterFactors;
}

function channelOf(device: DeviceSeed, factor: string): Channel {
  const isSource = device.subject.kind === "outfall";
  const isFlow = factor === "a00000" || factor === "w00000";
  return {
    factor,
    // At ambient levels sulphur dioxide is given in whole µg/m³.
    decimals: device.system === "22" && factor === "a21026" ? 0 : (decimals[factor] ?? 2),
    converted: device.system === "31" && pollutants.has(factor),
    total: isFlow ? "volume" : isSource && pollutants.has(factor) ? "mass" : undefined,
    extremes: judged.has(factor) || (device.system === "22" && factor === "a21026"),
  };
}

/** The model of a device; the same for the same (seed, device). */
export function modelOf(seed: number, device: DeviceSeed): Model {
  const limits = device.subject.kind === "outfall" ? outfallKind(device.profile).limits : [];
  const upper = new Map(limits.map((limit) => [limit.factor, limit.upper ?? undefined]));
  return {
    seed,
    device,
    league: divisionOf(device.subject.region).parent,
    channels: factorsOf(device).map((factor) => channelOf(device, factor)),
    key: mix(seed, "signal", device.number),
    trait: (name) => chance(seed, "trait", device.number, name),
    limitOf: (factor) => upper.get(factor),
  };
}
