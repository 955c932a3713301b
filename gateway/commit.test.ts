import { expect, test } from "vitest";
import type { Arrived } from "./arrived.ts";
import { openCommitter } from "./commit.ts";
import { newCounters } from "./counters.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a committer whose rows are refused for long calls itself unwell, and well again once they are in", async () => {
  let refusing = false;
  const committer = openCommitter({
    observe: { insert: () => (refusing ? Promise.reject(new Error("disk full")) : Promise.resolve()) } as never,
    firstBatch: 1,
    counters: newCounters(),
    prepare: (packets) => Promise.resolve({ packets, rows: "[]", readings: "", readingCount: 0 }),
    committed: () => undefined,
    log: () => undefined,
    stuckMs: 60,
  });
  committer.add({} as Arrived);
  await pause(100);
  expect([committer.healthy(), committer.waiting]).toEqual([true, 0]);
  refusing = true;
  committer.add({} as Arrived);
  await pause(120);
  expect([committer.healthy(), committer.waiting]).toEqual([false, 1]);
  refusing = false;
  await pause(1_000);
  expect([committer.healthy(), committer.waiting]).toEqual([true, 0]);
  await committer.drain();
});
