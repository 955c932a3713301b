import { fork } from "node:child_process";
import { join } from "node:path";
import type { Config } from "./config.ts";

/** The outside world in a process of its own: it knows the platform by its two doors only, and ends with it. */
export function startSimulator(options: {
  config: Config;
  url: string;
  password: string;
  log: (line: string) => void;
}): { stop(): Promise<void> } {
  const { config, url, password, log } = options;
  const child = fork(join(import.meta.dirname, "..", "simulator", "main.ts"), [], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...process.env,
      SAIHAN_URL: url,
      SAIHAN_HJ212_HOST: config.host,
      SAIHAN_HJ212_PORT: String(config.hj212Port),
      SAIHAN_SIMULATOR: config.simulator,
      SAIHAN_DATA: config.dataFolder,
      SAIHAN_DEMO_PASSWORD: password,
    },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      for (const line of text.split("\n")) if (line.trim() !== "") log(`simulator: ${line.trim()}`);
    });
  const ended = new Promise<void>((resolve) =>
    child.on("exit", (code) => {
      log(`simulator: 已结束 (${code ?? "signal"})`);
      resolve();
    }),
  );
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
      if (child.exitCode === null) child.kill("SIGKILL");
    },
  };
}
