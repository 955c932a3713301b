import { z } from "zod";
import type { Title } from "#kernel/title.ts";
import { placeFields, type Register } from "./define.ts";
import type { Field } from "./field.ts";
import { areaSummary, shape } from "./shape.ts";

export const lonLat = z.object({ lon: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) });
export const instant = z.iso.datetime({ offset: true });

/** The zod schema of one field's value as it comes from a form, an import or another system. */
export function valueSchema(field: Field): z.ZodType {
  switch (field.type) {
    case "number":
      return bounded(z.number(), field);
    case "integer":
      return bounded(z.number().int(), field);
    case "date":
      return z.iso.date();
    case "datetime":
      return instant;
    case "point":
      return lonLat;
    case "area":
      return shape;
    case "ref":
      return z.uuid();
    case "boolean":
      return z.boolean();
    case "texts":
      return z.array(z.string().min(1).max(500)).max(100);
    case "choice":
      return z.enum((field.choices ?? []).map((choice) => choice.value) as [string, ...string[]]);
    default:
      return z
        .string()
        .trim()
        .min(1)
        .max(field.maxLength ?? (field.type === "longtext" ? 10_000 : 200))
        .superRefine((value, context) => {
          const problem: Title | undefined = field.problem?.(value);
          if (problem) context.addIssue({ code: "custom", message: problem.zh, params: { en: problem.en } });
        });
  }
}

function bounded(schema: z.ZodNumber, field: Field): z.ZodType {
  let result = schema;
  if (field.min !== undefined) result = result.min(field.min);
  if (field.max !== undefined) result = result.max(field.max);
  return result;
}

const region = z
  .string()
  .regex(/^\d{6}$/)
  .meta({ title: "行政区划", titleEn: "Region" });

/** The fields that people and systems give; the others are filled by the database. */
export const givenFields = (register: Register): [string, Field][] =>
  Object.entries(register.fields).filter(([, field]) => !field.derived);

/** What a new row of the register takes. The id may come from the client; numbers that people read never do. */
export function creationSchema(register: Register): z.ZodObject {
  const fields: Record<string, z.ZodType> = { id: z.uuid().optional(), sample: z.boolean().optional() };
  // where a row says where it lies, its region can be told from that
  if (register.placed) fields.region = placeFields(register).length > 0 ? region.nullable().optional() : region;
  for (const [name, field] of givenFields(register))
    fields[name] = titled(field, field.required ? valueSchema(field) : valueSchema(field).nullable().optional());
  return z.strictObject(fields);
}

/** A refusal names the field as the form does. */
const titled = (field: Field, schema: z.ZodType): z.ZodType =>
  schema.meta({ title: field.title.zh, titleEn: field.title.en });

/** What an amendment takes: the version that was read, the reason, and the fields that change. */
export function amendmentSchema(register: Register): z.ZodObject {
  const fields: Record<string, z.ZodType> = {
    baseVersion: z.int().positive().optional(),
    reason: z.string().trim().min(2).max(500).optional(),
    retired: z.boolean().optional(),
  };
  if (register.placed) fields.region = region.optional();
  for (const [name, field] of givenFields(register)) {
    if (field.fixed) continue;
    fields[name] = titled(
      field,
      field.required ? valueSchema(field).optional() : valueSchema(field).nullable().optional(),
    );
  }
  return z.strictObject(fields);
}

const named = z.object({ id: z.string(), name: z.string() }).nullable();

/** One row as it is given to a reader. */
export function rowSchema(register: Register): z.ZodObject {
  const fields: Record<string, z.ZodType> = { id: z.uuid(), version: z.int() };
  if (register.placed) fields.region = z.object({ code: z.string(), name: z.string() });
  for (const [name, field] of Object.entries(register.fields))
    fields[name] = field.type === "ref" ? named : field.type === "number" ? z.number().nullable() : readSchema(field);
  return z.object({
    ...fields,
    sample: z.boolean(),
    retired: z.boolean(),
    createdAt: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  });
}

function readSchema(field: Field): z.ZodType {
  if (field.type === "point") return lonLat.nullable();
  if (field.type === "area") return areaSummary.nullable();
  if (field.type === "texts") return z.array(z.string()).nullable();
  if (field.type === "boolean") return z.boolean().nullable();
  if (field.type === "integer") return z.int().nullable();
  return z.string().nullable();
}
