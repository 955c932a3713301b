import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.ts";
import { signIn } from "./client.ts";
import { batchRows, planConservation, watched } from "./conservation.ts";
import { coverDates, coverOf } from "./conservation-cover.ts";
import { seedId } from "./ids.ts";
import { sow } from "./load.ts";

/** The region of which the watched banners are parts. */
const region = "150100";
const chunk = 1_200;
const editionKey = "sample-landscape-1";

type Options = Readonly<{ baseUrl: string; password: string; log?: (line: string) => void; patienceMs?: number }>;

/**
 * Brings the watched landscape in by the same routes that people use: registers, three images, their comparisons banner by banner, and a batch of the ministry
 * when the comparisons are done. A second run finds everything there.
 */
export async function loadConservation({
  baseUrl,
  password,
  log = () => {},
  patienceMs = 600_000,
}: Options): Promise<void> {
  const client = await signIn({ baseUrl, username: "region", password });
  const batch = seedId("clue-batch", 1);
  if (await client.read(`/conservation/batches/${batch}`)) return;
  const plan = planConservation();
  for (const [path, title, rows] of [
    ["red-lines", "红线图斑", plan.redLines],
    ["reserves", "自然保护地", plan.reserves],
    ["zones", "功能分区", plan.zones],
    ["markers", "界桩", plan.markers],
    ["approved-projects", "已批准项目", plan.projects],
  ] as const) {
    const { created, existing } = await sow(client, path, rows, editionKey);
    log(`示例数据 ${title}：新增 ${created}，已有 ${existing}`);
  }
  for (const image of [0, 1, 2] as const) await sendLayer(client, image, plan);
  log(`示例数据 地表覆盖：${coverDates.join("、")} 三期`);
  for (const image of [1, 2] as const)
    for (const [n, place] of watched.entries())
      await compare(client, { n: image * 10 + n, banner: place.banner, image }, patienceMs);
  log("示例数据 两期比对：已完成，线索已入库");
  await must(client, "/conservation/batches", { ...batchRows(plan.changes), id: batch, region, sample: true });
  log("示例数据 部下发线索：1 批");
}

async function sendLayer(client: Client, image: 0 | 1 | 2, plan: ReturnType<typeof planConservation>): Promise<void> {
  const id = seedId("cover-layer", image + 1);
  const date = coverDates[image];
  const opened = await must<{ state: string }>(client, "/conservation/layers", {
    id,
    region,
    name: `示例·${date.slice(0, 4)} 年夏季地表覆盖`,
    coveredOn: date,
    source: "示例数据，按固定随机数生成",
    format: "vector",
    resolution: 10,
    rmse: 5,
    edition: "saihan-1",
    sample: true,
  });
  if (opened.state !== "open") return;
  const features = watched.flatMap((place) => coverOf(place, plan.changes, image));
  for (let from = 0; from < features.length; from += chunk)
    await must(client, `/conservation/layers/${id}/features`, {
      features: features.slice(from, from + chunk),
      first: from + 1,
    });
  await must(client, `/conservation/layers/${id}/close`, {});
}

type Comparison = Readonly<{ n: number; banner: string; image: 1 | 2 }>;

/** Asks for a comparison of the first image with a later one in a banner, whose officers see it, and waits for its end. */
async function compare(client: Client, { n, banner, image }: Comparison, patienceMs: number): Promise<void> {
  const id = seedId("cover-run", n);
  const from = seedId("cover-layer", 1);
  await must(client, "/conservation/runs", {
    id,
    region: banner,
    from,
    to: seedId("cover-layer", image + 1),
    sample: true,
  });
  const end = Date.now() + patienceMs;
  for (;;) {
    const run = await client.read<{ state: string; problem: string | null }>(`/conservation/runs/${id}`);
    if (run?.state === "done") return;
    if (run?.state === "failed" || Date.now() > end) throw new Error(`comparison ${n}: ${run?.problem ?? run?.state}`);
    await sleep(1_000);
  }
}

async function must<T>(client: Client, path: string, body: Readonly<Record<string, unknown>>): Promise<T> {
  const key = `${editionKey}${path}/${"first" in body ? body.first : (body.id ?? "")}`;
  const reply = await client.write<T>(path, body, key);
  if (reply.body === undefined) throw new Error(`POST ${path}: ${reply.status} ${reply.refused} ${reply.sentence}`);
  return reply.body;
}
