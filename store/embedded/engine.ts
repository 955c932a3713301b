/**
 * One PGlite with PostGIS on a data folder, and the truth about its failures.
 *
 * PGlite swallows an exception it does not know (an uncaught C++ exception, an exhausted stack, a trap) and answers
 * with nothing at all, which a client reads as an empty result. `openEngine` looks at every exception before PGlite
 * does and turns the unknown ones into a rejection; the instance is then not to be used again.
 */
import { PGlite } from "@electric-sql/pglite";
import { btree_gist } from "@electric-sql/pglite/contrib/btree_gist";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { postgis } from "@electric-sql/pglite-postgis";
import { query, readAnswer } from "./wire-messages.ts";

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
  _PostgresMainLoopOnce: () => void;
  _pgl_setPGliteExitStatus: (status: number) => number;
}

const START = [
  ...PGlite.defaultStartParams,
  // As on a server; PGlite's own start puts everything into "public" alone.
  "-c",
  'search_path="$user", public',
];

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
  watchExceptions(db.Module as unknown as EngineModule);
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
    const output = await run(query(sql));
    if (readAnswer(output).failed) throw new Error(errorText(output));
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

function watchExceptions(engine: EngineModule): void {
  const loop = engine._PostgresMainLoopOnce;
  const setStatus = engine._pgl_setPGliteExitStatus;
  let thrown: { readonly cause: unknown } | undefined;
  engine._PostgresMainLoopOnce = () => {
    thrown = undefined;
    try {
      loop();
    } catch (cause) {
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

/** The fields of the first ErrorResponse, in reading order. */
function errorText(output: Buffer): string {
  for (let at = 0; at + 5 <= output.length; at += 1 + output.readUInt32BE(at + 1)) {
    if (output[at] !== 0x45) continue;
    const fields = output.toString("utf8", at + 5, at + 1 + output.readUInt32BE(at + 1)).split("\0");
    const field = (letter: string): string => fields.find((one) => one.startsWith(letter))?.slice(1) ?? "";
    return [field("C"), field("M"), field("D"), field("W")].filter(Boolean).join(" · ");
  }
  return "refused without a reason";
}
