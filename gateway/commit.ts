import { uuidv7 } from "#kernel/id.ts";
import type { Observe } from "#store/clickhouse.ts";
import type { Arrived } from "./arrived.ts";
import type { Counters } from "./counters.ts";
import { untilDone } from "./retry.ts";
import { packetColumns, readingColumns } from "./rows.ts";

/**
 * Group commit. Packets are collected for a moment or up to a number; while one group is being written the next is judged and the one
 * after collects. What must not change: readings are written before packets, the packet row is the commit record, groups are written
 * one after another in the order of their numbers, and nothing is answered before its packet row is in. An engine that fails is tried
 * again for ever with the same tokens: a group that half succeeded does no harm.
 */
/** `rows` and `readings` are the ready text of the two inserts. */
export type Group = Readonly<{ packets: readonly Arrived[]; rows: string; readings: string; readingCount: number }>;

export type Committer = Readonly<{
  add(packet: Arrived): void;
  /** Packets that wait for their verdict or their row. */
  readonly waiting: number;
  /** False while a group has been waiting longer than `stuckMs` for an engine to judge it or to take its rows. */
  healthy(): boolean;
  /** Judges and writes what is waiting, then ends. */
  drain(): Promise<void>;
}>;

export type CommitSetting = Readonly<{
  observe: Observe;
  firstBatch: number;
  counters: Counters;
  /** Gives verdicts, series and the text of readings. Packets that it keeps back come again through `add`. */
  prepare(packets: readonly Arrived[], batch: number): Promise<Group>;
  /** The group is stored: answer, tell, count. */
  committed(group: Group): void;
  log(line: string): void;
  largest?: number;
  collectMs?: number;
  stuckMs?: number;
}>;

export function openCommitter(setting: CommitSetting): Committer {
  const { observe, counters, largest = 4_000, collectMs = 15, stuckMs = 10_000 } = setting;
  let queue: Arrived[] = [];
  let inFlight = 0;
  let batch = setting.firstBatch;
  let wake: (() => void) | undefined;
  let draining = false;
  let firstAt = 0;
  /** Since when the group in hand is being judged, and the one before it written. */
  let preparingSince: number | undefined;
  let writingSince: number | undefined;

  async function run(): Promise<void> {
    let writing: Promise<void> = Promise.resolve();
    for (;;) {
      if (queue.length === 0) {
        if (draining) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      await collect();
      const packets = queue.length <= largest ? queue : queue.slice(0, largest);
      queue = packets === queue ? [] : queue.slice(largest);
      inFlight += packets.length;
      preparingSince = performance.now();
      const group = await setting.prepare(packets, batch);
      preparingSince = undefined;
      inFlight -= packets.length - group.packets.length;
      await writing;
      if (group.packets.length === 0) continue;
      batch++;
      writing = write(group);
    }
    await writing;
  }

  /** Waits a moment for company, unless there is plenty or the end is near. */
  function collect(): Promise<void> | undefined {
    const left = collectMs - (performance.now() - firstAt);
    if (left <= 0 || queue.length >= largest || draining) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, left);
      wake = () => {
        if (queue.length < largest && !draining) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function write(group: Group): Promise<void> {
    const token = uuidv7();
    writingSince = performance.now();
    const steps = [
      () => observe.insert({ table: "reading", columns: readingColumns, rows: group.readings, token: `${token}-r` }),
      () => observe.insert({ table: "packet", columns: packetColumns, rows: group.rows, token: `${token}-p` }),
    ];
    for (const step of steps) await untilDone(step, setting);
    writingSince = undefined;
    counters.commits++;
    inFlight -= group.packets.length;
    setting.committed(group);
  }

  const running = run();
  return {
    add: (packet) => {
      if (queue.length === 0) firstAt = performance.now();
      queue.push(packet);
      wake?.();
    },
    get waiting() {
      return queue.length + inFlight;
    },
    healthy: () => {
      const since = Math.min(preparingSince ?? Number.POSITIVE_INFINITY, writingSince ?? Number.POSITIVE_INFINITY);
      return performance.now() - since <= stuckMs;
    },
    drain: () => {
      draining = true;
      wake?.();
      return running;
    },
  };
}
