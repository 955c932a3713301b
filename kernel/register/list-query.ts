import { z } from "zod";
import { refuse } from "#kernel/refusal.ts";
import { placeFields, type Register } from "./define.ts";
import type { Field } from "./field.ts";

/** West, south, east, north in degrees. */
export type Bbox = readonly [number, number, number, number];

/** What a list is asked for. Lists, exports and maps of a register take the same. */
export type ListQuery = Readonly<{
  q?: string | undefined;
  sort?: string | undefined;
  after?: string | undefined;
  limit: number;
  /** Equality: a field's name and its value, or several with commas between. */
  filters: Readonly<Record<string, string>>;
  /** From and to, both inclusive, by a field's name; of an area its hectares. */
  ranges?: Readonly<Record<string, Readonly<{ min?: string; max?: string }>>> | undefined;
  bbox?: Bbox | undefined;
  /** A civil day on which dated rows hold. */
  asOf?: string | undefined;
  /** An instant with offset: rows as they were recorded then. */
  knownAt?: string | undefined;
  retired: boolean;
  /** Whether what merged counts under what it is now (the default), or under what it was when it was written. */
  basis?: "now" | "then" | undefined;
}>;

const ranged = new Set(["number", "integer", "date", "datetime", "area"]);
/** Fields that a list can be narrowed by with a value. */
export const filterable = ({ type }: Field): boolean => type !== "point" && type !== "area" && type !== "texts";

const bbox = z
  .string()
  .max(120)
  .transform((text) => text.split(",").map(Number))
  .refine(
    (numbers) => numbers.length === 4 && numbers.every(Number.isFinite) && (numbers[1] ?? 0) <= (numbers[3] ?? 0),
    { message: "应为 西,南,东,北 四个度数。", params: { en: "Give west,south,east,north in degrees." } },
  )
  .transform((numbers) => numbers as unknown as Bbox);

/** When a row is asked for: on which day, as known at which instant. */
export const momentQuery = {
  asOf: z.iso
    .date()
    .optional()
    .describe("按某日有效（仅限有有效期的台账） / holding on this day (dated registers only)"),
  knownAt: z.iso.datetime({ offset: true }).optional().describe("按当时的记录 / as it was recorded at this instant"),
};

/** The query of a register's list as the OpenAPI document shows it: every filter and range by its name. */
export function listQuerySchema(register: Register) {
  const narrowing: Record<string, z.ZodType> = {};
  if (register.placed) narrowing["filter.region"] = z.string().max(6).optional();
  for (const [name, field] of Object.entries(register.fields)) {
    if (filterable(field)) narrowing[`filter.${name}`] = z.string().max(2000).optional().describe(field.title.zh);
    if (ranged.has(field.type)) {
      const unit = field.type === "area" ? "公顷 / hectares" : field.title.zh;
      narrowing[`min.${name}`] = z.string().max(40).optional().describe(`${unit} ≥`);
      narrowing[`max.${name}`] = z.string().max(40).optional().describe(`${unit} ≤`);
    }
  }
  if (placeFields(register).length > 0) narrowing.bbox = bbox.optional();
  return z.looseObject({
    q: z.string().trim().max(60).optional(),
    sort: z.string().max(60).optional(),
    after: z.string().max(500).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    retired: z.enum(["true", "false"]).optional(),
    basis: z
      .enum(["now", "then"])
      .optional()
      .describe("合并、撤并的区划与单位按现在或当时统计 / merged regions and organs as now or as then"),
    ...momentQuery,
    ...narrowing,
  });
}

const own = new Set(["q", "sort", "after", "limit", "retired", "asOf", "knownAt", "bbox", "basis"]);

/** The read query as the store takes it. `others` are names that the route itself uses. What nobody knows is refused by its name. */
export function listQueryOf(
  register: Register,
  query: Record<string, unknown>,
  others: readonly string[] = [],
): ListQuery {
  const filters: Record<string, string> = {};
  const ranges: Record<string, { min?: string; max?: string }> = {};
  for (const [name, value] of Object.entries(query)) {
    if (own.has(name) || others.includes(name) || value === undefined) continue;
    const [kind, field = ""] = split(name);
    if (kind === "filter") filters[field] = String(value);
    else if (kind === "min" || kind === "max")
      ranges[field] = { ...ranges[field], [kind]: rangeValue(register, name, field, value) };
    else refuse("field.unknown", { field: name, values: { field: name } });
  }
  const {
    q,
    sort,
    after,
    limit = 50,
    asOf,
    knownAt,
    bbox: box,
    retired,
    basis,
  } = query as Partial<ListQuery> & { retired?: string };
  if (box !== undefined && placeFields(register).length === 0)
    refuse("field.unknown", { field: "bbox", values: { field: "bbox" } });
  if (asOf !== undefined && !register.dated) refuse("field.unknown", { field: "asOf", values: { field: "asOf" } });
  return { q, sort, after, limit, filters, ranges, bbox: box, asOf, knownAt, retired: retired === "true", basis };
}

const split = (name: string): [string, string] => {
  const at = name.indexOf(".");
  return at < 0 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
};

const readers: Readonly<Record<string, z.ZodType>> = {
  date: z.iso.date(),
  datetime: z.iso.datetime({ offset: true }),
};

function rangeValue(register: Register, name: string, field: string, value: unknown): string {
  const type = register.fields[field]?.type ?? "text";
  if (!ranged.has(type)) return refuse("field.unknown", { field: name, values: { field: name } });
  const text = String(value);
  const fits = readers[type]?.safeParse(text).success ?? (text.trim() !== "" && Number.isFinite(Number(text)));
  if (fits) return text;
  return refuse("field.invalid", {
    field: name,
    values: { problem: { zh: `“${text}”不能作为“${name}”的界限。`, en: `“${text}” cannot bound “${name}”.` } },
  });
}
