import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

/**
 * Applies the SQL files of `store/migrations/postgres` in name order, forward only, each in its own transaction. A file that was
 * applied and has changed since is refused: a change is a new file.
 */
export const migrationsFolder = join(import.meta.dirname, "migrations", "postgres");

export type Migration = Readonly<{ name: string; sql: string; hash: string }>;

export function readMigrations(folder = migrationsFolder): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name), "utf8");
      return { name, sql, hash: createHash("sha256").update(sql).digest("hex") };
    });
}

/** Connects as the owner, applies what is missing, returns the names applied. */
export async function migrate(options: {
  ownerUrl: string;
  migrations?: Migration[];
  log?: (line: string) => void;
}): Promise<string[]> {
  const client = new pg.Client({ connectionString: options.ownerUrl });
  await client.connect();
  const applied: string[] = [];
  try {
    await client.query("create schema if not exists store");
    await client.query(
      "create table if not exists store.migration (name text primary key, hash text not null, applied_at timestamptz not null default now())",
    );
    const known = new Map(
      (await client.query<{ name: string; hash: string }>("select name, hash from store.migration")).rows.map((row) => [
        row.name,
        row.hash,
      ]),
    );
    for (const migration of options.migrations ?? readMigrations()) {
      const hash = known.get(migration.name);
      if (hash === migration.hash) continue;
      if (hash !== undefined)
        throw new Error(`migration ${migration.name} was applied with other text; write a new file instead`);
      await applyOne(client, migration);
      applied.push(migration.name);
      options.log?.(`migration ${migration.name}`);
    }
  } finally {
    await client.end();
  }
  return applied;
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    // Two processes that start at once must not both apply a file.
    await client.query("select pg_advisory_xact_lock(7212025)");
    const { rowCount } = await client.query("select from store.migration where name = $1", [migration.name]);
    if (rowCount === 0) {
      await client.query(migration.sql);
      await client.query("insert into store.migration (name, hash) values ($1, $2)", [migration.name, migration.hash]);
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw new Error(`migration ${migration.name}: ${(error as Error).message}`, { cause: error });
  }
}
