import type { DeviceSeed } from "#seed/devices.ts";
import { seedId } from "#seed/ids.ts";
import { outfallKind } from "#seed/industries.ts";
import { chance, type Draw, drawFrom } from "#seed/random.ts";
import { dayStart, hour, localDay, minute } from "./noise.ts";

/**
 * What goes wrong in the field, and when. Everything follows from the seed, so that a day that has passed can be told again.
 * Rates are those of an ordinary week: on any afternoon a handful of outfalls is over its limit and a few loggers are silent.
 */
export type Episode = Readonly<{
  kind: "over" | "fault" | "maintenance" | "calibration" | "stopped" | "constant" | "silence";
  /** Factor code; absent when the whole device is concerned. */
  factor?: string;
  from: number;
  to: number;
  /** For "over": value as a multiple of the limit or of the usual value. For "silence": 1 = sent later, 0 = lost. */
  size: number;
}>;

/** Moments that the running demonstration adds to the ordinary week: an exceedance that begins soon after the first start. */
export type Scenario = Readonly<{ liveFrom: number | undefined }>;

/** The demonstration enterprise is the first one; its two stacks and its outlet are the first three outfalls. */
export const demoOutfalls = [seedId("outfall", 1), seedId("outfall", 2), seedId("outfall", 3)] as const;
const isDemo = (device: DeviceSeed): boolean => demoOutfalls.some((id) => id === device.subject.id);

const letters = {
  over: undefined,
  constant: undefined,
  silence: undefined,
  fault: "D",
  maintenance: "M",
  calibration: "C",
  stopped: "F",
} as const satisfies Record<Episode["kind"], string | undefined>;

/** The data mark that an episode puts on values; undefined for what the device itself does not know of. */
export const markOf = (episode: Episode): string | undefined => letters[episode.kind];

/** The longest episode lasts three days; looking back four local days finds all that may still run. */
const lookBack = 4;

/** What runs at a moment. */
export function episodesAt(seed: number, device: DeviceSeed, time: number, scenario?: Scenario): readonly Episode[] {
  return episodesBetween(seed, device, time, time + 1, scenario);
}

/** What overlaps [from, to). */
export function episodesBetween(
  seed: number,
  device: DeviceSeed,
  from: number,
  to: number,
  scenario?: Scenario,
): readonly Episode[] {
  const found: Episode[] = [];
  for (let n = localDay(from) - lookBack; n <= localDay(to - 1); n++) {
    for (const episode of episodesOfDay(seed, device, n))
      if (episode.from < to && episode.to > from) found.push(episode);
  }
  const live = liveEpisode(device, scenario);
  if (live && live.from < to && live.to > from) found.push(live);
  return found;
}

function liveEpisode(device: DeviceSeed, scenario: Scenario | undefined): Episode | undefined {
  if (scenario?.liveFrom === undefined || device.subject.id !== demoOutfalls[0]) return undefined;
  return { kind: "over", factor: "a21026", from: scenario.liveFrom, to: scenario.liveFrom + 3 * hour, size: 1.62 };
}

const memo = new Map<string, readonly Episode[]>();

/** Episodes that begin on a local day. */
function episodesOfDay(seed: number, device: DeviceSeed, n: number): readonly Episode[] {
  const key = `${seed}/${device.number}/${n}`;
  const known = memo.get(key);
  if (known) return known;
  // A running simulator moves on day by day; yesterday's entries must not pile up for ever.
  if (memo.size > 20_000) memo.clear();
  const found = isDemo(device) ? demoDay(seed, device, n) : ordinaryDay(seed, device, n);
  memo.set(key, found);
  return found;
}

/**
 * Every day the first stack of the demonstration exceeds nitrogen oxides in the small hours: from between 3 and 5 to between
 * 8 and 10, so that the last 24 hours always hold a part of it.
 */
function demoDay(seed: number, device: DeviceSeed, n: number): readonly Episode[] {
  if (device.subject.id !== demoOutfalls[0]) return [];
  const draw = drawFrom(seed, "demo", n);
  const from = dayStart(n) + draw.between(3, 5) * hour;
  return [{ kind: "over", factor: "a21002", from, to: from + 5 * hour, size: draw.between(1.25, 1.7) }];
}

