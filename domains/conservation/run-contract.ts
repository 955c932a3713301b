import { z } from "zod";
import { activities, verdicts, zoneKinds } from "./activity.ts";
import { keys, layerName, named, regionCode, regionName, title } from "./contract-parts.ts";

/** Comparisons of two covers and what they found. */
export const runParameters = z.strictObject({
  /** Also lay the two covers over each other whole: the transition matrix, and that no area is lost. */
  matrix: z.boolean().default(false),
  /** Strips up to twice as wide are registration, metres; by default the larger position error of the two layers. */
  width: z.number().min(0).max(1_000).optional(),
});
export type RunParameters = z.output<typeof runParameters>;
export const runBody = z.strictObject({
  id: z.uuid().optional(),
  region: regionCode,
  from: z.uuid(),
  to: z.uuid(),
  parameters: runParameters.default({ matrix: false }),
  sample: z.boolean().optional(),
});
export type RunBody = z.output<typeof runBody>;

export const dispositions = {
  found: { zh: "处理中", en: "In work" },
  strip: { zh: "配准误差条带", en: "Registration strip" },
  approved: { zh: "全部在已批准范围内", en: "Wholly approved" },
  allowed: { zh: "清单允许", en: "Allowed by the list" },
  small: { zh: "小于上图面积", en: "Below the least area" },
  new: { zh: "新线索", en: "New clue" },
  seen: { zh: "已有线索", en: "Known clue" },
  recurred: { zh: "销号后复发", en: "Recurred after closure" },
} as const;
export type Disposition = keyof typeof dispositions;

export const runResult = z.object({
  findings: z.partialRecord(keys(dispositions), z.object({ count: z.int(), hectares: z.number() })),
  /** Clues of before that the later image covers, and whether it shows them. */
  observed: z.object({ seen: z.int(), notSeen: z.int() }),
  matrix: z
    .object({
      rows: z.array(z.object({ from: z.string(), to: z.string(), hectares: z.number() })),
      hectares: z.number(),
      /** |Σ transitions − ground that both layers cover| ÷ that ground. */
      relativeError: z.number(),
    })
    .nullable(),
  seconds: z.number(),
});
export type RunResult = z.output<typeof runResult>;
export const runReply = z.object({
  id: z.string(),
  version: z.int(),
  region: regionName,
  from: layerName,
  to: layerName,
  state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
  step: z.object({ id: z.string(), title }).nullable(),
  done: z.int(),
  total: z.int(),
  parameters: runParameters,
  editions: z.record(z.string(), z.unknown()),
  requestedAt: z.string(),
  requestedBy: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  result: runResult.nullable(),
  /** SM3 over every finding; the same layers, lines and rules give the same. */
  digest: z.string().nullable(),
  problem: z.string().nullable(),
  sample: z.boolean(),
});
export type RunReply = z.output<typeof runReply>;

export const findingReply = z.object({
  seq: z.int(),
  activity: keys(activities),
  fromClass: z.string(),
  toClass: z.string(),
  disposition: keys(dispositions),
  hectares: z.number(),
  foundHectares: z.number(),
  approvedHectares: z.number(),
  zoneKind: keys(zoneKinds).nullable(),
  verdict: keys(verdicts).nullable(),
  severity: z.number().nullable(),
  clue: named.nullable(),
  region: regionName.nullable(),
  center: z.object({ lon: z.number(), lat: z.number() }).nullable(),
});
export type FindingReply = z.output<typeof findingReply>;
