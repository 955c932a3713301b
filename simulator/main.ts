import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { loadConservation } from "#seed/conservation-load.ts";
import { loadSeed } from "#seed/load.ts";
import { planSeed } from "#seed/plan.ts";
import { type Pace, periods } from "./compose.ts";
import { countsLine, noCounts } from "./counts.ts";
import { runDevice, type World } from "./device.ts";
import { forgotten, freshCursor } from "./due.ts";
import { type Memory, recall, remember } from "./memory.ts";
import { createSlots } from "./slots.ts";
import { runStranger } from "./stranger.ts";

/**
 * The outside world as one process: sows the synthetic region over HTTP, then lets every device speak HJ 212 over TCP. Started by the
 * platform for a demonstration, or by hand against any platform. Ends with its parent.
 */
type Setting = Readonly<{ host: string; port: number; pace: Pace; url: string; password: string; folder: string }>;

function settingFrom(env: NodeJS.ProcessEnv): Setting {
  const need = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`模拟器需要环境变量 ${name}。 The simulator needs ${name}.`);
    return value;
  };
  return {
    host: reachable(env.SAIHAN_HJ212_HOST || "127.0.0.1"),
    port: Number(need("SAIHAN_HJ212_PORT")),
    pace: env.SAIHAN_SIMULATOR === "fast" ? "fast" : "on",
    url: need("SAIHAN_URL"),
    password: need("SAIHAN_DEMO_PASSWORD"),
    folder: join(env.SAIHAN_DATA || "data", "simulator"),
  };
}

/** An address to listen on everywhere is no address to call. */
const reachable = (host: string): string => ({ "0.0.0.0": "127.0.0.1", "::": "::1" })[host] ?? host;

const log = (line: string): void => console.log(line);

/** Packets under way at a time, of all devices together: enough to fill the platform's commits, not so many that time-outs start. */
const underWay = 320;
/** Between the first connections of two devices. */
const connectGapMs = 6;
const rememberMs = 3000;

async function main(): Promise<void> {
  const setting = settingFrom(process.env);
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
  process.once("disconnect", () => stop.abort());

  const plan = planSeed();
  await loadSeed({ baseUrl: setting.url, password: setting.password, plan, log });
  const path = join(setting.folder, "acknowledged.json");
  const memory = await recall(path, plan.seed, Date.now());
  const world: World = {
    seed: plan.seed,
    pace: setting.pace,
    host: setting.host,
    port: setting.port,
    scenario: { liveFrom: memory.firstStart + 2 * 60_000 },
    counts: noCounts(),
    slots: createSlots(underWay),
    signal: stop.signal,
  };
  log(`${plan.devices.length} 台设备开始连接 ${setting.host}:${setting.port}`);
  const running = plan.devices.map(async (device, index) => {
    await sleep(index * connectGapMs, undefined, { signal: stop.signal }).catch(() => {});
    await runDevice(world, device, cursorOf(memory, device.mn, periods[setting.pace]));
  });
  running.push(runStranger({ host: setting.host, port: setting.port, seed: plan.seed, signal: stop.signal }));
  // beside the devices: its comparisons take longer than anybody should wait for live data
  running.push(
    loadConservation({ baseUrl: setting.url, password: setting.password, log }).catch((error) =>
      log(`示例数据 生态：${(error as Error).message}`),
    ),
  );
  running.push(keepMemory(path, memory, stop.signal), report(world, plan.devices.length));
  await Promise.all(running);
  await remember(path, memory);
}

/** The cursor lives in the memory and is moved by the device. */
function cursorOf(memory: Memory, mn: string, lengths: (typeof periods)[Pace]) {
  const kept = memory.cursors[mn];
  const cursor = kept ? forgotten(kept, Date.now(), lengths) : freshCursor(Date.now(), lengths);
  memory.cursors[mn] = cursor;
  return cursor;
}

async function keepMemory(path: string, memory: Memory, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(rememberMs, undefined, { signal }).catch(() => {});
    await remember(path, memory);
  }
}

/** Every ten seconds while history comes in, then every ten minutes. */
async function report(world: World, devices: number): Promise<void> {
  const started = performance.now();
  let pauseMs = 10_000;
  while (!world.signal.aborted) {
    const before = world.counts.history;
    await sleep(pauseMs, undefined, { signal: world.signal }).catch(() => {});
    // A silent logger that comes back late brings some history: that is no reason to talk more again.
    if (before > 0 && world.counts.history - before < 10) pauseMs = 600_000;
    const seconds = Math.round((performance.now() - started) / 1000);
    log(`${seconds} 秒：${countsLine(world.counts, devices)}`);
  }
}

await main();
// The channel to the parent would keep an idle process alive.
if (process.connected) process.disconnect();
