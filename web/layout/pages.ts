import type { Title } from "#kernel/title.ts";

/** One entry of the navigation. `roles` are those who work there; the server decides again on every request. */
export type NavPage = Readonly<{
  path: string;
  title: Title;
  roles: readonly string[];
}>;
export type NavField = Readonly<{
  id: string;
  title: Title;
  pages: readonly NavPage[];
}>;

const officers = ["region", "league", "banner"];
const watchers = [...officers, "enterprise"];
const everyone = [...watchers, "sysadmin", "secadmin", "auditadmin"];

/** The fields of work in the top bar and the pages of each at the left, in the order of a working day. */
export const fields: readonly NavField[] = [
  {
    id: "now",
    title: { zh: "综合", en: "Overview" },
    pages: [
      { path: "/", title: { zh: "总览", en: "Overview" }, roles: [...watchers, "sysadmin"] },
      { path: "/map", title: { zh: "一张图", en: "Map" }, roles: [...watchers, "sysadmin"] },
    ],
  },
  {
    id: "work",
    title: { zh: "办理", en: "Work" },
    pages: [
      { path: "/inbox", title: { zh: "待办", en: "Inbox" }, roles: [...watchers, "partner"] },
      { path: "/alarms", title: { zh: "报警", en: "Alarms" }, roles: watchers },
      { path: "/cases", title: { zh: "办件", en: "Cases" }, roles: [...watchers, "partner"] },
      { path: "/transfers", title: { zh: "移交台账", en: "Transfers" }, roles: [...officers, "partner"] },
      { path: "/papers", title: { zh: "发文", en: "Papers" }, roles: [...watchers, "partner"] },
      { path: "/papers/incoming", title: { zh: "收文", en: "Incoming" }, roles: officers },
      { path: "/papers/seals", title: { zh: "印章", en: "Seals" }, roles: officers },
      { path: "/notices", title: { zh: "通知", en: "Notices" }, roles: [...watchers, "partner"] },
      { path: "/field", title: { zh: "现场", en: "In the field" }, roles: [...officers, "partner"] },
    ],
  },
  {
    id: "quality",
    title: { zh: "环境质量", en: "Quality" },
    pages: [
      {
        path: "/registers/base.air-station",
        title: { zh: "空气站", en: "Air stations" },
        roles: watchers,
      },
      {
        path: "/registers/base.water-section",
        title: { zh: "水质断面", en: "Water sections" },
        roles: watchers,
      },
      {
        path: "/registers/base.pollutant",
        title: { zh: "污染物代码", en: "Pollutants" },
        roles: watchers,
      },
    ],
  },
  {
    id: "source",
    title: { zh: "污染源", en: "Sources" },
    pages: [
      {
        path: "/registers/base.enterprise",
        title: { zh: "企业", en: "Enterprises" },
        roles: watchers,
      },
      {
        path: "/registers/base.site",
        title: { zh: "厂区", en: "Sites" },
        roles: watchers,
      },
      {
        path: "/registers/base.outfall",
        title: { zh: "排放口", en: "Outfalls" },
        roles: watchers,
      },
      {
        path: "/registers/base.limit",
        title: { zh: "许可限值", en: "Permit limits" },
        roles: watchers,
      },
      {
        path: "/registers/monitoring.mark",
        title: { zh: "数据标记", en: "Data marks" },
        roles: watchers,
      },
      { path: "/duplicates", title: { zh: "疑似重复企业", en: "Duplicates" }, roles: officers },
    ],
  },
  // its registers list themselves
  {
    id: "conservation",
    title: { zh: "自然生态", en: "Conservation" },
    pages: [
      { path: "/conservation", title: { zh: "生态监管", en: "Overview" }, roles: officers },
      { path: "/conservation/clues", title: { zh: "线索比对", en: "Clues" }, roles: officers },
      { path: "/conservation/problems", title: { zh: "问题台账", en: "Problems" }, roles: officers },
      { path: "/conservation/duty", title: { zh: "履责评分", en: "Duty scores" }, roles: officers },
      { path: "/conservation/batches", title: { zh: "部下发线索", en: "Ministry's clues" }, roles: officers },
      { path: "/conservation/runs", title: { zh: "两期比对", en: "Comparisons" }, roles: officers },
    ],
  },
  {
    id: "device",
    title: { zh: "设备", en: "Devices" },
    pages: [
      {
        path: "/devices",
        title: { zh: "数采仪", en: "Devices" },
        roles: [...watchers, "sysadmin"],
      },
      {
        path: "/unknown-devices",
        title: { zh: "未登记设备", en: "Unknown devices" },
        roles: [...officers, "sysadmin"],
      },
    ],
  },
  {
    id: "admin",
    title: { zh: "管理", en: "Admin" },
    pages: [
      { path: "/imports", title: { zh: "导入记录", en: "Imports" }, roles: officers },
      {
        path: "/users",
        title: { zh: "人员与授权", en: "People and grants" },
        roles: ["secadmin"],
      },
      { path: "/hand-over", title: { zh: "工作移交", en: "Hand-over" }, roles: [...officers, "secadmin"] },
      { path: "/organs", title: { zh: "机构", en: "Organs" }, roles: everyone },
      { path: "/calendar", title: { zh: "工作日历", en: "Calendar" }, roles: [...watchers, "partner", "sysadmin"] },
      {
        path: "/audit",
        title: { zh: "审计", en: "Audit" },
        roles: ["auditadmin"],
      },
    ],
  },
];

/** What the catalogue says of a register, as far as the navigation needs it. */
export type NavRegister = Readonly<{ id: string; title: Title; work: string }>;

/** A register stands in the menu of its field of work by itself, behind the pages that were put there by hand. */
function withRegisters(registers: readonly NavRegister[]): readonly NavField[] {
  const listed = new Set(fields.flatMap((field) => field.pages.map((page) => page.path)));
  const pageOf = ({ id, title }: NavRegister): NavPage => ({ path: `/registers/${id}`, title, roles: watchers });
  return fields.map((field) => {
    const own = registers.filter(({ work }) => work === field.id).map(pageOf);
    return { ...field, pages: [...field.pages, ...own.filter((page) => !listed.has(page.path))] };
  });
}

/** The fields and pages that a person works in. `registers` are those that the catalogue gave this person. */
export function fieldsFor(roles: readonly string[], registers: readonly NavRegister[] = []): NavField[] {
  return withRegisters(registers)
    .map((field) => ({
      ...field,
      pages: field.pages.filter((page) => page.roles.some((role) => roles.includes(role))),
    }))
    .filter((field) => field.pages.length > 0);
}

/** The page of the navigation that an address belongs to: the longest path that begins it. */
export function pageAt(
  path: string,
  registers: readonly NavRegister[] = [],
): { field: NavField; page: NavPage } | undefined {
  const owner = path
    .replace(/^\/packets\/.*/, "/devices")
    .replace(/^\/subjects\/.*/, "/map")
    .replace(/^\/evidence\/.*/, "/cases");
  let found: { field: NavField; page: NavPage } | undefined;
  for (const field of withRegisters(registers)) {
    for (const page of field.pages) {
      const begins = page.path === "/" ? owner === "/" : owner === page.path || owner.startsWith(`${page.path}/`);
      if (begins && page.path.length > (found?.page.path.length ?? 0)) found = { field, page };
    }
  }
  return found;
}

/** Where a person's day begins. */
export function homeOf(roles: readonly string[]): string {
  if (roles.includes("auditadmin") && roles.length === 1) return "/audit";
  return fieldsFor(roles)[0]?.pages[0]?.path ?? "/organs";
}
