import { DataFolderInUse } from "#store/embedded/data-lock.ts";
import { readConfig, SettingRefused } from "./config.ts";
import { startPlatform } from "./start.ts";

/** Reads the settings, starts the platform, ends it on SIGTERM or SIGINT within ten seconds. */
const began = Date.now();
const log = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);

try {
  const config = readConfig(process.env);
  const running = await startPlatform(config, { log, now: () => Date.now() + config.clockAheadMs });
  let ending = false;
  const end = async (signal: string): Promise<void> => {
    if (ending) return;
    ending = true;
    log(`${signal}: 正在收尾 (draining)`);
    const late = setTimeout(() => {
      log("收尾超时，强制退出 (forced)");
      process.exit(1);
    }, 9_500);
    late.unref();
    await running.stop();
    log("已停止 (stopped)");
    process.exit(0);
  };
  process.on("SIGTERM", () => void end("SIGTERM"));
  process.on("SIGINT", () => void end("SIGINT"));
  console.log(running.welcome((Date.now() - began) / 1000));
} catch (error) {
  if (error instanceof SettingRefused || error instanceof DataFolderInUse)
    console.error(`\n无法启动 / cannot start: ${error.message}\n`);
  else console.error(error);
  process.exit(1);
}
