import type { Client } from "./client.ts";
import { signIn } from "./client.ts";
import type { DeviceSeed } from "./devices.ts";
import type { SeedPlan } from "./plan.ts";
import { planSeed } from "./plan.ts";

/**
 * Brings the synthetic region in through the same HTTP routes that people use, as the demonstration user `region`. Rows carry
 * their ids, so a second run finds everything there and changes nothing.
 */
export type LoadOptions = Readonly<{
  baseUrl: string;
  password: string;
  plan?: SeedPlan;
  username?: string;
  log?: (line: string) => void;
}>;

export type LoadCounts = Readonly<{ created: number; existing: number; skipped: boolean; milliseconds: number }>;

type Row = Readonly<Record<string, unknown>>;

const chunkSize = 200;
const inFlight = 6;

export async function loadSeed(options: LoadOptions): Promise<LoadCounts> {
  const log = options.log ?? (() => {});
  const plan = options.plan ?? planSeed();
  const started = performance.now();
  const client = await signIn({
    baseUrl: options.baseUrl,
    username: options.username ?? "region",
    password: options.password,
  });
  // The last device is written last: when it is there, everything is.
  const last = plan.devices.at(-1);
  if (last && (await client.read(`/devices/${last.mn}`))) {
    log("示例数据已在库中，无需重复播种");
    return { created: 0, existing: countOf(plan), skipped: true, milliseconds: performance.now() - started };
  }
  let created = 0;
  let existing = 0;
  for (const [path, title, rows] of tables(plan)) {
    const result = await sow(client, path, rows, plan.seed);
    created += result.created;
    existing += result.existing;
    log(`示例数据 ${title}：新增 ${result.created}，已有 ${result.existing}`);
  }
  const milliseconds = performance.now() - started;
  log(`示例数据播种完成：新增 ${created}，已有 ${existing}，用时 ${(milliseconds / 1000).toFixed(1)} 秒`);
  return { created, existing, skipped: false, milliseconds };
}

const countOf = (plan: SeedPlan): number => tables(plan).reduce((sum, [, , rows]) => sum + rows.length, 0);

/** What is sent where, in the order in which rows point to each other. */
function tables(plan: SeedPlan): readonly (readonly [path: string, title: string, rows: readonly Row[]])[] {
  return [
    ["enterprises", "企业", plan.enterprises.map(({ industryId, ...row }) => sample({ ...row, status: "running" }))],
    ["sites", "厂区", plan.sites.map(sample)],
    [
      "outfalls",
      "排放口",
      plan.outfalls.map(({ kindId, enterpriseName, ...row }) => sample({ ...row, status: "in-use" })),
    ],
    ["limits", "许可限值", plan.limits.map(sample)],
    ["air-stations", "空气站", plan.airStations.map(sample)],
    ["water-sections", "水质断面", plan.waterSections.map(sample)],
    ["devices", "数采仪", plan.devices.map(deviceRow)],
  ];
}

const sample = (row: Row): Row => ({ ...row, sample: true });

/** A device as the route takes it; it is marked as sample data through its subject. */
export function deviceRow(device: DeviceSeed): Row {
  const name = { outfall: "outfall", "air-station": "station", "water-section": "section" }[device.subject.kind];
  return {
    mn: device.mn,
    password: device.password,
    protocol: device.protocol,
    [name]: device.subject.id,
    ...(device.key ? { key: device.key, notation: "hex" } : {}),
    interval: 60,
  };
}

type Sown = { created: number; existing: number };

/** Sends rows in chunks; one by one where the platform takes no chunks. */
export async function sow(client: Client, path: string, rows: readonly Row[], seed: number | string): Promise<Sown> {
  const chunks = Array.from({ length: Math.ceil(rows.length / chunkSize) }, (_, n) =>
    rows.slice(n * chunkSize, (n + 1) * chunkSize),
  );
  const first = chunks[0];
  if (!first) return { created: 0, existing: 0 };
  const tried = await sendChunk(client, path, first, `sample-${seed}-${path}-0`);
  if (tried === "no chunks")
    return gather(rows, (row, n) => sendRow(client, path, row, `sample-${seed}-${path}-row-${n}`));
  const rest = await gather(chunks.slice(1), async (chunk, n) => {
    const sent = await sendChunk(client, path, chunk, `sample-${seed}-${path}-${n + 1}`);
    if (sent === "no chunks") throw new Error(`POST /${path}/batch vanished while sowing`);
    return sent;
  });
  return { created: tried.created + rest.created, existing: tried.existing + rest.existing };
}

async function sendChunk(
  client: Client,
  path: string,
  items: readonly Row[],
  key: string,
): Promise<Sown | "no chunks"> {
  const reply = await client.write<Sown>(`/${path}/batch`, { items }, key);
  if (reply.status === 404 || reply.status === 405) return "no chunks";
  if (!reply.body) throw new Error(`POST /${path}/batch: ${reply.status} ${reply.refused} ${reply.sentence}`);
  return reply.body;
}

async function sendRow(client: Client, path: string, row: Row, key: string): Promise<Sown> {
  const reply = await client.write(`/${path}`, row, key);
  if (reply.refused === "field.taken") return { created: 0, existing: 1 };
  if (reply.refused)
    throw new Error(`POST /${path}: ${reply.status} ${reply.refused} ${reply.sentence} ${JSON.stringify(row)}`);
  return reply.status === 201 ? { created: 1, existing: 0 } : { created: 0, existing: 1 };
}

/** Works through the list with at most `inFlight` requests under way; the first failure stops the rest. */
async function gather<T>(list: readonly T[], send: (item: T, index: number) => Promise<Sown>): Promise<Sown> {
  const sum = { created: 0, existing: 0 };
  const queue = list.entries();
  const lane = async () => {
    for (const [index, item] of queue) {
      const sent = await send(item, index);
      sum.created += sent.created;
      sum.existing += sent.existing;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return sum;
}
