import { hour, isoTime } from "#kernel/time.ts";
import type { Observe } from "#store/clickhouse.ts";
import type { PacketItem, Verdict } from "./packet.ts";
import { microTime, timeOrNull } from "./time-text.ts";

/** Questions to the packets of devices that the caller has already fenced (`readableMns`). */
export type PacketRow = {
  mn: string;
  received: number;
  verdict: Verdict;
  reason: string;
  cn: string;
  st: string;
  qn: string;
  dataTime: number | null;
  readings: number;
  bytes: number;
  violations: number;
  peer: string;
};

const itemColumns = `p.mn as mn, toUnixTimestamp64Micro(p.received) as received, p.verdict as verdict, p.reason as reason, p.cn as cn, p.st as st,
  if(length(p.key) = 17, p.key, '') as qn, toUnixTimestamp64Milli(p.data_time) as dataTime, p.readings as readings, p.bytes as bytes,
  p.faults as violations, p.peer as peer`;

export type PacketFilter = Readonly<{
  mns: readonly string[];
  from: number;
  to: number;
  verdict?: Verdict;
  before?: number;
  limit: number;
}>;

/** Newest first; `before` is the receipt of the last packet of the page before, in microseconds. */
export function packetsOf(observe: Observe, filter: PacketFilter, signal?: AbortSignal): Promise<PacketRow[]> {
  if (filter.mns.length === 0) return Promise.resolve([]);
  const to = Math.min(filter.to * 1000, filter.before ?? Number.MAX_SAFE_INTEGER);
  return observe.query<PacketRow>(
    `select ${itemColumns} from packet as p
      where p.mn in {mns:Array(String)} and p.received >= fromUnixTimestamp64Micro({from:Int64}) and p.received < fromUnixTimestamp64Micro({to:Int64})
        ${filter.verdict ? "and p.verdict = {verdict:String}" : ""}
      order by p.received desc limit {limit:UInt32}`,
    {
      mns: filter.mns,
      from: filter.from * 1000,
      to,
      limit: filter.limit,
      ...(filter.verdict ? { verdict: filter.verdict } : {}),
    },
    { signal },
  );
}

export const packetItemOf = (row: PacketRow): PacketItem => ({
  ...row,
  received: microTime(row.received),
  dataTime: timeOrNull(row.dataTime),
});

export type WholePacket = PacketRow & { raw: string; encoding: "text" | "base64"; hash: string; faults: string };

export async function packetAt(observe: Observe, mn: string, received: number): Promise<WholePacket | undefined> {
  const [row] = await observe.query<WholePacket>(
    `select ${itemColumns}, p.raw as raw, p.encoding as encoding, p.hash as hash, p.violations as faults from packet as p
      where p.mn = {mn:String} and p.received = fromUnixTimestamp64Micro({received:Int64}) limit 1`,
    { mn, received },
  );
  return row;
}

/** Receipt of the packets of a device just before and just after one of them, in microseconds. */
export async function neighboursOf(
  observe: Observe,
  mn: string,
  received: number,
): Promise<{ previous: number | undefined; next: number | undefined }> {
  const nearest = async (comparison: "<" | ">", order: "asc" | "desc"): Promise<number | undefined> => {
    const [row] = await observe.query<{ at: number }>(
      `select toUnixTimestamp64Micro(p.received) as at from packet as p
        where p.mn = {mn:String} and p.received ${comparison} fromUnixTimestamp64Micro({received:Int64}) order by p.received ${order} limit 1`,
      { mn, received },
    );
    return row?.at;
  };
  const [previous, next] = await Promise.all([nearest("<", "desc"), nearest(">", "asc")]);
  return { previous, next };
}

export type LedgerRow = {
  hour: number;
  received: number;
  stored: number;
  duplicate: number;
  rejected: Record<string, number>;
};
export type Ledger = Readonly<{
  received: number;
  stored: number;
  duplicate: number;
  rejected: Record<string, number>;
  hours: readonly (Omit<LedgerRow, "hour"> & { hour: string })[];
}>;

/**
 * The loss ledger of a device: what was numbered at the socket against what has a row. received is the sum over the runs of the process of
 * the highest number of the hour; a difference is a lost packet.
 */
