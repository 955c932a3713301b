import type { Title } from "#kernel/title.ts";

/** 控制级别: who runs and answers for a station or section. */
export const controls = {
  national: { zh: "国控", en: "National" },
  region: { zh: "区控", en: "Regional" },
  league: { zh: "市控", en: "League" },
} as const satisfies Record<string, Title>;
