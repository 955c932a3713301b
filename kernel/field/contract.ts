import { z } from "zod";

/** What the field reads; the browser imports the types and keeps the answer for when there is no network. */
const title = z.object({ zh: z.string(), en: z.string() });
const named = z.object({ id: z.string(), name: z.string() });
const lonLat = z.object({ lon: z.number(), lat: z.number() });

export const fieldAct = z.object({
  id: z.string(),
  title,
  /** As the definition declares them (ActField). */
  fields: z.array(z.looseObject({ name: z.string(), title, type: z.string(), required: z.boolean() })),
  /** What the case must have before the act is taken. */
  evidence: z
    .object({
      atLeast: z.int(),
      kinds: z.array(z.string()).optional(),
      position: z.boolean(),
      /** How many of these it has already. */
      has: z.int(),
    })
    .nullable(),
});

export const fieldTask = z.object({
  id: z.string(),
  number: z.string(),
  title: z.string(),
  definition: z.object({ id: z.string(), title }),
  state: z.object({ id: z.string(), title, category: z.string() }),
  subject: z.object({ kind: z.string(), id: z.string(), name: z.string() }),
  region: z.object({ code: z.string(), name: z.string() }),
  organ: named,
  enterprise: named.nullable(),
  due: z.string().nullable(),
  clock: z
    .object({ light: z.enum(["green", "yellow", "red"]), remainingDays: z.number(), state: z.string() })
    .nullable(),
  sample: z.boolean(),
  version: z.int(),
  facts: z.array(z.object({ title, value: z.union([z.string(), z.number(), title, z.null()]) })),
  /** Where to go, and what lies there; EPSG:4490. */
  location: lonLat.nullable(),
  outline: z.looseObject({ type: z.enum(["Polygon", "MultiPolygon"]), coordinates: z.array(z.unknown()) }).nullable(),
  acts: z.array(fieldAct),
});

export const fieldTasksReply = z.object({
  /** Whose tasks these are: nobody else may be shown them. */
  person: z.string(),
  /** The platform's time of this answer. */
  at: z.string(),
  items: z.array(fieldTask),
  /** True when there are more than one device should carry; the most urgent come first. */
  more: z.boolean(),
});

export type FieldAct = z.infer<typeof fieldAct>;
export type FieldTask = z.infer<typeof fieldTask>;
export type FieldTasks = z.infer<typeof fieldTasksReply>;
