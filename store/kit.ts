import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type Observe, openObserve } from "./clickhouse.ts";
import { startEmbeddedPostgres } from "./embedded/postgres.ts";
import { migrate } from "./migrate.ts";
import { openPostgres, type Postgres } from "./postgres.ts";
import { appRole, ownerRole, principalsSql } from "./principals.ts";

/**
 * Real engines for tests, migrated and empty. A store test runs on each of `relationalEngines`: the embedded one always, and the server
 * that `SAIHAN_TEST_POSTGRES` names (a superuser's URL; each opening gets a database of its own there, dropped at the end).
 */
export type RelationalEngine = "embedded" | "server";
export const testServer = process.env.SAIHAN_TEST_POSTGRES;
export const relationalEngines: readonly RelationalEngine[] = testServer ? ["embedded", "server"] : ["embedded"];

export type TestEngines = Readonly<{
  postgres: Postgres;
  observe: Observe;
  appUrl: string;
  ownerUrl: string;
  superuserUrl: string;
  folder: string;
  close(): Promise<void>;
}>;

export async function openTestEngines(kind: RelationalEngine = "embedded", at?: string): Promise<TestEngines> {
  const folder = at ?? mkdtempSync(join(tmpdir(), "saihan-test-"));
  const relational = kind === "server" ? await onServer() : await embedded(folder);
  await migrate({ ownerUrl: relational.ownerUrl });
  const postgres = openPostgres({ url: relational.appUrl });
  const observe = await openObserve({ path: join(folder, "clickhouse") });
  await observe.migrate();
  return {
    ...relational,
    postgres,
    observe,
    folder,
    close: async () => {
      await postgres.close();
      await observe.close();
      await relational.end();
      if (at === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Relational = { appUrl: string; ownerUrl: string; superuserUrl: string; end(): Promise<void> };

async function embedded(folder: string): Promise<Relational> {
  const engine = await startEmbeddedPostgres({
    dataDir: join(folder, "postgres"),
    preparation: principalsSql({ database: "saihan" }),
    log: () => undefined,
  });
  return {
    appUrl: engine.appUrl,
    ownerUrl: engine.ownerUrl,
    superuserUrl: engine.superuserUrl,
    end: () => engine.stop(),
  };
}

let made = 0;
async function onServer(): Promise<Relational> {
  if (!testServer) throw new Error("SAIHAN_TEST_POSTGRES names no server");
  const database = `saihan_test_${process.pid}_${Date.now().toString(36)}_${made++}`;
  await asSuperuser(testServer, [`create database ${database}`]);
  const url = (user?: string): string => {
    const named = new URL(testServer);
    named.pathname = `/${database}`;
    if (user) named.username = user;
    return named.href;
  };
  await asSuperuser(url(), [principalsSql({ database })]);
  return {
    appUrl: url(appRole),
    ownerUrl: url(ownerRole),
    superuserUrl: url(),
    end: () => asSuperuser(testServer, [`drop database ${database} with (force)`]),
  };
}

async function asSuperuser(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Looks again and again until what it finds is wanted. The limit is coarse: it only ends a test that would never end. */
export async function eventually<R>(
  look: () => Promise<R> | R,
  wanted: (found: R) => boolean = Boolean,
  ms = 60_000,
): Promise<R> {
  for (const end = Date.now() + ms; ; await pause(20)) {
    const found = await look();
    if (wanted(found)) return found;
    if (Date.now() > end) throw new Error(`not so after ${ms / 1000} s: ${wanted} of ${JSON.stringify(found)}`);
  }
}
