import { factorOf } from "#protocols/hj212/factors.ts";
import { epochToCivil } from "#protocols/hj212/measurement.ts";
import type { Group } from "#protocols/hj212/packet.ts";
import type { ReplayPlan } from "./replay-plan.ts";
import { refuse, scaleOf } from "./replay-plan.ts";
import { readTime } from "./table-time.ts";

/** Rows of a table turned into data areas. Nothing is invented: what is missing is left out and counted. */
export type RowReader = (row: readonly string[], index: number) => RowRead;
export type RowRead = Readonly<{ time: number; cp: Group[]; missing: number }> | "no time" | "no value";

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Finds the columns of a plan in a table. Throws ReplayRefused that names what is there. */
export function rowReader(plan: ReplayPlan, columns: readonly string[]): RowReader {
  const at = (name: string): number => {
    const index = columns.indexOf(name);
    if (index >= 0) return index;
    const alike = columns.find((column) => column.toLowerCase() === name.toLowerCase());
    return refuse(`表中没有“${name}”这一列${alike ? `，是否为“${alike}”？` : "。"}现有的列：${columns.join("、")}。`);
  };
  const timeAt = plan.timeColumns.map(at);
  const values = plan.mapped.map((entry) => ({ ...entry, at: at(entry.column), scale: scaleOf(entry, plan.st) }));
  const groups = [...new Set(values.map((entry) => entry.factor))].map((factor) =>
    values.filter((entry) => entry.factor === factor),
  );
  let shift: number | undefined;

  const timeOf = (row: readonly string[], index: number): number | undefined => {
    if (timeAt.length === 0) return (plan.start ?? 0) + index * (plan.step ?? 0);
    const read = readTime(timeAt.map((column) => row[column] ?? "").join(" "), plan.timePattern);
    if (read === undefined) return undefined;
    if (plan.start === undefined) return read;
    shift ??= plan.start - read;
    return read + shift;
  };

  return (row, index) => {
    const time = timeOf(row, index);
    if (time === undefined) return "no time";
    let missing = 0;
    const cp: Group[] = [[["DataTime", epochToCivil(time)]]];
    for (const group of groups) {
      const code = codeOf(plan, group[0]?.factor ?? "");
      const items: [string, string][] = [];
      for (const entry of group) {
        const text = written((row[entry.at] ?? "").trim(), entry.scale);
        if (text === undefined) missing++;
        else items.push([`${code}-${entry.aggregate}`, text]);
      }
      if (items.length > 0) cp.push([...items, [`${code}-Flag`, "N"]]);
    }
    return cp.length > 1 ? { time, cp, missing } : "no value";
  };
}

/** Plain decimal text, unchanged unless the unit changes or it is written with an exponent; undefined when it is no number. */
function written(text: string, scale: number): string | undefined {
  if (!decimal.test(text)) return undefined;
  if (scale === 1 && /^-?\d+(\.\d+)?$/.test(text)) return text;
  const value = Number(text) * scale;
  return Number.isFinite(value)
    ? Number(value.toPrecision(12))
        .toFixed(6)
        .replace(/\.?0+$/, "")
    : undefined;
}

function codeOf(plan: ReplayPlan, factor: string): string {
  const known = factorOf(factor);
  return plan.protocol === "HJ212-2005" ? (known?.old ?? factor) : (known?.code ?? factor);
}
