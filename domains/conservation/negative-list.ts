import type { Activity, Verdict, ZoneKind } from "./activity.ts";

/**
 * The negative list as it stands in the 国家公园法 (in force since 2026-01-01), articles 27 and 28, and what the platform puts beside it for changes
 * that an image shows. Loaded into the register `conservation.activity-rule` by those who use it; an entry that was not compared with the text of
 * its provision says so.
 */
export type ListEntry = Readonly<{
  activity: Activity;
  zone: ZoneKind;
  verdict: Verdict;
  basis: string;
  conditions?: string;
  verified: boolean;
  validFrom: string;
}>;

const law = (article: number) => `国家公园法 第${article === 27 ? "二十七" : "二十八"}条`;
const since = "2026-01-01";
const core = (activity: Activity, conditions?: string): ListEntry => ({
  activity,
  zone: "core",
  verdict: "restricted",
  basis: law(27),
  verified: false,
  validFrom: since,
  ...(conditions ? { conditions } : {}),
});
const general = (activity: Activity, conditions?: string): ListEntry => ({
  ...core(activity, conditions),
  zone: "general",
  basis: law(28),
});
const free = (entry: ListEntry): ListEntry => ({ ...entry, verdict: "allowed" });
const seen: readonly Activity[] = [
  "construction",
  "mining",
  "reclamation",
  "aquaculture",
  "solar",
  "wind",
  "hydropower",
  "logging",
];
const platform = "平台规则（未与各类保护地管理规定原文核对）";

export const negativeList: readonly ListEntry[] = [
  free(core("research")),
  free(core("restoration")),
  core("dwelling", "原有居民必要的生产生活，不扩大规模"),
  core("infrastructure", "原有且无法避让的必要设施"),
  core("security", "国家安全、重大战略项目，经国务院批准"),
  free(general("research")),
  free(general("restoration")),
  general("dwelling"),
  general("infrastructure", "无法避让的线性基础设施、防洪供水等必要设施"),
  general("survey", "战略性矿产、地质、化石调查勘查"),
  general("tourism", "科普宣教、生态旅游，符合规划"),
  general("security"),
  ...[...seen, "tourism" as const, "survey" as const, "road" as const].map(
    (activity): ListEntry => ({
      activity,
      zone: "core",
      verdict: "prohibited",
      basis: `${law(27)}未列入允许的活动`,
      verified: false,
      validFrom: since,
    }),
  ),
  ...[...seen, "road" as const].map(
    (activity): ListEntry => ({
      activity,
      zone: "general",
      verdict: activity === "road" ? "restricted" : "prohibited",
      basis: activity === "road" ? platform : `${law(28)}未列入允许的活动`,
      verified: false,
      validFrom: since,
    }),
  ),
  ...[...seen, "road" as const].map(
    (activity): ListEntry => ({
      activity,
      zone: "red-line",
      verdict: activity === "road" || activity === "wind" ? "restricted" : "prohibited",
      basis: platform,
      verified: false,
      validFrom: since,
    }),
  ),
];

const strictness: readonly Verdict[] = ["allowed", "restricted", "prohibited"];
/** The strictest of several; undefined of none. */
export const strictest = (verdicts: readonly Verdict[]): Verdict | undefined =>
  [...verdicts].sort((a, b) => strictness.indexOf(b) - strictness.indexOf(a))[0];
