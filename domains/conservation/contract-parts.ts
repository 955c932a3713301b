import { z } from "zod";
import { verdicts } from "./activity.ts";

/** What the contracts of the room share. */
export const keys = <T extends Record<string, unknown>>(of: T) =>
  z.enum(Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]);
export const title = z.object({ zh: z.string(), en: z.string() });
export const named = z.object({ id: z.string(), name: z.string() });
export const regionName = z.object({ code: z.string(), name: z.string() });
export const regionCode = z.string().regex(/^\d{6}$/);
export const day = z.iso.date();

export const layerName = z.object({ id: z.string(), name: z.string(), coveredOn: z.string() });
export const ruleReply = z.object({
  verdict: keys(verdicts),
  basis: z.string(),
  conditions: z.string().nullable(),
  verified: z.boolean(),
});
export const counted = z.object({ count: z.int(), hectares: z.number() });
