import { refuse } from "#kernel/refusal.ts";
import type { Register } from "#kernel/register/define.ts";
import type { ImportOptions, ImportReply } from "./contract.ts";
import { datumOf } from "./datum.ts";
import { targetsOf } from "./target.ts";

/** Refuses a matching that does not fit the file or the register, and a place without a datum. */
export function checkOptions(
  register: Register,
  source: ImportReply["source"] & { prj?: string },
  options: ImportOptions,
): void {
  const problem = matchingProblem(register, source, options.columns);
  if (problem) refuse("import.columns", { field: "columns", values: { problem } });
  const places = new Set(
    Object.entries(register.fields)
      .filter(([, field]) => field.type === "point" || field.type === "area")
      .map(([name]) => name),
  );
  const placed =
    source.geometry || options.columns.some((name) => name !== null && places.has(name.split(".")[0] ?? ""));
  if (!placed || places.size === 0) return;
  const because = source.datum?.because ?? { zh: "文件没有注明", en: "the file does not say" };
  if (options.datum === undefined) refuse("import.datum", { field: "datum", values: { problem: because } });
  if (!datumOf(options.datum, source.prj))
    refuse("import.datum", {
      field: "datum",
      values: { problem: { zh: `不认识“${options.datum}”`, en: `“${options.datum}” is unknown` } },
    });
}

function matchingProblem(register: Register, source: ImportReply["source"], columns: readonly (string | null)[]) {
  if (columns.length !== source.columns.length)
    return {
      zh: `文件有 ${source.columns.length} 列，给了 ${columns.length} 列`,
      en: `the file has ${source.columns.length} columns, ${columns.length} were given`,
    };
  const known = new Set(targetsOf(register).map(({ name }) => name));
  const used = new Set<string>();
  for (const name of columns) {
    if (name === null) continue;
    if (!known.has(name)) return { zh: `台账没有“${name}”`, en: `the register has no “${name}”` };
    if (used.has(name)) return { zh: `“${name}”对应了两列`, en: `“${name}” is carried by two columns` };
    used.add(name);
  }
  return used.size === 0 && !source.geometry ? { zh: "没有对应任何一列", en: "no column is matched" } : undefined;
}
