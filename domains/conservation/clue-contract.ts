import { z } from "zod";
import { shape } from "#kernel/register/shape.ts";
import { activities, verdicts, zoneKinds } from "./activity.ts";
import { clueStates } from "./clue.ts";
import { confidences } from "./confidence.ts";
import { day, keys, layerName, named, ruleReply, title } from "./contract-parts.ts";

/** A clue with its story, and a project held against the negative list. */
const severityTerm = z.object({ id: z.string(), title, factor: z.number(), because: title });
export const clueDetail = z.object({
  id: z.string(),
  number: z.string(),
  state: keys(clueStates),
  confidence: keys(confidences),
  severity: z
    .object({ value: z.number(), terms: z.array(severityTerm), source: z.string(), verified: z.boolean() })
    .nullable(),
  sightings: z.array(
    z.object({
      run: z.string(),
      layer: layerName,
      seen: z.boolean(),
      hectares: z.number(),
      /** Share with the outline of before, intersection over union. */
      iou: z.number().nullable(),
    }),
  ),
  cases: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      state: title,
      category: z.string(),
      opened: z.string(),
      closed: z.string().nullable(),
      parent: z.string().nullable(),
    }),
  ),
  rule: ruleReply.nullable(),
  projects: z.array(z.object({ id: z.string(), name: z.string(), document: z.string(), hectares: z.number() })),
  batches: z.array(z.object({ batch: named, ministryNumber: z.string() })),
});
export type ClueDetail = z.output<typeof clueDetail>;

export const checkBody = z.strictObject({ activity: keys(activities), geometry: shape, on: day.optional() });
export const checkReply = z.object({
  hectares: z.number(),
  zones: z.array(
    z.object({ zone: named, reserve: named, kind: keys(zoneKinds), hectares: z.number(), rule: ruleReply.nullable() }),
  ),
  redLines: z.array(z.object({ redLine: named, hectares: z.number(), rule: ruleReply.nullable() })),
  /** The strictest of them; null where the list says nothing of what it touches. */
  verdict: keys(verdicts).nullable(),
  touches: z.boolean(),
  says: title,
});
export type CheckReply = z.output<typeof checkReply>;
