import { join } from "node:path";
import { preparePollutants } from "#base/pollutants.server.ts";
import { prepareCases } from "#kernel/case/prepare.server.ts";
import { prepareClock } from "#kernel/clock/calendar.server.ts";
import { createLive } from "#kernel/live.ts";
import { closeBrowser } from "#kernel/paper/pdf.server.ts";
import { preparePlaces } from "#kernel/place/divisions.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { lockDataFolder } from "#store/embedded/data-lock.ts";
import { openFiles } from "#store/files.ts";
import packageJson from "../package.json" with { type: "json" };
import type { Config } from "./config.ts";
import { demoPassword, prepareDemo } from "./demo.ts";
import { openEngines } from "./engines.ts";
import { openHttp } from "./http.ts";
import { startParts } from "./parts.ts";
import { routes } from "./routes.ts";
import { startSimulator } from "./simulator.ts";

export type Running = Readonly<{
  platform: Platform;
  address: string;
  hj212Port: number | undefined;
  password: string | undefined;
  welcome(seconds: number): string;
  stop(): Promise<void>;
}>;

/**
 * Brings everything up in the order in which it depends on each other, and takes it down the other way round. What was started is
 * stopped too when a later step fails.
 */
export async function startPlatform(
  config: Config,
  { log, now = Date.now }: { log: (line: string) => void; now?: () => number },
): Promise<Running> {
  const undo: (() => unknown)[] = [lockDataFolder(config.dataFolder)];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse())
      await Promise.resolve(step()).catch((error) => log(`stop: ${(error as Error).message}`));
  };
  try {
    log("正在打开数据引擎 (opening the engines)");
    const engines = await openEngines(config, log);
    undo.push(() => engines.close());
    const platform: Platform = {
      postgres: engines.postgres,
      observe: engines.observe,
      files: await openFiles(config.dataFolder),
      live: createLive(),
      now,
      log,
      settings: {
        mapApproval: config.mapApproval,
        demo: config.demo,
        version: packageJson.version,
        dataFolder: config.dataFolder,
        hj212Port: config.hj212Port,
        notice: config.notice,
      },
    };
    log("正在准备区划与字典 (places and dictionaries)");
    await preparePlaces(platform);
    await preparePollutants(platform);
    await prepareClock(platform);
    await prepareCases(platform);
    const password = config.demo ? demoPassword(config.dataFolder, config.demoPassword) : undefined;
    if (password !== undefined) await prepareDemo(platform, password);
    const parts = await startParts(config, platform);
    undo.push(() => parts.stop());
    undo.push(closeBrowser);
    let address = "";
    if (config.roles.has("web")) {
      const app = await openHttp({ platform, routes, webFolder: join(import.meta.dirname, "..", "web", "dist") });
      address = await app.listen({ host: config.host, port: config.port });
      undo.push(() => {
        app.server.closeAllConnections();
        return app.close();
      });
    }
    if (config.simulator !== "off" && password !== undefined && address !== "") {
      const simulator = startSimulator({ config, url: address, password, log });
      undo.push(() => simulator.stop());
    }
    return {
      platform,
      address,
      hj212Port: parts.hj212Port,
      password,
      stop,
      welcome: (seconds) => welcome({ config, address, password, seconds }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function welcome({
  config,
  address,
  password,
  seconds,
}: {
  config: Config;
  address: string;
  password: string | undefined;
  seconds: number;
}): string {
  const lines = [
    "",
    `  赛罕 Saihan ${packageJson.version} · ${seconds.toFixed(1)} s`,
    ...(address ? [`  浏览器打开   ${address.replace("[::1]", "localhost")}`] : []),
    ...(config.roles.has("gateway") ? [`  HJ 212 TCP   ${config.host}:${config.hj212Port}`] : []),
    ...(password !== undefined
      ? [
          `  登录         region · league · banner · partner · enterprise · sysadmin · secadmin · auditadmin`,
          `  密码         ${password}`,
        ]
      : ["  登录         用 npm run admin -- create-user 建立的账号"]),
    ...(config.databaseUrl
      ? []
      : ["  内嵌引擎：适合试用与单个科室；断电可能丢失最近的写入，正式运行请接 PostgreSQL 与 ClickHouse 服务器。"]),
    "",
  ];
  return lines.join("\n");
}
