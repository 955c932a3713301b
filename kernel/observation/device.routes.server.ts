import { sql } from "kysely";
import { z } from "zod";
import { recordAct } from "#kernel/audit/audit.server.ts";
import { page, pageQuery } from "#kernel/identity/contract.ts";
import { once } from "#kernel/identity/idempotency.server.ts";
import { roleIds } from "#kernel/identity/role.ts";
import { type Call, type Route, route } from "#kernel/identity/route.ts";
import type { Platform } from "#kernel/platform.ts";
import { refuse } from "#kernel/refusal.ts";
import { isoTime } from "#kernel/time.ts";
import type { Tx } from "#store/postgres.ts";
import { amendDevice, createDevice, type DeviceRow, listDevices, readDevice } from "./device.server.ts";
import {
  adoptionInput,
  conformanceScore,
  type DeviceItem,
  deviceChange,
  deviceDetail,
  deviceInput,
  deviceItem,
  requestInput,
  requestItem,
} from "./device.ts";
import { type Asked, linksOf } from "./links.server.ts";
import { type DeviceHour, deviceHours, ledgerOf, strangersOf, violationsOfDay } from "./packet.server.ts";
import { seesStrangers } from "./readable.server.ts";
import { periodOf } from "./reading.server.ts";
import { microTime } from "./time-text.ts";

const readers = roleIds.filter((role) => role !== "secadmin" && role !== "auditadmin");
const keepers = ["region", "league", "sysadmin"] as const;
const mnParams = z.object({ mn: z.string().max(64) });
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

/** A device that stands already is a refusal, whoever keeps it: an MN is given once. */
async function createOrRefuse(tx: Tx, call: Pick<Call, "actor">, input: z.output<typeof deviceInput>): Promise<void> {
  if ((await createDevice(tx, call.actor, input)) === "existing")
    refuse("field.taken", { field: "mn", values: { label: { zh: "设备唯一标识 MN", en: "MN" }, value: input.mn } });
}

const created = z.object({ mn: z.string(), protocol: z.string() });

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
  route({
    id: "observation.request.list",
    method: "GET",
    path: "/api/v1/devices/:mn/requests",
    title: { zh: "下发的请求", en: "Requests to the device" },
    access: readers,
    params: mnParams,
    reply: page(requestItem),
    row,
    handle: ({ platform, actor, params }) =>
      platform.postgres.transact(
        actor,
        async (tx) => {
          const device = await readDevice(tx, params.mn);
          const { rows } =
            await sql<RequestRow>`select id, command, cn, qn, detail, state, sends, code, asked_at, asked_by, ended_at
            from observation.request where device = ${device.id} order by asked_at desc limit 100`.execute(tx);
          const items = rows.map(({ asked_at, asked_by, ended_at, ...rest }) => ({
            ...rest,
            askedAt: isoTime(asked_at.getTime()),
            askedBy: asked_by,
            endedAt: ended_at ? isoTime(ended_at.getTime()) : null,
          }));
          return { items, next: null };
        },
        { readOnly: true },
      ),
  }),
  route({
    id: "observation.request.create",
    method: "POST",
    path: "/api/v1/devices/:mn/requests",
    title: { zh: "向数采仪下发请求", en: "Ask a device" },
    access: keepers,
    params: mnParams,
    body: requestInput,
    status: 201,
    reply: z.object({ id: z.string() }),
    row,
    handle: async (call) => {
      const { platform, actor, params, body } = call;
      requireValue(body);
      const by = actor.kind === "person" ? actor.id : `system:${actor.name}`;
      let asked: Asked | undefined;
      const reply = await once(call, "observation.request.create", 201, async (tx) => {
        const { id, mn } = await readDevice(tx, params.mn);
        await recordAct(tx, actor, {
          act: "observation.request.create",
          object: `observation.device/${id}`,
          detail: { ...body },
        });
        // last in the transaction: a refusal leaves neither a line nor a used key behind
        asked = linksOf(platform).ask?.(mn, body.command, body.value, by);
        return asked ? { id: asked.id } : refuse("device.offline", { values: { mn } });
      });
      await asked?.saved();
      return reply;
    },
  }),
  route({
    id: "observation.stranger.list",
    method: "GET",
    path: "/api/v1/unknown-devices",
    title: { zh: "未登记设备", en: "Unknown devices" },
    access: keepers,
    reply: page(
      z.object({
        mn: z.string(),
        count: z.number(),
        first: z.string(),
        last: z.string(),
        peer: z.string(),
        reason: z.string(),
      }),
    ),
    handle: async ({ platform, actor }) => {
      if (!seesStrangers(actor)) return { items: [], next: null };
      const found = await strangersOf(platform.observe, platform.now(), 500);
      const known = await knownMns(
        platform,
        found.map(({ mn }) => mn),
      );
      const items = found
        .filter(({ mn }) => !known.has(mn))
        .map((one) => ({ ...one, first: microTime(one.first), last: microTime(one.last), reason: "unknown-mn" }));
      return { items, next: null };
    },
  }),
  route({
    id: "observation.stranger.adopt",
    method: "POST",
    path: "/api/v1/unknown-devices/:mn/adoption",
    title: { zh: "认领未登记设备", en: "Adopt an unknown device" },
    access: keepers,
    params: mnParams,
    body: adoptionInput,
    status: 201,
    reply: created,
    handle: (call) =>
      once(call, "observation.stranger.adopt", 201, async (tx) => {
        const input = deviceInput.parse({ ...call.body, mn: call.params.mn });
        await createOrRefuse(tx, call, input);
        return { mn: input.mn, protocol: input.protocol };
      }),
  }),
];

type RequestRow = Omit<z.input<typeof requestItem>, "askedAt" | "askedBy" | "endedAt"> & {
  asked_at: Date;
  asked_by: string;
  ended_at: Date | null;
};

const minuteIntervals: readonly (number | undefined)[] = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];

function requireValue({ command, value }: z.output<typeof requestInput>): void {
  if (command === "realtime-interval" && !(value !== undefined && value >= 30 && value <= 3600))
    refuse("field.invalid", {
      field: "value",
      values: {
        problem: {
          zh: "实时数据间隔为 30～3600 秒（HJ 212-2017 表 4）。",
          en: "The real-time interval is 30 to 3600 seconds.",
        },
      },
    });
  if (command === "minute-interval" && !minuteIntervals.includes(value))
    refuse("field.invalid", {
      field: "value",
      values: {
        problem: {
          zh: "分钟数据间隔只能取 1、2、3、4、5、6、10、12、15、20、30。",
          en: "The minute interval is one of 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30.",
        },
      },
    });
  if (command === "timeouts" && !(value !== undefined && value >= 1 && value <= 99))
    refuse("field.invalid", {
      field: "value",
      values: { problem: { zh: "超时时间为 1～99 秒。", en: "The time-out is 1 to 99 seconds." } },
    });
}

/** Whether an MN stands is asked for all territories, or an adopted device of another league would still be called unknown. */
async function knownMns(platform: Platform, mns: readonly string[]): Promise<Set<string>> {
  const { rows } = await platform.postgres.transact(
    { kind: "system", name: "observation" },
    (tx) => sql<{ mn: string }>`select mn from observation.device where mn = any (${mns}::text[])`.execute(tx),
    { readOnly: true },
  );
  return new Set(rows.map(({ mn }) => mn));
}
