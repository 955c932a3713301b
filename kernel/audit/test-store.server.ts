import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "#store/embedded/postgres.ts";
import { migrate } from "#store/migrate.ts";
import { openPostgres, type Postgres } from "#store/postgres.ts";
import { principalsSql } from "#store/principals.ts";

/** A real store for the tests of audit and outbox: prepared, migrated, thrown away at the end. */
export type TestStore = Readonly<{
  postgres: Postgres;
  /** As the superuser, for what an intruder with every privilege would do. */
  superuser: pg.Client;
  folder: string;
  close(): Promise<void>;
}>;

export async function openEmbedded(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), "saihan-audit-"));
  const engine = await startEmbeddedPostgres({
    dataDir: join(folder, "postgres"),
    preparation: principalsSql({ database: "saihan" }),
    log: () => {},
  });
  const { superuserUrl, ownerUrl, appUrl } = engine;
  return open({ superuserUrl, ownerUrl, appUrl, folder, end: () => engine.stop() });
}

/**
 * The same on a PostgreSQL server, in a database of its own: transactions really overlap there. The URL is a superuser's and comes from
 * SAIHAN_TEST_POSTGRES; tests that need it are skipped without.
 */
export async function openServer(url: string): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), "saihan-audit-"));
  const database = `saihan_test_${process.pid}_${Date.now()}`;
  const password = "test-only-1";
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${database}`);
  const of = (user?: string): string => {
    const named = new URL(url);
    named.pathname = `/${database}`;
    if (user) Object.assign(named, { username: user, password });
    return named.href;
  };
  const prepared = new pg.Client({ connectionString: of() });
  await prepared.connect();
  await prepared.query(principalsSql({ database, ownerPassword: password, appPassword: password }));
  await prepared.end();
  const urls = { superuserUrl: of(), ownerUrl: of("saihan_owner"), appUrl: of("saihan_app") };
  return open({
    ...urls,
    folder,
    end: async () => {
      await admin.query(`drop database ${database} with (force)`);
      await admin.end();
    },
  });
}

async function open(options: {
  superuserUrl: string;
  ownerUrl: string;
  appUrl: string;
  folder: string;
  end(): Promise<void>;
}): Promise<TestStore> {
  await migrate({ ownerUrl: options.ownerUrl });
  const superuser = new pg.Client({ connectionString: options.superuserUrl });
  superuser.on("error", () => {});
  await superuser.connect();
  const postgres = openPostgres({ url: options.appUrl });
  return {
    postgres,
    superuser,
    folder: options.folder,
    close: async () => {
      await superuser.end();
      await postgres.close();
      await options.end();
      rmSync(options.folder, { recursive: true, force: true });
    },
  };
}
