/** The process the embedded engine lives in: a slow query then blocks this event loop and not the platform's. */
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DataFolderInUse, lockDataFolder } from "./data-lock.ts";
import { DATABASE, type Engine, openEngine, SUPERUSER } from "./engine.ts";
import { watchEngine } from "./engine-watch.ts";
import { keepHouse } from "./housekeeping.ts";
import { readTemplate, templatePath, writeTemplate } from "./template.ts";
import { serveWire } from "./wire-server.ts";

/** First message of the platform. */
export interface ChildStart {
  readonly type: "start";
  readonly dataDir: string;
  readonly cacheDir: string;
  readonly socketPath: string;
  readonly preparation: string;
  readonly idleInTransactionMs: number;
  readonly statementLimitMs: number;
}

/** What the process tells the platform. */
export type ChildReport =
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly reason: string }
  | { readonly type: "log"; readonly line: string };

/** How long a process that the platform left behind may take to end before its folder counts as in use. */
const ORPHAN_MS = 8_000;
/** How long SIGTERM waits for the platform, which may have got the same signal and still has work to store. */
const PLATFORM_ENDS_MS = 10_000;

let stopping: Promise<void> | undefined;
let close: () => Promise<void> = async () => {};

function report(message: ChildReport): void {
  if (process.connected) process.send?.(message);
}

async function lockPatiently(dataDir: string): Promise<() => void> {
  const until = Date.now() + ORPHAN_MS;
  for (;;) {
    try {
      return lockDataFolder(dataDir);
    } catch (cause) {
      if (!(cause instanceof DataFolderInUse) || Date.now() > until) throw cause;
      await pause(100);
    }
  }
}

/** Opens the folder, first building it from the template or from nothing. */
async function openPrepared(start: ChildStart, onBatch: (running: boolean) => void): Promise<Engine> {
  const folder = join(start.dataDir, "pgdata");
  const building = join(start.dataDir, "building");
  // Nobody was ever told that a folder with this mark is ready, so nothing of anyone's is in it.
  if (existsSync(building)) await rm(folder, { recursive: true, force: true });
  if (existsSync(join(folder, "PG_VERSION"))) {
    const engine = await openEngine({ folder, database: DATABASE, onBatch });
    await engine.execute(start.preparation);
    return engine;
  }
  await writeFile(building, "");
  const path = await templatePath(start.cacheDir, start.preparation);
  const engine =
    (await fromTemplate(path, folder, onBatch)) ?? (await fromNothing(path, folder, start.preparation, onBatch));
  await engine.execute(start.preparation);
  await rm(building);
  return engine;
}

async function fromTemplate(
  path: string,
  folder: string,
  onBatch: (running: boolean) => void,
): Promise<Engine | undefined> {
  const template = await readTemplate(path);
  if (!template) return undefined;
  try {
    return await openEngine({ folder, database: DATABASE, template, onBatch });
  } catch (cause) {
    report({ type: "log", line: `template ${path} not usable (${(cause as Error).message}); building afresh` });
    await rm(path, { force: true });
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}

async function fromNothing(
  path: string,
  folder: string,
  preparation: string,
  onBatch: (running: boolean) => void,
): Promise<Engine> {
  report({ type: "log", line: "building the embedded database, about ten seconds" });
  const bare = await openEngine({ folder, database: SUPERUSER });
  await bare.execute(`create database ${DATABASE}`);
  await bare.close();
  const engine = await openEngine({ folder, database: DATABASE, onBatch });
  await engine.execute(preparation);
  try {
    await writeTemplate(path, await engine.dump());
  } catch (cause) {
    report({ type: "log", line: `template not kept: ${(cause as Error).message}` });
  }
  return engine;
}

async function begin(start: ChildStart): Promise<void> {
  await mkdir(start.dataDir, { recursive: true });
  const release = await lockPatiently(start.dataDir);
  const engine = await openPrepared(start, watchEngine(start.statementLimitMs).onBatch);
  await rm(start.socketPath, { force: true });
  const server = await serveWire({
    engine,
    socketPath: start.socketPath,
    database: DATABASE,
    superuser: SUPERUSER,
    idleInTransactionMs: start.idleInTransactionMs,
    onFailure(reason) {
      report({ type: "log", line: `engine failed: ${reason}` });
      // Long enough for the clients to be told; the write-ahead log has every acknowledged row.
      setTimeout(() => process.exit(70), 50);
    },
  });
  const endHousekeeping = keepHouse({ server, log: (line) => report({ type: "log", line }) });
  close = async () => {
    endHousekeeping();
    await server.close();
    await engine.close();
    await rm(start.socketPath, { force: true });
    release();
  };
  report({ type: "ready" });
}

function stop(code: number): Promise<void> {
  stopping ??= close().then(
    () => process.exit(code),
    (cause: unknown) => {
      console.error("closing failed:", cause);
      process.exit(1);
    },
  );
  return stopping;
}

process.on("message", (message: ChildStart | { type: "stop" }) => {
  if (message.type === "stop") void stop(0);
  else {
    begin(message).catch((cause: unknown) => {
      report({ type: "failed", reason: cause instanceof Error ? cause.message : String(cause) });
      process.exitCode = 1;
      setTimeout(() => process.exit(1), 50);
    });
  }
});
process.on("disconnect", () => void stop(0));
process.on("SIGTERM", () => setTimeout(() => void stop(0), process.connected ? PLATFORM_ENDS_MS : 0));
// Ctrl-C reaches the whole process group; the platform decides when the engine may go.
process.on("SIGINT", () => {});
