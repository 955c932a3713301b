import { parseArgs } from "node:util";
import { factorOf } from "#protocols/hj212/factors.ts";
import type { Edition } from "#protocols/hj212/packet.ts";
import { systemOf } from "#protocols/hj212/systems.ts";
import { convert } from "#standards/units.ts";
import { patternOfColumns, readSpan, readTime } from "./table-time.ts";

/** A slip in the command or the table. The message says what and what to do; nothing was sent. */
export class ReplayRefused extends Error {}

export type Mapped = Readonly<{ column: string; factor: string; aggregate: string; unit: string | undefined }>;

/** What a replay does, read once from the command line. */
export type ReplayPlan = Readonly<{
  file: string;
  encoding: string;
  mn: string;
  password: string;
  key: string | undefined;
  protocol: Edition;
  st: string;
  cn: "2011" | "2051" | "2061" | "2031";
  host: string;
  port: number;
  speed: "max" | "real";
  /** Packets that may be under way unacknowledged; a logger in the field has one. */
  window: number;
  mapped: readonly Mapped[];
  timeColumns: readonly string[];
  timePattern: string | undefined;
  /** Time of the first row: with a step the rows have no time of their own, without one all times are shifted. */
  start: number | undefined;
  step: number | undefined;
  limit: number;
  restart: boolean;
  progress: string | undefined;
  register:
    | Readonly<{ url: string; user: string; password: string; subject: Readonly<Record<string, string>> }>
    | undefined;
}>;

const options = {
  file: { type: "string" },
  encoding: { type: "string", default: "utf-8" },
  mn: { type: "string" },
  map: { type: "string", multiple: true },
  unit: { type: "string", multiple: true },
  time: { type: "string" },
  "time-format": { type: "string" },
  start: { type: "string" },
  step: { type: "string" },
  host: { type: "string", default: "127.0.0.1" },
  port: { type: "string", default: "9212" },
  password: { type: "string", default: "123456" },
  key: { type: "string" },
  protocol: { type: "string", default: "HJ212-2017" },
  st: { type: "string", default: "31" },
  cn: { type: "string", default: "2061" },
  speed: { type: "string", default: "max" },
  window: { type: "string", default: "1" },
  limit: { type: "string" },
  restart: { type: "boolean", default: false },
  progress: { type: "string" },
  register: { type: "boolean", default: false },
  url: { type: "string", default: "http://127.0.0.1:8080" },
  user: { type: "string" },
  "user-password": { type: "string" },
  outfall: { type: "string" },
  station: { type: "string" },
  section: { type: "string" },
  region: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export const usage = `npm run replay -- --file 表.csv --mn <MN> --map 列=因子 [--map …] (--time 列 | --start 时间 --step 1h) [选项]

  --time 列[,列…]        时间所在的列；多列依次为年、月、日、时、分、秒
  --time-format 格式     如 "YYYY/M/D H:mm"；缺省认 ISO 8601、2026-11-24 10:00、20261124100000
  --start 时间           无时间列时第一行的时间；有时间列而无 --step 时，把整张表平移到此时开始
  --step 1h              无时间列时每行的间隔（30s、10m、1h、1d）
  --map 列=因子[:类型]   如 --map NOX=a21002 或 --map NOX=a21002:ZsAvg
  --unit 列=单位         该列数值的单位，与因子惯用单位不同时换算
  --st 31 --cn 2061      系统编码；命令 2011 实时、2051 分钟、2061 小时、2031 日
  --protocol HJ212-2017  或 HJ212-2005、HJ212-2025；--key SM4 密钥（2025）
  --host --port --password   网关地址与访问密码
  --speed max|real       max：应答一条发一条；real：按表中间隔
  --window 1             同时在途的包数；大于 1 时不等上一包应答就发下一包
  --limit n --restart --progress 文件    只发 n 行；从头开始；进度记在何处
  --register --url --user --user-password (--outfall|--station|--section|--region)   先登记设备`;

const editions = ["HJ212-2005", "HJ212-2017", "HJ212-2025"] as const;
const commands = ["2011", "2051", "2061", "2031"] as const;

/** Reads the command line. Throws ReplayRefused with the remedy. */
export function readPlan(args: readonly string[]): ReplayPlan | "help" {
  const { values } = parsed(args);
  if (values.help) return "help";
  const need = (name: "file" | "mn"): string => values[name] || refuse(`缺少 --${name}。用 --help 看用法。`);
  const cn = oneOf("cn", values.cn, commands);
  const st = systemOf(values.st)
    ? values.st
    : refuse(`--st ${values.st} 不在系统编码表中，如 31 大气污染源、22 空气质量、21 地表水。`);
  const timeColumns = values.time?.split(",").map((name) => name.trim()) ?? [];
  const step =
    values.step === undefined
      ? undefined
      : (readSpan(values.step) ?? refuse(`--step ${values.step} 应为 30s、10m、1h 或 1d。`));
  const start =
    values.start === undefined
      ? undefined
      : (readTime(values.start, undefined) ??
        refuse(`--start ${values.start} 应为 ISO 8601，如 2026-01-01T00:00:00+08:00。`));
  if (timeColumns.length === 0 && (start === undefined || step === undefined))
    refuse("不知道每行的时间：请给 --time 列名；表中没有时间时给 --start 时间 --step 间隔。");
  return {
    file: need("file"),
    encoding: values.encoding,
    mn: need("mn"),
    password: values.password,
    key: keyOf(values.key),
    protocol: oneOf("protocol", values.protocol, editions),
    st,
    cn,
    host: values.host,
    port: wholeOf("port", values.port, 1, 65_535),
    speed: oneOf("speed", values.speed, ["max", "real"] as const),
    window: wholeOf("window", values.window, 1, 256),
    mapped: mappedOf(values.map ?? [], values.unit ?? [], cn),
    timeColumns,
    timePattern: values["time-format"] ?? (timeColumns.length > 1 ? patternOfColumns(timeColumns.length) : undefined),
    start,
    step,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : wholeOf("limit", values.limit, 1, 1e12),
    restart: values.restart,
    progress: values.progress,
    register: values.register ? registration(values) : undefined,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true });
  } catch (error) {
    return refuse(`${(error as Error).message}。用 --help 看用法。`);
  }
}

