/**
 * The embedded PostgreSQL + PostGIS as the platform sees it: three URLs for `pg`, and a process that comes back by
 * itself. Nothing here or behind it is needed when `DATABASE_URL` names a server.
 *
 * For trial use and a single office: a killed process loses nothing that was acknowledged, a power failure may.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ChildReport, ChildStart } from "./postgres-child.ts";
import { defaultCacheFolder } from "./template.ts";

export interface EmbeddedPostgresOptions {
  /** A folder of its own; created if missing. */
  readonly dataDir: string;
  /** Idempotent SQL run by the superuser at every start: principals, extensions, ownership. */
  readonly preparation: string;
  /** Where the template of an empty database is kept; `SAIHAN_CACHE` or `<repository>/.cache` by default. */
  readonly cacheDir?: string;
  /** How long one client may idle inside a transaction while others wait; 60,000 ms by default. */
  readonly idleInTransactionMs?: number;
  /** Longest time for one statement, after which the engine is restarted; 600,000 ms by default. */
  readonly statementLimitMs?: number;
  readonly log?: (line: string) => void;
}

export interface EmbeddedPostgres {
  /** As `saihan_app`: owns nothing, row policies hold. */
  readonly appUrl: string;
  /** As `saihan_owner`: migrates. */
  readonly ownerUrl: string;
  /** As `postgres`: prepares. */
  readonly superuserUrl: string;
  /** Of the engine's process; another one after a restart. */
  readonly pid: number;
  /** Told each time the engine is ready again after it failed. Returns a function that ends the telling. */
  onRestart(listener: () => void): () => void;
  /** Flushes and ends the engine. */
  stop(): Promise<void>;
}

const PORT = 5432;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 30_000;
/** A process that lived this long failed for a new reason. */
const STEADY_MS = 60_000;
const STOP_MS = 20_000;
/**
 * Stack of the engine's process in KiB. PostgreSQL refuses runaway recursion (54001) by measuring the engine's own
 * stack (`max_stack_depth` in engine.ts); the process needs up to a hundred times as much of its own, and an exhausted
 * one ends the engine: a few kilobytes of nested brackets in a jsonb value were enough. The shell is there only for its
 * `ulimit`; where the limit may not be raised, the usual 8 MiB have to do.
 */
const STACK_KB = 60_000;
const USUAL_STACK_KB = 3_900;
const WITH_STACK = `ulimit -s ${STACK_KB + 2_000} 2>/dev/null && exec "$0" --stack-size=${STACK_KB} "$1"
exec "$0" --stack-size=${USUAL_STACK_KB} "$1"`;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const socketDir = socketFolder(dataDir);
  const log = options.log ?? ((line: string) => console.error(`embedded postgres: ${line}`));
  const start: ChildStart = {
    type: "start",
    dataDir,
    cacheDir: resolve(options.cacheDir ?? defaultCacheFolder()),
    socketPath: join(socketDir, `.s.PGSQL.${PORT}`),
    preparation: options.preparation,
    idleInTransactionMs: options.idleInTransactionMs ?? 60_000,
    statementLimitMs: options.statementLimitMs ?? 600_000,
  };
  const listeners = new Set<() => void>();
  let stopping = false;
  let child = await launch(start, log);
  watch(child, Date.now(), FIRST_BACKOFF_MS);

  function watch(process: ChildProcess, since: number, backoffMs: number): void {
    process.once("exit", (code, signal) => {
      if (stopping) return;
      log(`engine ended (${signal ?? code}), starting it again`);
      void restart(Date.now() - since > STEADY_MS ? FIRST_BACKOFF_MS : backoffMs);
    });
  }

  async function restart(backoffMs: number): Promise<void> {
    for (let wait = backoffMs; !stopping; wait = Math.min(wait * 2, LONGEST_BACKOFF_MS)) {
      await pause(wait);
      if (stopping) return;
      try {
        child = await launch(start, log, (launched) => {
          child = launched;
        });
      } catch (cause) {
        log(`engine did not start: ${(cause as Error).message}`);
        continue;
      }
      watch(child, Date.now(), Math.min(wait * 2, LONGEST_BACKOFF_MS));
      for (const listener of listeners) listener();
      return;
    }
  }

  const url = (user: string): string =>
    `postgres://${user}@localhost:${PORT}/saihan?host=${encodeURIComponent(socketDir)}&sslmode=disable`;

  return {
    appUrl: url("saihan_app"),
    ownerUrl: url("saihan_owner"),
    superuserUrl: url("postgres"),
    get pid() {
      return child.pid ?? 0;
    },
    onRestart(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopping = true;
      await end(child);
      rmSync(socketDir, { recursive: true, force: true });
    },
  };
}

/** Starts the process and waits until it serves; throws with its own reason when it cannot. */
async function launch(
  start: ChildStart,
  log: (line: string) => void,
  launched?: (child: ChildProcess) => void,
): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("./postgres-child.ts", import.meta.url));
  const child = spawn("/bin/sh", ["-c", WITH_STACK, process.execPath, script], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  launched?.(child);
  await new Promise<void>((done, refuse) => {
    let reason = "";
    const exited = (code: number | null, signal: string | null): void =>
      refuse(new Error(reason || `the embedded engine ended at its start (${signal ?? code})`));
    child.once("exit", exited);
    child.once("error", refuse);
    child.on("message", (report: ChildReport) => {
      if (report.type === "log") log(report.line);
      else if (report.type === "failed") reason = report.reason;
      // under `node --watch` the runtime sends messages of its own on this channel
      else if (report.type === "ready") {
        child.off("exit", exited);
        done();
      }
    });
    child.send(start);
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  if (child.connected) child.send({ type: "stop" });
  const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
  await ended;
  clearTimeout(kill);
}

/**
 * A short private folder for the socket: the path of a unix socket may have about 100 bytes, a data folder's may be
 * longer. The name follows from the data folder, so it is the same after every restart.
 */
function socketFolder(dataDir: string): string {
  const hash = createHash("sha256").update(`${userInfo().uid} ${dataDir}`).digest("hex").slice(0, 12);
  const base = tmpdir().length > 60 ? "/tmp" : tmpdir();
  const folder = join(base, `saihan-${hash}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  // Anyone may create folders under /tmp; only one that is ours and closed to others may carry the database.
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder that only this user can open; remove it and start again`);
  }
  return folder;
}
