import { type Answer, answer, noAnswer } from "./problem.ts";

/**
 * Arithmetic of emissions, HJ 212-2017 annex D. Plain numbers, nothing is rounded here: the caller rounds once at the
 * end. Units are in the names. Inputs that the formula cannot take give a problem, never Infinity or NaN.
 */
export const emissionSource = { edition: "HJ 212-2017", source: "HJ 212-2017 annex D", verified: true } as const;

/** Oxygen of dry air as annex D counts it, %. */
const oxygenOfAir = 21;

/** V of an ideal gas at 0 ℃ and 101325 Pa as annex D counts it, L/mol. */
const molarVolume = 22.4;

/**
 * Converted concentration 折算浓度, mg/m3: C_dry · (21 − O2 reference) / (21 − O2 measured). Without a reference oxygen the
 * standard sets no conversion and the dry concentration is returned. Measured or reference oxygen outside 0 ≤ O2 < 21
 * is a problem: close to 21 the factor grows without bound and says nothing about the emission. `highestOxygen` (%)
 * lets a rule table stop earlier than 21.
 */
export function convertedConcentration(
  input: Readonly<{
    dryMgPerM3: number;
    oxygenPercent?: number;
    referenceOxygenPercent?: number;
    highestOxygen?: number;
  }>,
): Answer<number> {
  const { dryMgPerM3, oxygenPercent, referenceOxygenPercent, highestOxygen = oxygenOfAir } = input;
  if (referenceOxygenPercent === undefined) return answer(dryMgPerM3);
  if (oxygenPercent === undefined) {
    return noAnswer({
      code: "emission.oxygen-missing",
      zh: "缺少实测含氧量，无法折算。",
      en: "The measured oxygen is missing; the concentration cannot be converted.",
      place: "oxygenPercent",
    });
  }
  const outside = (o2: number) => !(o2 >= 0 && o2 < oxygenOfAir);
  if (outside(oxygenPercent) || oxygenPercent > highestOxygen) return oxygenProblem(oxygenPercent, "oxygenPercent");
  if (outside(referenceOxygenPercent)) return oxygenProblem(referenceOxygenPercent, "referenceOxygenPercent");
  return answer((dryMgPerM3 * (oxygenOfAir - referenceOxygenPercent)) / (oxygenOfAir - oxygenPercent));
}

/** Excess air factor α = 21 / (21 − O2); a problem outside 0 ≤ O2 < 21. */
export function excessAir(oxygenPercent: number): Answer<number> {
  if (!(oxygenPercent >= 0 && oxygenPercent < oxygenOfAir)) return oxygenProblem(oxygenPercent, "oxygenPercent");
  return answer(oxygenOfAir / (oxygenOfAir - oxygenPercent));
}

/** Converted concentration by excess air, mg/m3: C_dry · α / α_s. */
export function convertedByExcessAir(
  dryMgPerM3: number,
  measuredAlpha: number,
  referenceAlpha: number,
): Answer<number> {
  if (!(referenceAlpha > 0)) return inputProblem("referenceAlpha", referenceAlpha);
  return answer((dryMgPerM3 * measuredAlpha) / referenceAlpha);
}

export type StackState = Readonly<{
  /** Atmospheric pressure B_a, Pa. */
  atmospherePa: number;
  /** Static pressure of the flue gas P_s, Pa, negative under suction. */
  staticPa: number;
  /** Temperature of the flue gas t_s, ℃. */
  temperatureC: number;
}>;

/** Concentration at 0 ℃ and 101325 Pa, mg/m3: C_s · 101325 / (B_a + P_s) · (273 + t_s) / 273. */
export function standardConcentration(measuredMgPerM3: number, state: StackState): Answer<number> {
  const ratio = standardVolumeRatio(state);
  return ratio.ok ? answer(measuredMgPerM3 / ratio.value) : ratio;
}

/** Dry from wet concentration: wet / (1 − X_sw). `moisture` is a share, 0 ≤ X_sw < 1 (not %). */
export function dryConcentration(wetMgPerM3: number, moisture: number): Answer<number> {
  return isShare(moisture) ? answer(wetMgPerM3 / (1 - moisture)) : inputProblem("moisture", moisture);
}

/** mg/m3 at 0 ℃ and 101325 Pa of a volume fraction: M / 22.4 · ppm, M in g/mol. */
export function mgPerM3OfPpm(ppm: number, molarMass: number): Answer<number> {
  return molarMass > 0 ? answer((molarMass / molarVolume) * ppm) : inputProblem("molarMass", molarMass);
}

