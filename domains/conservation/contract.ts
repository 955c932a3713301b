import { z } from "zod";
import { shape } from "#kernel/register/shape.ts";
import { activities, verdicts, zoneKinds } from "./activity.ts";
import { clueStates } from "./clue.ts";
import { confidences } from "./confidence.ts";

/** What the routes of the room take and give; the screens import the types. */
const keys = <T extends Record<string, unknown>>(of: T) =>
  z.enum(Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]);
const title = z.object({ zh: z.string(), en: z.string() });
const named = z.object({ id: z.string(), name: z.string() });
const regionName = z.object({ code: z.string(), name: z.string() });
const regionCode = z.string().regex(/^\d{6}$/);
const day = z.iso.date();

export const layerBody = z.strictObject({
  id: z.uuid().optional(),
  region: regionCode,
  name: z.string().trim().min(1).max(120),
  coveredOn: day,
  source: z.string().trim().min(1).max(200),
  format: z.enum(["vector", "raster"]),
  /** Metres. */
  resolution: z.number().positive().max(10_000).optional(),
  /** Position error of the layer, metres. */
  rmse: z.number().min(0).max(1_000),
  edition: z.string().max(40),
  /** SM3 of an uploaded GeoTIFF. */
  fileHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  sample: z.boolean().optional(),
});
export type LayerBody = z.output<typeof layerBody>;

export const layerFeature = z.object({
  type: z.literal("Feature"),
  properties: z.looseObject({ class: z.union([z.string().max(40), z.number()]) }),
  geometry: shape,
});
export type LayerFeature = z.output<typeof layerFeature>;
export const featuresBody = z.strictObject({
  features: z.array(layerFeature).min(1).max(5_000),
  /** Number of the first feature in the sender's file, for a refusal that names one. */
  first: z.int().positive().default(1),
});
export const layerReply = z.object({
  id: z.string(),
  state: z.string(),
  pieces: z.int(),
  hectares: z.number().nullable(),
});
export const editionsReply = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      title,
      source: z.string(),
      verified: z.boolean(),
      values: z.record(z.string(), z.string()),
    }),
  ),
});

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

const layerName = z.object({ id: z.string(), name: z.string(), coveredOn: z.string() });
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

const severityTerm = z.object({ id: z.string(), title, factor: z.number(), because: title });
export const ruleReply = z.object({
  verdict: keys(verdicts),
  basis: z.string(),
  conditions: z.string().nullable(),
  verified: z.boolean(),
});
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

const counted = z.object({ count: z.int(), hectares: z.number() });
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

const headers = z.array(z.string().trim().max(120)).min(1).max(60);
export const batchBody = z.strictObject({
  id: z.uuid().optional(),
  region: regionCode,
  number: z.string().trim().min(1).max(60),
  issuedOn: day,
  dueOn: day.optional(),
  /** Headers of the ministry's table in its own order. */
  columns: headers,
  rows: z
    .array(z.array(z.string().max(2_000)).max(60))
    .min(1)
    .max(5_000),
  /** Which column holds what; outlines as WKT or GeoJSON, else a point with its hectares. */
  mapping: z.strictObject({
    number: z.string(),
    lon: z.string().optional(),
    lat: z.string().optional(),
    outline: z.string().optional(),
    hectares: z.string().optional(),
    activity: z.string().optional(),
  }),
  sample: z.boolean().optional(),
});
export type BatchBody = z.output<typeof batchBody>;
export const batchReply = z.object({
  id: z.string(),
  number: z.string(),
  region: regionName,
  issuedOn: z.string(),
  dueOn: z.string().nullable(),
  rows: z.int(),
  matched: z.int(),
  new: z.int(),
  unmatched: z.int(),
  answered: z.int(),
  createdAt: z.string(),
  createdBy: z.string(),
  sample: z.boolean(),
});
export type BatchReply = z.output<typeof batchReply>;
export const batchRowReply = z.object({
  position: z.int(),
  ministryNumber: z.string(),
  cells: z.array(z.string()),
  outcome: z.enum(["matched", "new", "unmatched"]),
  problem: z.string().nullable(),
  clue: z.object({ id: z.string(), number: z.string(), state: keys(clueStates) }).nullable(),
  case: named.nullable(),
  /** What the answer says of it. */
  answer: z.array(z.string()),
});
export const batchDetail = z.object({
  ...batchReply.shape,
  columns: z.array(z.string()),
  answerColumns: z.array(z.string()),
  items: z.array(batchRowReply),
});
export type BatchDetail = z.output<typeof batchDetail>;

export const outlineKinds = ["red-line", "reserve", "zone", "project", "clue"] as const;
export const outlinesQuery = z.object({
  kind: z.enum(outlineKinds),
  /** West, south, east, north in degrees. */
  bbox: z
    .string()
    .regex(/^-?[\d.]+(,-?[\d.]+){3}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(2_000),
});
export const layerOutlinesQuery = outlinesQuery.omit({ kind: true });
export const featureCollection = z.object({
  type: z.literal("FeatureCollection"),
  features: z.array(
    z.object({
      type: z.literal("Feature"),
      id: z.string(),
      properties: z.record(z.string(), z.unknown()),
      geometry: z.unknown(),
    }),
  ),
  /** True when more lie in the box than were given. */
  cut: z.boolean(),
});
