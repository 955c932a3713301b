import { type ChangeSeed, changesOf } from "./conservation-changes.ts";
import { seedId } from "./ids.ts";
import { drawFrom } from "./random.ts";
import { blob, hole, offset, type PolygonShape, polygon, wktOf } from "./shapes.ts";

/**
 * A landscape to watch: red-line parcels, reserves with their zones, markers and approved projects in three banners. All of it is invented
 * and stands where no real line is known to the platform.
 */
type Place = Readonly<{ banner: string; name: string; centre: readonly [number, number] }>;
export const watched: readonly Place[] = [
  { banner: "150121", name: "土默特左旗", centre: [111.12, 40.76] },
  { banner: "150122", name: "托克托县", centre: [111.28, 40.34] },
  { banner: "150125", name: "武川县", centre: [111.42, 41.12] },
];
type Base = Readonly<{ id: string; region: string; sample: true }>;
type Row = Base & Readonly<Record<string, unknown>>;
export type ConservationSeed = Readonly<{
  redLines: readonly Row[];
  reserves: readonly Row[];
  zones: readonly Row[];
  markers: readonly Row[];
  projects: readonly Row[];
  changes: readonly ChangeSeed[];
}>;

const functions = ["water", "soil", "biodiversity", "sand", "erosion", "desertification"] as const;
const hills = ["青碛", "白塔梁", "哈拉沁", "乌素", "毕克齐", "白石头沟", "黑牛沟", "苏木图", "后窑", "榆树店"];
const pad = (n: number): string => String(n).padStart(3, "0");
const base = (kind: Parameters<typeof seedId>[0], n: number, region: string): Base => ({
  id: seedId(kind, n),
  region,
  sample: true,
});

/** The same for everybody. */
export function planConservation(): ConservationSeed {
  const redLines: Row[] = [];
  const reserves: Row[] = [];
  const zones: Row[] = [];
  const markers: Row[] = [];
  const changes: ChangeSeed[] = [];
  for (const [at, place] of watched.entries()) {
    const parcels = parcelsOf(place);
    changes.push(...changesOf(place.banner, place.centre, parcels));
    for (const parcel of parcels) {
      const n = redLines.length + 1;
      redLines.push({
        ...base("red-line", n, place.banner),
        code: `HX${place.banner}${pad(n)}`,
        name: `${hills[n % hills.length]}${["水源涵养区", "水土保持区", "防风固沙区"][n % 3]}`,
        category: n % 4 === 0 ? "sensitive" : "function",
        functionalType: functions[n % functions.length],
        document: "示例·内蒙古自治区生态保护红线划定方案",
        approvedOn: "2022-10-14",
        area: parcel,
      });
    }
    for (let m = 0; m < 4; m++) addReserve(at * 4 + m + 1, place, { reserves, zones, markers });
  }
  return { redLines, reserves, zones, markers, projects: projectsOf(changes), changes };
}

/** Twenty parcels on a loose grid, none touching another. */
function parcelsOf(place: Place): PolygonShape[] {
  const draw = drawFrom("parcels", place.banner);
  return Array.from({ length: 20 }, (_, n) => {
    const [column, row] = [n % 5, Math.floor(n / 5)];
    const east = (column - 2) * 5_000 + draw.between(-500, 500);
    const north = (row - 1.5) * 6_000 + draw.between(-700, 700);
    return polygon(
      blob(`${place.banner}-${n}`, offset(place.centre, east, north), draw.between(900, 1_600), 40 + draw.below(90)),
    );
  });
}

type Lists = { reserves: Row[]; zones: Row[]; markers: Row[] };

