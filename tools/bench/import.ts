import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { enterprise } from "#base/enterprise.ts";
import { listRows } from "#kernel/register/store.server.ts";
import { type Desk, officer, openDesk, registers, uscc } from "#server/import-kit.ts";

/**
 * How long a file of many rows takes from upload to committed rows, against a bare `insert … select` of the same rows in the same engine;
 * and how long others wait meanwhile, who read a list of fifty rows again and again.
 */
export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const rows = Number(options.rows ?? 100_000);
  const format = options.format ?? "csv";
  const folder = mkdtempSync(join(tmpdir(), "saihan-bench-"));
  const desk = await openDesk("embedded", registers, { at: folder });
  try {
    const importer = officer("导入员", "r:150000");
    const baseline = await bareInsert(desk, rows);
    const reader = readAgainAndAgain(desk);
    await pause(2_000);
    const quiet = reader.take();
    const content = format === "xlsx" ? await workbook(rows) : Buffer.from(table(rows));
    const began = performance.now();
    const shown = await desk.checked(importer, "base.enterprise", `bench.${format}`, content);
    const checked = performance.now();
    const whileChecking = reader.take();
    const done = await desk.committed(importer, shown.id);
    const committed = performance.now();
    const whileCommitting = reader.take();
    await desk.ask(importer, "import.undo", { params: { id: shown.id }, body: { reason: "测量", preview: false } });
    const undone = performance.now();
    await reader.stop();
    const seconds = (from: number, to: number): string => `${((to - from) / 1000).toFixed(1)} s`;
    console.log(
      [
        `rows                   ${done.result?.created} of ${rows} written, ${format}, ${(content.length / 1_048_576).toFixed(1)} MiB`,
        `upload to preview      ${seconds(began, checked)}`,
        `commit                 ${seconds(checked, committed)}`,
        `upload to committed    ${seconds(began, committed)}`,
        `undo of all            ${seconds(committed, undone)}`,
        `bare insert … select   ${(baseline / 1000).toFixed(1)} s (same rows and indexes; no policies, triggers, checks)`,
        `ratio                  ${((committed - began) / baseline).toFixed(1)} whole, ${((committed - checked) / baseline).toFixed(1)} commit alone`,
        `others, quiet          ${told(quiet)}`,
        `others, while checked  ${told(whileChecking)}`,
        `others, while written  ${told(whileCommitting)}`,
        `memory                 platform ${(process.memoryUsage().rss / 1_048_576).toFixed(0)} MiB`,
      ].join("\n"),
    );
  } finally {
    await desk.close();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(0);
}

const header = "企业名称,统一社会信用代码,旗县,行业,管理类别,生产状态,地址,环保联系人,联系电话,经度,纬度";
const banners = ["土默特左旗", "托克托县", "和林格尔县", "土默特右旗", "固阳县"];
const cells = (n: number): string[] => [
  `内蒙古第${n}环保能源有限公司`,
  uscc(n),
  banners[n % banners.length] as string,
  "火力发电",
  ["重点管理", "简化管理", "登记管理"][n % 3] as string,
  "在产",
  `工业园区${n}号`,
  "王工",
  `0471-${String(n).padStart(7, "0")}`,
  (110 + (n % 2000) / 1000).toFixed(6),
  (40 + (n % 1500) / 1000).toFixed(6),
];

const table = (rows: number): string =>
  [header, ...Array.from({ length: rows }, (_, n) => cells(n).join(","))].join("\n");

async function workbook(rows: number): Promise<Uint8Array> {
  const { xlsxOf } = await import("#kernel/export/xlsx.server.ts");
  const lines = function* () {
    for (let n = 0; n < rows; n++) yield cells(n);
  };
  return xlsxOf([{ name: "企业", header: header.split(","), rows: lines() }]);
}

/** Milliseconds of the plainest way to put the same rows into the same shape. */
async function bareInsert(desk: Desk, rows: number): Promise<number> {
  const client = new pg.Client({ connectionString: desk.engines.ownerUrl });
  await client.connect();
  await client.query("create table base.bare (like base.enterprise including defaults including indexes)");
  const began = performance.now();
  await client.query(`insert into base.bare (id, region, name, uscc, industry, management, status, address, contact, phone, location, created_by, updated_by)
    select gen_random_uuid(), '150121', '内蒙古第' || n || '环保能源有限公司', lpad(n::text, 18, '0'), '火力发电', 'key', 'running', '工业园区' || n || '号',
      '王工', '0471-' || n, st_setsrid(st_makepoint(110 + (n % 2000) / 1000.0, 40 + (n % 1500) / 1000.0), 4490), 'b', 'b'
    from generate_series(1, ${rows}) n`);
  const took = performance.now() - began;
  await client.query("drop table base.bare");
  await client.end();
  return took;
}

function readAgainAndAgain(desk: Desk) {
  const other = officer("别人", "r:150100");
  const list = new Map(registers.map((register) => [register.id, register]));
  let waits: number[] = [];
  let going = true;
  const loop = (async () => {
    while (going) {
      const began = performance.now();
      await desk.platform.postgres.transact(
        other,
        (tx) => listRows(tx, list, enterprise, { limit: 50, filters: {}, retired: false }),
        { readOnly: true },
      );
      waits.push(performance.now() - began);
      await pause(20);
    }
  })();
  return {
    take: (): number[] => {
      const taken = waits;
      waits = [];
      return taken;
    },
    stop: async (): Promise<void> => {
      going = false;
      await loop;
    },
  };
}

function told(waits: readonly number[]): string {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number): string => `${(sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(0)} ms`;
  return `p50 ${at(0.5)}, p95 ${at(0.95)}, most ${(sorted.at(-1) ?? 0).toFixed(0)} ms (${sorted.length} lists)`;
}
