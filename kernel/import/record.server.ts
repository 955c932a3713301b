import { sql } from "kysely";
import type { FormMap } from "#kernel/export/form.ts";
import { refuse } from "#kernel/refusal.ts";
import type { Register } from "#kernel/register/define.ts";
import { isoTime } from "#kernel/time.ts";
import type { Title } from "#kernel/title.ts";
import type { Actor } from "#store/actor.ts";
import type { Tx } from "#store/postgres.ts";
import type { Counts } from "./classify.server.ts";
import type { ImportOptions, ImportReply } from "./contract.ts";
import { datumOf } from "./datum.ts";
import { isRunning } from "./running.server.ts";
import { targetsOf } from "./target.ts";

/** The line of `import.import`: what a file is, how far it has come, what it did. */
export type ImportRecord = Readonly<{
  id: string;
  register: string;
  person: string;
  person_name: string;
  organ: string | null;
  file_hash: string;
  file_name: string;
  file_size: number;
  form: string | null;
  state: ImportReply["state"];
  source: ImportReply["source"] & { prj?: string; map?: FormMap };
  options: ImportOptions | null;
  counts: Counts | null;
  progress: number;
  beat_at: Date | null;
  problem: Title | null;
  commit_key: string | null;
  result: ImportReply["result"];
  created_at: Date;
  committed_at: Date | null;
  undone_at: Date | null;
}>;

const noun = { zh: "这次导入", en: "This import" };

/** The import as the transaction's actor sees it; `own` demands the importer. */
export async function importOf(tx: Tx, id: string, { own = false, lock = false } = {}): Promise<ImportRecord> {
  const found = await sql<ImportRecord>`select * from import.import where id = ${id}
    ${own ? sql`and person = current_setting('saihan.actor', true)` : sql``} ${lock ? sql`for update` : sql``}`.execute(
    tx,
  );
  return found.rows[0] ?? refuse("not-found", { values: { what: noun } });
}

/** The lock that a commit or undo holds while it runs, whatever process runs it: who gets it knows that nobody is at work. */
export const workLock = (id: string) => sql`hashtextextended(${`import/${id}`}, 0)`;

/** A checking beats with every chunk; a commit holds its lock. Whoever does neither for a while is gone. */
const silentMs = 15_000;
export async function isInterrupted(tx: Tx, record: ImportRecord, now: number): Promise<boolean> {
  if (record.state !== "checking" && record.state !== "committing") return false;
  if (isRunning(record.id) || now - (record.beat_at?.getTime() ?? 0) < silentMs) return false;
  if (record.state === "checking") return true;
  const free = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${workLock(record.id)}) as free`.execute(
    tx,
  );
  return free.rows[0]?.free === true;
}

export function presentImport(
  record: ImportRecord,
  register: Register,
  actor: Actor,
  interrupted: boolean,
): ImportReply {
  const { prj: _prj, map: _map, ...source } = record.source;
  const datum = record.options?.datum ? datumOf(record.options.datum, record.source.prj) : undefined;
  return {
    id: record.id,
    register: record.register,
    by: { id: record.person, name: record.person_name },
    own: actor.kind === "person" && actor.id === record.person,
    file: { name: record.file_name, size: Number(record.file_size), hash: record.file_hash },
    form: record.form,
    state: record.state,
    interrupted,
    source,
    targets: targetsOf(register).map(({ name, title, required }) => ({ name, title, required })),
    options: record.options,
    datum: datum?.title ?? null,
    progress: record.progress,
    counts: record.counts,
    problem: record.problem,
    result: record.result,
    createdAt: isoTime(record.created_at.getTime()),
    committedAt: record.committed_at && isoTime(record.committed_at.getTime()),
    undoneAt: record.undone_at && isoTime(record.undone_at.getTime()),
  };
}
