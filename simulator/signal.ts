import { outfallKind } from "#seed/industries.ts";
import { mix } from "#seed/random.ts";
import type { Episode } from "./faults.ts";
import { markOf } from "./faults.ts";
import type { Model } from "./model.ts";
import { bump, drift, hour, localHour, minute, wave, weekday, winter } from "./noise.ts";
import { weatherAt } from "./weather.ts";

/**
 * What an instrument shows at a moment: pure in (model, episodes, time). Sources follow the load of their plant and aim below
 * their limit; stations of a league share its weather. Values are before rounding.
 */
export type Sample = Readonly<{
  /** By channel, in the units that devices use: mg/m³, mg/L, µg/m³ in ambient air, m³/s or L/s, %, °C, kPa. */
  values: readonly number[];
  /** Converted values, where the channel has them; otherwise the value itself. */
  converted: readonly number[];
  /** Data mark by channel. */
  marks: readonly string[];
  /** m³/s for gas, L/s for water; 0 where there is no flow. */
  flow: number;
}>;

type Values = { values: Record<string, number>; converted?: Record<string, number>; flow: number };

export function sampleAt(model: Model, episodes: readonly Episode[], time: number): Sample {
  const running = episodes.filter((episode) => episode.from <= time && time < episode.to);
  const stopped = running.some((episode) => episode.kind === "stopped");
  const { values, converted, flow } = ofSystem(model, running, time, stopped);
  const shown = model.channels.map((channel) => {
    const stuck = running.find((episode) => episode.kind === "constant" && episode.factor === channel.factor);
    // A stuck instrument repeats what it showed when it stuck.
    if (stuck) return ofSystem(model, [], stuck.from, false);
    return undefined;
  });
  return {
    values: model.channels.map(
      (channel, i) => broken(running, channel.factor) ?? (shown[i]?.values ?? values)[channel.factor] ?? 0,
    ),
    converted: model.channels.map((channel, i) => {
      const from = shown[i] ?? { values, converted };
      return broken(running, channel.factor) ?? from.converted?.[channel.factor] ?? from.values[channel.factor] ?? 0;
    }),
    marks: model.channels.map((channel) => marksOf(running, channel.factor)),
    flow,
  };
}

/** An instrument that reports its own fault shows nothing. */
function broken(running: readonly Episode[], factor: string): number | undefined {
  return running.some((episode) => episode.kind === "fault" && episode.factor === factor) ? 0 : undefined;
}

function marksOf(running: readonly Episode[], factor: string): string {
  for (const episode of running) {
    const mark = markOf(episode);
    if (mark && (episode.factor === undefined || episode.factor === factor)) return mark;
  }
  return "N";
}

function ofSystem(model: Model, running: readonly Episode[], time: number, stopped: boolean): Values {
  switch (model.device.system) {
    case "31":
      return stopped ? coldStack(model, time) : stack(model, running, time);
    case "32":
      return outlet(model, running, time);
    case "22":
      return station(model, time);
    case "21":
      return water(model, running, time);
  }
}

/** How much of its capacity a plant uses: falls at night and at weekends, follows the cold where it heats. */
function loadAt(model: Model, time: number): number {
  const usual = 0.72 + 0.18 * model.trait("load");
  const nightly = 0.12 * model.trait("night") * bump(localHour(time), 3.5, 4);
  const weekly = weekday(time) >= 5 ? 0.06 * model.trait("weekend") : 0;
  const heating = /heat|power/.test(model.device.profile) ? 0.08 * winter(time) : 0;
  return Math.max(0.35, Math.min(1.02, usual + heating - nightly - weekly + 0.09 * drift(model.key, time)));
}

/** The multiple of an exceedance that runs for a factor, rising in ten minutes and falling in as many. */
function overOf(running: readonly Episode[], factor: string, time: number): number | undefined {
  const episode = running.find((entry) => entry.kind === "over" && entry.factor === factor);
  if (!episode) return undefined;
  const ramp = Math.min(1, (time - episode.from) / (10 * minute), (episode.to - time) / (10 * minute));
  return 1 + (episode.size - 1) * Math.max(0.3, ramp);
}