/** NOx as NO2, mg/m3: C_NO · 46 / 30 + C_NO2. */
export function nitrogenOxidesAsNo2(noMgPerM3: number, no2MgPerM3: number): number {
  return (noMgPerM3 * 46) / 30 + no2MgPerM3;
}

/** Mean velocity of the section from the velocity of the probe, m/s: V_s = K_v · V_p. */
export function sectionVelocity(velocityCoefficient: number, probeMPerS: number): number {
  return velocityCoefficient * probeMPerS;
}

/** Wet flow at stack conditions, m3/h: 3600 · F · V_s, F in m2, V_s in m/s. */
export function wetFlowM3PerH(areaM2: number, velocityMPerS: number): number {
  return 3600 * areaM2 * velocityMPerS;
}

/** Dry standard flow, m3/h: Q_s · 273 / (273 + t) · (B_a + P_s) / 101325 · (1 − X_sw). `moisture` is a share. */
export function dryStandardFlowM3PerH(wetM3PerH: number, state: StackState, moisture: number): Answer<number> {
  if (!isShare(moisture)) return inputProblem("moisture", moisture);
  const ratio = standardVolumeRatio(state);
  return ratio.ok ? answer(wetM3PerH * ratio.value * (1 - moisture)) : ratio;
}

/**
 * Emission of gas in one hour, kg/h: C · Q · 1e-6, C dry standard mg/m3 (not the converted one), Q dry standard m3/h.
 */
export function gasEmissionKgPerH(dryStandardMgPerM3: number, dryStandardM3PerH: number): number {
  return dryStandardMgPerM3 * dryStandardM3PerH * 1e-6;
}

/** Volume of water in a period, m3: Q · T / 1000, Q in L/s, T in s. */
export function waterVolumeM3(flowLPerS: number, seconds: number): number {
  return (flowLPerS * seconds) / 1000;
}

/** Mean flow of a period, L/s: D / T · 1000, D in m3, T in s (600, 3600, 86400 for ten minutes, hour, day). */
export function meanFlowLPerS(volumeM3: number, seconds: number): Answer<number> {
  return seconds > 0 ? answer((volumeM3 / seconds) * 1000) : inputProblem("seconds", seconds);
}

/** Mass of a pollutant, kg: D · C / 1000, D in m3, C in mg/L. */
export function waterMassKg(volumeM3: number, concentrationMgPerL: number): number {
  return (volumeM3 * concentrationMgPerL) / 1000;
}

export type WaterPart = Readonly<{ volumeM3: number; concentrationMgPerL: number }>;

/**
 * Sums of a period from its parts: volume m3, mass kg, and the flow-weighted mean concentration mg/L (G / D · 1000).
 * Without any flow there is no weighted mean (undefined): a concentration at zero flow says nothing about the emission.
 */
export function waterEmission(
  parts: readonly WaterPart[],
): Readonly<{ volumeM3: number; massKg: number; meanMgPerL: number | undefined }> {
  const volumeM3 = parts.reduce((sum, part) => sum + part.volumeM3, 0);
  const massKg = parts.reduce((sum, part) => sum + waterMassKg(part.volumeM3, part.concentrationMgPerL), 0);
  return { volumeM3, massKg, meanMgPerL: volumeM3 > 0 ? (massKg / volumeM3) * 1000 : undefined };
}

/** Standard volume per stack volume: 273 / (273 + t) · (B_a + P_s) / 101325. */
function standardVolumeRatio({ atmospherePa, staticPa, temperatureC }: StackState): Answer<number> {
  if (!(temperatureC > -273)) return inputProblem("temperatureC", temperatureC);
  if (!(atmospherePa + staticPa > 0)) return inputProblem("atmospherePa", atmospherePa);
  return answer(((273 / (273 + temperatureC)) * (atmospherePa + staticPa)) / 101325);
}

function isShare(value: number): boolean {
  return value >= 0 && value < 1;
}

function oxygenProblem(value: number, place: string): Answer<number> {
  return noAnswer({
    code: "emission.oxygen",
    zh: `含氧量 ${value}% 不能用于折算，应在 0 至 21% 之间（不含 21%）且不高于规定上限。请核对氧量计与采样系统。`,
    en: `Oxygen of ${value} % cannot be used: it must be from 0 to below 21 % and within the set bound. Check the analyser and the sampling line.`,
    place,
  });
}

function inputProblem(place: string, value: number): Answer<number> {
  return noAnswer({
    code: "emission.input",
    zh: `参数 ${place} 的值 ${value} 超出公式的取值范围。`,
    en: `The value ${value} of ${place} is outside the range of the formula.`,
    place,
  });
}
