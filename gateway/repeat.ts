import type { Observe } from "#store/clickhouse.ts";
import type { Arrived } from "./arrived.ts";

/**
 * Finds repeats: the same device and the same data segment as a packet that is stored or on its way to be.
 *
 * A packet whose key (QN) lies above the highest stored key of its device cannot be a repeat; that is nearly every packet, and costs a
 * comparison. Any other is looked for by its SM3 in memory and then, for a whole batch at once, in the store.
 */
export type Repeats = Readonly<{ mark(batch: readonly Arrived[]): Promise<void> }>;

const remembered = 100_000;

export function openRepeats(observe: Observe): Repeats {
  const highest = new Map<string, string>();
  const recent = new Set<string>();

  async function loadMarks(batch: readonly Arrived[]): Promise<void> {
    const mns = new Set<string>();
    for (const { mn, verdict } of batch) if (verdict === "stored" && !highest.has(mn)) mns.add(mn);
    if (mns.size === 0) return;
    const rows = await observe.query<{ mn: string; key: string }>(
      "select mn, max(m.key) as key from device_mark as m where mn in {mns:Array(String)} group by mn",
      { mns: [...mns] },
      { beforeWriting: true },
    );
    for (const mn of mns) highest.set(mn, "");
    for (const { mn, key } of rows) highest.set(mn, key);
  }

  async function storedHashes(packets: readonly Arrived[]): Promise<Set<string>> {
    if (packets.length === 0) return new Set();
    const rows = await observe.query<{ id: string }>(
      `select distinct concat(mn, '/', hash) as id from packet
        where mn in {mns:Array(String)} and hash in {hashes:Array(String)} and verdict = 'stored'`,
      { mns: [...new Set(packets.map(({ mn }) => mn))], hashes: packets.map(({ hash }) => hash) },
      { beforeWriting: true },
    );
    return new Set(rows.map(({ id }) => id));
  }

  function remember(id: string): void {
    recent.add(id);
    if (recent.size <= remembered) return;
    for (const oldest of recent) {
      recent.delete(oldest);
      if (recent.size <= remembered * 0.9) return;
    }
  }

  return {
    mark: async (batch) => {
      await loadMarks(batch);
      const asked = batch.filter((packet) => {
        if (packet.verdict !== "stored") return false;
        return packet.key <= (highest.get(packet.mn) ?? "") && !recent.has(`${packet.mn}/${packet.hash}`);
      });
      const stored = await storedHashes(asked);
      for (const packet of batch) {
        if (packet.verdict !== "stored") continue;
        const id = `${packet.mn}/${packet.hash}`;
        const high = highest.get(packet.mn) ?? "";
        if (packet.key > high) highest.set(packet.mn, packet.key);
        else if (recent.has(id) || stored.has(id)) packet.verdict = "duplicate";
        if (packet.verdict === "stored") remember(id);
      }
    },
  };
}
