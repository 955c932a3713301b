import type { Title } from "#kernel/title.ts";

/** What people do in a protected area, as the negative list names it. Those that change the ground can be seen in two images. */
export const activities = {
  construction: { zh: "开发建设", en: "Building" },
  mining: { zh: "采矿、采石、采砂", en: "Mining, quarrying, sand" },
  road: { zh: "修路", en: "Road building" },
  reclamation: { zh: "耕地开垦", en: "Reclaiming cropland" },
  aquaculture: { zh: "养殖水面", en: "Aquaculture" },
  solar: { zh: "光伏", en: "Solar power" },
  wind: { zh: "风电", en: "Wind power" },
  hydropower: { zh: "水电设施", en: "Hydropower" },
  tourism: { zh: "旅游开发", en: "Tourism" },
  logging: { zh: "采伐林木", en: "Logging" },
  survey: { zh: "矿产勘查", en: "Mineral survey" },
  research: { zh: "科研监测", en: "Research and monitoring" },
  restoration: { zh: "保护修复、防灾执法", en: "Protection, restoration, disaster and law enforcement" },
  dwelling: { zh: "原有居民必要的生产生活", en: "Necessary life of residents" },
  infrastructure: { zh: "无法避让的线性基础设施", en: "Unavoidable linear infrastructure" },
  security: { zh: "国家安全、重大战略项目", en: "National security, major strategy" },
  other: { zh: "其他人类活动", en: "Other" },
} as const satisfies Record<string, Title>;
export type Activity = keyof typeof activities;

/** The zones that the negative list tells apart. A red-line parcel outside every reserve is a zone of its own. */
export const zoneKinds = {
  core: { zh: "核心保护区", en: "Core protection zone" },
  general: { zh: "一般控制区", en: "General control zone" },
  "red-line": { zh: "自然保护地外红线", en: "Red line outside reserves" },
} as const satisfies Record<string, Title>;
export type ZoneKind = keyof typeof zoneKinds;

export const verdicts = {
  allowed: { zh: "允许", en: "Allowed" },
  restricted: { zh: "限制（须审批）", en: "Restricted, needs approval" },
  prohibited: { zh: "禁止", en: "Prohibited" },
} as const satisfies Record<string, Title>;
export type Verdict = keyof typeof verdicts;
