import { z } from "zod";
import { activities, zoneKinds } from "./activity.ts";
import { clueStates } from "./clue.ts";
import { counted, keys, layerName, regionName, title } from "./contract-parts.ts";
import { runReply } from "./run-contract.ts";

/** Scores, the overview and one reserve. */
export const scoreTerm = z.object({
  id: z.string(),
  title,
  weight: z.number(),
  /** 0 to 100; null where there is nothing to judge. */
  value: z.number().nullable(),
  numerator: z.number(),
  denominator: z.number(),
  says: title,
});
export const scoreItem = z.object({
  region: regionName,
  score: z.number().nullable(),
  terms: z.array(scoreTerm),
});
export type ScoreItem = z.output<typeof scoreItem>;
export const scoresReply = z.object({
  year: z.int(),
  level: z.enum(["league", "banner"]),
  rule: z.object({ source: z.string(), verified: z.boolean(), validFrom: z.string() }),
  items: z.array(scoreItem),
});
export const termRows = z.object({
  term: scoreTerm,
  items: z.array(
    z.object({ kind: z.string(), id: z.string(), name: z.string(), counts: z.boolean(), says: z.string() }),
  ),
});

export const overviewReply = z.object({
  at: z.string(),
  redLines: counted,
  reserves: z.object({ ...counted.shape, kinds: z.record(z.string(), counted) }),
  zones: z.record(z.string(), counted),
  markers: z.object({ count: z.int(), intact: z.int() }),
  projects: counted,
  clues: z.object({
    total: z.int(),
    hectares: z.number(),
    states: z.record(z.string(), z.int()),
    confidence: z.record(z.string(), z.int()),
    activities: z.record(z.string(), counted),
    recurred: z.int(),
  }),
  /** Cases of clues by the state they stand in, in the order of the procedure. */
  cases: z.array(z.object({ state: z.string(), title, category: z.string(), count: z.int(), overdue: z.int() })),
  leagues: z.array(
    z.object({
      region: regionName,
      redLineHectares: z.number(),
      clues: z.int(),
      problems: z.int(),
      closed: z.int(),
      cluesPerThousand: z.number().nullable(),
    }),
  ),
  lastRun: runReply.nullable(),
  worst: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      activity: keys(activities),
      hectares: z.number(),
      severity: z.number().nullable(),
      region: regionName,
    }),
  ),
});
export type OverviewReply = z.output<typeof overviewReply>;

export const reserveReply = z.object({
  id: z.string(),
  zones: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      formerZone: z.string().nullable(),
      hectares: z.number(),
      validFrom: z.string(),
      validTo: z.string().nullable(),
    }),
  ),
  clues: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      state: keys(clueStates),
      activity: keys(activities),
      hectares: z.number(),
      zoneKind: keys(zoneKinds),
    }),
  ),
  projects: z.array(z.object({ id: z.string(), name: z.string(), hectares: z.number() })),
  markers: z.object({ count: z.int(), intact: z.int() }),
  /** Hectares of each class in the reserve, by layer, oldest first: 保护成效 in one figure is the share of natural cover. */
  effect: z.array(
    z.object({
      layer: layerName,
      naturalHectares: z.number(),
      coveredHectares: z.number(),
      classes: z.record(z.string(), z.number()),
    }),
  ),
});
export type ReserveReply = z.output<typeof reserveReply>;
