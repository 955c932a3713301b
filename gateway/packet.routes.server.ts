import { z } from "zod";
import { page } from "#kernel/identity/contract.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import {
  neighboursOf,
  packetAt,
  packetItemOf,
  packetsOf,
  type WholePacket,
} from "#kernel/observation/packet.server.ts";
import {
  type PacketDetail,
  packetDetail,
  packetItem,
  packetQuery,
  type Rejection,
  rejections,
} from "#kernel/observation/packet.ts";
import { readableMns, readableSeries, seesStrangers } from "#kernel/observation/readable.server.ts";
import { numberOrNull, periodOf } from "#kernel/observation/reading.server.ts";
import { microTime, parseMicro } from "#kernel/observation/time-text.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import { explainRaw, maskPassword } from "./explain.ts";

/** Packets as they came: routes of this room, because only it may read the protocol. */
const readers = roleIds.filter((role) => role !== "secadmin" && role !== "auditadmin");
/** Who keeps devices, and so their passwords. */
const keepers: readonly string[] = ["region", "league", "sysadmin"];
type Call = Parameters<Route["handle"]>[0];

/** MNs that this reader may ask packets of: the own devices, and for the supervisor of the whole also strangers and the nameless. */
async function askable(
  { platform, actor }: Pick<Call, "platform" | "actor">,
  mn: string | undefined,
): Promise<string[]> {
  const own = await readableMns(platform, actor, mn);
  if (mn === undefined || own.length > 0 || !seesStrangers(actor)) return own;
  return [mn];
}

export const packetRoutes: Route[] = [
  route({
    id: "observation.packet.list",
    method: "GET",
    path: "/api/v1/packets",
    title: { zh: "数据包", en: "Packets" },
    access: readers,
    query: packetQuery,
    reply: page(packetItem),
    handle: async (call) => {
      const { platform, query, signal } = call;
      const mns = await askable(call, query.mn);
      const before = query.after === undefined ? undefined : parseMicro(query.after);
      const { from, to } = periodOf(query, platform.now());
      const rows = await packetsOf(
        platform.observe,
        { mns, from, to, verdict: query.verdict, before, limit: query.limit },
        signal,
      );
      const last = rows.at(-1);
      return {
        items: rows.map(packetItemOf),
        next: rows.length === query.limit && last ? String(last.received) : null,
      };
    },
  }),
  route({
    id: "observation.packet.read",
    method: "GET",
    path: "/api/v1/packets/:mn/:received",
    title: { zh: "数据包", en: "Packet" },
    access: readers,
    params: z.object({ mn: z.string().max(64), received: z.string().max(40) }),
    reply: packetDetail,
    row: "observation.packet",
    handle: async (call) => {
      const { platform, actor, params } = call;
      // A packet that names no device is addressed by "-".
      const mn = params.mn === "-" ? "" : params.mn;
      const received = parseMicro(params.received);
      const may = await askable(call, mn);
      const packet =
        may.length === 0 || received === undefined ? undefined : await packetAt(platform.observe, mn, received);
      if (!packet) return refuse("not-found", { values: { what: { zh: "数据包", en: "The packet" } } });
      const [readings, near] = await Promise.all([
        readingsIn(platform, actor, packet),
        neighboursOf(platform.observe, mn, packet.received),
      ]);
      const keeps = actor.kind === "system" || actor.roles.some((role: string) => keepers.includes(role));
      return {
        ...detailOf(packet, { readings, masked: !keeps }),
        previous: near.previous === undefined ? null : microTime(near.previous),
        next: near.next === undefined ? null : microTime(near.next),
      };
    },
  }),
];

function detailOf(
  packet: WholePacket,
  { readings, masked }: Pick<PacketDetail, "readings" | "masked">,
): Omit<PacketDetail, "previous" | "next"> {
  const { mn, encoding, hash, verdict, reason, cn, st, peer } = packet;
  const raw = masked ? maskPassword(packet.raw, encoding) : packet.raw;
  const title = rejections[reason as Rejection];
  return {
    mn,
    received: microTime(packet.received),
    raw,
    masked,
    encoding,
    hash,
    verdict,
    reason,
    reasonTitle: title ? { zh: title.zh, en: title.en } : null,
    cn,
    st,
    peer,
    violations: packet.faults === "" ? [] : JSON.parse(packet.faults),
    ...explainRaw(raw, encoding),
    readings,
  };
}

/** The readings that this packet brought: (device, received) names them. */
async function readingsIn(
  platform: Call["platform"],
  actor: Call["actor"],
  packet: WholePacket,
): Promise<PacketDetail["readings"]> {
  if (packet.readings === 0) return [];
  const series = new Map((await readableSeries(platform, actor, { mn: packet.mn })).map((one) => [one.id, one]));
  const rows = await platform.observe.query<{ series: number; time: number; value: string | null; flag: string }>(
    `select r.series as series, toUnixTimestamp64Milli(r.time) as time, r.value as value, r.flag as flag from reading as r
      where r.series in {ids:Array(UInt32)} and r.received = fromUnixTimestamp64Micro({received:Int64})
      ${packet.dataTime === null ? "" : "and r.time >= fromUnixTimestamp64Milli({time:Int64} - 2678400000) and r.time <= fromUnixTimestamp64Milli({time:Int64} + 2678400000)"}
      order by r.series`,
    {
      ids: [...series.keys()],
      received: packet.received,
      ...(packet.dataTime === null ? {} : { time: packet.dataTime }),
    },
  );
  return rows.flatMap((row) => {
    const about = series.get(row.series);
    if (!about) return [];
    const { factor, name, aggregate, unit } = about;
    return [
      {
        series: row.series,
        factor,
        name,
        aggregate,
        unit,
        value: numberOrNull(row.value),
        flag: row.flag,
        time: isoTime(row.time),
      },
    ];
  });
}
