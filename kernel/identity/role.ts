import type { Title } from "#kernel/title.ts";

/**
 * What a grant lets a person do. Territory comes from the grant's regions, not from the role: `league` says
 * "works in a league's bureau", the grant says which league.
 */
export const roles = {
  region: { zh: "自治区厅人员", en: "Region department" },
  league: { zh: "盟市局人员", en: "League bureau" },
  banner: { zh: "旗县分局人员", en: "Banner bureau" },
  /** 林草、自然资源、水利、公安 …: sees what was passed to it or shared with it, and nothing else. */
  partner: { zh: "协作部门", en: "Partner department" },
  enterprise: { zh: "排污单位", en: "Enterprise" },
  sysadmin: { zh: "系统管理员", en: "System administrator" },
  secadmin: { zh: "安全管理员", en: "Security administrator" },
  auditadmin: { zh: "审计管理员", en: "Audit administrator" },
} as const satisfies Record<string, Title>;

export type Role = keyof typeof roles;
export const roleIds = Object.keys(roles) as Role[];

/** The people who supervise: everyone of the environment departments, at any level. */
export const officers = ["region", "league", "banner"] as const satisfies Role[];
/** 三员分立: these three are never held by one person. */
export const administrators = ["sysadmin", "secadmin", "auditadmin"] as const satisfies Role[];
