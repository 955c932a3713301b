import { startConservation } from "#domains/conservation/worker.server.ts";
import { startJudge } from "#domains/monitoring/judge.server.ts";
import { startGateway } from "#gateway/gateway.ts";
import { startSealer } from "#kernel/audit/sealer.server.ts";
import { startClockSweep } from "#kernel/case/sweep.server.ts";
import { startPartSweep } from "#kernel/file/upload.server.ts";
import { startNoticeDelivery } from "#kernel/notice/ports.server.ts";
import type { Platform } from "#kernel/platform.ts";
import { startPublication } from "#kernel/publication/consumer.server.ts";
import { startPlaceDue } from "#kernel/register/due.server.ts";
import { startTransferSweep } from "#kernel/transfer/sweep.server.ts";
import type { Config } from "./config.ts";
import { watchPart } from "./health.ts";
import { registers } from "./registers.ts";

export type Parts = Readonly<{ hj212Port: number | undefined; stop(): Promise<void> }>;

/** Starts what this process's roles ask for: the gateway, and the worker's judge, clocks and sealer. */
export async function startParts(config: Config, platform: Platform): Promise<Parts> {
  const undo: (() => unknown)[] = [];
  let hj212Port: number | undefined;
  if (config.roles.has("worker")) {
    const judge = startJudge(platform);
    for (const worker of [
      startSealer(platform),
      startClockSweep(platform),
      startTransferSweep(platform),
      startPartSweep(platform),
      startPlaceDue(platform, registers),
      startConservation(platform),
      startPublication(platform),
      judge,
    ])
      undo.push(() => worker.stop());
    undo.push(watchPart("judge", judge.healthy));
    for (const consumer of await startNoticeDelivery(platform)) undo.push(() => consumer.stop());
  }
  if (config.roles.has("gateway")) {
    const gateway = await startGateway({ platform, host: config.host, port: config.hj212Port });
    hj212Port = gateway.port;
    undo.push(() => gateway.stop(), watchPart("gateway", gateway.healthy));
  }
  return {
    hj212Port,
    stop: async () => {
      for (const step of undo.reverse()) await step();
    },
  };
}
