import { airRows, fieldRows, noiseRows, waterRows } from "./factor-rows.ts";
import { processConventionRows, processRows } from "./process-rows.ts";

/**
 * Factor codes. `unit` is the unit of the measured value and `emissionUnit` that of Cou, as the table prints them but
 * written as symbols. They are defaults: units belong to a channel, and devices send PM2.5 in µg/m³ whatever the table
 * says. `old` is the code of HJ 212-2005; `format` is the width, N5.1 = five digits, one decimal.
 */
export type Factor = {
  code: string;
  zh: string;
  old?: string;
  unit: string;
  emissionUnit?: string;
  format: string;
  verified: boolean;
  source: string;
};

const symbols: Readonly<Record<string, string>> = {
  "": "",
  "--": "",
  无量纲: "",
  "%": "%",
  "[色]度": "度",
  "[角]度": "°",
  "个/升": "个/L",
  克: "g",
  分贝: "dB",
  千克: "kg",
  "千克/立方米": "kg/m³",
  千帕: "kPa",
  "升/秒": "L/s",
  "吨/平方千米•月": "t/(km²·月)",
  "安[培]": "A",
  帕: "Pa",
  平方米: "m²",
  "微克/升": "µg/L",
  "微西[门子]/厘米": "µS/cm",
  摄氏度: "°C",
  "毫伏[特]": "mV",
  毫克: "mg",
  "毫克/升": "mg/L",
  "毫克/立方米": "mg/m³",
  立方米: "m³",
  "立方米/小时": "m³/h",
  "立方米/秒": "m³/s",
  米: "m",
  "米/秒": "m/s",
  "纳克/升": "ng/L",
  "纳克/立方米": "ng/m³",
  "贝可[勒尔]/升": "Bq/L",
  "转/分钟": "r/min",
  NTU: "NTU",
};

function symbolOf(printed: string): string {
  const symbol = symbols[printed];
  if (symbol === undefined) throw new Error(`no symbol for the unit ${printed}`);
  return symbol;
}

function factorsFrom(rows: string, source: string, verified: boolean): [string, Factor][] {
  return linesOf(rows).map(([code = "", zh = "", old = "", unit = "", emissionUnit = "", format = ""]) => {
    const factor: Factor = { code, zh, unit: symbolOf(unit), format, verified, source };
    if (old !== "") factor.old = old;
    if (emissionUnit !== "") factor.emissionUnit = symbolOf(emissionUnit);
    return [code, factor];
  });
}

function processFrom(rows: string, source: string, verified: boolean): [string, Factor][] {
  return linesOf(rows).map(([code = "", zh = "", unit = "", format = ""]) => {
    return [code, { code, zh, unit: symbolOf(unit), format, verified, source }];
  });
}

function linesOf(rows: string): string[][] {
  return rows
    .trim()
    .split("\n")
    .map((line) => line.split("|"));
}

/** By code; process codes stand under their printed pattern such as e101xx. */
export const factors: ReadonlyMap<string, Factor> = new Map([
  ...factorsFrom(waterRows, "HJ 212-2017 表 B.1", true),
  ...factorsFrom(airRows, "HJ 212-2017 表 B.2", true),
  ...factorsFrom(noiseRows, "HJ 212-2017 表 B.3", true),
  ...factorsFrom(fieldRows, "现场常见编码，不在 HJ 212-2017 附录 B 中", false),
  ...processFrom(processRows, "HJ 212-2017 附录 B 工况", true),
  ...processFrom(processConventionRows, "HJ 212-2017 附录 B 重号编码的约定写法", false),
]);

const byOldCode = new Map<string, Factor>();
for (const factor of factors.values()) if (factor.old !== undefined) byOldCode.set(factor.old, factor);

/** The factor of a code of 2017, of a code of 2005 such as B01 or 011, or of a process code with its serial number. */
export function factorOf(code: string): Factor | undefined {
  return factors.get(code) ?? byOldCode.get(code) ?? processFactorOf(code);
}

function processFactorOf(code: string): Factor | undefined {
  const first = code.charCodeAt(0);
  if (code.length !== 6 || (first !== 101 && first !== 103)) return undefined;
  return /^[eg]\d{5}$/.test(code) ? factors.get(`${code.slice(0, 4)}xx`) : undefined;
}
