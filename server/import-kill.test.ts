import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import type { ImportReply } from "#kernel/import/contract.ts";
import { systemActor } from "#store/actor.ts";
import { type Desk, officer, openDesk } from "./import-kit.ts";

/** A process that is killed while it writes an import leaves all of it or nothing, and the same commit can be sent again. */
const folder = mkdtempSync(join(tmpdir(), "saihan-import-"));
const rows = 3_000;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const importer = officer("导入员", "r:150000");

/** Writes an import of `rows` rows from `first` on, and is killed so many milliseconds after it was told to. */
async function killed(first: number, afterMs: number): Promise<string> {
  const child = fork(join(import.meta.dirname, "import-kit-child.ts"), [folder, String(first), String(rows)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const id = await new Promise<string>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { id: string }).id));
    child.once("exit", (code) => reject(new Error(`the importer ended before its commit (${code})`)));
  });
  await pause(afterMs);
  child.kill("SIGKILL");
  await ended;
  return id;
}

async function written(desk: Desk, first: number): Promise<number> {
  const names = Array.from({ length: rows }, (_, n) => `企业${first + n}`);
  const { rows: found } = await desk.platform.postgres.transact(systemActor("test"), (tx) =>
    sql<{ n: number }>`select count(*)::int as n from base.enterprise where name = any (${names})`.execute(tx),
  );
  return found[0]?.n ?? -1;
}

test("twice, at two moments", { timeout: 240_000 }, async () => {
  const seen: string[] = [];
  for (const [round, afterMs] of [150, 350].entries()) {
    const first = (round + 1) * 10_000;
    const id = await killed(first, afterMs);
    // a minute later: whoever wrote would have been heard of
    const desk = await openDesk("embedded", undefined, { at: folder, now: () => Date.now() + 60_000 });
    try {
      const found = await desk.ask<ImportReply>(importer, "import.read", { params: { id } });
      const count = await written(desk, first);
      seen.push(found.state);
      expect([found.state, found.interrupted, count]).toEqual(
        found.state === "committed" ? ["committed", false, rows] : [found.state, found.state === "committing", 0],
      );
      const done = await desk.committed(importer, id, { reason: "将被中断的导入" }, `key-${first}`);
      expect([done.state, done.result]).toEqual(["committed", { created: rows, amended: 0, leftOut: 0 }]);
      expect(await written(desk, first)).toBe(rows);
    } finally {
      await desk.close();
    }
  }
  expect(seen).toContain("committing");
});
