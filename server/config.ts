import { resolve } from "node:path";

/** Every setting of the platform, read once from the environment. A wrong one is refused at start with a sentence that names it. */
export type Config = Readonly<{
  host: string;
  port: number;
  hj212Port: number;
  dataFolder: string;
  simulator: "on" | "off" | "fast";
  demo: boolean;
  demoPassword: string | undefined;
  roles: ReadonlySet<PlatformRole>;
  databaseUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  clickhouseUrl: string | undefined;
  mapApproval: string | undefined;
  /** Milliseconds that the platform's clock runs ahead: only to show or to test what happens days later. */
  clockAheadMs: number;
  notice: Readonly<{ file: string | undefined; webhook: string | undefined }>;
}>;

export type PlatformRole = "web" | "gateway" | "worker";
const everyRole: readonly PlatformRole[] = ["web", "gateway", "worker"];

/** A setting that cannot be used. Its message is meant for the person who starts the platform. */
export class SettingRefused extends Error {}

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const value = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const wrong = (name: string, why: string): never => {
    throw new SettingRefused(`${name}=${environment[name] ?? ""}：${why}`);
  };
  const port = (name: string, standard: number): number => {
    const text = value(name) ?? String(standard);
    const number = Number(text);
    return /^\d+$/.test(text) && number >= 1 && number <= 65_535
      ? number
      : wrong(name, "应为 1–65535 的端口号 (a port from 1 to 65535)");
  };
  const oneOf = <T extends string>(name: string, choices: readonly T[], standard: T): T => {
    const text = (value(name) ?? standard) as T;
    return choices.includes(text) ? text : wrong(name, `应为 ${choices.join(" | ")} (one of these)`);
  };
  const days = (name: string): number => {
    const text = value(name) ?? "0";
    return /^\d{1,3}$/.test(text) ? Number(text) : wrong(name, "应为 0–999 的天数 (days from 0 to 999)");
  };
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const text = value(name);
    if (text === undefined) return undefined;
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    return parsed && protocols.includes(parsed.protocol)
      ? text
      : wrong(name, `应为 ${protocols.join(" 或 ")} 开头的地址 (a URL of that kind)`);
  };
  const roles = (value("SAIHAN_ROLES") ?? everyRole.join(",")).split(",").map((role) => role.trim()) as PlatformRole[];
  if (roles.length === 0 || roles.some((role) => !everyRole.includes(role)))
    wrong("SAIHAN_ROLES", "由 web、gateway、worker 组成，用逗号分隔 (a comma-separated part of these)");
  const config: Config = {
    host: value("SAIHAN_HOST") ?? "127.0.0.1",
    port: port("SAIHAN_PORT", 8080),
    hj212Port: port("SAIHAN_HJ212_PORT", 9212),
    dataFolder: resolve(value("SAIHAN_DATA") ?? "./data"),
    simulator: oneOf("SAIHAN_SIMULATOR", ["on", "off", "fast"], "on"),
    demo: oneOf("SAIHAN_DEMO", ["on", "off"], "on") === "on",
    demoPassword: value("SAIHAN_DEMO_PASSWORD"),
    roles: new Set(roles),
    databaseUrl: url("DATABASE_URL", ["postgres:", "postgresql:"]),
    databaseOwnerUrl: url("DATABASE_OWNER_URL", ["postgres:", "postgresql:"]),
    clickhouseUrl: url("CLICKHOUSE_URL", ["http:", "https:"]),
    mapApproval: value("SAIHAN_MAP_APPROVAL"),
    clockAheadMs: days("SAIHAN_CLOCK_AHEAD_DAYS") * 86_400_000,
    notice: { file: value("SAIHAN_NOTICE_FILE"), webhook: url("SAIHAN_NOTICE_WEBHOOK", ["http:", "https:"]) },
  };
  if (config.port === config.hj212Port)
    wrong("SAIHAN_HJ212_PORT", "不能与 SAIHAN_PORT 相同 (must differ from SAIHAN_PORT)");
  if (config.databaseUrl && !config.databaseOwnerUrl)
    wrong("DATABASE_OWNER_URL", "设了 DATABASE_URL 就必须给出，用于迁移 (needed with DATABASE_URL, for migrations)");
  if (!config.databaseUrl && config.databaseOwnerUrl)
    wrong("DATABASE_URL", "设了 DATABASE_OWNER_URL 就必须给出 (needed with DATABASE_OWNER_URL)");
  if (roles.length < everyRole.length && !(config.databaseUrl && config.clickhouseUrl))
    wrong(
      "SAIHAN_ROLES",
      "只有 DATABASE_URL 与 CLICKHOUSE_URL 都指向服务器时才能拆分角色 (roles can be split only when both engines are servers)",
    );
  if (config.demoPassword !== undefined && config.demoPassword.length < 10)
    wrong("SAIHAN_DEMO_PASSWORD", "至少 10 位 (at least 10 characters)");
  if (config.clockAheadMs > 0 && !config.demo)
    wrong("SAIHAN_CLOCK_AHEAD_DAYS", "只用于演示和测试，须 SAIHAN_DEMO=on (for demonstrations and tests only)");
  if (!config.demo && config.simulator !== "off") return { ...config, simulator: "off" };
  return config;
}
