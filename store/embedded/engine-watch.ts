/**
 * A thread that watches the engine's process while the engine itself blocks it. It ends the process when one batch has
 * run longer than allowed (the engine knows no statement_timeout), and when the platform that started the process is
 * gone: nobody would read the answer, and the data folder must become free for the next start.
 */
import { isMainThread, Worker, workerData } from "node:worker_threads";

export interface EngineWatch {
  /** Told at the start and at the end of every batch. */
  onBatch(running: boolean): void;
}

interface WatchData {
  readonly since: SharedArrayBuffer;
  readonly limitMs: number;
  readonly parent: number;
}

const LOOK_MS = 250;

/** @param limitMs longest time for one batch, in milliseconds */
export function watchEngine(limitMs: number): EngineWatch {
  const since = new SharedArrayBuffer(8);
  const started = new BigInt64Array(since);
  const data: WatchData = { since, limitMs, parent: process.ppid };
  new Worker(new URL(import.meta.url), { workerData: data, resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
  return {
    onBatch(running) {
      Atomics.store(started, 0, running ? BigInt(Date.now()) : 0n);
    },
  };
}

function look(data: WatchData): void {
  const since = Number(Atomics.load(new BigInt64Array(data.since), 0));
  const ranMs = since === 0 ? 0 : Date.now() - since;
  const orphaned = process.ppid !== data.parent && ranMs > 1_000;
  if (ranMs <= data.limitMs && !orphaned) return;
  const reason = orphaned ? "the platform is gone" : `one statement ran longer than ${data.limitMs} ms`;
  // A blocked main thread forwards nothing that this thread prints; only the descriptor itself still works.
  import("node:fs").then(({ writeSync }) => {
    try {
      writeSync(2, `embedded postgres: ${reason}; ending the engine\n`);
    } finally {
      process.kill(process.pid, "SIGKILL");
    }
  });
}

if (!isMainThread && workerData?.since) setInterval(() => look(workerData as WatchData), LOOK_MS);
