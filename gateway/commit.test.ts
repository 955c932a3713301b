import { expect, test } from "vitest";
import { eventually } from "#store/kit.ts";
import type { Arrived } from "./arrived.ts";
import { openCommitter } from "./commit.ts";
import { newCounters } from "./counters.ts";

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
  await eventually(() => committer.waiting === 0);
  expect(committer.healthy()).toBe(true);
  refusing = true;
  committer.add({} as Arrived);
  expect(committer.healthy()).toBe(true);
  await eventually(() => !committer.healthy());
  expect(committer.waiting).toBe(1);
  refusing = false;
  await eventually(() => committer.waiting === 0);
  expect(committer.healthy()).toBe(true);
  await committer.drain();
});
