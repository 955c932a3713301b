import type { Register } from "#kernel/register/define.ts";
import type { Field } from "#kernel/register/field.ts";
import type { Title } from "#kernel/title.ts";

/**
 * What a column of a file can mean for a register. Template, matching of headers, export and errors all speak of these, so that what is
 * exported imports back without anybody matching columns.
 */
export type Target = Readonly<{
  /**
   * "name", "region", "id", "location.lon", "location.lat", "location" (one cell with both, WKT or a geometry), "enterprise" (the name of
   * what is pointed to) and "enterprise.code" (its unique code, which decides where both stand).
   */
  name: string;
  title: Title;
  aliases: readonly string[];
  /** A new row cannot do without it. */
  required: boolean;
  field?: Field;
  /** Not in template and export: another way of writing what other targets carry. */
  alternative?: boolean;
}>;

const idTitle: Title = { zh: "系统编号", en: "Id" };
export const oldNumberTitle: Title = { zh: "旧编号", en: "Old number" };
const regionTitle: Title = { zh: "行政区划", en: "Region" };
const regionAliases = ["所属旗县", "旗县", "旗县区", "所在地区", "所属区域", "区划代码", "行政区划代码", "行政区"];
const lonAliases = ["经度", "东经", "lon", "lng", "long", "longitude", "x", "x坐标", "中心经度"];
const latAliases = ["纬度", "北纬", "lat", "latitude", "y", "y坐标", "中心纬度"];

/** Every target of a register, in the order of its declaration. */
export function targetsOf(register: Register): Target[] {
  const fields = Object.entries(register.fields).filter(([, field]) => !field.derived);
  const places = fields.filter(([, field]) => field.type === "point").length;
  return [
    ...(register.placed
      ? [{ name: "region", title: regionTitle, aliases: regionAliases, required: fields.every(notPlace) }]
      : []),
    ...fields.flatMap(([name, field]) => targetsOfField(name, field, places)),
    { name: "oldNumber", title: oldNumberTitle, aliases: ["原编号", "旧系统编号", "oldnumber"], required: false },
    { name: "id", title: idTitle, aliases: ["uuid", "系统id"], required: false },
  ];
}

/** A row that says where it lies tells its region by that. */
const notPlace = ([, field]: [string, Field]): boolean => field.type !== "point" && field.type !== "area";

const plain = (name: string, field: Field): Target => ({
  name,
  title: field.title,
  aliases: [
    ...(field.aliases ?? []),
    ...(field.type === "area" ? ["几何", "边界", "geometry", "wkt", "the_geom"] : []),
  ],
  required: field.required === true,
  field,
});

function targetsOfField(name: string, field: Field, places: number): Target[] {
  if (field.type === "point") return pointTargets(name, field, places);
  if (field.type !== "ref") return [plain(name, field)];
  const { zh, en } = field.title;
  return [
    plain(name, field),
    // beside the name for people: what no two of them share
    {
      name: `${name}.code`,
      title: { zh: `${zh}代码`, en: `${en} code` },
      aliases: [`${zh}编号`, `${zh}编码`],
      required: false,
      field,
    },
  ];
}

function pointTargets(name: string, field: Field, places: number): Target[] {
  const of = (axis: "lon" | "lat", zh: string, en: string, aliases: readonly string[]): Target => ({
    name: `${name}.${axis}`,
    title: places > 1 ? { zh: `${field.title.zh}${zh}`, en: `${field.title.en} ${en}` } : { zh, en },
    aliases: [`${field.title.zh}${zh}`, `${name}.${axis}`, ...(places > 1 ? [] : aliases)],
    required: field.required === true,
    field,
  });
  return [
    of("lon", "经度", "longitude", lonAliases),
    of("lat", "纬度", "latitude", latAliases),
    {
      ...plain(name, field),
      required: false,
      alternative: true,
      aliases: [...(field.aliases ?? []), "坐标", "经纬度", "geometry", "wkt"],
    },
  ];
}

/** The header that template and export write: a required column wears a star, a measured one its unit. */
export const headerOf = (target: Target, language: "zh" | "en" = "zh"): string => {
  const unit = target.field?.unit ? `（${target.field.unit}）` : "";
  return `${target.title[language]}${unit}${target.required ? "*" : ""}`;
};

/** "企业 名称 *（必填）" and "企业名称" are one header. */
export const plainHeader = (header: string): string =>
  header
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\(.*?\)|\[.*?\]/g, "")
    .replace(/[\s*_\-:：/·"']/g, "");

/**
 * Finds for each header the target that it most likely means, or undefined. Title, name and declared aliases count alike; of two headers that
 * mean one target the first takes it.
 */
export function matchHeaders(register: Register, headers: readonly string[]): (string | undefined)[] {
  const words = new Map<string, string>();
  const noun = register.noun.zh;
  for (const target of targetsOf(register)) {
    const own = [target.name, target.title.zh, target.title.en, ...target.aliases];
    // a label is written with its noun as often as without: 企业名称
    const long =
      target.name === register.label
        ? [`${noun}${target.title.zh}`, `${noun}名称`, noun]
        : [`${noun}${target.title.zh}`];
    for (const word of [...own, ...long]) {
      const key = plainHeader(word);
      if (key && !words.has(key)) words.set(key, target.name);
    }
  }
  const taken = new Set<string>();
  return headers.map((header) => {
    const name = words.get(plainHeader(header));
    if (!name || taken.has(name)) return undefined;
    taken.add(name);
    return name;
  });
}
