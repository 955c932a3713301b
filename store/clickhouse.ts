import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ClickHouseClient, type ClickHouseClientConfigOptions, createClient } from "@clickhouse/client";
import type { Session } from "chdb";
import { type Lane, openLanes } from "./clickhouse-lanes.ts";
import { migrateObserve } from "./clickhouse-migrate.ts";
import { commandSettings, embeddedConfig, insertSettings, querySettings } from "./clickhouse-settings.ts";

/**
 * The only way into the observation store: packets, readings and what is computed of them. The same code speaks to the engine inside
 * this process (a folder) and to a server or cluster (a URL).
 *
 * What must not change: inserts have a connection of their own, so that no question, however slow, delays an acknowledgement; every
 * call names every setting; decimals come and go as text.
 */
export type Observe = Readonly<{
  /** True when the engine lives in this process: then nobody else writes to it. */
  embedded: boolean;
  /**
   * Rows of a select, values bound by `{name:Type}`. Decimals are text, DateTime64 is ISO text in UTC, counts are numbers.
   * Throws when it takes longer than `maxSeconds` (default 30).
   */
  query<T>(sql: string, params?: Params, options?: QueryOptions): Promise<T[]>;
  /** As `query`, row by row, for exports. */
  stream<T>(sql: string, params?: Params, options?: QueryOptions): AsyncIterable<T>;
  /**
   * Appends rows: positional arrays, or the ready text of JSONCompactEachRow (one `[…]` a line; DateTime64 as an integer of its own
   * resolution, decimals quoted). A second insert with the same `token` changes nothing.
   */
  insert(block: InsertBlock): Promise<void>;
  /** A statement without an answer, on the writing connection. */
  command(sql: string): Promise<void>;
  ping(): Promise<boolean>;
  /** Creates the database and applies `store/migrations/clickhouse` in name order; returns the names applied. */
  migrate(): Promise<string[]>;
  close(): Promise<void>;
}>;

export type Params = Readonly<Record<string, unknown>>;
export type QueryOptions = Readonly<{
  maxSeconds?: number;
  signal?: AbortSignal;
  /** On the writing connection, in turn with the inserts: for the gateway alone, which must not wait behind a report. */
  beforeWriting?: boolean;
}>;
export type InsertBlock = Readonly<{
  table: string;
  columns: readonly string[];
  rows: string | readonly (readonly unknown[])[];
  token: string;
}>;

export const observeDatabase = "saihan";
const mostReaders = 4;

/**
 * The embedded engine works on the threads of libuv's pool, which has four unless `UV_THREADPOOL_SIZE` said otherwise when the process
 * started. Readers never take the last two: one is for the writer, one for files, compression and passwords. Without this, four slow
 * reports held an acknowledgement for as long as they ran.
 */
const embeddedReaders = (): number =>
  Math.min(mostReaders, Math.max(1, Number(process.env.UV_THREADPOOL_SIZE ?? 4) - 2));

export async function openObserve(
  where: Readonly<{ path: string } | { url: string }>,
  options: Readonly<{ database?: string }> = {},
): Promise<Observe> {
  const database = options.database ?? observeDatabase;
  const engine = "path" in where ? await embeddedEngine(where.path, database) : serverEngine(where.url, database);
  const writer = openLanes([await engine.connect()]);
  const readers = openLanes(
    await Promise.all(
      Array.from({ length: "path" in where ? embeddedReaders() : mostReaders }, () => engine.connect()),
    ),
  );

  const query = <T>(
    sql: string,
    params?: Params,
    { maxSeconds = 30, signal, beforeWriting }: QueryOptions = {},
  ): Promise<T[]> => (beforeWriting ? writer : readers).use((lane) => rowsOf<T>(lane, sql, params, maxSeconds), signal);
  const command = (sql: string): Promise<void> =>
    writer.use(async ({ client }) => {
      await client.command({ query: sql, clickhouse_settings: commandSettings() });
    });

  return {
    embedded: "path" in where,
    query,
    command,
    async *stream<T>(sql: string, params?: Params, { maxSeconds = 300, signal }: QueryOptions = {}) {
      const lane = await readers.take(signal);
      try {
        const answer = await lane.client.query({
          query: sql,
          format: "JSONEachRow",
          query_params: params,
          clickhouse_settings: querySettings(maxSeconds),
        });
        for await (const rows of answer.stream<T>()) for (const row of rows) yield row.json() as T;
      } finally {
        readers.give(lane);
      }
    },
    insert: ({ table, columns, rows, token }) => {
      const text = typeof rows === "string" ? rows : rows.map((row) => JSON.stringify(row)).join("\n");
      if (text === "") return Promise.resolve();
      return writer.use(async ({ client }) => {
        // `exec` hands ready text through untouched; `insert` would want an object for each row.
        const answer = await client.exec({
          query: `insert into ${table} (${columns.join(", ")}) format JSONCompactEachRow`,
          values: text as never,
          clickhouse_settings: insertSettings(token),
        });
        answer.stream.resume();
      });
    },
    ping: async () => {
      try {
        await query("select 1", {}, { maxSeconds: 2, signal: AbortSignal.timeout(3_000) });
        return true;
      } catch {
        return false;
      }
    },
    migrate: () => migrateObserve({ command, query }),
    close: async () => {
      await Promise.all([writer.close(), readers.close()]);
      engine.close();
    },
  };
}

async function rowsOf<T>({ client }: Lane, sql: string, params: Params | undefined, maxSeconds: number): Promise<T[]> {
  const answer = await client.query({
    query: sql,
    format: "JSONEachRow",
    query_params: params,
    clickhouse_settings: querySettings(maxSeconds),
  });
  return answer.json<T>();
}

type Engine = Readonly<{ connect(): Promise<ClickHouseClient>; close(): void }>;

async function embeddedEngine(path: string, database: string): Promise<Engine> {
  const folder = resolve(path);
  const backups = join(folder, "..", "observe-backups");
  mkdirSync(folder, { recursive: true });
  const config = `${folder}.config.xml`;
  writeFileSync(config, embeddedConfig({ backups }));
  const [chdb, { createChdbConnection }] = await Promise.all([import("chdb"), import("chdb/connection")]);
  // The first session brings the engine up with its settings; later connections of this process share it.
  const open = chdb.Session as unknown as new (path: string, options: { connectionArgs: string[] }) => Session;
  const session = new open(folder, { connectionArgs: [`--config-file=${config}`, "--max_threads=2"] });
  const connect = async (): Promise<ClickHouseClient> => {
    // The two packages declare the same contract apart from each other's private names.
    const connection = createChdbConnection({ path: folder }) as unknown as ClickHouseClientConfigOptions["connection"];
    const client = createClient({ connection });
    await client.command({ query: `create database if not exists ${database} engine = Atomic` });
    await client.command({ query: `use ${database}` });
    return client;
  };
  return { connect, close: () => session.close() };
}

function serverEngine(url: string, database: string): Engine {
  const connect = async (): Promise<ClickHouseClient> => {
    const first = createClient({ url });
    await first.command({ query: `create database if not exists ${database}` });
    await first.close();
    return createClient({ url, database, keep_alive: { enabled: true }, request_timeout: 310_000 });
  };
  return { connect, close: () => undefined };
}
