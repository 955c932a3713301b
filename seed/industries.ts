/**
 * What the sample enterprises do, and what leaves them. The limits are permit limits of synthetic permits, invented as sample data:
 * they quote no national standard and are marked as not verified.
 */
export type LimitSeed = Readonly<{
  factor: string;
  unit: string;
  upper: number | null;
  lower: number | null;
  averaging: "hour" | "day";
}>;

/** A kind of outfall: what is measured and what the sample permit allows. */
export type OutfallKind = Readonly<{
  id: string;
  kind: "gas" | "water";
  name: string;
  /** Factor codes in the order in which the device sends them. */
  factors: readonly string[];
  limits: readonly LimitSeed[];
  /** Reference oxygen (%) to which the converted values are reduced; absent where the permit asks for none. */
  referenceOxygen?: number;
  /** Usual oxygen (%), flow (m³/s gas, L/s water) and gas temperature (°C) at full load. */
  oxygen?: number;
  flow: number;
  temperature?: number;
}>;

export type Industry = Readonly<{
  name: string;
  ending: string;
  management: "key" | "simplified";
  outfalls: readonly string[];
}>;

const mgM3 = (factor: string, upper: number): LimitSeed => ({
  factor,
  unit: "mg/m³",
  upper,
  lower: null,
  averaging: "hour",
});
const mgL = (factor: string, upper: number, averaging: "hour" | "day" = "day"): LimitSeed => ({
  factor,
  unit: "mg/L",
  upper,
  lower: null,
  averaging,
});
const acidity: LimitSeed = { factor: "w01001", unit: "无量纲", upper: 9, lower: 6, averaging: "hour" };

const flue = ["a34013", "a21026", "a21002", "a19001", "a01011", "a01012", "a01013", "a01014", "a00000"] as const;
const dustOnly = ["a34013", "a01011", "a01012", "a01013", "a01014", "a00000"] as const;
const sewage = ["w01018", "w21003", "w21011", "w21001", "w01001", "w00000"] as const;

/** Hour limits on the converted value of particulates, sulphur dioxide and nitrogen oxides, in mg/m³. */
const three = (dust: number, sulphur: number, nitrogen: number): LimitSeed[] => [
  mgM3("a34013", dust),
  mgM3("a21026", sulphur),
  mgM3("a21002", nitrogen),
];

const stack = (
  id: string,
  name: string,
  allowed: readonly [dust: number, sulphur: number, nitrogen: number],
  air: Readonly<{ reference: number; oxygen: number; flow: number; temperature: number }>,
): OutfallKind => ({
  id,
  kind: "gas",
  name,
  factors: flue,
  limits: three(...allowed),
  referenceOxygen: air.reference,
  oxygen: air.oxygen,
  flow: air.flow,
  temperature: air.temperature,
});

const dust = (id: string, name: string, upper: number, flow: number, temperature: number): OutfallKind => ({
  id,
  kind: "gas",
  name,
  factors: dustOnly,
  limits: [mgM3("a34013", upper)],
  flow,
  temperature,
});

const discharge = (id: string, name: string, limits: readonly LimitSeed[], flow: number): OutfallKind => ({
  id,
  kind: "water",
  name,
  factors: sewage,
  limits: [...limits, acidity],
  flow,
});

const kinds: readonly OutfallKind[] = [
  stack("power-boiler", "锅炉烟囱排口", [10, 35, 50], { reference: 6, oxygen: 5.6, flow: 320, temperature: 52 }),
  stack("start-boiler", "启动锅炉排口", [20, 50, 150], { reference: 9, oxygen: 8.4, flow: 18, temperature: 95 }),
  stack("heat-boiler", "供热锅炉排口", [30, 100, 200], { reference: 9, oxygen: 9.8, flow: 42, temperature: 68 }),
  stack("coke-oven", "焦炉烟囱排口", [15, 30, 150], { reference: 8, oxygen: 7.6, flow: 65, temperature: 175 }),
  dust("coke-quench", "推焦除尘排口", 30, 48, 44),
  stack("sinter", "烧结机头排口", [10, 35, 50], { reference: 16, oxygen: 15.4, flow: 260, temperature: 118 }),
  dust("blast-furnace", "高炉出铁场除尘排口", 15, 150, 62),
  dust("aluminium-cell", "电解槽净化排口", 10, 210, 78),
  stack("anode-furnace", "焙烧炉排口", [20, 100, 150], { reference: 15, oxygen: 14.6, flow: 40, temperature: 92 }),
  stack("coal-chemistry", "气化动力锅炉排口", [10, 35, 50], { reference: 6, oxygen: 6.1, flow: 180, temperature: 55 }),
  stack("sulphur-tail", "硫回收尾气焚烧炉排口", [20, 100, 150], {
    reference: 3,
    oxygen: 3.6,
    flow: 12,
    temperature: 210,
  }),
  stack("cement-kiln", "窑尾排口", [20, 50, 260], { reference: 10, oxygen: 9.1, flow: 145, temperature: 108 }),
  dust("cement-mill", "窑头排口", 20, 78, 96),
  stack("boiler", "燃气锅炉排口", [10, 35, 80], { reference: 3.5, oxygen: 4.3, flow: 7, temperature: 108 }),
  stack("ferroalloy", "矿热炉排口", [20, 60, 120], { reference: 17, oxygen: 16.4, flow: 95, temperature: 132 }),
  stack("rare-earth", "焙烧窑尾气排口", [30, 200, 160], { reference: 17, oxygen: 16.2, flow: 22, temperature: 66 }),
  discharge(
    "plant-water",
    "废水总排口",
    [mgL("w01018", 60), mgL("w21003", 8), mgL("w21011", 0.8), mgL("w21001", 20)],
    24,
  ),
  discharge(
    "piped-water",
    "废水接管口",
    [mgL("w01018", 400, "hour"), mgL("w21003", 35, "hour"), mgL("w21011", 6, "hour"), mgL("w21001", 60, "hour")],
    16,
  ),
  discharge(
    "works-water",
    "污水处理厂总排口",
    [mgL("w01018", 50), mgL("w21003", 5), mgL("w21011", 0.5), mgL("w21001", 15)],
    480,
  ),
];