function addReserve(n: number, place: Place, { reserves, zones, markers }: Lists): void {
  const m = (n - 1) % 4;
  const centre = offset(place.centre, (m % 2 === 0 ? -1 : 1) * 7_600, (m < 2 ? -1 : 1) * 6_100);
  const kind = (["nature-reserve", "nature-park", "nature-reserve", "national-park"] as const)[m] ?? "nature-park";
  const suffix = { "nature-reserve": "自然保护区", "nature-park": "森林公园", "national-park": "国家公园候选区" }[kind];
  const outline = blob(`reserve-${n}`, centre, 2_300, 160);
  const id = seedId("reserve", n);
  reserves.push({
    ...base("reserve", n, place.banner),
    code: `BHD${place.banner}${pad(n)}`,
    name: `${place.name}${hills[(n * 3) % hills.length]}${suffix}`,
    kind,
    level: (["regional", "national", "banner", "national"] as const)[m],
    established: `${1998 + n}-06-05`,
    document: "示例·批准设立文件",
    manager: `${place.name}${hills[(n * 3) % hills.length]}管护中心`,
    area: polygon(outline),
  });
  const core = blob(`core-${n}`, centre, 1_000, 80);
  const zone = (k: number, row: Readonly<Record<string, unknown>>) =>
    zones.push({
      ...base("zone", n * 10 + k, place.banner),
      reserve: id,
      validFrom: "2023-01-01",
      document: "示例·整合优化方案",
      ...row,
    });
  if (kind === "nature-park") zone(1, { name: "一般控制区", kind: "general", area: polygon(outline) });
  else {
    zone(1, { name: "核心保护区", kind: "core", formerZone: "core", area: polygon(core) });
    zone(2, {
      name: "一般控制区",
      kind: "general",
      formerZone: m === 0 ? "buffer" : "experimental",
      area: polygon(outline, hole(core)),
    });
  }
  for (let k = 0; k < 6; k++) {
    const [lon, lat] = outline[k * 26] ?? centre;
    markers.push({
      ...base("marker", n * 10 + k, place.banner),
      number: `JZ${place.banner}-${pad(n)}-${k + 1}`,
      kind: k === 0 ? "monument" : k === 1 ? "board" : "post",
      reserve: id,
      location: { lon, lat },
      state: k === 4 && n % 3 === 0 ? "damaged" : k === 5 && n % 5 === 0 ? "missing" : "intact",
      checkedOn: `2026-${String(4 + (k % 6)).padStart(2, "0")}-1${k}`,
    });
  }
}

/** Of every seventh change the whole ground was approved, of every ninth a part. */
function projectsOf(changes: readonly ChangeSeed[]): Row[] {
  return changes
    .filter((_, n) => n % 7 === 3 || n % 9 === 4)
    .map((change, n) => ({
      ...base("project", n + 1, change.banner),
      name: `示例·${change.title}项目`,
      kind: n % 4 === 3 ? "legacy" : "approved",
      activity: change.activity,
      document: `示例批〔2024〕${n + 1}号`,
      authority: "示例·自治区人民政府",
      validFrom: "2024-03-01",
      area: change.whole && n % 2 === 0 ? polygon(change.around) : change.half,
    }));
}

/** A batch as the ministry sends it: most of its clues are known here, some are new, one lies outside every line. */
export function batchRows(changes: readonly ChangeSeed[]) {
  const known = changes.filter((_, n) => n % 5 === 1).slice(0, 8);
  const words = {
    mining: "采矿",
    construction: "开发建设",
    road: "修路",
    reclamation: "耕地开垦",
    aquaculture: "养殖水面",
  };
  const rows = known.map((change, n) => [
    `SHIB-2026-${pad(n + 1)}`,
    watched.find(({ banner }) => banner === change.banner)?.name ?? "",
    words[change.activity as keyof typeof words] ?? "其他人类活动",
    wktOf(polygon(change.later)),
    "",
    "",
    "",
  ]);
  const fresh = watched.map((place, n) => {
    const [lon, lat] = offset(place.centre, -7_600, -6_100 + n * 300);
    return [`SHIB-2026-${pad(known.length + n + 1)}`, place.name, "旅游开发", "", String(lon), String(lat), "0.6"];
  });
  const outside = [`SHIB-2026-${pad(known.length + 4)}`, "和林格尔县", "其他人类活动", "", "112.9", "39.7", "0.3"];
  return {
    number: "示例·生态保护红线人类活动线索 2026 年第 2 批",
    issuedOn: "2026-10-20",
    dueOn: "2026-12-20",
    columns: ["线索编号", "所在旗县", "活动类型", "范围WKT", "经度", "纬度", "面积（公顷）"],
    rows: [...rows, ...fresh, outside],
    mapping: {
      number: "线索编号",
      outline: "范围WKT",
      lon: "经度",
      lat: "纬度",
      hectares: "面积（公顷）",
      activity: "活动类型",
    },
  };
}