/** What a source lets out of a limited factor: well below the limit as a rule, above it while something is wrong. */
function aimed(model: Model, running: readonly Episode[], factor: string, time: number): number {
  const limit = model.limitOf(factor) ?? 20;
  const key = mix(model.key, factor);
  const unrest = 0.13 * drift(key, time) + 0.05 * wave(key + 7, time, 25_000);
  const over = overOf(running, factor, time);
  // The bad state hovers around its own level and stays above the limit whatever the unrest.
  if (over !== undefined) return limit * Math.max(1.06, over * (1 + 0.4 * unrest));
  const usual = 0.36 + 0.32 * model.trait(factor);
  return limit * Math.min(0.93, Math.max(0.05, usual * (1 + 1.3 * unrest)));
}

function stack(model: Model, running: readonly Episode[], time: number): Values {
  const kind = outfallKind(model.device.profile);
  const load = loadAt(model, time);
  const reference = kind.referenceOxygen;
  const oxygen =
    (kind.oxygen ?? 20.9) + (reference === undefined ? 0 : 3.2 * (0.85 - load) + 0.35 * drift(model.key + 31, time));
  // C_zs = C·(21 − O2 reference)/(21 − O2 measured): the measured value is what gives the aimed converted one.
  const factor = reference === undefined ? 1 : (21 - reference) / (21 - Math.min(20, oxygen));
  const flow = kind.flow * load * (1 + 0.02 * wave(model.key + 33, time, 40_000));
  const converted: Record<string, number> = {};
  const values: Record<string, number> = {
    a19001: oxygen,
    a01011: 4 + 11 * load + 0.3 * wave(model.key + 34, time, 40_000),
    a01012: (kind.temperature ?? 60) * (0.88 + 0.14 * load) + 1.5 * drift(model.key + 35, time),
    a01013: -0.12 - 0.1 * load + 0.02 * wave(model.key + 36, time, 5 * minute),
    a01014: 6 + 5.5 * model.trait("humid") + 0.8 * drift(model.key + 37, time),
    a00000: flow,
  };
  for (const code of ["a34013", "a21026", "a21002"]) {
    converted[code] = aimed(model, running, code, time);
    values[code] = converted[code] / factor;
  }
  return { values, converted, flow };
}

/** A plant that stands still: ambient air in the stack. */
function coldStack(model: Model, time: number): Values {
  const outside = weatherAt(model.seed, model.league, time);
  const values = {
    a34013: 0.4,
    a21026: 0.6,
    a21002: 0.9,
    a19001: 20.9,
    a01011: 0.1,
    a01012: outside.temperature + 4,
    a01013: 0,
    a01014: 1.2,
    a00000: 0,
  };
  return { values, converted: values, flow: 0 };
}

function outlet(model: Model, running: readonly Episode[], time: number): Values {
  const kind = outfallKind(model.device.profile);
  const at = localHour(time);
  const rhythm = /works/.test(kind.id)
    ? 0.16 * bump(at, 10, 3.5) + 0.2 * bump(at, 20.5, 3) - 0.22 * bump(at, 4, 3.5)
    : 0.1 * bump(at, 14, 5);
  const flow = kind.flow * Math.max(0.2, 0.78 + rhythm + 0.1 * drift(model.key, time));
  const values: Record<string, number> = {
    w00000: flow,
    w01001: 7.3 + 0.5 * model.trait("ph") + 0.22 * drift(model.key + 41, time),
  };
  for (const code of ["w01018", "w21003", "w21011", "w21001"]) values[code] = aimed(model, running, code, time);
  return { values, flow };
}