function mappedOf(maps: readonly string[], units: readonly string[], cn: string): Mapped[] {
  if (maps.length === 0) refuse("至少要有一个 --map 列=因子，如 --map NOX=a21002。");
  const unitOf = new Map(units.map((text) => pair("unit", text)));
  const mapped = maps.map((text) => {
    const [column, target] = pair("map", text);
    const [factor = "", aggregate = cn === "2011" ? "Rtd" : "Avg"] = target.split(":");
    if (!factorOf(factor))
      refuse(`--map ${text}：因子 ${factor} 不在编码表中，请用 HJ 212 附录 B 的编码，如 a21002、w01018。`);
    if (!/^(Zs)?(Rtd|Avg|Min|Max)$|^Cou$/.test(aggregate))
      refuse(`--map ${text}：类型 ${aggregate} 应为 Rtd、Avg、Min、Max、ZsAvg、Cou 等。`);
    return { column, factor, aggregate, unit: unitOf.get(column) };
  });
  for (const column of unitOf.keys())
    if (!mapped.some((entry) => entry.column === column)) refuse(`--unit 提到的列“${column}”没有对应的 --map。`);
  return mapped;
}

function pair(name: string, text: string): [string, string] {
  // A column's own name may hold "=": the last one divides.
  const at = text.lastIndexOf("=");
  if (at < 1 || at === text.length - 1) refuse(`--${name} ${text} 应写成 列=${name === "map" ? "因子" : "单位"}。`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function registration(
  values: Partial<Record<string, string | boolean | string[]>>,
): NonNullable<ReplayPlan["register"]> {
  const text = (name: string): string | undefined =>
    typeof values[name] === "string" ? (values[name] as string) : undefined;
  const subject = ["outfall", "station", "section", "region"].flatMap((name) => {
    const id = text(name);
    return id ? [[name, id] as const] : [];
  });
  if (subject.length === 0)
    refuse("--register 还要指明设备属于谁：--outfall、--station 或 --section 的编号，或 --region 行政区划代码。");
  return {
    url: text("url") ?? "",
    user: text("user") ?? refuse("--register 需要 --user。"),
    password: text("user-password") ?? refuse("--register 需要 --user-password。"),
    subject: Object.fromEntries(subject),
  };
}

function keyOf(text: string | undefined): string | undefined {
  if (text === undefined || /^[0-9a-fA-F]{32}$/.test(text)) return text;
  return text.length === 16
    ? Buffer.from(text, "latin1").toString("hex")
    : refuse("--key 应为 16 个字符或 32 位十六进制。");
}

function oneOf<T extends string>(name: string, text: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === text) ?? refuse(`--${name} ${text} 应为 ${choices.join(" | ")}。`);
}

function wholeOf(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= low && value <= high
    ? value
    : refuse(`--${name} ${text} 应为 ${low}–${high} 的整数。`);
}

export function refuse(message: string): never {
  throw new ReplayRefused(message);
}

/** The unit in which devices send a factor: µg/m³ in ambient air (CO mg/m³), else that of the table of HJ 212. */
export function customaryUnit(factor: string, st: string): string {
  if (st === "22" && /^a(21026|21004|21003|21002|05024|34001|34002|34004)$/.test(factor)) return "µg/m³";
  return factorOf(factor)?.unit ?? "";
}

/** The factor by which a column's values are multiplied to be in the customary unit; refuses what cannot be converted. */
export function scaleOf(entry: Mapped, st: string): number {
  if (entry.unit === undefined) return 1;
  const target = customaryUnit(entry.factor, st);
  const result = convert(1, entry.unit, target);
  return result.ok ? result.value : refuse(`--unit ${entry.column}=${entry.unit}：${result.problem.zh}`);
}
