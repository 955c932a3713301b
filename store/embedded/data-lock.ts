/**
 * One process per data folder. Neither embedded engine is safe against a second process on its files, and PGlite does
 * not even notice one.
 *
 * The lock is a file naming its holder. It is stale when that process is gone: its pid is free, or belongs to a process
 * that started at another time (Linux), or, for a holder on another host or in another container, when the file has
 * not been touched for half a minute.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";

/** The folder is in use; the message says by whom. */
export class DataFolderInUse extends Error {
  override readonly name = "DataFolderInUse";
  readonly folder: string;
  readonly pid: number;

  constructor(folder: string, holder: Holder) {
    const where = holder.host === hostname() ? "" : ` on ${holder.host}`;
    super(
      `数据目录 ${folder} 正被进程 ${holder.pid}${where} 使用 / data folder ${folder} is in use by process ${holder.pid}${where}`,
    );
    this.folder = folder;
    this.pid = holder.pid;
  }
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start time of the process as the kernel counts it; empty where the kernel does not tell. */
  readonly started: string;
}

const TOUCH_MS = 5_000;
const FOREIGN_STALE_MS = 30_000;

/**
 * Takes the folder for this process, creating it if need be.
 * @returns a function that gives it back; calling it again does nothing
 * @throws DataFolderInUse when another living process, or this one, holds it
 */
export function lockDataFolder(dir: string): () => void {
  const folder = resolve(dir);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "saihan.lock");
  const self: Holder = { pid: process.pid, host: hostname(), started: startTime(process.pid) };
  if (!create(path, self)) takeOver(folder, path, self);
  const touch = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Removed by hand: only a process on another host could be misled by the missing touch.
    }
  }, TOUCH_MS);
  touch.unref();
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    clearInterval(touch);
    const holder = read(path);
    if (holder && same(holder, self)) unlinkSync(path);
  };
}

function create(path: string, self: Holder): boolean {
  try {
    const file = openSync(path, "wx", 0o600);
    writeFileSync(file, JSON.stringify(self));
    closeSync(file);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}

/** Only one process at a time may decide that a lock is stale and replace it; a folder is the sign of it. */
function takeOver(folder: string, path: string, self: Holder): void {
  const sign = `${path}.taking`;
  const until = Date.now() + 3_000;
  for (;;) {
    const holder = readPatiently(path);
    if (holder && alive(holder, path)) throw new DataFolderInUse(folder, holder);
    try {
      mkdirSync(sign);
      break;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      if (Date.now() > until) rmdirSync(sign);
      pause(20);
    }
  }
  try {
    const holder = readPatiently(path);
    if (holder && alive(holder, path)) throw new DataFolderInUse(folder, holder);
    const next = `${path}.${self.pid}`;
    writeFileSync(next, JSON.stringify(self), { mode: 0o600 });
    renameSync(next, path);
  } finally {
    rmdirSync(sign);
  }
}

function read(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8")) as Partial<Holder>;
    if (typeof holder.pid !== "number" || typeof holder.host !== "string") return undefined;
    return { pid: holder.pid, host: holder.host, started: holder.started ?? "" };
  } catch {
    return undefined;
  }
}

/** A lock that another process is just writing is empty for a moment; one that stays unreadable has no holder. */
function readPatiently(path: string): Holder | undefined {
  for (let tries = 0; tries < 10; tries++) {
    const holder = read(path);
    if (holder) return holder;
    pause(20);
  }
  return undefined;
}

function alive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname())
    return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < FOREIGN_STALE_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (cause) {
    // EPERM: alive, but another user's.
    if ((cause as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return holder.started === startTime(holder.pid);
}

/** Field 22 of /proc/<pid>/stat; the name in field 2 may contain spaces and brackets, so counting starts after it. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

const same = (a: Holder, b: Holder): boolean => a.pid === b.pid && a.host === b.host && a.started === b.started;

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
