import { Refusal } from "#kernel/refusal.ts";
import { columnOf, type Register } from "./define.ts";

/** Turns what the database refused into a sentence about the field; anything else stays the bug that it is. */
export function violationOf(register: Register, input: Record<string, unknown>, error: unknown): unknown {
  const { code, detail } = error as { code?: string; detail?: string };
  if (code === "23505") {
    const columns = /\(([^)]+)\)=/.exec(detail ?? "")?.[1]?.split(", ") ?? [];
    const fields = Object.entries(register.fields).filter(([name]) => columns.includes(columnOf(name)));
    const [name, field] = fields.at(-1) ?? [];
    if (name && field)
      return new Refusal("field.taken", { field: name, values: { label: field.title, value: String(input[name]) } });
  }
  if (code === "42501")
    return new Refusal("access.place", { field: "region", values: { place: String(input.region ?? "") } });
  return error;
}