function ordinaryDay(seed: number, device: DeviceSeed, n: number): readonly Episode[] {
  const draw = drawFrom(seed, "day", device.number, n);
  const start = dayStart(n);
  const found: Episode[] = [];
  const at = (low: number, high: number) => start + draw.between(low, high) * hour;
  const add = (kind: Episode["kind"], from: number, hours: number, rest: Partial<Episode> = {}) =>
    found.push({ kind, from, to: from + hours * hour, size: 1, ...rest });

  const over = exceedance(device, draw, at);
  if (over) found.push(over);
  if (draw.next() < 0.03) add("fault", at(0, 22), draw.between(1, 8), { factor: draw.pick(factorsOf(device)) });
  if (draw.next() < 0.03) add("maintenance", at(8, 15), draw.between(1, 3.5));
  if (draw.next() < 0.01) add("constant", at(0, 20), draw.between(8, 16), { factor: draw.pick(factorsOf(device)) });
  if (draw.next() < 0.03) add("silence", at(0, 23), draw.between(3, 9), { size: draw.next() < 0.6 ? 1 : 0 });
  if (device.system === "31" && draw.next() < 0.008) add("stopped", at(0, 20), draw.between(20, 70));
  // Each logger has its own day of the week for the check with standard gas or liquid.
  if (n % 7 === device.number % 7) add("calibration", at(1, 3), 0.5);
  return found;
}

/** Hours over a limit of hour means, a day or more over one of day means; rivers are dirtier for a day or two. */
function exceedance(device: DeviceSeed, draw: Draw, at: (low: number, high: number) => number): Episode | undefined {
  const roll = draw.next();
  const outfall = device.subject.kind === "outfall" ? outfallKind(device.profile) : undefined;
  if (outfall) {
    const limits = outfall.limits.filter((limit) => limit.factor !== "w01001");
    const limit = limits[draw.below(limits.length)];
    if (!limit || roll > (limit.averaging === "hour" ? 0.05 : 0.018)) return undefined;
    const from = at(0, 20);
    const hours = limit.averaging === "hour" ? draw.between(2.5, 8) : draw.between(26, 44);
    return { kind: "over", factor: limit.factor, from, to: from + hours * hour, size: draw.between(1.15, 2.3) };
  }
  if (device.system !== "21" || roll > 0.03) return undefined;
  const from = at(0, 22);
  const factor = draw.pick(["w21003", "w21011", "w01019"]);
  return { kind: "over", factor, from, to: from + draw.between(12, 44) * hour, size: draw.between(1.6, 3.2) };
}

/** Factors that a single instrument measures; a fault or a stuck value concerns one of them. */
function factorsOf(device: DeviceSeed): readonly string[] {
  if (device.subject.kind === "outfall") return outfallKind(device.profile).factors.slice(0, 4);
  return device.system === "22"
    ? ["a34004", "a34002", "a05024", "a21004", "a21026"]
    : ["w21003", "w21011", "w01019", "w21001"];
}

/** Silence at a moment: the link is down and nothing is measured over it. */
export function silenceAt(seed: number, device: DeviceSeed, time: number): Episode | undefined {
  return episodesAt(seed, device, time).find((episode) => episode.kind === "silence");
}

/** How a packet is spoilt on its first way; the repeat after the time-out is right. */
export type Slip =
  | "duplicate"
  | "bad-crc"
  | "wrong-length"
  | "garbage"
  | "half"
  | "chopped"
  | "split"
  | "wrong-password";

const slips: readonly (readonly [Slip, number])[] = [
  ["duplicate", 0.002],
  ["garbage", 0.0015],
  ["chopped", 0.003],
  ["split", 0.001],
  ["wrong-length", 0.0006],
  ["bad-crc", 0.0006],
  ["half", 0.0004],
  ["wrong-password", 0.0002],
];

/** About one packet in a hundred is spoilt; which one follows from what it reports. The demonstration's own devices are spared. */
export function slipOf(seed: number, device: DeviceSeed, cn: string, time: number): Slip | undefined {
  if (isDemo(device)) return undefined;
  let roll = chance(seed, "slip", device.number, cn, Math.floor(time / minute));
  for (const [slip, rate] of slips) {
    if (roll < rate) return slip;
    roll -= rate;
  }
  return undefined;
}
