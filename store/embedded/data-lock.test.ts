import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { DataFolderInUse, lockDataFolder } from "./data-lock.ts";

const base = mkdtempSync(join(tmpdir(), "saihan-lock-"));
const module = JSON.stringify(fileURLToPath(new URL("./data-lock.ts", import.meta.url)));
let made = 0;
const folder = (): string => join(base, `${++made}`, "nested");
const lockOf = (dir: string): string => join(dir, "saihan.lock");

afterAll(() => rmSync(base, { recursive: true, force: true }));

it("a folder is held once and can be taken again after its release", () => {
  const dir = folder();
  const release = lockDataFolder(dir);
  expect(() => lockDataFolder(dir)).toThrow(DataFolderInUse);
  release();
  release();
  expect(existsSync(lockOf(dir))).toBe(false);
  lockDataFolder(dir)();
});

it("another process is refused with the folder and the holder's pid", () => {
  const dir = folder();
  const release = lockDataFolder(dir);
  const code = `import(${module}).then((m) => m.lockDataFolder(${JSON.stringify(dir)})).catch((e) => console.log(e.message))`;
  const { stdout } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
  expect(stdout).toContain(dir);
  expect(stdout).toContain(`${process.pid}`);
  release();
});

it("the lock of a process that is gone is taken over", () => {
  const dir = folder();
  const code = `import(${module}).then((m) => { m.lockDataFolder(${JSON.stringify(dir)}); process.kill(process.pid, "SIGKILL"); })`;
  spawnSync(process.execPath, ["-e", code]);
  expect(existsSync(lockOf(dir))).toBe(true);
  const release = lockDataFolder(dir);
  expect(JSON.parse(readFileSync(lockOf(dir), "utf8")).pid).toBe(process.pid);
  release();
});

it("the lock of a process whose pid now belongs to another is taken over", () => {
  const dir = folder();
  lockDataFolder(dir)();
  writeFileSync(lockOf(dir), JSON.stringify({ pid: process.pid, host: hostname(), started: "1" }));
  lockDataFolder(dir)();
});

it("an unreadable lock has no holder", () => {
  const dir = folder();
  lockDataFolder(dir)();
  writeFileSync(lockOf(dir), "");
  lockDataFolder(dir)();
});

it("the lock of another host holds while it is touched", () => {
  const dir = folder();
  lockDataFolder(dir)();
  writeFileSync(lockOf(dir), JSON.stringify({ pid: 1, host: "elsewhere", started: "1" }));
  expect(() => lockDataFolder(dir)).toThrow(/1 on elsewhere/);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lockOf(dir), longAgo, longAgo);
  lockDataFolder(dir)();
});

it("of many processes that find a stale lock exactly one takes it", async () => {
  const dir = folder();
  lockDataFolder(dir)();
  writeFileSync(lockOf(dir), JSON.stringify({ pid: 999_999_999, host: hostname(), started: "1" }));
  const code = `import(${module}).then((m) => { m.lockDataFolder(${JSON.stringify(dir)}); console.log("held"); setTimeout(() => {}, 3000); }).catch(() => {})`;
  const outputs = await Promise.all(
    Array.from({ length: 8 }, () => {
      const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
      return new Promise<string>((done) => {
        let text = "";
        child.stdout.on("data", (bytes) => (text += bytes));
        child.on("close", () => done(text));
      });
    }),
  );
  expect(outputs.filter((text) => text.includes("held")).length).toBe(1);
});
