import { z } from "zod";
import { page, pageQuery } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { type Route, route } from "#kernel/identity/route.ts";
import type { Platform } from "#kernel/platform.ts";
import { amendDevice, createDevice, type DeviceRow, listDevices, readDevice } from "./device.server.ts";
import { conformanceScore, type DeviceItem, deviceChange, deviceDetail, deviceInput, deviceItem } from "./device.ts";
import { created, createOrRefuse, keepers, mnParams, readers } from "./device-access.server.ts";
import { linksOf } from "./links.server.ts";
import { type DeviceHour, deviceHours, ledgerOf, violationsOfDay } from "./packet.server.ts";
import { periodOf } from "./reading.server.ts";
import { microTime } from "./time-text.ts";

const row = "observation.device";

/** Online: connected to this process, or heard of within three intervals (another process may hold the link). */
function isOnline(platform: Platform, device: DeviceRow, last: number | undefined): boolean {
  if (linksOf(platform).online.has(device.mn)) return true;
  return last !== undefined && platform.now() - last / 1000 < Math.max(3 * device.interval_s * 1000, 120_000);
}

function itemOf(platform: Platform, device: DeviceRow, hours: DeviceHour | undefined): DeviceItem {
  const { subject_kind: kind, subject_id: id } = device;
  return {
    mn: device.mn,
    protocol: device.protocol,
    subject: kind && id ? { kind, id, name: device.subject_name ?? "" } : null,
    region: { code: device.region, name: device.region_name },
    organ: device.party ? { id: device.party, name: device.party_name ?? "" } : null,
    online: isOnline(platform, device, hours?.last),
    peer: linksOf(platform).online.get(device.mn)?.peer ?? null,
    lastReceived: hours ? microTime(hours.last) : null,
    lastHour: { received: hours?.received ?? 0, rejected: hours?.rejected ?? 0 },
    score: hours ? (conformanceScore(hours.day, hours.faultless) ?? null) : null,
    sample: device.sample,
    version: device.version,
    interval: device.interval_s,
  };
}

async function detailOf(platform: Platform, device: DeviceRow): Promise<z.input<typeof deviceDetail>> {
  const { mn } = device;
  const now = platform.now();
  const [hours, violations] = await Promise.all([
    deviceHours(platform.observe, [mn], now),
    violationsOfDay(platform.observe, mn, now),
  ]);
  const day = hours.get(mn);
  const value = day && conformanceScore(day.day, day.faultless);
  return {
    ...itemOf(platform, device, day),
    addresses: device.addresses,
    encrypted: device.encrypted,
    violations24h: violations.map((one) => ({ ...one, last: microTime(one.last) })),
    splits: (linksOf(platform).splits.get(mn) ?? []).map(({ cn, dataTime, seen, total }) => ({
      cn,
      dataTime,
      seen: seen.size,
      total,
    })),
    score:
      day && value !== undefined
        ? {
            value,
            packets: day.day,
            faultless: day.faultless,
            explanation: {
              zh: `近 24 小时入库 ${day.day} 包，其中 ${day.faultless} 包无任何规范性问题，得分 ${value}（百分比舍去小数，全部无问题才得 100）。`,
              en: `${day.day} packets stored in 24 hours, ${day.faultless} of them without any departure from the standard: ${value} of 100, rounded down.`,
            },
          }
        : null,
  };
}

export const deviceRoutes: Route[] = [
  route({
    id: "observation.device.list",
    method: "GET",
    path: "/api/v1/devices",
    title: { zh: "数采仪", en: "Devices" },
    access: readers,
    query: pageQuery.extend({ state: z.enum(["online", "offline"]).optional() }),
    reply: page(deviceItem),
    handle: async ({ platform, actor, query }) => {
      const items: DeviceItem[] = [];
      let after = query.after;
      // The state is known outside of PostgreSQL: pages are read until one is full.
      for (;;) {
        const devices = await platform.postgres.transact(
          actor,
          (tx) => listDevices(tx, { ...query, after, limit: query.limit }),
          { readOnly: true },
        );
        const hours = await deviceHours(
          platform.observe,
          devices.map(({ mn }) => mn),
          platform.now(),
        );
        for (const device of devices) {
          after = device.mn;
          const item = itemOf(platform, device, hours.get(device.mn));
          if (query.state === undefined || (query.state === "online") === item.online) items.push(item);
          if (items.length === query.limit) return { items, next: after };
        }
        if (devices.length < query.limit) return { items, next: null };
      }
    },
  }),
  route({
    id: "observation.device.create",
    method: "POST",
    path: "/api/v1/devices",
    title: { zh: "登记数采仪", en: "Register a device" },
    access: keepers,
    body: deviceInput,
    status: 201,
    reply: created,
    handle: (call) =>
      once(call, "observation.device.create", 201, async (tx) => {
        await createOrRefuse(tx, call, call.body);
        return { mn: call.body.mn, protocol: call.body.protocol };
      }),
  }),
  route({
    id: "observation.device.batch",
    method: "POST",
    path: "/api/v1/devices/batch",
    title: { zh: "批量登记数采仪", en: "Register many devices" },
    access: keepers,
    body: z.strictObject({ items: z.array(deviceInput).min(1).max(500) }),
    reply: z.object({ created: z.int(), existing: z.int() }),
    handle: (call) =>
      once(call, "observation.device.batch", 200, async (tx) => {
        let made = 0;
        for (const item of call.body.items) if ((await createDevice(tx, call.actor, item)) === "created") made++;
        return { created: made, existing: call.body.items.length - made };
      }),
  }),
  route({
    id: "observation.device.read",
    method: "GET",
    path: "/api/v1/devices/:mn",
    title: { zh: "数采仪", en: "Device" },
    access: readers,
    params: mnParams,
    reply: deviceDetail,
    row,
    handle: async ({ platform, actor, params }) => {
      const device = await platform.postgres.transact(actor, (tx) => readDevice(tx, params.mn), { readOnly: true });
      return detailOf(platform, device);
    },
  }),
  route({
    id: "observation.device.amend",
    method: "PATCH",
    path: "/api/v1/devices/:mn",
    title: { zh: "修改数采仪", en: "Amend a device" },
    access: keepers,
    params: mnParams,
    body: deviceChange,
    reply: deviceDetail,
    row,
    handle: (call) =>
      once(call, "observation.device.amend", 200, async (tx) => {
        await amendDevice(tx, call.actor, call.params.mn, call.body);
        return detailOf(call.platform, await readDevice(tx, call.params.mn));
      }),
  }),
  route({
    id: "observation.device.ledger",
    method: "GET",
    path: "/api/v1/devices/:mn/ledger",
    title: { zh: "收发台账", en: "Loss ledger" },
    access: readers,
    params: mnParams,
    query: z.object({ from: z.string().optional(), to: z.string().optional() }),
    row,
    handle: async ({ platform, actor, params, query }) => {
      await platform.postgres.transact(actor, (tx) => readDevice(tx, params.mn), { readOnly: true });
      const { from, to } = periodOf(query, platform.now());
      return ledgerOf(platform.observe, params.mn, from, to);
    },
  }),
];
