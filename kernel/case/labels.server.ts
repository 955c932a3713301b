import { sql } from "kysely";
import { refuse } from "#kernel/refusal.ts";
import { choiceTitle, type Title } from "#kernel/title.ts";
import type { Tx } from "#store/postgres.ts";
import type { ActFile, ActPoint, ActValue } from "./act-field.ts";
import type { ActField, Transition } from "./define.ts";

/**
 * Values with their titles and as people read them, so that a timeline stays readable when the definition has moved on. What names an
 * organ or a person that does not exist is refused.
 */
export async function labelled(
  tx: Tx,
  transition: Transition,
  values: Readonly<Record<string, ActValue>>,
): Promise<Record<string, unknown>> {
  const out: Record<string, unknown> = {};
  for (const field of transition.fields) {
    const value = values[field.name];
    if (value === undefined || field.name === "note") continue;
    out[field.name] = { title: field.title, value, shown: await shownAs(tx, field, value) };
  }
  return out;
}

async function shownAs(tx: Tx, field: ActField, value: ActValue): Promise<string | Title> {
  switch (field.type) {
    case "choice":
      return choiceTitle(field.choices, value) ?? String(value);
    case "boolean":
      return value ? { zh: "是", en: "yes" } : { zh: "否", en: "no" };
    case "number":
      return field.unit ? `${value} ${field.unit}` : String(value);
    case "point": {
      const { lon, lat } = value as ActPoint;
      return `${lon.toFixed(6)}, ${lat.toFixed(6)}`;
    }
    case "files":
      return (value as readonly ActFile[]).map(({ name }) => name).join("、");
    case "organ":
      return nameOf(tx, field, sql`select name from organ.organ where id = ${value} and valid_to is null`);
    case "person":
      return nameOf(tx, field, sql`select name from "case".person_named(${value}::uuid)`);
    case "text":
    case "longtext":
    case "date":
      return String(value);
    default:
      return field.type satisfies never;
  }
}

async function nameOf(tx: Tx, field: ActField, question: ReturnType<typeof sql>): Promise<string> {
  const { rows } = await (question as ReturnType<typeof sql<{ name: string | null }>>).execute(tx);
  return rows[0]?.name ?? refuse("field.reference", { field: field.name, values: { label: field.title } });
}
