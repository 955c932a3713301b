import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openKitPlatform } from "#kernel/kit.server.ts";
import { box, type Cover, conservationKit, type Ground } from "./kit.server.ts";
import { requestRun } from "./run.server.ts";
import { workOneRun } from "./worker.server.ts";

/** Two covers with changes enough for several chunks, and the run that waits for its worker. */
const ids = {
  from: "019b7523-3400-7101-8000-000000000001",
  to: "019b7523-3400-7101-8000-000000000002",
  run: "019b7523-3400-7101-8000-000000000003",
};
const start = Date.parse("2026-11-24T10:00:00+08:00");

async function sowInto(folder: string): Promise<void> {
  const { platform, close } = await openKitPlatform({ at: folder, now: () => start });
  const kit = conservationKit(platform);
  await kit.prepare();
  await kit.redLine(box(0, 0, 4000, 4000), { id: "019b7523-3400-7101-8000-000000000004" });
  const covers = ["mine", "built", "solar"];
  const changes = Array.from(
    { length: 1_600 },
    (_, n): Cover => [
      covers[n % covers.length] as string,
      box((n % 40) * 100 + 10, Math.floor(n / 40) * 100 + 10, 40 + (n % 30), 45) as Ground,
    ],
  );
  await kit.layer("2024-06-01", [["grass", box(-500, -500, 5000, 5000)]], 5, ids.from);
  await kit.layer("2025-06-01", changes, 5, ids.to);
  await kit.run((tx) =>
    requestRun(
      tx,
      { kind: "system", name: "test" },
      { id: ids.run, region: "150000", from: ids.from, to: ids.to, parameters: { matrix: false } },
      start,
    ),
  );
  await close();
}

/** Works the run in another process and kills it at the chunk of that number; 0 lets it live. */
function workAndKill(folder: string, at: number): Promise<string> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, "kill-child.server.ts"), [folder, String(start)], { stdio: "ignore" });
    let chunks = 0;
    let last = "";
    child.on("message", (message) => {
      last = String(message);
      if (message === "chunk" && ++chunks === at) child.kill("SIGKILL");
    });
    child.once("exit", () => resolve(last));
  });
}

type Outcome = { digest: string; clues: { id: string; number: string; hectares: string }[] };

async function outcome(folder: string, now: number): Promise<{ before: number; after: Outcome }> {
  const { platform, close } = await openKitPlatform({ at: folder, now: () => now });
  const { run } = conservationKit(platform);
  const before = await run((tx) =>
    sql<{
      n: number;
    }>`select (select count(*) from conservation.clue)::int + (select count(*) from conservation.sighting)::int
    + (select count(*) from conservation.clue_shape)::int as n`.execute(tx),
  );
  while (await workOneRun(platform));
  const digest = await run((tx) =>
    sql<{ digest: string }>`select digest from conservation.run where id = ${ids.run} and state = 'done'`.execute(tx),
  );
  const clues = await run((tx) =>
    sql<Outcome["clues"][number]>`select id, number, hectares from conservation.clue order by number`.execute(tx),
  );
  await close();
  return { before: before.rows[0]?.n ?? -1, after: { digest: digest.rows[0]?.digest ?? "", clues: clues.rows } };
}

test("a run whose process is killed in the middle stores nothing, and the repeat gives the same to the last bit", {
  timeout: 240_000,
}, async () => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "saihan-kill-")));
  const [whole = "", killed = ""] = folders;
  try {
    for (const folder of folders) await sowInto(folder);
    const undisturbed = await outcome(whole, start);
    expect(undisturbed.before).toBe(0);
    expect(undisturbed.after.clues).toHaveLength(1_600);
    // killed in the overlay, then in the commit itself or just before it
    expect(await workAndKill(killed, 3)).toBe("chunk");
    const late = start + 10 * 60_000;
    const repeated = await outcome(killed, late);
    expect(repeated.before).toBe(0);
    expect(repeated.after).toEqual(undisturbed.after);
    expect(repeated.after.digest).toMatch(/^[0-9a-f]{64}$/);
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
});
