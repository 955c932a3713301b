import { type Decimal, decimalOf, divide, isDecimal, multiply, numberOf } from "./decimal.ts";
import { type Answer, answer, noAnswer } from "./problem.ts";

/**
 * Units of measured values and limits. Conversion stays within one dimension and one medium: mg/m3 of gas is not mg/L
 * of water, and ppm needs a molar mass (see `mgPerM3OfPpm` in emission.ts), so both are refused here. Factors are
 * exact.
 */
export type Dimension =
  | "gas concentration"
  | "water concentration"
  | "flow"
  | "volume"
  | "mass"
  | "mass flow"
  | "volume fraction"
  | "percentage"
  | "pressure"
  | "speed"
  | "temperature"
  | "sound level"
  | "count concentration"
  | "activity concentration"
  | "conductivity"
  | "pH";

type Unit = Readonly<{ dimension: Dimension; times: Decimal; per: Decimal }>;

const units: Readonly<Record<string, Unit>> = {
  "g/m3": unit("gas concentration", 1e9),
  "mg/m3": unit("gas concentration", 1e6),
  "µg/m3": unit("gas concentration", 1e3),
  "ng/m3": unit("gas concentration", 1),
  "g/L": unit("water concentration", 1e9),
  "mg/L": unit("water concentration", 1e6),
  "µg/L": unit("water concentration", 1e3),
  "ng/L": unit("water concentration", 1),
  "m3/s": unit("flow", 1),
  "m3/h": unit("flow", 1, 3600),
  "m3/d": unit("flow", 1, 86400),
  "L/s": unit("flow", 1, 1000),
  "L/min": unit("flow", 1, 60_000),
  m3: unit("volume", 1000),
  L: unit("volume", 1),
  t: unit("mass", 1e9),
  kg: unit("mass", 1e6),
  g: unit("mass", 1e3),
  mg: unit("mass", 1),
  "kg/h": unit("mass flow", 1000),
  "g/h": unit("mass flow", 1),
  "g/s": unit("mass flow", 3600),
  ppm: unit("volume fraction", 1000),
  ppb: unit("volume fraction", 1),
  "%": unit("percentage", 1),
  Pa: unit("pressure", 1),
  hPa: unit("pressure", 100),
  kPa: unit("pressure", 1000),
  "m/s": unit("speed", 1),
  "℃": unit("temperature", 1),
  "dB(A)": unit("sound level", 1),
  "个/L": unit("count concentration", 1),
  "Bq/L": unit("activity concentration", 1),
  "µS/cm": unit("conductivity", 1),
  pH: unit("pH", 1),
};

/** Other spellings that devices, permits and HJ 212-2017 annex B use. */
const spellings: Readonly<Record<string, string>> = {
  "毫克/立方米": "mg/m3",
  "微克/立方米": "µg/m3",
  "纳克/立方米": "ng/m3",
  "毫克/升": "mg/L",
  "微克/升": "µg/L",
  "纳克/升": "ng/L",
  "升/秒": "L/s",
  "立方米/秒": "m3/s",
  "立方米/小时": "m3/h",
  立方米: "m3",
  吨: "t",
  千克: "kg",
  克: "g",
  毫克: "mg",
  千帕: "kPa",
  "米/秒": "m/s",
  摄氏度: "℃",
  "°C": "℃",
  分贝: "dB(A)",
  dB: "dB(A)",
  "个/升": "个/L",
  "微西[门子]/厘米": "µS/cm",
  "贝可[勒尔]/升": "Bq/L",
  无量纲: "pH",
};

/** The canonical spelling of a unit ("ug/m³" → "µg/m3", "毫克/升" → "mg/L"); undefined when it is not known here. */
export function unitNamed(text: string): string | undefined {
  const plain = text.trim().replace(/³/g, "3").replace(/μ/g, "µ").replace(/\^3/g, "3");
  const candidates = [plain, plain.replace(/^u(?=[gS])/, "µ"), plain.replace(/\/l$/, "/L")];
  candidates.push((candidates[1] ?? plain).replace(/\/l$/, "/L"));
  return candidates.find((c) => Object.hasOwn(units, c)) ?? ownSpelling(plain);
}

/**
 * The dimension of a unit; undefined when the unit is not known. 无量纲 is read as pH, the only such factor with limits.
 */
export function dimensionOf(unitText: string): Dimension | undefined {
  return found(unitText)?.dimension;
}

/**
 * Converts a value between units of the same dimension, exactly where the result is a finite decimal, else to 18 more
 * places. A unit that is not known, or units of different dimensions, give a problem, never a guess.
 */
export function convert(value: number | string, from: string, to: string): Answer<number> {
  if (!isDecimal(value)) {
    return noAnswer({
      code: "value.not-a-number",
      zh: `“${value}”不是数值。`,
      en: `“${value}” is not a number.`,
      place: "value",
    });
  }
  const [source, target] = [found(from), found(to)];
  if (!source || !target) {
    const unknown = source ? to : from;
    return noAnswer({
      code: "unit.unknown",
      zh: `不认识单位“${unknown}”，请改用已登记的单位。`,
      en: `The unit “${unknown}” is not known; use a registered one.`,
      place: source ? "to" : "from",
    });
  }
  if (source.dimension !== target.dimension) {
    return noAnswer({
      code: "unit.dimension",
      zh: `“${from}”与“${to}”量纲不同，不能换算。${ppmZh(source, target)}`,
      en: `“${from}” and “${to}” measure different things and cannot be converted.${ppmEn(source, target)}`,
      place: "to",
    });
  }
  const given = decimalOf(value);
  const numerator = multiply(given, multiply(source.times, target.per));
  const denominator = multiply(source.per, target.times);
  return answer(numberOf(divide(numerator, denominator, given.scale + 18)));
}

function ppmZh(a: Unit, b: Unit): string {
  return needsMolarMass(a, b) ? "体积分数换算为质量浓度需要摩尔质量。" : "";
}

function ppmEn(a: Unit, b: Unit): string {
  return needsMolarMass(a, b) ? " A volume fraction needs the molar mass." : "";
}

function needsMolarMass(a: Unit, b: Unit): boolean {
  const both = [a.dimension, b.dimension];
  return both.includes("volume fraction") && both.includes("gas concentration");
}

function found(text: string): Unit | undefined {
  const name = unitNamed(text);
  return name === undefined ? undefined : units[name];
}

function ownSpelling(text: string): string | undefined {
  return Object.hasOwn(spellings, text) ? spellings[text] : undefined;
}

function unit(dimension: Dimension, times: number, per = 1): Unit {
  return { dimension, times: decimalOf(times), per: decimalOf(per) };
}
