import { setImmediate as breathe } from "node:timers/promises";
import { sql } from "kysely";
import { uuidv7 } from "#kernel/id.ts";
import type { Platform } from "#kernel/platform.ts";
import type { Register } from "#kernel/register/define.ts";
import type { Registers } from "#kernel/register/store.server.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import { announce } from "./announce.server.ts";
import { assembler } from "./assemble.ts";
import { classify } from "./classify.server.ts";
import { datumOf } from "./datum.ts";
import { readImported } from "./open.server.ts";
import type { ImportRecord } from "./record.server.ts";
import { type SourceRow, UnreadableFile } from "./table.ts";

/** Lines of one transaction of staging: short enough that others of an engine with one session hardly wait. */
const chunkLines = 500;

/** The dry run: reads the whole file into staging, then says of every row what a commit would do. Nothing of it touches the register. */
export async function check(
  platform: Platform,
  actor: Actor,
  record: ImportRecord,
  register: Register,
  registers: Registers,
): Promise<void> {
  const { id } = record;
  try {
    await platform.postgres.transact(actor, (tx) =>
      sql`delete from import.staged where import = ${id} and done_version is null`.execute(tx),
    );
    await stageAll(platform, actor, record, register);
    const counts = await classify(platform.postgres, actor, id, register, registers);
    await settle(platform, actor, id, sql`state = 'ready', counts = ${JSON.stringify(counts)}::jsonb`);
  } catch (error) {
    const said =
      error instanceof UnreadableFile
        ? { zh: error.zh, en: error.en }
        : {
            zh: "检查没有完成，未保存任何内容，请重试。",
            en: "The check did not finish; nothing was stored. Try again.",
          };
    await settle(platform, actor, id, sql`state = 'failed', problem = ${JSON.stringify(said)}::jsonb`);
    if (!(error instanceof UnreadableFile)) throw error;
  }
}

async function settle(platform: Platform, actor: Actor, id: string, change: ReturnType<typeof sql>): Promise<void> {
  await platform.postgres.transact(actor, (tx) =>
    sql`update import.import set ${change}, beat_at = now() where id = ${id}`.execute(tx),
  );
  announce(platform, actor, id);
}

async function stageAll(platform: Platform, actor: Actor, record: ImportRecord, register: Register): Promise<void> {
  const source = await readImported(platform, record);
  const options = record.options;
  if (!options) throw new Error(`import ${record.id} is checked without options`);
  const assemble = assembler({
    register,
    columns: options.columns.map((name) => name ?? undefined),
    transform: datumOf(options.datum ?? "cgcs2000", record.source.prj)?.transform ?? ((x, y) => [x, y]),
    regions: await platform.postgres.transact(actor, readRegions, { readOnly: true }),
    empty: options.empty,
  });
  let chunk: object[] = [];
  let read = 0;
  const flush = async (): Promise<void> => {
    if (chunk.length === 0) return;
    const rows = JSON.stringify(chunk);
    chunk = [];
    await platform.postgres.transact(actor, (tx) => insertChunk(tx, record.id, rows, read));
    announce(platform, actor, record.id);
    await breathe();
  };
  for await (const row of source.rows()) {
    read += 1;
    const { values, faults, oldNumber } = assemble(clean(row));
    chunk.push({
      line: row.line,
      raw: row.cells.map(storable),
      row_id: uuidv7(),
      given: values,
      ...(oldNumber ? { old_number: oldNumber } : {}),
      ...(faults.length > 0 ? { faults, kind: "bad" } : { kind: "new" }),
    });
    if (chunk.length >= chunkLines) await flush();
  }
  await flush();
}

const clean = (row: SourceRow): SourceRow => ({ ...row, cells: row.cells.map(storable) });
/** What a text of the database cannot hold is taken out. */
const storable = (cell: string): string => cell.toWellFormed().replaceAll("\u0000", "");

async function insertChunk(tx: Tx, id: string, rows: string, read: number): Promise<void> {
  await sql`insert into import.staged (import, line, raw, row_id, given, old_number, faults, kind)
    select ${id}, r.line, r.raw, r.row_id, r.given, r.old_number, r.faults, r.kind
    from jsonb_to_recordset(${rows}::jsonb) as r (line int, raw text[], row_id uuid, given jsonb, old_number text, faults jsonb, kind text)`.execute(
    tx,
  );
  await sql`update import.import set progress = ${read}, beat_at = now() where id = ${id}`.execute(tx);
}

/** Every word that names one region: its code, its name where no other has it, its full name with and without the provinces before it. */
async function readRegions(tx: Tx): Promise<Map<string, string>> {
  const found = await sql<{ code: string; name: string }>`
    select code, name from place.region where not statistical and (valid_to is null or valid_to > current_date)`.execute(
    tx,
  );
  const words = new Map<string, string>();
  const shared = new Set<string>();
  const add = (word: string, code: string): void => {
    if (words.has(word) && words.get(word) !== code) shared.add(word);
    words.set(word, code);
  };
  const names = new Map(found.rows.map(({ code, name }) => [code, name]));
  for (const { code, name } of found.rows) {
    add(code, code);
    add(name, code);
    const [whole, league] = [names.get(`${code.slice(0, 2)}0000`) ?? "", names.get(`${code.slice(0, 4)}00`) ?? ""];
    if (!code.endsWith("00")) for (const full of [`${league}${name}`, `${whole}${league}${name}`]) add(full, code);
    else if (!code.endsWith("0000")) add(`${whole}${name}`, code);
  }
  for (const word of shared) words.delete(word);
  return words;
}
