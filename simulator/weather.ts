import { chance, mix } from "#seed/random.ts";
import { bump, day, dayStart, hour, localDay, localHour, wave, winter } from "./noise.ts";

/** The weather that the stations of a league share: what makes their values move together. */
export type Weather = Readonly<{
  /** °C */
  temperature: number;
  /** % */
  humidity: number;
  /** kPa */
  pressure: number;
  /** m/s */
  windSpeed: number;
  /** Degrees from north. */
  windDirection: number;
  /** 0 well mixed … 1 a still night under an inversion. */
  stagnation: number;
  /** 0 none … 1 a dust storm. */
  dust: number;
  /** 0 night … 1 clear noon. */
  sun: number;
}>;

/** How cold, how high and how far east a league lies (°C against the region's mean, kPa, hours that a dust front takes from Alxa). */
const leagues: Readonly<Record<string, readonly [cold: number, pressure: number, lag: number]>> = {
  "152900": [1.5, 87, 0],
  "150800": [1, 90, 4],
  "150300": [2, 89, 5],
  "150600": [0.5, 86.5, 8],
  "150200": [0.5, 90, 10],
  "150100": [0, 89.5, 12],
  "150900": [-2, 86, 14],
  "152500": [-4, 90, 19],
  "150400": [0, 94.5, 26],
  "150500": [0, 99, 30],
  "152200": [-2, 98, 31],
  "150700": [-7, 94, 33],
};

/** A front leaves Alxa in some five-day windows; its strength fades eastwards. */
function dustAt(seed: number, time: number, lag: number): number {
  const period = 5 * day;
  const origin = time - lag * hour;
  const strength = (window: number): number => {
    if (chance(seed, "dust", window) > 0.45 + 0.1 * Math.cos(((window * period) / (365 * day)) * 2 * Math.PI)) return 0;
    const begins = window * period + chance(seed, "dust-begins", window) * 4 * day;
    const lasts = (7 + 13 * chance(seed, "dust-lasts", window)) * hour;
    const part = (origin - begins) / lasts;
    return part <= 0 || part >= 1
      ? 0
      : Math.sin(part * Math.PI) * (0.35 + 0.65 * chance(seed, "dust-strength", window));
  };
  return strength(Math.floor(origin / period)) * Math.exp(-lag / 30);
}

/** The weather of a league at a moment; pure in (seed, league, time). */
export function weatherAt(seed: number, league: string, time: number): Weather {
  const [cold, pressure, lag] = leagues[league] ?? [0, 90, 12];
  const key = mix(seed, "weather", league);
  const common = mix(seed, "weather");
  const at = localHour(time);
  const warmth = bump(at, 15, 5);
  const cloud = Math.max(0, 0.5 + 0.7 * wave(common + 3, time - lag * hour, 30 * hour));
  const windy = 0.6 * wave(common + 1, time - lag * hour, 26 * hour) + 0.4 * wave(key + 1, time, 5 * hour);
  const windSpeed = Math.max(0.2, 2.6 + 1.9 * windy + 1.1 * warmth);
  const dust = dustAt(seed, time, lag);
  const night = Math.min(1, bump(at, 4, 5) + bump(at, 22, 3));
  const calm = Math.max(0, Math.min(1, 1.25 - windSpeed / 3.2));
  return {
    temperature:
      5 + cold - 16 * winter(time) + 6 * (warmth - 0.35) + 6 * wave(common + 2, time - lag * hour, 60 * hour),
    humidity: Math.max(9, Math.min(98, 48 + 22 * cloud - 26 * warmth + 12 * wave(key + 2, time, 8 * hour) - 20 * dust)),
    pressure: pressure + 0.5 * wave(common + 4, time - lag * hour, 70 * hour),
    windSpeed: windSpeed + 5 * dust,
    windDirection: (300 + 70 * wave(key + 5, time, 11 * hour) + 360) % 360,
    stagnation: calm * (0.35 + 0.65 * night) * (0.75 + 0.25 * winter(time)) * (1 - dust),
    dust,
    sun: sunAt(time) * Math.max(0.15, 1 - 0.75 * cloud),
  };
}

function sunAt(time: number): number {
  const noon = dayStart(localDay(time)) + 12.5 * hour;
  const halfDay = (6 - 1.6 * winter(time)) * hour;
  const part = (time - noon) / halfDay;
  return Math.abs(part) >= 1 ? 0 : Math.cos((part * Math.PI) / 2);
}
