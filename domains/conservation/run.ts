import type { Title } from "#kernel/title.ts";

/** The steps of a run, in their order. Each is cut into chunks; between two of them the run may be stopped, and others get their turn. */
export const runSteps = {
  overlay: { zh: "叠加两期覆盖与红线", en: "Overlay" },
  join: { zh: "合并相邻图斑", en: "Join patches" },
  open: { zh: "剔除配准误差条带", en: "Take off registration strips" },
  approved: { zh: "扣除已批准范围", en: "Take off what is approved" },
  place: { zh: "对照清单、计算轻重次序", en: "List and weight" },
  match: { zh: "与已有线索比对", en: "Compare with known clues" },
  weigh: { zh: "计算扩大速度", en: "Growth" },
  matrix: { zh: "核对转移矩阵", en: "Transition matrix" },
  commit: { zh: "入库", en: "Commit" },
} as const satisfies Record<string, Title>;
export type RunStep = keyof typeof runSteps;
