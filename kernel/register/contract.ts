import { z } from "zod";

/** What a page needs to list, show and fill a register. */
const title = z.looseObject({ zh: z.string(), en: z.string() });
export const fieldReply = z.object({
  name: z.string(),
  type: z.enum([
    "text",
    "longtext",
    "number",
    "integer",
    "choice",
    "date",
    "datetime",
    "point",
    "area",
    "ref",
    "boolean",
    "texts",
  ]),
  title,
  required: z.boolean().optional(),
  list: z.boolean().optional(),
  fixed: z.boolean().optional(),
  help: title.optional(),
  unit: z.string().optional(),
  choices: z
    .array(z.object({ value: z.string(), title }))
    .readonly()
    .optional(),
  ref: z.string().optional(),
  maxLength: z.int().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  public: z.boolean().optional(),
  derived: z.literal("within").optional(),
});
export const registerReply = z.object({
  id: z.string(),
  path: z.string(),
  title,
  noun: title,
  work: z.string(),
  label: z.string(),
  placed: z.boolean(),
  dated: z.boolean(),
  public: z.boolean(),
  canWrite: z.boolean(),
  fields: z.array(fieldReply),
});
export const registersReply = z.object({ items: z.array(registerReply) });
export type RegisterReply = z.infer<typeof registerReply>;
export type FieldReply = z.infer<typeof fieldReply>;
