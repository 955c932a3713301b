import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startGateway } from "#gateway/gateway.ts";
import { openPlatform, registerDevices } from "#gateway/kit.ts";
import { readingColumns } from "#gateway/rows.ts";
import type { Observe } from "#store/clickhouse.ts";

/**
 * How many readings a second are acknowledged, against how many the same engine takes in blocks of 100,000 rows by the same client.
 * Connections each wait for their acknowledgement before they send again; the generator is a process of its own on the same machine.
 */
const factors = 12;

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const connections = Number(options.connections ?? 2000);
  const seconds = Number(options.seconds ?? 15);
  const folder = mkdtempSync(join(tmpdir(), "saihan-bench-"));
  const { platform, close } = await openPlatform({ at: folder });
  try {
    const baseline = await blockRate(platform.observe);
    const mns = Array.from({ length: connections }, (_, k) => `010000A8900016F0${String(k).padStart(8, "0")}`);
    await registerDevices(
      platform,
      mns.map((mn) => ({ mn })),
    );
    const gateway = await startGateway({ platform, host: "127.0.0.1", port: 0, timeSync: false });
    const report = await generate(gateway.port, connections, seconds, () => process.memoryUsage().rss);
    const { counters } = gateway;
    await gateway.stop();
    const size = await sizes(platform.observe);
    const rate = report.acknowledged / report.seconds;
    console.log(
      [
        `connections            ${connections}, ${factors} factors a packet, ${report.seconds.toFixed(1)} s after ${report.warmup} s of warming up`,
        `packets acknowledged   ${rate.toFixed(0)} /s`,
        `readings acknowledged  ${(rate * factors).toFixed(0)} /s`,
        `acknowledgement        p50 ${report.p50.toFixed(0)} ms, p95 ${report.p95.toFixed(0)} ms, p99 ${report.p99.toFixed(0)} ms`,
        `blocks of 100,000      ${baseline.toFixed(0)} rows/s (best of three)`,
        `ratio                  ${((rate * factors) / baseline).toFixed(3)}`,
        `group commits          ${counters.commits}, ${(counters.stored / Math.max(counters.commits, 1)).toFixed(0)} packets each`,
        `bytes a reading        ${size.reading.toFixed(2)} alone, ${size.both.toFixed(2)} with its packet`,
        `memory                 platform ${mib(report.peak)} MiB, generator ${mib(report.generator)} MiB`,
      ].join("\n"),
    );
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}

const mib = (bytes: number): string => (bytes / 1_048_576).toFixed(0);

/** Rows a second of three blocks of 100,000 readings, the best of them. */
async function blockRate(observe: Observe): Promise<number> {
  await observe.command("create table block as reading");
  const start = Date.UTC(2026, 0, 1);
  let best = 0;
  for (let block = 0; block < 3; block++) {
    const lines: string[] = [];
    for (let k = 0; k < 100_000; k++) {
      const time = start + (block * 50 + Math.floor(k / 2_000)) * 600_000;
      lines.push(`[${k % 2_000},${time},"${((k * 7919) % 1000) / 10}","N",${time + (k % 977)}000,${block}]`);
    }
    const rows = lines.join("\n");
    const began = performance.now();
    await observe.insert({ table: "block", columns: readingColumns, rows, token: `block-${block}` });
    best = Math.max(best, 100_000 / ((performance.now() - began) / 1000));
  }
  await observe.command("drop table block");
  return best;
}

type Report = {
  acknowledged: number;
  seconds: number;
  warmup: number;
  p50: number;
  p95: number;
  p99: number;
  peak: number;
  generator: number;
};

function generate(port: number, connections: number, seconds: number, memory: () => number): Promise<Report> {
  const generator = fork(join(import.meta.dirname, "generator.ts"), [
    String(port),
    String(connections),
    String(seconds),
    String(factors),
  ]);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, memory());
  }, 250);
  return new Promise((resolve, reject) => {
    generator.on("message", (report) => resolve({ ...(report as Report), peak }));
    generator.once("exit", (code) => code !== 0 && reject(new Error(`the generator ended (${code})`)));
  }).finally(() => clearInterval(watch)) as Promise<Report>;
}

async function sizes(observe: Observe): Promise<{ reading: number; both: number }> {
  for (const table of ["reading", "packet"]) await observe.command(`optimize table ${table} final`);
  const rows = await observe.query<{ table: string; rows: number; bytes: number }>(
    `select table, sum(rows) as rows, sum(bytes_on_disk) as bytes from system.parts
      where active and database = currentDatabase() and table in ('reading', 'packet') group by table`,
  );
  const of = (table: string) => rows.find((row) => row.table === table) ?? { rows: 1, bytes: 0 };
  const readings = of("reading");
  return { reading: readings.bytes / readings.rows, both: (readings.bytes + of("packet").bytes) / readings.rows };
}
