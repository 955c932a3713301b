/**
 * What a PostgreSQL server's background processes do, which the embedded engine has not: without checkpoints the
 * write-ahead log grows until the disk is full and a restart replays all of it; without vacuum and analyze tables
 * bloat and the planner guesses.
 */
import type { WireServer } from "./wire-server.ts";

export interface HousekeepingOptions {
  readonly server: Pick<WireServer, "whenFree">;
  readonly log: (line: string) => void;
  /** How often to look at the log, and how often at the tables. */
  readonly lookMs?: number;
  readonly tablesMs?: number;
}

/** Log written since the last checkpoint that makes another one due. */
const CHECKPOINT_BYTES = 96 * 1024 * 1024;
/** A checkpoint is due anyway after this time if anything was written. */
const CHECKPOINT_MS = 300_000;
/** A checkpoint may not wait for a quiet moment for long; a vacuum may. */
const CHECKPOINT_PATIENCE_MS = 2_000;
const TABLE_PATIENCE_MS = 600_000;

const LOG_WRITTEN = `
  select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::bigint from pg_catalog.pg_control_checkpoint()`;

/** The thresholds are autovacuum's defaults. A table never analysed has -1 rows by its own account. */
const TABLES_DUE = `
  select format(case when bloated then 'vacuum (analyze) %I.%I' else 'analyze %I.%I' end, schemaname, relname)
  from (
    select s.schemaname, s.relname, s.n_mod_since_analyze,
      s.n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0)
        or s.n_ins_since_vacuum > 1000 + 0.2 * greatest(c.reltuples, 0) as bloated,
      s.n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0) as unknown
    from pg_catalog.pg_stat_all_tables s join pg_catalog.pg_class c on c.oid = s.relid
    where s.schemaname not like 'pg\\_t%' and c.relpersistence = 'p'
  ) t
  where bloated or unknown
  order by n_mod_since_analyze desc limit 50`;

/** Keeps house until the returned function is called. */
export function keepHouse(options: HousekeepingOptions): () => void {
  const { server, log } = options;
  let checkpointed = Date.now();

  async function checkLog(): Promise<void> {
    const written = Number((await server.whenFree(LOG_WRITTEN, CHECKPOINT_PATIENCE_MS))[0] ?? 0);
    const old = written > 0 && Date.now() - checkpointed > CHECKPOINT_MS;
    if (written < CHECKPOINT_BYTES && !old) return;
    await server.whenFree("checkpoint", CHECKPOINT_PATIENCE_MS);
    checkpointed = Date.now();
  }

  async function checkTables(): Promise<void> {
    // One table at a time, so that clients wait for one at most.
    for (const statement of await server.whenFree(TABLES_DUE, TABLE_PATIENCE_MS)) {
      await server.whenFree(statement, TABLE_PATIENCE_MS);
    }
  }

  /** Each task at most once at a time: a vacuum that waits for a quiet moment must not keep a checkpoint waiting. */
  function every(ms: number, task: () => Promise<void>): NodeJS.Timeout {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      task()
        .catch((cause: unknown) => log(`housekeeping: ${(cause as Error).message}`))
        .finally(() => {
          busy = false;
        });
    }, ms).unref();
  }

  const timers = [every(options.lookMs ?? 5_000, checkLog), every(options.tablesMs ?? 60_000, checkTables)];
  return () => timers.forEach(clearInterval);
}
