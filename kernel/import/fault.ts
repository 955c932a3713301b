import type { Title } from "#kernel/title.ts";

/**
 * Everything that can be wrong with a cell or a row of a file: what, and what to do. Kept with the row as code and values, so that one sentence
 * serves the screen, the error file and the record in both languages.
 */
const catalogue = {
  required: {
    zh: "必填，没有填写",
    en: "Required and empty",
    remedy: { zh: "补填该列", en: "Fill in this column" },
  },
  number: {
    zh: "不是数字",
    en: "Not a number",
    remedy: {
      zh: "只写数字，单位写在表头，不写“约”“<”等字样",
      en: "Write the number alone; the unit stands in the header",
    },
  },
  integer: { zh: "不是整数", en: "Not a whole number", remedy: { zh: "改为整数", en: "Write a whole number" } },
  date: {
    zh: "不是日期",
    en: "Not a date",
    remedy: { zh: "写成 2026-01-31、2026/1/31 或 2026年1月31日", en: "Write 2026-01-31" },
  },
  datetime: {
    zh: "不是日期时间",
    en: "Not a date with time",
    remedy: { zh: "写成 2026-01-31 08:30", en: "Write 2026-01-31 08:30" },
  },
  boolean: { zh: "不是“是”或“否”", en: "Neither yes nor no", remedy: { zh: "写“是”或“否”", en: "Write yes or no" } },
  choice: {
    zh: "不在可选值之内",
    en: "Not one of the choices",
    remedy: { zh: "可选：{choices}", en: "Choose from: {choices}" },
  },
  position: {
    zh: "不是坐标",
    en: "Not a position",
    remedy: {
      zh: "写十进制度（111.5432）或度分秒（111°32′36″），经度与纬度都要有",
      en: "Write decimal degrees or degrees, minutes and seconds, both longitude and latitude",
    },
  },
  swapped: {
    zh: "经度与纬度像是写反了",
    en: "Longitude and latitude look exchanged",
    remedy: { zh: "核对两列，或在“列对应”中互换", en: "Check both columns, or exchange them in the matching" },
  },
  outside: {
    zh: "坐标落在国境之外",
    en: "The position lies outside the country",
    remedy: { zh: "核对坐标与所选坐标系", en: "Check the position and the chosen datum" },
  },
  area: {
    zh: "不是面状边界",
    en: "Not an area",
    remedy: {
      zh: "提供 Polygon 或 MultiPolygon（WKT、GeoJSON 或 Shapefile 面要素）",
      en: "Give a Polygon or MultiPolygon",
    },
  },
  "area-broken": {
    zh: "边界自相交或不闭合：{problem}",
    en: "The outline crosses itself or does not close: {problem}",
    remedy: { zh: "在制图软件中修复几何后再导入", en: "Repair the geometry in a GIS, then import again" },
  },
  invalid: { zh: "{zh}", en: "{en}", remedy: { zh: "按提示改正", en: "Correct it as said" } },
  "region-unknown": {
    zh: "没有这个行政区划",
    en: "There is no such region",
    remedy: { zh: "写 6 位区划代码，或旗县全称", en: "Write the six-digit code or the full name" },
  },
  "region-missing": {
    zh: "行政区划没有填写，也无法由位置判断",
    en: "The region is empty and cannot be told from the position",
    remedy: { zh: "填写行政区划", en: "Fill in the region" },
  },
  reference: {
    zh: "没有这条{noun}，或不在您的管辖范围内",
    en: "No such {noun}, or outside your territory",
    remedy: { zh: "先登记该{noun}，或核对名称、代码", en: "Register it first, or check name and code" },
  },
  "reference-many": {
    zh: "有 {count} 条{noun}同名",
    en: "{count} rows have this name",
    remedy: { zh: "改写唯一的代码（如统一社会信用代码、编号）", en: "Write its unique code instead" },
  },
  repeated: {
    zh: "与第 {line} 行重复",
    en: "Repeats line {line}",
    remedy: { zh: "保留一行，删除其余", en: "Keep one of them" },
  },
  taken: {
    zh: "已被另一条记录使用（该记录可能不在您的管辖范围内）",
    en: "Used by another record, perhaps outside your territory",
    remedy: {
      zh: "核对该值；确属同一对象的，请上级统一登记",
      en: "Check the value; ask the superior bureau if it is the same thing",
    },
  },
  overlap: {
    zh: "与已有记录的有效期重叠",
    en: "The validity overlaps that of an existing record",
    remedy: { zh: "先为已有记录填写失效日期", en: "End the existing record first" },
  },
  territory: {
    zh: "“{place}”不在您的管辖范围内",
    en: "“{place}” is outside your territory",
    remedy: { zh: "由所在地的主管部门导入", en: "Let the bureau of that place import it" },
  },
  fixed: {
    zh: "登记后不能修改（原值：{before}）",
    en: "Cannot be changed once registered (is: {before})",
    remedy: { zh: "与原值保持一致，或另行登记", en: "Keep the registered value, or register anew" },
  },
  "id-unknown": {
    zh: "系统中没有这个编号",
    en: "There is no record of this id",
    remedy: { zh: "新记录不填系统编号", en: "Leave the id empty for a new record" },
  },
  cells: {
    zh: "这一行有 {count} 格，表头只有 {header} 列",
    en: "The line has {count} cells, the header {header}",
    remedy: { zh: "检查多余的分隔符或引号", en: "Look for stray separators or quotes" },
  },
  long: { zh: "内容超过 {max} 字", en: "Longer than {max} characters", remedy: { zh: "精简内容", en: "Shorten it" } },
} as const satisfies Record<string, Title & { remedy: Title }>;

export type FaultCode = keyof typeof catalogue;
/** What is wrong: `target` names the column's meaning ("location.lon"), `value` is what stood there. */
export type Fault = Readonly<{
  code: FaultCode;
  target?: string;
  value?: string;
  values?: Readonly<Record<string, string | number>>;
}>;

/** Why it is wrong and what to do, in both languages. */
export function faultText(fault: Fault): { reason: Title; remedy: Title } {
  const entry = catalogue[fault.code];
  const filled = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(fault.values?.[name] ?? whole));
  return {
    reason: { zh: filled(entry.zh), en: filled(entry.en) },
    remedy: { zh: filled(entry.remedy.zh), en: filled(entry.remedy.en) },
  };
}