/** Ambient air, µg/m³ (CO mg/m³). */
function station(model: Model, time: number): Values {
  const weather = weatherAt(model.seed, model.league, time);
  const at = localHour(time);
  const cold = 0.5 + 0.5 * winter(time);
  const own = (name: string) => 0.8 + 0.4 * model.trait(name);
  const unrest = (name: string) =>
    1 + 0.12 * drift(mix(model.key, name), time) + 0.03 * wave(mix(model.key, name) + 5, time, minute);
  const traffic = weekday(time) >= 5 ? 0.75 : 1;
  const rush = traffic * (bump(at, 8, 1.8) + 0.9 * bump(at, 19, 2.5));
  const still = weather.stagnation;
  const fine =
    (9 + 15 * cold + 58 * still * (0.4 + 0.6 * cold) + 3 * rush) * own("fine") * unrest("fine") + 55 * weather.dust;
  const coarse =
    fine * (1.45 + 0.2 * model.trait("coarse")) + 12 * own("coarse") * unrest("coarse") + 620 * weather.dust ** 1.3;
  const nitrogen = (9 + 15 * rush + 34 * still + 9 * cold) * own("nitrogen") * unrest("nitrogen");
  const sulphur = (4 + 11 * cold * (0.4 + still) + 3 * rush) * own("sulphur") * unrest("sulphur");
  const ozone = Math.max(
    6,
    (42 + 105 * weather.sun * (1.15 - 0.55 * cold) - 0.55 * nitrogen + 8 * weather.windSpeed * 0.4) * unrest("ozone"),
  );
  return {
    values: {
      a34004: Math.min(480, fine),
      a34002: Math.min(980, Math.max(coarse, fine + 3)),
      a21026: sulphur,
      a21004: nitrogen,
      a21005: (0.25 + 0.011 * fine + 0.22 * rush * 0.5 + 0.5 * still * cold) * unrest("carbon"),
      a05024: ozone,
      a01001: weather.temperature + 0.4 * wave(model.key + 51, time, 20 * minute),
      a01002: weather.humidity,
      a01006: weather.pressure,
      a01007: Math.max(0.1, weather.windSpeed * (1 + 0.25 * wave(model.key + 52, time, 2 * minute))),
      a01008: (weather.windDirection + 25 * wave(model.key + 53, time, 3 * minute) + 360) % 360,
    },
    flow: 0,
  };
}

/** Surface water around its target class. */
function water(model: Model, running: readonly Episode[], time: number): Values {
  const weather = weatherAt(model.seed, model.league, time);
  const lake = model.device.profile === "lake";
  const slow = (name: string) =>
    1 + 0.22 * wave(mix(model.key, name), time, 40 * hour) + 0.06 * wave(mix(model.key, name) + 1, time, 3 * hour);
  const level = 0.55 + 0.75 * model.trait("level");
  const over = (factor: string) => overOf(running, factor, time) ?? 1;
  const temperature = Math.max(
    0.2,
    0.75 * (11 - 13 * winter(time)) + 0.15 * weather.temperature + 1.1 * bump(localHour(time), 16, 5),
  );
  // Saturation falls with warmth; algae add some by day.
  const saturation = 14.6 - 0.37 * temperature + 0.0045 * temperature * temperature;
  const oxygen = saturation * (0.86 - 0.16 * (level - 0.55)) + 0.7 * weather.sun;
  return {
    values: {
      w01010: temperature,
      w01001: 7.7 + 0.7 * model.trait("ph") + 0.15 * weather.sun + 0.1 * drift(model.key + 61, time),
      w01009: Math.max(1.2, oxygen * slow("oxygen")),
      w01014:
        (lake ? 1450 : 520) * (0.7 + 0.7 * model.trait("salt")) * (1 + 0.08 * wave(model.key + 62, time, 30 * hour)),
      w01003: (lake ? 14 : 22) * (0.4 + 1.2 * model.trait("turbid")) * slow("turbid"),
      w01019: (lake ? 7 : 4.1) * level * slow("permanganate") * over("w01019"),
      w21003: 0.46 * level * slow("ammonia") * (1 + 0.3 * winter(time)) * over("w21003"),
      w21011: (lake ? 0.07 : 0.12) * level * slow("phosphorus") * over("w21011"),
      w21001: (lake ? 1.3 : 2.4) * level * slow("nitrogen"),
    },
    flow: 0,
  };
}
