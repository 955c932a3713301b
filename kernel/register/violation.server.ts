import { Refusal } from "#kernel/refusal.ts";
import type { Register } from "./define.ts";
import { orderName, uniqueName } from "./table.ts";

/** Turns what the database refused into a sentence about the field; anything else stays the bug that it is. */
export function violationOf(register: Register, input: Record<string, unknown>, error: unknown): unknown {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code === "23505") {
    const names = register.unique.find((set) => uniqueName(register, set) === constraint) ?? ["id"];
    const name = names.at(-1) as string;
    const label = register.fields[name]?.title ?? { zh: "编号", en: "Id" };
    return new Refusal("field.taken", { field: name, values: { label, value: String(input[name]) } });
  }
  if (code === "23P01") {
    const names = register.unique.find((set) => uniqueName(register, set) === constraint) ?? [];
    const label = register.fields[names.at(-1) ?? ""]?.title ?? { zh: "编号", en: "Id" };
    return new Refusal("period.taken", { field: "validFrom", values: { label } });
  }
  // 22000: the range of the validity cannot even be made
  if (code === "22000" ? register.dated : code === "23514" && constraint === orderName(register)) {
    const problem = { zh: "失效日期应晚于生效日期。", en: "It must end after it begins." };
    return new Refusal("field.invalid", { field: "validTo", values: { problem } });
  }
  if (code === "42501")
    return new Refusal("access.place", { field: "region", values: { place: String(input.region ?? "") } });
  return error;
}