export async function ledgerOf(observe: Observe, mn: string, from: number, to: number): Promise<Ledger> {
  const rows = await observe.query<{ hour: number; received: number; verdict: Verdict; reason: string; rows: number }>(
    `select hour, sum(highest) over (partition by hour) as received, verdict, reason, rows from (
      select toUnixTimestamp(toStartOfHour(p.received)) as hour, p.verdict as verdict, p.reason as reason, count() as rows, 0 as highest
        from packet as p where p.mn = {mn:String} and p.received >= fromUnixTimestamp64Milli({from:Int64})
          and p.received < fromUnixTimestamp64Milli({to:Int64}) group by hour, verdict, reason
      union all
      select hour, '' as verdict, '' as reason, 0 as rows, sum(most) as highest from (
        select toUnixTimestamp(toStartOfHour(p.received)) as hour, p.boot as boot, max(p.arrival) as most
          from packet as p where p.mn = {mn:String} and p.received >= fromUnixTimestamp64Milli({from:Int64})
            and p.received < fromUnixTimestamp64Milli({to:Int64}) group by hour, boot) group by hour)
      order by hour`,
    // whole hours: numbers begin again with each
    { mn, from: Math.floor(from / hour) * hour, to: Math.ceil(to / hour) * hour },
  );
  const hours = new Map<number, LedgerRow>();
  for (const row of rows) {
    const entry = hours.get(row.hour) ?? {
      hour: row.hour,
      received: row.received,
      stored: 0,
      duplicate: 0,
      rejected: {},
    };
    hours.set(row.hour, entry);
    if (row.verdict === "rejected") entry.rejected[row.reason] = (entry.rejected[row.reason] ?? 0) + row.rows;
    else if (row.rows > 0) entry[row.verdict] += row.rows;
  }
  const total = { received: 0, stored: 0, duplicate: 0, rejected: {} as Record<string, number> };
  for (const entry of hours.values()) {
    total.received += entry.received;
    total.stored += entry.stored;
    total.duplicate += entry.duplicate;
    for (const [reason, count] of Object.entries(entry.rejected))
      total.rejected[reason] = (total.rejected[reason] ?? 0) + count;
  }
  return { ...total, hours: [...hours.values()].map((entry) => ({ ...entry, hour: isoTime(entry.hour * 1000) })) };
}

export type DeviceHour = {
  mn: string;
  last: number;
  received: number;
  rejected: number;
  day: number;
  faultless: number;
};

/** Last receipt, the last hour and the last day of these devices; one question for a page of them. */
export async function deviceHours(
  observe: Observe,
  mns: readonly string[],
  now: number,
): Promise<Map<string, DeviceHour>> {
  if (mns.length === 0) return new Map();
  const [recent, last] = await Promise.all([
    observe.query<DeviceHour>(
      `select p.mn as mn, countIf(p.received >= fromUnixTimestamp64Milli({hour:Int64})) as received,
          countIf(p.received >= fromUnixTimestamp64Milli({hour:Int64}) and p.verdict = 'rejected') as rejected,
          countIf(p.verdict = 'stored') as day, countIf(p.verdict = 'stored' and p.faults = 0) as faultless
        from packet as p where p.mn in {mns:Array(String)} and p.received >= fromUnixTimestamp64Milli({day:Int64}) group by p.mn`,
      { mns, hour: now - hour, day: now - 24 * hour },
    ),
    observe.query<{ mn: string; last: number }>(
      "select m.mn as mn, toUnixTimestamp64Micro(max(m.received)) as last from device_mark as m where m.mn in {mns:Array(String)} group by m.mn",
      { mns },
    ),
  ]);
  const hours = new Map(recent.map((row) => [row.mn, row]));
  return new Map(
    last.map(({ mn, last: at }) => [
      mn,
      { ...(hours.get(mn) ?? { received: 0, rejected: 0, day: 0, faultless: 0 }), mn, last: at },
    ]),
  );
}

export type ViolationCount = { code: string; zh: string; en: string; count: number; last: number };

/** What was wrong with the packets of the last day, by kind. */
export function violationsOfDay(observe: Observe, mn: string, now: number): Promise<ViolationCount[]> {
  return observe.query<ViolationCount>(
    `select v.1 as code, any(v.2) as zh, any(v.3) as en, count() as count, toUnixTimestamp64Micro(max(received)) as last from (
      select p.received as received, arrayJoin(arrayMap(x -> (JSONExtractString(x, 'code'), JSONExtractString(x, 'zh'), JSONExtractString(x, 'en')),
        JSONExtractArrayRaw(p.violations))) as v
      from packet as p where p.mn = {mn:String} and p.received >= fromUnixTimestamp64Milli({day:Int64}) and p.faults > 0)
      group by code order by count desc limit 50`,
    { mn, day: now - 24 * hour },
  );
}

export type Stranger = { mn: string; count: number; first: number; last: number; peer: string };

/** Devices that speak and are not registered, in the last 30 days. */
export function strangersOf(observe: Observe, now: number, limit: number): Promise<Stranger[]> {
  return observe.query<Stranger>(
    `select p.mn as mn, count() as count, toUnixTimestamp64Micro(min(p.received)) as first, toUnixTimestamp64Micro(max(p.received)) as last,
        argMax(toString(p.peer), p.received) as peer
      from packet as p where p.verdict = 'rejected' and p.reason = 'unknown-mn' and p.received >= fromUnixTimestamp64Milli({from:Int64})
      group by p.mn order by last desc limit {limit:UInt32}`,
    { from: now - 30 * 24 * hour, limit },
  );
}
