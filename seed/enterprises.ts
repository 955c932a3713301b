import type { Point } from "./boundaries.ts";
import { pointNearSeat } from "./boundaries.ts";
import { bannersOf, divisionOf, leagues, shortName } from "./divisions.ts";
import { seedId } from "./ids.ts";
import type { IndustryId, LimitSeed } from "./industries.ts";
import { industries, leagueIndustries, outfallKind } from "./industries.ts";
import { demo } from "./organs.ts";
import type { Draw } from "./random.ts";
import { drawFrom } from "./random.ts";
import { usccOf } from "./uscc.ts";

export type EnterpriseSeed = Readonly<{
  id: string;
  name: string;
  uscc: string;
  permitCode: string;
  industryId: IndustryId;
  industry: string;
  management: "key" | "simplified";
  region: string;
  address: string;
  location: Point;
  contact: string;
  phone: string;
}>;

/** Each sample enterprise produces at one place. */
export type SiteSeed = Readonly<{
  id: string;
  name: string;
  enterprise: string;
  region: string;
  address: string;
  location: Point;
}>;

export const siteSeeds = (owners: readonly EnterpriseSeed[]): SiteSeed[] =>
  owners.map((owner, index) => ({
    id: seedId("site", index + 1),
    name: `${owner.name}主厂区`,
    enterprise: owner.id,
    region: owner.region,
    address: owner.address,
    location: owner.location,
  }));

export type OutfallSeed = Readonly<{
  id: string;
  code: string;
  name: string;
  enterprise: string;
  enterpriseName: string;
  site: string;
  kind: "gas" | "water";
  /** Kind of outfall in industries.ts, which says what is measured. */
  kindId: string;
  region: string;
  location: Point;
}>;

export type LimitRow = LimitSeed &
  Readonly<{
    id: string;
    outfall: string;
    enterprise: string;
    region: string;
    standard: string;
    clause: string;
    validFrom: string;
    verified: false;
  }>;

const first = [..."穆澜霁朔瀚珩昕翊赫曜衍铎琨榆柘岚烁沐苍阔"];
const second = [..."川野禾泽宇林源光合远景辰原丰岭"];

/** A trade name of two characters that no two sample enterprises share. */
function tradeName(seed: number, n: number): string {
  const at = (n * 7 + (seed % 3)) % (first.length * second.length);
  return `${first[at % first.length]}${second[Math.floor(at / first.length) % second.length]}`;
}

function enterprise(seed: number, n: number, banner: string, industryId: IndustryId, name?: string): EnterpriseSeed {
  const draw = drawFrom(seed, "enterprise", n);
  const division = divisionOf(banner);
  const industry = industries[industryId];
  const uscc = usccOf(banner, n);
  return {
    id: seedId("enterprise", n),
    name: name ?? `${shortName(division)}${tradeName(seed, n)}${industry.ending}`,
    uscc,
    permitCode: `${uscc}001P`,
    industryId,
    industry: industry.name,
    management: industry.management,
    region: banner,
    address: `${divisionOf(division.parent).name}${division.name}示例工业园区${1 + draw.below(60)}号`,
    location: pointNearSeat(draw, banner, 0.12),
    contact: "示例联系人",
    phone: `0000-${String(n).padStart(7, "0")}`,
  };
}

/** Every sample enterprise; number 1 is the one that the demonstration walks through. */
export function enterpriseSeeds(seed: number): EnterpriseSeed[] {
  const all = [enterprise(seed, demo.enterprise, demo.banner, "power", demo.enterpriseName)];
  for (const league of leagues) {
    const plan = leagueIndustries[league.code];
    if (!plan) continue;
    const inside = bannersOf(league.code);
    const start = drawFrom(seed, "start", league.code).below(inside.length);
    for (let i = 0; i < plan.count; i++) {
      const banner = inside[(start + i) % inside.length];
      const industryId = plan.mix[i % plan.mix.length];
      if (banner && industryId) all.push(enterprise(seed, all.length + 1, banner.code, industryId));
    }
  }
  return all;
}

/** A place some hundred metres from the enterprise's own. */
function beside(draw: Draw, point: Point): Point {
  const shift = () => Math.round(draw.between(-300, 300)) / 1e5;
  return { lon: Math.round((point.lon + shift()) * 1e5) / 1e5, lat: Math.round((point.lat + shift()) * 1e5) / 1e5 };
}

/** The demonstration enterprise has two stacks and one outlet; the others have what their trade has, big ones twice. */
function outfallKinds(owner: EnterpriseSeed, draw: Draw): readonly string[] {
  const usual: readonly string[] = industries[owner.industryId].outfalls;
  if (owner.id === seedId("enterprise", demo.enterprise)) return usual;
  const head = usual[0];
  return head && head !== "works-water" && draw.next() < 0.1 ? [head, ...usual] : usual;
}

export function outfallSeeds(seed: number, owners: readonly EnterpriseSeed[]): OutfallSeed[] {
  const all: OutfallSeed[] = [];
  for (const [index, owner] of owners.entries()) {
    const draw = drawFrom(seed, "outfalls", owner.id);
    const counts = { gas: 0, water: 0 };
    const kinds = outfallKinds(owner, draw);
    for (const kindId of kinds) {
      const kind = outfallKind(kindId);
      const n = ++counts[kind.kind];
      const same = kinds.filter((other) => other === kindId).length;
      all.push({
        id: seedId("outfall", all.length + 1),
        code: `${kind.kind === "gas" ? "DA" : "DW"}${String(n).padStart(3, "0")}`,
        name: same > 1 ? `${n}号${kind.name}` : kind.name,
        enterprise: owner.id,
        enterpriseName: owner.name,
        site: seedId("site", index + 1),
        kind: kind.kind,
        kindId,
        region: owner.region,
        location: beside(draw, owner.location),
      });
    }
  }
  return all;
}

/** The permit limits of every outfall: hour means of converted values for gas, day means for direct discharge. */
export function limitSeeds(outfalls: readonly OutfallSeed[]): LimitRow[] {
  const rows: LimitRow[] = [];
  for (const outfall of outfalls) {
    for (const limit of outfallKind(outfall.kindId).limits) {
      rows.push({
        ...limit,
        id: seedId("limit", rows.length + 1),
        outfall: outfall.id,
        enterprise: outfall.enterprise,
        region: outfall.region,
        standard: "示例许可证",
        clause: "示例",
        validFrom: "2026-01-01",
        verified: false,
      });
    }
  }
  return rows;
}
