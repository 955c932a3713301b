import { banners, divisionOf, leagues, regionCode } from "./divisions.ts";
import { seedId } from "./ids.ts";

/**
 * The organs and the demonstration users of the synthetic region. Organs are not regions: a park bureau and a dispatched branch
 * work on part of a banner, and a monitoring station judges nothing. All people are invented.
 */
export type OrganKind = "department" | "bureau" | "branch" | "station" | "park" | "enterprise" | "partner";
export type OrganDuty = "forestry" | "resources" | "water" | "police";
export type OrganSeed = Readonly<{
  id: string;
  name: string;
  kind: OrganKind;
  region: string;
  parent: string | null;
  /** What a partner department is there for. */
  duty?: OrganDuty;
}>;
export type DemoUser = Readonly<{
  username: string;
  name: string;
  /** Id of the organ. */
  organ: string;
  role: "region" | "league" | "banner" | "partner" | "enterprise" | "sysadmin" | "secadmin" | "auditadmin";
  /** Codes of the regions of the grant; an enterprise sees by its organ, not by place. */
  regions: readonly string[];
}>;

/** The banner, league and enterprise that a demonstration walks through. */
export const demo = {
  league: "150100",
  banner: "150121",
  /** Number of the enterprise among the sample enterprises; see plan.ts. */
  enterprise: 1,
  enterpriseName: "土默特左旗穆川热电有限公司",
} as const;

const departmentId = seedId("organ", 1);
const bureauId = (league: string): string => seedId("organ", Number(league));
const branchId = (banner: string): string => seedId("organ", Number(banner));
const stationId = (region: string): string => seedId("organ", 10_000_000 + Number(region));
const parkId = (n: number): string => seedId("organ", 20_000_000 + n);
/** The partner department of a duty in a league or banner. */
export const partnerId = (region: string, duty: OrganDuty): string =>
  seedId("organ", 40_000_000 + Number(region) * 10 + duties.findIndex((one) => one.duty === duty));
const dispatchedId = (n: number): string => seedId("organ", 30_000_000 + n);

/** 呼和浩特市 → 呼和浩特市生态环境局; 土默特左旗 → 呼和浩特市生态环境局土默特左旗分局. */
const bureauName = (league: string): string => `${divisionOf(league).name}生态环境局`;

const parks: readonly Readonly<{ name: string; banner: string }>[] = [
  { name: "鄂尔多斯市澜野化工园区生态环境局", banner: "150622" },
  { name: "包头市朔光稀土新材料园区生态环境局", banner: "150207" },
  { name: "乌海市赫源循环经济园区生态环境局", banner: "150303" },
];
const dispatched: readonly Readonly<{ name: string; banner: string }>[] = [
  { name: "自治区生态环境厅派驻阿拉善左旗腾格里监察组", banner: "152921" },
  { name: "锡林郭勒盟生态环境局派驻乌拉盖管理区分局", banner: "152525" },
];

/** Departments that the environment side passes cases to. All but one have no account here: they answer by link and code. */
const duties: readonly Readonly<{ duty: OrganDuty; name: string }>[] = [
  { duty: "forestry", name: "林业和草原局" },
  { duty: "resources", name: "自然资源局" },
  { duty: "water", name: "水利局" },
  { duty: "police", name: "公安局" },
];

const partners = (): OrganSeed[] =>
  [...leagues, ...banners].flatMap(({ code, name }) =>
    duties.map(
      (one): OrganSeed => ({
        id: partnerId(code, one.duty),
        name: `${name}${one.name}`,
        kind: "partner",
        region: code,
        parent: null,
        duty: one.duty,
      }),
    ),
  );

/** Every organ, parents before children. The demonstration enterprise is one: its id is the id of the enterprise. */
export function organSeeds(): OrganSeed[] {
  return [
    { id: departmentId, name: "内蒙古自治区生态环境厅", kind: "department", region: regionCode, parent: null },
    {
      id: stationId(regionCode),
      name: "内蒙古自治区环境监测总站",
      kind: "station",
      region: regionCode,
      parent: departmentId,
    },
    ...leagues.flatMap((league): OrganSeed[] => [
      {
        id: bureauId(league.code),
        name: bureauName(league.code),
        kind: "bureau",
        region: league.code,
        parent: departmentId,
      },
      {
        id: stationId(league.code),
        name: `${league.name}生态环境监测站`,
        kind: "station",
        region: league.code,
        parent: bureauId(league.code),
      },
    ]),
    ...banners.map(
      (banner): OrganSeed => ({
        id: branchId(banner.code),
        name: `${bureauName(banner.parent)}${banner.name}分局`,
        kind: "branch",
        region: banner.code,
        parent: bureauId(banner.parent),
      }),
    ),
    ...parks.map(
      (park, n): OrganSeed => ({
        id: parkId(n + 1),
        name: park.name,
        kind: "park",
        region: park.banner,
        parent: bureauId(divisionOf(park.banner).parent),
      }),
    ),
    ...dispatched.map(
      (organ, n): OrganSeed => ({
        id: dispatchedId(n + 1),
        name: organ.name,
        kind: "branch",
        region: organ.banner,
        parent: n === 0 ? departmentId : bureauId(divisionOf(organ.banner).parent),
      }),
    ),
    ...partners(),
    {
      id: seedId("enterprise", demo.enterprise),
      name: demo.enterpriseName,
      kind: "enterprise",
      region: demo.banner,
      parent: null,
    },
  ];
}

/** One person for each role. The password is the same for all and is the server's to choose. */
export function demoUsers(): DemoUser[] {
  const whole = [regionCode];
  return [
    { username: "region", name: "示例·厅值班员", organ: departmentId, role: "region", regions: whole },
    {
      username: "league",
      name: "示例·市局审核员",
      organ: bureauId(demo.league),
      role: "league",
      regions: [demo.league],
    },
    {
      username: "banner",
      name: "示例·旗分局执法员",
      organ: branchId(demo.banner),
      role: "banner",
      regions: [demo.banner],
    },
    {
      username: "enterprise",
      name: "示例·企业环保专员",
      organ: seedId("enterprise", demo.enterprise),
      role: "enterprise",
      regions: [],
    },
    { username: "sysadmin", name: "示例·系统管理员", organ: departmentId, role: "sysadmin", regions: whole },
    { username: "secadmin", name: "示例·安全管理员", organ: departmentId, role: "secadmin", regions: whole },
    { username: "auditadmin", name: "示例·审计管理员", organ: departmentId, role: "auditadmin", regions: whole },
    {
      username: "partner",
      name: "示例·自然资源局经办人",
      organ: partnerId(demo.banner, "resources"),
      role: "partner",
      regions: [],
    },
  ];
}
