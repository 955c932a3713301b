/**
 * One PGlite with PostGIS on a data folder, with two faults of PGlite 0.5.8 mended. Neither may be dropped before a
 * newer PGlite passes the tests named "10,000 failed statements" and "answers nothing rather than something wrong".
 *
 * 1. An SQL error leaves the C stack where it was thrown, 1 to 6 kB deeper each time; after about 1,500 errors the
 *    engine overwrites its own data and answers wrongly or with nothing. The stack pointer is put back.
 * 2. An exception it does not know (an uncaught C++ exception, an exhausted stack, a trap) is swallowed, and the answer
 *    is empty, which a client reads as an empty result. Such an exception becomes a rejection of `run`; the instance
 *    is then not to be used again.
 */
import { PGlite } from "@electric-sql/pglite";
import { btree_gist } from "@electric-sql/pglite/contrib/btree_gist";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { postgis } from "@electric-sql/pglite-postgis";
import { firstError, query, readAnswer } from "./wire-messages.ts";

export const DATABASE = "saihan";
export const SUPERUSER = "postgres";

export interface Engine {
  /** Runs protocol messages and returns all the engine wrote. Rejects only when the engine is broken. */
  run(messages: Uint8Array): Promise<Buffer>;
  /** Runs SQL as whoever holds the session; throws with the engine's words if it is refused. */
  execute(sql: string): Promise<void>;
  /** The whole data folder as a gzipped tar, after a checkpoint. */
  dump(): Promise<Buffer>;
  close(): Promise<void>;
}

/** PGlite gives this as exit status when an exception was PostgreSQL's own error handling. */
const KNOWN_EXCEPTION = 100;

interface EngineModule {
  readonly ___stack_pointer: { value: number };
  _PostgresMainLoopOnce: () => void;
  _pgl_setPGliteExitStatus: (status: number) => number;
}

/**
 * `search_path`: as on a server; PGlite's own start names "public" alone.
 * `max_stack_depth`: belongs to the stack this process is started with (STACK_KB in postgres.ts).
 * `max_wal_size`: how much log is kept for reuse after a checkpoint.
 */
const SETTINGS = [
  "timezone=UTC",
  'search_path="$user", public',
  "max_stack_depth=500kB",
  "max_wal_size=192MB",
  "min_wal_size=80MB",
];
const START = [...PGlite.defaultStartParams, ...SETTINGS.flatMap((setting) => ["-c", setting])];

export interface OpenOptions {
  readonly folder: string;
  readonly database: string;
  /** A tar of a data folder to start from; the folder must then be empty. */
  readonly template?: Blob;
  /** Called around every batch: the watch measures how long one runs. */
  readonly onBatch?: (running: boolean) => void;
}

export async function openEngine(options: OpenOptions): Promise<Engine> {
  const db = await PGlite.create({
    dataDir: options.folder,
    database: options.database,
    extensions: { postgis, btree_gist, pg_trgm, pgcrypto },
    startParams: START,
    ...(options.template ? { loadDataDir: options.template } : {}),
  });
  mendExceptions(db.Module as unknown as EngineModule);
  const onBatch = options.onBatch ?? (() => {});

  async function run(messages: Uint8Array): Promise<Buffer> {
    const chunks: Buffer[] = [];
    onBatch(true);
    try {
      // Only this call leaves the answer unparsed: the others keep every message they ever saw.
      await db.execProtocolRawStream(messages, {
        syncToFs: false,
        onRawData(bytes) {
          chunks.push(Buffer.from(bytes));
        },
      });
    } finally {
      onBatch(false);
    }
    return Buffer.concat(chunks);
  }

  async function execute(sql: string): Promise<void> {
    const answer = readAnswer(await run(query(sql)));
    if (answer.failed) throw new Error(firstError(answer.parts));
  }

  return {
    run,
    execute,
    async dump() {
      await execute("checkpoint");
      return Buffer.from(await (await db.dumpDataDir("gzip")).arrayBuffer());
    },
    close: () => db.close(),
  };
}

function mendExceptions(engine: EngineModule): void {
  const loop = engine._PostgresMainLoopOnce;
  const setStatus = engine._pgl_setPGliteExitStatus;
  const stack = engine.___stack_pointer;
  let thrown: { readonly cause: unknown } | undefined;
  engine._PostgresMainLoopOnce = () => {
    thrown = undefined;
    const top = stack.value;
    try {
      loop();
    } catch (cause) {
      stack.value = top;
      thrown = { cause };
      throw cause;
    }
  };
  engine._pgl_setPGliteExitStatus = (status) => {
    const previous = setStatus(status);
    if (thrown && previous !== KNOWN_EXCEPTION) {
      throw new Error(`the engine stopped inside a statement: ${causeText(thrown.cause)}`, { cause: thrown.cause });
    }
    return previous;
  };
}

function causeText(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  const message = (cause as { message?: unknown } | undefined)?.message;
  return typeof message === "string" ? message : "an exception it does not know";
}