const kindById = new Map(kinds.map((kind) => [kind.id, kind]));

export function outfallKind(id: string): OutfallKind {
  const kind = kindById.get(id);
  if (!kind) throw new Error(`no kind of outfall “${id}”`);
  return kind;
}

export const industries = {
  power: {
    name: "火力发电",
    ending: "热电有限公司",
    management: "key",
    outfalls: ["power-boiler", "start-boiler", "plant-water"],
  },
  heat: { name: "热力生产和供应", ending: "热力有限公司", management: "key", outfalls: ["heat-boiler", "heat-boiler"] },
  coke: {
    name: "炼焦",
    ending: "焦化有限公司",
    management: "key",
    outfalls: ["coke-oven", "coke-quench", "plant-water"],
  },
  steel: {
    name: "黑色金属冶炼",
    ending: "钢铁有限公司",
    management: "key",
    outfalls: ["sinter", "blast-furnace", "plant-water"],
  },
  aluminium: {
    name: "铝冶炼",
    ending: "铝业有限公司",
    management: "key",
    outfalls: ["aluminium-cell", "anode-furnace"],
  },
  chemistry: {
    name: "煤制化学品",
    ending: "煤化工有限公司",
    management: "key",
    outfalls: ["coal-chemistry", "sulphur-tail", "plant-water"],
  },
  cement: { name: "水泥制造", ending: "水泥有限公司", management: "key", outfalls: ["cement-kiln", "cement-mill"] },
  pharmacy: {
    name: "化学药品原料药制造",
    ending: "制药有限公司",
    management: "key",
    outfalls: ["boiler", "piped-water"],
  },
  dairy: { name: "乳制品制造", ending: "乳业有限公司", management: "key", outfalls: ["boiler", "piped-water"] },
  works: { name: "污水处理及其再生利用", ending: "水务有限公司", management: "key", outfalls: ["works-water"] },
  ferroalloy: { name: "铁合金冶炼", ending: "冶金有限公司", management: "key", outfalls: ["ferroalloy", "ferroalloy"] },
  rareEarth: {
    name: "稀土金属冶炼",
    ending: "稀土材料有限公司",
    management: "key",
    outfalls: ["rare-earth", "boiler", "piped-water"],
  },
  meat: { name: "牲畜屠宰", ending: "食品有限公司", management: "simplified", outfalls: ["boiler", "piped-water"] },
  starch: {
    name: "淀粉及淀粉制品制造",
    ending: "生物科技有限公司",
    management: "key",
    outfalls: ["boiler", "plant-water"],
  },
} as const satisfies Record<string, Industry>;

export type IndustryId = keyof typeof industries;

/** How many sample enterprises a league has, and of which kinds, in the order in which its banners get them. */
export const leagueIndustries: Readonly<Record<string, Readonly<{ count: number; mix: readonly IndustryId[] }>>> = {
  "150100": { count: 16, mix: ["power", "works", "dairy", "pharmacy", "heat", "works", "cement", "starch"] },
  "150200": { count: 16, mix: ["steel", "power", "aluminium", "works", "rareEarth", "heat", "cement", "works"] },
  "150300": { count: 9, mix: ["coke", "power", "coke", "chemistry", "works", "ferroalloy"] },
  "150400": { count: 14, mix: ["power", "works", "cement", "heat", "pharmacy", "meat", "works"] },
  "150500": { count: 11, mix: ["aluminium", "power", "works", "starch", "meat", "heat"] },
  "150600": { count: 20, mix: ["chemistry", "power", "works", "chemistry", "heat", "coke", "cement"] },
  "150700": { count: 13, mix: ["power", "works", "heat", "dairy", "meat", "cement"] },
  "150800": { count: 11, mix: ["power", "works", "starch", "dairy", "heat", "ferroalloy"] },
  "150900": { count: 13, mix: ["ferroalloy", "power", "works", "cement", "heat", "starch"] },
  "152200": { count: 8, mix: ["works", "heat", "power", "cement", "meat"] },
  "152500": { count: 11, mix: ["power", "works", "heat", "meat", "cement"] },
  "152900": { count: 6, mix: ["chemistry", "power", "works", "heat"] },
};
