import { columnOf, placeFields, type Register, tableOf } from "./define.ts";
import type { Field } from "./field.ts";

/** One field that is filled by where a row lies: which columns say where, and in whose area. */
export type Within = Readonly<{
  /** Names its functions in the schema `register`, e.g. "conservation_clue_red_line". */
  key: string;
  holder: Register;
  field: string;
  target: Register;
  sql: string;
  /** What the catalogue keeps as the comment of its function. */
  comment: string;
}>;

/** The derived fields of a register. A target that is not there, or has no area, is a slip of the declaration. */
export function withinOf(holder: Register, registers: ReadonlyMap<string, Register>): Within[] {
  return Object.entries(holder.fields)
    .filter(([, field]) => field.derived === "within")
    .map(([name, field]) => declared(holder, name, field, registers));
}

function declared(holder: Register, name: string, field: Field, registers: ReadonlyMap<string, Register>): Within {
  const target = registers.get(field.ref ?? "");
  const area = Object.entries(target?.fields ?? {}).find(([, one]) => one.type === "area")?.[0];
  if (!target || !area || target.id === holder.id)
    throw new Error(`register ${holder.id}: ${name} lies within ${field.ref}, which is no other register with an area`);
  const places = placeFields(holder).map(columnOf);
  const list = places.map((place) => `'${place}'`).join(", ");
  return {
    key: `${tableOf(holder).replace(".", "_")}_${columnOf(name)}`,
    holder,
    field: name,
    target,
    sql: `select register.keep_within('${tableOf(holder)}', '${columnOf(name)}', array[${list}], '${tableOf(target)}', '${columnOf(area)}', ${target.dated});`,
    comment: `${places.join(",")} in ${tableOf(target)}.${columnOf(area)}${target.dated ? " dated" : ""}`,
  };
}
